// Threads that wait for each other, and one that leaves by an error.

#include <genoprop/backend/meeting.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <thread>
#include <vector>

using namespace genoprop;

TEST_CASE("meeting: nobody goes on before all have come") {
  constexpr Index members = 4, rounds = 200;
  Meeting meeting(members);
  std::atomic<int> came{0}, early{0};
  std::vector<std::thread> threads;
  for (Index m = 0; m < members; ++m)
    threads.emplace_back([&] {
      for (int round = 1; round <= rounds; ++round) {
        ++came;
        if (!meeting.wait()) ++early;
        if (came.load() < round * members) ++early;
        meeting.wait();
      }
    });
  for (auto& t : threads) t.join();
  CHECK(early == 0);
  CHECK(came == members * rounds);
}

TEST_CASE("meeting: where one fails all others leave, at this meeting or at the next, and nobody waits for ever") {
  for (int again = 0; again < 100; ++again) {
    constexpr Index members = 4;
    Meeting meeting(members);
    std::atomic<int> left{0};
    std::vector<std::thread> threads;
    for (Index m = 0; m < members; ++m)
      threads.emplace_back([&, m] {
        for (int round = 0; round < 1000; ++round) {
          if (m == again % members && round == again % 7) return meeting.fail();
          if (meeting.wait()) continue;
          ++left;
          return;
        }
      });
    for (auto& t : threads) t.join();
    CHECK(left == members - 1);
  }
}

TEST_CASE("team member: alone it waits for nobody") {
  const TeamMember alone;
  CHECK(alone.size == 1);
  CHECK(alone.member == 0);
  CHECK(alone.wait());
}
