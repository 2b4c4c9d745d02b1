#include <genoprop/backend/threads.hpp>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "support/verbs.hpp"

using namespace genoprop;
using namespace genoprop::support;

namespace {

std::vector<Span> singles(Index n) { return spans_of(n, 1); }

/// threads of this process
std::size_t threads_now() {
  std::size_t n = 0;
  for ([[maybe_unused]] const auto& task : std::filesystem::directory_iterator("/proc/self/task")) ++n;
  return n;
}

/// A thread that was joined stays in /proc for a moment: counts are given time to get there.
bool threads_become(std::size_t n) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (threads_now() != n && std::chrono::steady_clock::now() < end) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  return threads_now() == n;
}

/// How many there are once joined ones have gone: the same number fifty times in a row.
std::size_t threads_settled() {
  std::size_t n = threads_now();
  for (int same = 0; same < 50;) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    const std::size_t now = threads_now();
    same = now == n ? same + 1 : 0;
    n = now;
  }
  return n;
}

struct Churn {
  double* x;
  GENOPROP_HD void operator()(Index, Index, Index c) const noexcept { x[c] = math::fma(1.0000001, x[c], 0x1p-20); }
};

}  // namespace

TEST_CASE("threads: all verbs give the same bits on 1, 2, 3 and 8 threads, as on plain loops") {
  for (const Index n : {1, 2, 3, 8}) {
    CAPTURE(n);
    const auto crew = Threads{.threads = n}.open();
    CHECK(crew->lanes() == n);
    CHECK(crew->width() == 1);
    if (crew->product() == Product::blas) continue;  // no product of our own on this CPU
    for (const Shape s : {Shape{32, 10, 64}, Shape{17, 33, 9}})
      for (const Form form : {Form::plain, Form::first_flipped, Form::second_flipped}) check_product<float>(*crew, 13, s, form);
    check_sum_rows<float>(*crew, 13, 20, 35);
    check_for_each<float>(*crew, 13, 20, 35);
    check_for_each_row<float>(*crew, 13, 20, 35);
  }
}

TEST_CASE("threads: every individual is one span's, each exactly once, on lanes that are there") {
  for (const Index n : {1, 2, 5}) {
    const auto crew = Threads{.threads = n}.open();
    for (const Index p : {0, 1, 4, 100}) {
      std::vector<std::atomic<int>> seen(100);
      std::atomic<bool> right{true};
      const auto spans = singles(p);
      crew->run(std::span<const Span>(spans), [&](auto& lane, Span span) {
        ++seen[static_cast<std::size_t>(span.first)];
        right = right && span.count == 1 && lane.individuals() == 1 && lane.capacity() == 1 && lane.id() >= 0 && lane.id() < n;
      });
      CHECK(right);
      for (Index k = 0; k < 100; ++k) REQUIRE(seen[static_cast<std::size_t>(k)] == (k < p ? 1 : 0));
    }
  }
}

TEST_CASE("threads: a lane stays with its thread, from planning on; the caller is lane 0") {
  const auto crew = Threads{.threads = 3}.open();
  std::mutex guard;
  std::vector<std::set<std::thread::id>> who(3);
  std::vector<float*> memory(3, nullptr);
  crew->prepare([&](auto& lane) {
    const std::lock_guard lock(guard);
    who[static_cast<std::size_t>(lane.id())].insert(std::this_thread::get_id());
    REQUIRE(memory[static_cast<std::size_t>(lane.id())] == nullptr);  // once a lane
    memory[static_cast<std::size_t>(lane.id())] = lane.template take<float>(8);
  });
  for (const float* m : memory) REQUIRE(m != nullptr);
  const auto spans = singles(60);
  for (int round = 0; round < 5; ++round)
    crew->run(std::span<const Span>(spans), [&](auto& lane, Span) {
      memory[static_cast<std::size_t>(lane.id())][0] += 1;
      const std::lock_guard lock(guard);
      who[static_cast<std::size_t>(lane.id())].insert(std::this_thread::get_id());
    });
  float sum = 0;
  for (const float* m : memory) sum += m[0];
  CHECK(sum == 300);
  for (const auto& w : who) CHECK(w.size() == 1);
  CHECK(who[0].count(std::this_thread::get_id()) == 1);
}

