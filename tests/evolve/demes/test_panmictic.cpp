#include <genoprop/evolve/demes/panmictic.hpp>

#include <doctest/doctest.h>

#include "support/lives.hpp"

using namespace genoprop;

TEST_CASE("panmictic: one deme, nobody moves") {
  const auto lives = support::lives_of({1, 2, 3});
  const Ranking pool(lives, Ranking::By::pool);
  for (Index slot = 0; slot < 3; ++slot) {
    CHECK(Panmictic{}.deme(slot, 3) == 0);
    CHECK(Panmictic{}.migrant(slot, pool, Clock{}) == no_migrant);
  }
}
