// The order of merit.

#include <genoprop/concepts/ranking.hpp>

#include <limits>
#include <vector>

#include <doctest/doctest.h>

#include "support/lives.hpp"

namespace genoprop {
namespace {

using support::lives_of;

constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

std::vector<Index> slots(const Ranking& ranking) {
  std::vector<Index> all;
  for (Index k = 0; k < ranking.size(); ++k) all.push_back(ranking.slot(k));
  return all;
}

TEST_CASE("Ranking: best first, equal merit by slot number") {
  const auto lives = lives_of({3, 1, 2, 1, 3});
  const Ranking ranking(lives, Ranking::By::now);
  CHECK(slots(ranking) == std::vector<Index>{1, 3, 2, 0, 4});
  CHECK(ranking.fitness(0) == -1);
  CHECK(ranking.loss(2) == 2);
  CHECK(ranking.position(2) == 2);
  CHECK(ranking.position(4) == 4);
  CHECK(ranking.position(5) == -1);
  CHECK(ranking.lives().size() == 5);
}

TEST_CASE("Ranking: who has diverged is not in it, but its life can be read") {
  const auto lives = lives_of({2, not_a_number, 1, infinite, -infinite});
  const Ranking ranking(lives, Ranking::By::now);
  CHECK(slots(ranking) == std::vector<Index>{2, 0});
  CHECK(ranking.position(1) == -1);
  CHECK(ranking.life(1).status == Status::diverged);
  CHECK(ranking.leader() == 2);
}

TEST_CASE("Ranking: nobody left") {
  const auto lives = lives_of({not_a_number, infinite});
  const Ranking ranking(lives, Ranking::By::now);
  CHECK(ranking.size() == 0);
  CHECK(ranking.leader() == -1);
  CHECK(Ranking({}, Ranking::By::pool).size() == 0);
}

TEST_CASE("Ranking: by the pool row, or by the network now") {
  auto lives = lives_of({1, 2, 3});
  lives[2].pool_fitness = 0;
  lives[2].pool_loss = 0.5;
  lives[0].pool_fitness = worst;  // no pool row yet
  CHECK(slots(Ranking(lives, Ranking::By::now)) == std::vector<Index>{0, 1, 2});
  const Ranking pool(lives, Ranking::By::pool);
  CHECK(slots(pool) == std::vector<Index>{2, 1});
  CHECK(pool.fitness(0) == 0);
  CHECK(pool.loss(0) == 0.5);
  CHECK(pool.leader() == 0);  // the leader is over the losses now
}

TEST_CASE("Ranking: the leader is the lowest loss, whatever the fitness says; equal losses by slot number") {
  auto lives = lives_of({2, 1, 1});
  lives[0].fitness = 10;
  const Ranking ranking(lives, Ranking::By::now);
  CHECK(ranking.slot(0) == 0);
  CHECK(ranking.leader() == 1);
}

TEST_CASE("Ranking: copies for a child, without a slot; the first stays as it was") {
  const auto lives = lives_of({3, 1, 2});
  const Ranking ranking(lives, Ranking::By::now);
  CHECK(ranking.child() == -1);
  const Ranking others = ranking.for_child(1).without(1);
  CHECK(others.child() == 1);
  CHECK(slots(others) == std::vector<Index>{2, 0});
  CHECK(slots(ranking) == std::vector<Index>{1, 2, 0});
  CHECK(ranking.child() == -1);
  CHECK(slots(ranking.without(7)) == slots(ranking));
}

TEST_CASE("Ranking: within a deme there are its members alone, and its leader") {
  const auto lives = lives_of({3, 1, 2, 1, 3});
  const Ranking odd = Ranking(lives, Ranking::By::now).within([](Index s) { return s != 1; });
  CHECK(slots(odd) == std::vector<Index>{3, 2, 0, 4});
  CHECK(odd.leader() == 3);
  CHECK(odd.position(1) == -1);
  CHECK(Ranking(lives, Ranking::By::now).leader() == 1);
  CHECK(Ranking(lives, Ranking::By::now).within([](Index) { return false; }).leader() == -1);
}

TEST_CASE("Ranking: members are the slots of the deme, the diverged too") {
  const auto lives = lives_of({3, not_a_number, 2, 1});
  const Ranking ranking(lives, Ranking::By::now);
  CHECK(ranking.members() == 4);
  CHECK(ranking.size() == 3);
  CHECK(ranking.within([](Index s) { return s < 2; }).members() == 2);
  CHECK(ranking.without(1).members() == 3);
}

TEST_CASE("Ranking: by another merit, which then is the fitness; equal ones stay in their order, who has none leaves") {
  const auto lives = lives_of({5, 1, 2, not_a_number, 4, 3});  // best first: 1, 2, 5, 4, 0
  const Ranking ranking = Ranking(lives, Ranking::By::now).for_child(4);
  const Ranking other = ranking.ranked_by([](Index s) { return s == 2 ? not_a_number : s == 0 ? 7 : 3; });
  CHECK(slots(other) == std::vector<Index>{0, 1, 5, 4});
  CHECK(other.fitness(0) == 7);
  CHECK(other.fitness(3) == 3);
  CHECK(other.loss(0) == 5);
  CHECK(other.position(2) == -1);
  CHECK(other.child() == 4);
  CHECK(slots(other.without(1)) == std::vector<Index>{0, 5, 4});
  CHECK(other.without(1).fitness(1) == 3);
  CHECK(slots(ranking) == std::vector<Index>{1, 2, 5, 4, 0});
  CHECK(ranking.fitness(0) == -1);
}

TEST_CASE("Ranking: parted in one walk is what `within` says of every part, also by another merit and of parts without slots") {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Draw draw = support::draw_of(seed, Purpose::user);
    const Index n = 1 + draw.below(20), parts = 1 + draw.below(5);
    std::vector<Life> lives(static_cast<std::size_t>(n));
    std::vector<Index> part_of;
    for (Life& l : lives) {
      l.fitness = draw.below(6) == 0 ? worst : -draw.below(4);
      part_of.push_back(draw.below(parts));
    }
    const Ranking now(lives, Ranking::By::now);
    for (const Ranking& whole : {now, now.ranked_by([](Index s) { return s % 3; })}) {
      const auto all = whole.parted(part_of, parts);
      REQUIRE(static_cast<Index>(all.size()) == parts);
      for (Index d = 0; d < parts; ++d) {
        const Ranking one = whole.within([&](Index s) { return part_of[static_cast<std::size_t>(s)] == d; });
        const Ranking& part = all[static_cast<std::size_t>(d)];
        CHECK(slots(part) == slots(one));
        CHECK(part.members() == one.members());
        for (Index k = 0; k < one.size(); ++k) CHECK(part.fitness(k) == one.fitness(k));
        for (Index s = 0; s < n; ++s) CHECK(part.position(s) == one.position(s));
      }
    }
  }
}

TEST_CASE("Ranking: taken out in place as without; positions are those of a search from the first; a child's place in its deme") {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Draw draw = support::draw_of(seed, Purpose::user);
    const Index n = 1 + draw.below(12);
    std::vector<Life> lives(static_cast<std::size_t>(n));
    for (Life& l : lives) {
      l.fitness = draw.below(6) == 0 ? worst : -draw.below(4);  // equal ones
      l.pool_fitness = draw.below(6) == 0 ? not_a_number : -draw.below(4);
    }
    for (const Ranking::By by : {Ranking::By::now, Ranking::By::pool}) {
      Ranking ranking(lives, by);
      for (int round = 0; round < 4; ++round) {
        for (Index s = -2; s < n + 2; ++s) {
          Index found = -1;
          for (Index k = 0; k < ranking.size(); ++k) found = ranking.slot(k) == s ? k : found;
          CHECK(ranking.position(s) == found);
        }
        const Index out = draw.below(n + 1);
        const Ranking other = ranking.within([&](Index s) { return s != out; });
        ranking.take_out(out);
        CHECK(slots(ranking) == slots(other));
        CHECK(ranking.members() == other.members());
      }
    }
  }
  const auto lives = lives_of({3, 1, not_a_number, 1, 3, 2});
  Ranking deme = Ranking(lives, Ranking::By::now).within([](Index s) { return s >= 2; });
  CHECK(deme.for_child(4).place() == 2);
  CHECK(deme.for_child(4).places() == 4);
  deme.seek_for(3);
  deme.take_out(2);
  deme.take_out(3);
  CHECK(deme.child() == 3);
  CHECK(deme.place() == 1);  // as if nobody had been taken out
  CHECK(deme.places() == 4);
}

}  // namespace
}  // namespace genoprop
