#include <genoprop/distribute/team.hpp>

#include <doctest/doctest.h>
#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstring>
#include <fstream>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "support/made.hpp"
#include "support/same_run.hpp"

#include <genoprop/backend/serial.hpp>
#include <genoprop/distribute/one.hpp>
#include <genoprop/engine/evolution.hpp>
#include <genoprop/train/sgd.hpp>

using namespace genoprop;
using namespace genoprop::support;

namespace {

constexpr Index population = 7;
/// body(link) on every worker of a team of so many
template <class Body>
void team(Index workers, Body body) {
  on_every_thread(
      workers, [](Index) { return std::make_unique<int>(0); }, [&](int&, TeamLink& link) { body(link); });
}
void linger(Index rank, int round) { std::this_thread::sleep_for(std::chrono::microseconds((rank * 7 + round * 3) % 5 * 50)); }
Span mine(const TeamLink& link) { return shard_of(population, link.rank(), link.size()); }

struct Mine : std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace

TEST_CASE("team: gather gives everybody the lives of all, round after round, and joins what they signal") {
  for (const Index workers : {1, 2, 3, 5}) {
    CAPTURE(workers);
    std::atomic<int> right{0};
    team(workers, [&](TeamLink& link) {
      std::vector<Life> lives(population);
      for (int round = 0; round < 40; ++round) {
        linger(link.rank(), round);
        for (Index s = mine(link).first; s < mine(link).first + mine(link).count; ++s) lives[std::size_t(s)].age = 100 * round + s;
        Signal signal{.stop = round == 20 && link.rank() == workers - 1, .plan = std::uint64_t(round)};
        link.gather(std::span<Life>(lives), mine(link), signal);
        bool good = signal.stop == (round == 20);
        for (Index s = 0; s < population; ++s) good = good && lives[std::size_t(s)].age == 100 * round + s;
        right += good ? 1 : 0;
      }
    });
    CHECK(right == 40 * workers);
  }
}

TEST_CASE("team: tell: what worker 0 says is heard by all, every time") {
  std::atomic<int> right{0};
  team(3, [&](TeamLink& link) {
    std::vector<Life> lives(population);
    Signal signal;
    for (int round = 0; round < 60; ++round) {
      linger(link.rank(), round);
      const bool heard = link.tell(link.rank() == 0 ? round % 3 != 0 : round % 3 == 0);
      right += heard == (round % 3 != 0) ? 1 : 0;
      link.gather(std::span<Life>(lives), mine(link), signal);
    }
  });
  CHECK(right == 180);
}

TEST_CASE("team: a row is what it was until everybody who wants it has it: wait holds its owner back") {
  std::atomic<int> right{0};
  team(4, [&](TeamLink& link) {
    std::vector<double> row(100, 0);  // this worker's, offered as slot = rank
    link.offer([&](Index, std::span<std::byte> into) { std::memcpy(into.data(), row.data(), into.size()); });
    std::vector<Life> lives(population);
    Signal signal;
    for (int round = 0; round < 40; ++round) {
      std::fill(row.begin(), row.end(), 1000.0 * round + link.rank());
      link.gather(std::span<Life>(lives), mine(link), signal);
      std::vector<Move> moves;  // everybody wants the row of every other; the same list on all
      for (Index to = 0; to < 4; ++to)
        for (Index from = 0; from < 4; ++from)
          if (from != to) moves.push_back({from, from, to});
      std::vector<std::vector<double>> came(moves.size(), std::vector<double>(100));
      std::vector<int> asked(moves.size(), 0);
      linger(link.rank(), round);
      link.fetch(std::span<const Move>(moves), [&](std::size_t m) {
        ++asked[m];
        return std::as_writable_bytes(std::span<double>(came[m]));
      });
      link.wait();
      std::fill(row.begin(), row.end(), -1.0);  // what commit does
      bool good = true;
      for (std::size_t m = 0; m < moves.size(); ++m) {
        const bool for_me = moves[m].to == link.rank();
        good = good && asked[m] == (for_me ? 1 : 0);
        for (const double v : came[m]) good = good && v == (for_me ? 1000.0 * round + moves[m].from : 0);
      }
      right += good ? 1 : 0;
    }
  });
  CHECK(right == 160);
}

TEST_CASE("team: what one worker fails with is thrown on all of them, in the same round, and comes out") {
  for (const Index failing : {0, 2}) {
    std::atomic<int> thrown{0}, rounds{0};
    const auto run = [&] {
      team(3, [&](TeamLink& link) {
        std::vector<Life> lives(population);
        Signal signal;
        for (int round = 0; round < 100; ++round) {
          if (round == 5 && link.rank() == failing) link.fail(std::make_exception_ptr(Mine("failed")));
          try {
            link.gather(std::span<Life>(lives), mine(link), signal);
          } catch (const Mine&) {
            ++thrown;
            rounds += round;
            throw;
          }
        }
      });
    };
    CHECK_THROWS_WITH_AS(run(), "failed", Mine);
    CHECK(thrown == 3);
    CHECK(rounds == 15);
  }
}

TEST_CASE("team: a worker that leaves by an exception leaves nobody waiting") {
  for (const int where : {0, 1, 2}) {  // before the first gather, between gather and tell, in open()
    CAPTURE(where);
    const auto run = [&] {
      on_every_thread(
          3,
          [&](Index rank) {
            if (where == 2 && rank == 1) throw Mine("left");
            return std::make_unique<int>(0);
          },
          [&](int&, TeamLink& link) {
            std::vector<Life> lives(population);
            Signal signal;
            if (where == 0 && link.rank() == 1) throw Mine("left");
            for (int round = 0; round < 20; ++round) {
              link.gather(std::span<Life>(lives), mine(link), signal);
              if (where == 1 && link.rank() == 1 && round == 3) throw Mine("left");
              link.tell(true);
            }
          });
    };
    CHECK_THROWS_WITH_AS(run(), "left", Mine);
  }
}

TEST_CASE("team: a thread that cannot be made is an error of all, thrown when those that were made have ended") {
  constexpr std::size_t gigabyte = std::size_t{1} << 30;
  pthread_attr_t usual, large;  // stacks of a gigabyte, and addresses for three of them
  REQUIRE(pthread_getattr_default_np(&usual) == 0);
  REQUIRE(pthread_getattr_default_np(&large) == 0);
  REQUIRE(pthread_attr_setstacksize(&large, gigabyte) == 0);
  std::size_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  rlimit before{};
  REQUIRE(getrlimit(RLIMIT_AS, &before) == 0);
  rlimit tight = before;
  tight.rlim_cur = pages * static_cast<std::size_t>(sysconf(_SC_PAGESIZE)) + 3 * gigabyte + gigabyte / 2;
  REQUIRE(pthread_setattr_default_np(&large) == 0);
  REQUIRE(setrlimit(RLIMIT_AS, &tight) == 0);
  std::atomic<int> begun{0}, told{0};
  const auto run = [&] {
    team(8, [&](TeamLink& link) {
      ++begun;
      std::vector<Life> lives(population);
      Signal signal;
      try {
        link.gather(std::span<Life>(lives), mine(link), signal);
      } catch (const std::system_error&) {
        ++told;
        throw;
      }
    });
  };
  CHECK_THROWS_AS(run(), std::system_error);
  REQUIRE(setrlimit(RLIMIT_AS, &before) == 0);
  REQUIRE(pthread_setattr_default_np(&usual) == 0);
  CHECK(begun > 0);
  CHECK(begun < 8);
  CHECK(told == begun);
  pthread_attr_destroy(&large);
  pthread_attr_destroy(&usual);
}

TEST_CASE("team: workers that planned different births are found out") {
  const auto run = [] {
    team(3, [](TeamLink& link) {
      std::vector<Life> lives(population);
      Signal signal{.plan = link.rank() == 2 ? 8u : 7u};
      link.gather(std::span<Life>(lives), mine(link), signal);
    });
  };
  CHECK_THROWS_WITH_AS(run(), doctest::Contains("planned other births than another worker"), Error);
}

TEST_CASE("team: numbers out of range are refused; workers without a slot are not started") {
  CHECK_THROWS_WITH_AS((Team{Serial{}, 0}.check()), "Team: workers is 0, expected 1 to 1024", SettingsError);
  CHECK_THROWS_AS((Team{Serial{}, 1025}.check()), SettingsError);
  CHECK_NOTHROW((Team{Serial{}, 1024}.check()));
  std::atomic<int> workers{0};
  std::mutex door;
  std::set<std::thread::id> threads;
  on_every_worker(Team{Serial{}, 5}, 3, [&](auto&, auto& link) {
    ++workers;
    CHECK(link.size() == 3);
    const std::lock_guard lock(door);
    threads.insert(std::this_thread::get_id());
  });
  CHECK(workers == 3);
  CHECK(threads.size() == 3);  // a thread each
}

// --- what a run moves -------------------------------------------------------------------------------------------------

namespace {

struct Count {
  std::mutex door;
  std::multiset<std::pair<Index, Index>> rows;  // slot, to
  std::set<std::size_t> bytes;
};
/// a team whose workers count what they fetch
struct CountingTeam {
  Index workers = 3;
  Count* count = nullptr;
};
class CountingLink : public TeamLink {
 public:
  CountingLink(const TeamLink& link, Count& count) : TeamLink(link), count_(count) {}
  template <class Receive>
  void fetch(std::span<const Move> moves, const Receive& receive) {
    TeamLink::fetch(moves, [&](std::size_t m) {
      const auto to = receive(m);
      const std::lock_guard lock(count_.door);
      count_.rows.insert({moves[m].slot, moves[m].to});
      count_.bytes.insert(to.size());
      return to;
    });
  }

