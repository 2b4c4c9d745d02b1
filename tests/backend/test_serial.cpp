#include <genoprop/backend/serial.hpp>

#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

using namespace genoprop;

TEST_CASE("serial: one lane on the calling thread, spans in their order") {
  const auto crew = Serial{.width = 2}.open();
  CHECK(crew->lanes() == 1);
  CHECK(crew->width() == 2);
  std::vector<Index> seen;
  const std::vector<Span> spans{{0, 2}, {2, 2}, {4, 1}};
  crew->run(std::span<const Span>(spans), [&](auto& lane, Span span) {
    CHECK(lane.id() == 0);
    CHECK(lane.capacity() == 2);
    CHECK(lane.individuals() == span.count);
    seen.push_back(span.first);
  });
  CHECK(seen == std::vector<Index>{0, 2, 4});
}

TEST_CASE("serial: planning sees the whole width, once") {
  const auto crew = Serial{.width = 3}.open();
  int calls = 0;
  crew->prepare([&](auto& lane) {
    ++calls;
    CHECK(lane.individuals() == 3);
    CHECK(lane.capacity() == 3);
  });
  CHECK(calls == 1);
}

TEST_CASE("serial: memory of the crew is zeroed and goes both ways") {
  const auto crew = Serial{}.open();
  auto memory = crew->make<float>(4);
  CHECK(reinterpret_cast<std::uintptr_t>(memory.data()) % 64 == 0);
  const std::vector<float> values{1, 2, 3, 4};
  std::vector<float> back(4, -1.0f);
  crew->read(static_cast<const float*>(memory.data()), std::span<float>(back));
  CHECK(back == std::vector<float>(4, 0.0f));
  crew->write(std::span<const float>(values), memory.data());
  crew->read(static_cast<const float*>(memory.data()), std::span<float>(back));
  CHECK(back == values);
}

TEST_CASE("serial: what a job throws comes out, and the crew works on") {
  const auto crew = Serial{}.open();
  const std::vector<Span> spans{{0, 1}, {1, 1}};
  CHECK_THROWS_WITH_AS(
      crew->run(std::span<const Span>(spans), [](auto&, Span span) { throw std::logic_error(std::to_string(span.first)); }), "0",
      std::logic_error);
  int calls = 0;
  crew->run(std::span<const Span>(spans), [&](auto&, Span) { ++calls; });
  CHECK(calls == 2);
}

TEST_CASE("serial: a width that is none is refused") {
  CHECK_THROWS_WITH_AS(Serial{.width = 0}.open(), doctest::Contains("Serial: width is 0, expected"), SettingsError);
  CHECK_THROWS_WITH_AS(Serial{.width = -3}.open(), doctest::Contains("Serial: width is -3, expected"), SettingsError);
}
