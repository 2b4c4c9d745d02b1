#include <doctest/doctest.h>

#include <cmath>

#include <genoprop/evolve/select/fixed.hpp>

#include "support/lives.hpp"

using namespace genoprop;
using namespace genoprop::support;

TEST_CASE("itself: the slot that is reborn, unless its row may not be a parent") {
  auto lives = lives_of({0.5, NAN, 0.2});
  lives[1].pool_fitness = -0.3;  // diverged now, a good row in the pool
  Draw draw = draw_of(1, Purpose::select);
  const Ranking now(lives, Ranking::By::now), pool(lives, Ranking::By::pool);
  for (Index slot = 0; slot < 3; ++slot) CHECK(Itself{}(pool.for_child(slot), draw) == slot);
  CHECK(Itself{}(now.for_child(0), draw) == 0);
  CHECK(Itself{}(now.for_child(1), draw) == no_parent);
  CHECK(Itself{}(now, draw) == no_parent);  // for no child
  CHECK(Itself{}(Ranking({}, Ranking::By::now).for_child(0), draw) == no_parent);
}

TEST_CASE("nobody: never a parent") {
  const auto lives = lives_of({0.5, 0.2});
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Draw draw = draw_of(seed, Purpose::select);
    CHECK(Nobody{}(Ranking(lives, Ranking::By::now).for_child(1), draw) == no_parent);
  }
}
