#include <genoprop/distribute/one.hpp>

#include <doctest/doctest.h>

#include <stdexcept>
#include <vector>

#include <genoprop/backend/serial.hpp>

using namespace genoprop;

TEST_CASE("one worker: nobody to speak to; the first failure is thrown by the next gather") {
  int calls = 0;
  on_every_worker(Serial{}, 5, [&](auto& crew, auto& link) {
    ++calls;
    CHECK(crew.lanes() == 1);
    CHECK(link.rank() == 0);
    CHECK(link.size() == 1);
    CHECK(link.tell(true));
    CHECK_FALSE(link.tell(false));
    std::vector<Life> lives(5);
    Signal signal{.stop = true, .plan = 7};
    link.gather(std::span<Life>(lives), Span{0, 5}, signal);
    CHECK(signal.stop);
    CHECK(signal.plan == 7);
    link.fail(std::make_exception_ptr(std::domain_error("first")));
    link.fail(std::make_exception_ptr(std::logic_error("second")));
    CHECK_THROWS_WITH_AS(link.gather(std::span<Life>(lives), Span{0, 5}, signal), "first", std::domain_error);
  });
  CHECK(calls == 1);
}

TEST_CASE("one worker: what its body throws comes out") {
  CHECK_THROWS_WITH_AS(on_every_worker(Serial{}, 1, [](auto&, auto&) { throw std::range_error("body"); }), "body", std::range_error);
}

TEST_CASE("one worker: lanes that take many together are planned for the individuals there are") {
  const auto width = [](Index width_named, Index population) {
    Index found = 0;
    on_every_worker(Serial{.width = width_named}, population, [&](auto& crew, auto&) { found = crew.width(); });
    return found;
  };
  CHECK(width(8, 5) == 5);
  CHECK(width(3, 5) == 3);
}
