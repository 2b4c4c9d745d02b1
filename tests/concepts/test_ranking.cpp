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

}  // namespace
}  // namespace genoprop