TEST_CASE("threads: work is handed out as lanes become free: a long job holds nobody up") {
  const auto crew = Threads{.threads = 2}.open();
  std::atomic<int> others{0};
  std::atomic<bool> in_time{true};
  const auto spans = singles(40);
  crew->run(std::span<const Span>(spans), [&](auto&, Span span) {
    if (span.first > 0) {
      ++others;
      return;
    }
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (others < 39 && std::chrono::steady_clock::now() < end) std::this_thread::yield();
    in_time = others == 39;  // fails if spans were dealt out beforehand
  });
  CHECK(in_time);
}

TEST_CASE("threads: neither their number nor the order of work changes a bit") {
  std::vector<double> expected;
  for (const Index n : {1, 2, 3, 8}) {
    const auto crew = Threads{.threads = n}.open();
    auto memory = crew->make<double>(23 * 64);
    for (std::size_t k = 0; k < memory.size(); ++k) memory.data()[k] = static_cast<double>(k) / 7;
    auto spans = singles(23);
    if (n == 3) std::reverse(spans.begin(), spans.end());
    crew->run(std::span<const Span>(spans),
              [&](auto& lane, Span span) { lane.repeat(500, [&] { lane.for_each(1, 61, Churn{memory.data() + span.first * 64}); }); });
    std::vector<double> result(memory.size());
    read_back(*crew, memory, result);
    if (expected.empty()) expected = result;
    CHECK(bits_equal(result, expected));
  }
}

TEST_CASE("threads: of several exceptions the one of the lowest span comes out, always") {
  const auto crew = Threads{.threads = 4}.open();
  const auto spans = singles(64);
  for (int round = 0; round < 200; ++round) {
    std::atomic<int> calls{0};
    std::string what;
    try {
      crew->run(std::span<const Span>(spans), [&](auto&, Span span) {
        ++calls;
        if (span.first == 5) std::this_thread::yield();
        if (span.first >= 5 && span.first % 2 == 1) throw std::runtime_error("span " + std::to_string(span.first));
      });
    } catch (const std::runtime_error& e) {
      what = e.what();
    }
    REQUIRE(what == "span 5");
    REQUIRE(calls <= 64);
  }
  std::atomic<int> calls{0};  // the crew works on
  crew->run(std::span<const Span>(spans), [&](auto&, Span) { ++calls; });
  CHECK(calls == 64);
}

TEST_CASE("threads: after an exception no more spans are begun") {
  const auto crew = Threads{.threads = 1}.open();
  const auto spans = singles(64);
  int calls = 0;
  CHECK_THROWS_AS(crew->run(std::span<const Span>(spans),
                            [&](auto&, Span span) {
                              ++calls;
                              if (span.first == 5) throw std::runtime_error("five");
                            }),
                  std::runtime_error);
  CHECK(calls == 6);
}

TEST_CASE("threads: what planning throws comes out, of the lowest lane") {
  const auto crew = Threads{.threads = 3}.open();
  for (int round = 0; round < 50; ++round) {
    std::string what;
    try {
      crew->prepare([](auto& lane) {
        if (lane.id() > 0) throw std::runtime_error("lane " + std::to_string(lane.id()));
      });
    } catch (const std::runtime_error& e) {
      what = e.what();
    }
    REQUIRE(what == "lane 1");
  }
}

TEST_CASE("threads: one thread is the caller; the others come with the crew and go with it") {
  const std::size_t before = threads_settled();
  {
    const auto one = Threads{.threads = 1}.open();
    CHECK(threads_become(before));
    const auto four = Threads{.threads = 4}.open();
    CHECK(threads_become(before + 3));
    const auto spans = singles(10);
    for (int k = 0; k < 20; ++k) four->run(std::span<const Span>(spans), [](auto&, Span) {});
    CHECK(threads_become(before + 3));  // kept, not made anew
  }
  CHECK(threads_become(before));
}

TEST_CASE("threads: 0 is every core") {
  const auto crew = Threads{}.open();
  CHECK(crew->lanes() == static_cast<Index>(std::max(1u, std::thread::hardware_concurrency())));
}

TEST_CASE("threads: numbers that are none are refused") {
  CHECK_THROWS_WITH_AS(Threads{.threads = -1}.open(), doctest::Contains("Threads: threads is -1, expected"), SettingsError);
  CHECK_THROWS_WITH_AS(Threads{.threads = 4097}.open(), doctest::Contains("Threads: threads is 4097, expected"), SettingsError);
}

TEST_CASE("threads: our own product unless BLAS is named or the CPU has no FMA") {
  CHECK(Threads{.threads = 1}.open()->product() == (isa_here() == Isa::blas ? Product::blas : Product::own));
  CHECK(Threads{.threads = 1, .product = Product::blas}.open()->product() == Product::blas);
}