 private:
  Count& count_;
};
template <class Body>
void on_every_worker(const CountingTeam& team, Index, Body&& body) {
  on_every_thread(
      team.workers, [](Index) { return Serial{}.open(); },
      [&](auto& crew, TeamLink& link) {
        CountingLink counting(link, *team.count);
        body(crew, counting);
      });
}

}  // namespace

TEST_CASE("team: a run moves only rows of parents that live elsewhere, each once to a worker, and ends like one worker") {
  for (const Pool pool : {Pool::now, Pool::best_so_far})
    for (const State state : {State::reset, State::crossed}) {
      auto s = strategy(MadeSelect{}, MadeCross{}, MadeMutate{}, MadeReplace{}, pool, state);
      s.select.choose = [](const Ranking& r, Draw& draw) { return r.slot(draw.below(r.size())); };
      s.cross.cut = [](const Child& child) { return child.slot % child.genes; };
      s.replace.decide = [](Index slot, const Ranking&, const Clock& clock) {
        return (slot + clock.done) % 3 == 0 ? keep_mine : breed_here;
      };
      const Settings settings{.population = population, .generations = 6, .steps = 2, .batch = full_batch, .seed = 4};
      Count count;
      const Sgd optimizer{.rate = 0.1f, .momentum = 0.5f};
      const auto run = Evolution{Made{}, optimizer, s, CountingTeam{3, &count}}.fit(settings);
      check_same_run(run, Evolution{Made{}, optimizer, s, Serial{}}.fit(settings));
      std::multiset<std::pair<Index, Index>> needed;
      for (const Report& r : run.history()) {
        std::set<std::pair<Index, Index>> once;
        for (const Birth& b : r.births)
          for (const Index parent : b.parents)
            if (parent >= 0 && owner_of(parent, population, 3) != owner_of(b.slot, population, 3))
              once.insert({parent, owner_of(b.slot, population, 3)});
        needed.insert(once.begin(), once.end());
      }
      CHECK(needed.size() > 10);
      CHECK(count.rows == needed);
      REQUIRE(count.bytes.size() == 1);  // weights, and optimizer state where the strategy asks for it
      const std::size_t row = 64 * sizeof(double), rest = *count.bytes.begin() - row * (state == State::reset ? 1 : 2);
      CHECK(rest < row);
    }
}

TEST_CASE("a team: lanes that take many together are planned for the individuals of their worker") {
  std::vector<Index> found(2);
  on_every_worker(Team{Serial{.width = 8}, 2}, 5,
                  [&](auto& crew, auto& link) { found[static_cast<std::size_t>(link.rank())] = crew.width(); });
  CHECK(found == std::vector<Index>{3, 2});
}
