#include <genoprop/backend/thread_pool.hpp>

#include <atomic>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

using namespace genoprop;

TEST_CASE("thread pool: every worker works once a round, always the same thread, the caller is worker 0") {
  for (const Index n : {1, 2, 3, 8}) {
    CAPTURE(n);
    ThreadPool pool(n);
    CHECK(pool.workers() == n);
    std::vector<std::thread::id> first(static_cast<std::size_t>(n));
    for (int round = 0; round < 200; ++round) {
      std::vector<std::thread::id> who(static_cast<std::size_t>(n));
      std::atomic<int> calls{0};
      auto work = [&](Index worker) {
        who[static_cast<std::size_t>(worker)] = std::this_thread::get_id();
        ++calls;
      };
      pool.on_all(work);
      REQUIRE(calls == n);
      if (round == 0) first = who;
      REQUIRE(who == first);
    }
    CHECK(first[0] == std::this_thread::get_id());
    CHECK(std::set<std::thread::id>(first.begin(), first.end()).size() == static_cast<std::size_t>(n));
  }
}

TEST_CASE("thread pool: what a worker wrote is seen when the round is over") {
  ThreadPool pool(4);
  std::vector<std::vector<int>> results(4);  // not atomic: the thread sanitizer would object
  for (int round = 0; round < 50; ++round) {
    auto work = [&](Index worker) { results[static_cast<std::size_t>(worker)].push_back(round); };
    pool.on_all(work);
    for (const auto& r : results) REQUIRE((r.size() == static_cast<std::size_t>(round) + 1 && r.back() == round));
  }
}

TEST_CASE("thread pool: one that never worked, and many of them, end quietly") {
  for (int k = 0; k < 50; ++k) ThreadPool pool(3);
  CHECK(true);
}

TEST_CASE("first error: of several the one with the lowest number") {
  FirstError none;
  CHECK_NOTHROW(none.rethrow());
  FirstError error;
  for (const std::size_t number : {7u, 3u, 5u}) error.keep(number, std::make_exception_ptr(std::runtime_error(std::to_string(number))));
  CHECK_THROWS_WITH_AS(error.rethrow(), "3", std::runtime_error);
}
