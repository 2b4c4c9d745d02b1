#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include <genoprop/evolve/replace/elitist.hpp>

#include "support/lives.hpp"

using namespace genoprop;
using namespace genoprop::support;

namespace {
Index kept(const Elitist& replace, const std::vector<Life>& lives) {
  const Ranking now(lives, Ranking::By::now);
  Index n = 0;
  for (Index slot = 0; slot < static_cast<Index>(lives.size()); ++slot) n += replace(slot, now, Clock{}).kind == Fate::Kind::keep ? 1 : 0;
  return n;
}
}  // namespace

TEST_CASE("elitist: the best two by fitness stay, the others and the diverged breed") {
  const auto lives = lives_of({0.4, 0.1, NAN, 0.3, 0.2});
  const Ranking now(lives, Ranking::By::now);
  const Fate::Kind expected[] = {Fate::Kind::breed, Fate::Kind::keep, Fate::Kind::breed, Fate::Kind::breed, Fate::Kind::keep};
  for (Index slot = 0; slot < 5; ++slot) CHECK(Elitist{.keep = 2}(slot, now, Clock{}).kind == expected[slot]);
}

TEST_CASE("elitist: keeps min(keep, those that have not diverged), over random populations with ties") {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Draw draw = draw_of(seed, Purpose::user);
    auto lives = lives_of({1, 1, 1, 1, 1, 1, 1});
    Index sound = 0;
    for (Life& life : lives) {
      const Index k = draw.below(4);  // few values: ties are the rule
      life.fitness = k == 0 ? worst : -k;
      sound += k == 0 ? 0 : 1;
    }
    for (Index keep = 0; keep < 9; ++keep) CHECK(kept({.keep = keep}, lives) == std::min(keep, sound));
  }
}

TEST_CASE("elitist: a negative number is refused") {
  CHECK_NOTHROW(Elitist{.keep = 0}.check());
  CHECK_THROWS_WITH_AS(Elitist{.keep = -1}.check(), "Elitist: keep is -1, expected at least 0", SettingsError);
}
