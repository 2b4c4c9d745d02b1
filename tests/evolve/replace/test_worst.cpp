#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include <genoprop/evolve/replace/worst.hpp>

#include "support/lives.hpp"

using namespace genoprop;
using namespace genoprop::support;

namespace {
template <class R>
std::vector<Index> reborn(const R& replace, const std::vector<Life>& lives) {
  const Ranking now(lives, Ranking::By::now);
  std::vector<Index> slots;
  for (Index slot = 0; slot < static_cast<Index>(lives.size()); ++slot) {
    const Fate::Kind kind = replace(slot, now, Clock{}).kind;
    REQUIRE((kind == Fate::Kind::breed || kind == Fate::Kind::keep));
    if (kind == Fate::Kind::breed) slots.push_back(slot);
  }
  return slots;
}
using Slots = std::vector<Index>;
}  // namespace

TEST_CASE("steady state: the worst n make room, of equal ones the later slots; the diverged always") {
  const auto lives = lives_of({0.4, 0.1, 0.9, 0.2, 0.9});
  CHECK(reborn(SteadyState{}, lives) == Slots{4});
  CHECK(reborn(SteadyState{.births = 3}, lives) == Slots{0, 2, 4});
  CHECK(reborn(SteadyState{.births = 0}, lives).empty());
  CHECK(reborn(SteadyState{.births = 1}, lives_of({0.4, NAN, 0.9, 0.2})) == Slots{1, 2});
}

TEST_CASE("steady state: min(births, sound - 1) slots, the best one never, over random populations") {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Draw draw = draw_of(seed, Purpose::user);
    auto lives = lives_of({1, 1, 1, 1, 1, 1});
    for (Life& life : lives) life.fitness = -draw.below(4);
    const Index best = Ranking(lives, Ranking::By::now).slot(0);
    for (Index births = 0; births < 9; ++births) {
      const Slots slots = reborn(SteadyState{.births = births}, lives);
      CHECK(static_cast<Index>(slots.size()) == std::min(births, Index{5}));
      CHECK(std::find(slots.begin(), slots.end(), best) == slots.end());
    }
  }
}

TEST_CASE("bottom: the worst fifth of ten are two; to the nearest, at least one, never the best") {
  const auto lives = lives_of({0.9, 0.8, 0.1, 0.7, 0.6, 0.5, 0.2, 0.4, 0.3, 1.0});
  CHECK(reborn(Bottom{}, lives) == Slots{0, 9});
  CHECK(reborn(Bottom{.share = 0.05f}, lives) == Slots{9});
  CHECK(reborn(Bottom{.share = 1}, lives).size() == 9);
  CHECK(reborn(Bottom{}, lives_of({0.5})).empty());
  CHECK(reborn(Bottom{}, lives_of({0.5, 0.6})) == Slots{1});
  const Bottom fifth{};
  CHECK(fifth.births_among(10) == 2);  // 0.2f * 10 is a hair above 2
  CHECK(fifth.births_among(12) == 2);
  CHECK(fifth.births_among(13) == 3);
  for (Index n = 1; n < 500; ++n) CHECK(Bottom{.share = 0.5f}.births_among(2 * n) == n);
}

TEST_CASE("worst: numbers out of range are refused") {
  CHECK_NOTHROW(SteadyState{.births = 0}.check());
  CHECK_THROWS_WITH_AS(SteadyState{.births = -1}.check(), "SteadyState: births is -1, expected at least 0", SettingsError);
  CHECK_NOTHROW(Bottom{.share = 1}.check());
  CHECK_THROWS_WITH_AS(Bottom{.share = 0}.check(), "Bottom: share is 0, expected in (0, 1]", SettingsError);
  CHECK_THROWS_AS(Bottom{.share = 1.5f}.check(), SettingsError);
  CHECK_THROWS_AS(Bottom{.share = NAN}.check(), SettingsError);
}
