#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

#include <genoprop/evolve/replace/only_the_stuck.hpp>

#include "support/lives.hpp"

using namespace genoprop;
using namespace genoprop::support;

namespace {

/// three old slots whose best loss has not moved for four generations; slot 0 leads
std::vector<Life> halted() {
  auto lives = lives_of({0.1, 0.5, 0.8});
  for (Life& life : lives) {
    life.best_before = {life.best_loss, life.best_loss, life.best_loss, life.best_loss};
    life.age = 20;
  }
  return lives;
}
Clock at(std::int64_t spent, std::int64_t budget) { return {.spent = spent, .budget = budget}; }

bool breeds(const OnlyTheStuck& replace, Index slot, const std::vector<Life>& lives, Clock clock = at(1, 2)) {
  const Fate fate = replace(slot, Ranking(lives, Ranking::By::now), clock);
  REQUIRE((fate.kind == Fate::Kind::keep || fate.kind == Fate::Kind::breed));
  return fate.kind == Fate::Kind::breed;
}

}  // namespace

TEST_CASE("only the stuck: halted slots breed, the one with the lowest loss now does not") {
  auto lives = halted();
  CHECK_FALSE(breeds({}, 0, lives));
  CHECK(breeds({}, 1, lives));
  CHECK(breeds({}, 2, lives));
  lives[0].loss = 0.6;  // its best is still the lowest of all; its loss now is not
  CHECK(breeds({}, 0, lives));
  CHECK_FALSE(breeds({}, 1, lives));
  CHECK_FALSE(breeds({}, 0, {halted()[1]}));  // a population of one has no births
}

TEST_CASE("only the stuck: a slot that fell by `tolerance` within `window` generations trains on") {
  auto lives = halted();
  lives[1].best_loss = 0.46;  // 0.92 of 0.5
  lives[1].best_before = {0.46, 0.5, 0.52, 0.9};
  CHECK(breeds({}, 1, lives));                                      // 0.46 > 0.9 * 0.5
  CHECK_FALSE(breeds({.tolerance = 0.07f}, 1, lives));              // 0.46 < 0.93 * 0.5
  CHECK(breeds({.window = 1, .tolerance = 0}, 1, lives) == false);  // not above 1.0 * 0.46
  CHECK(breeds({.window = 1}, 1, lives));                           // 0.46 > 0.9 * 0.46
  CHECK_FALSE(breeds({.window = 3}, 1, lives));                     // 0.46 < 0.9 * 0.52
  CHECK_FALSE(breeds({.window = 4}, 1, lives));
  lives[1].best_before[1] = 0.52;
  CHECK_FALSE(breeds({}, 1, lives));  // 0.46 < 0.9 * 0.52
}

TEST_CASE("only the stuck: a history that is shorter than the window is not a halt") {
  auto lives = halted();
  lives[1].best_before[3] = std::numeric_limits<double>::infinity();
  CHECK_FALSE(breeds({.window = 4}, 1, lives));
  CHECK(breeds({.window = 3}, 1, lives));
}

TEST_CASE("only the stuck: first lives are judged from generation 8 on, later ones from 3 on") {
  auto lives = halted();
  for (Index age = 0; age < 12; ++age) {
    lives[1].age = age;
    lives[1].births = 0;
    CHECK(breeds({}, 1, lives) == (age >= 8));
    CHECK(breeds({.first_grace = 5}, 1, lives) == (age >= 5));
    lives[1].births = 2;
    CHECK(breeds({}, 1, lives) == (age >= 3));
    CHECK(breeds({.grace = 0}, 1, lives));
  }
}

TEST_CASE("only the stuck: no births once the steps done are more than 0.9 of the budget, to the step") {
  const auto lives = halted();
  CHECK(breeds({}, 1, lives, at(0, 40)));
  CHECK(breeds({}, 1, lives, at(36, 40)));
  CHECK_FALSE(breeds({}, 1, lives, at(37, 40)));
  CHECK_FALSE(breeds({}, 1, lives, at(40, 40)));
  CHECK_FALSE(breeds({}, 1, lives, at(0, 0)));
  CHECK(breeds({.quiet_end = 0}, 1, lives, at(40, 40)));
  CHECK_FALSE(breeds({.quiet_end = 1}, 1, lives, at(1, 40)));
  for (Index percent = 1; percent < 100; ++percent) {  // the last generation with births is exact for any share in per cent
    const OnlyTheStuck replace{.quiet_end = static_cast<float>(percent) / 100};
    CHECK(breeds(replace, 1, lives, at((100 - percent) * 1'600, 160'000)));
    CHECK_FALSE(breeds(replace, 1, lives, at((100 - percent) * 1'600 + 16, 160'000)));
  }
}

TEST_CASE("only the stuck: a loss of 0 or below is never stuck, nor is a slot at rest") {
  auto lives = halted();
  for (const double loss : {0.0, -0.5}) {
    lives[1].best_loss = loss;
    lives[1].best_before = {loss, loss, loss, loss};
    CHECK_FALSE(breeds({}, 1, lives));
  }
  lives[1].best_loss = -0.1;
  lives[1].best_before = {-0.5, -0.5, -0.5, -0.5};  // 0.9 of it lies above it, below the loss: the share means nothing
  CHECK_FALSE(breeds({}, 1, lives));
  lives[2].status = Status::resting;
  CHECK_FALSE(breeds({}, 2, lives));
}

TEST_CASE("only the stuck: agrees with the rule written out, over 500 random populations") {
  int births = 0;
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    Draw draw = draw_of(seed, Purpose::user);
    auto lives = halted();
    for (Life& life : lives) {
      life.loss = static_cast<double>(draw.between(0.1f, 1));
      life.best_loss = static_cast<double>(draw.between(0.1f, 1));
      for (double& before : life.best_before) before = static_cast<double>(draw.between(0.1f, 1));
      life.age = draw.below(12);
      life.births = draw.below(2);
    }
    const Clock clock = at(draw.below(41), 40);
    Index leader = 0;
    for (Index i = 1; i < 3; ++i)
      leader = lives[static_cast<std::size_t>(i)].loss < lives[static_cast<std::size_t>(leader)].loss ? i : leader;
    for (Index i = 0; i < 3; ++i) {
      const Life& l = lives[static_cast<std::size_t>(i)];
      const bool expected =
          l.age >= (l.births > 0 ? 3 : 8) && l.best_loss > 0.9 * l.best_before[1] && i != leader && 10 * clock.spent <= 9 * clock.budget;
      CHECK(breeds({}, i, lives, clock) == expected);
      births += expected ? 1 : 0;
    }
  }
  CHECK(births > 100);
}

TEST_CASE("only the stuck: numbers out of range are refused") {
  CHECK_NOTHROW(OnlyTheStuck{}.check());
  CHECK_NOTHROW(OnlyTheStuck{.window = 4, .tolerance = 0, .grace = 0, .first_grace = 0, .quiet_end = 1}.check());
  CHECK_THROWS_WITH_AS(OnlyTheStuck{.window = 0}.check(), "OnlyTheStuck: window is 0, expected 1 to 4", SettingsError);
  CHECK_THROWS_WITH_AS(OnlyTheStuck{.window = 5}.check(), "OnlyTheStuck: window is 5, expected 1 to 4", SettingsError);
  CHECK_THROWS_WITH_AS(OnlyTheStuck{.tolerance = 1}.check(), "OnlyTheStuck: tolerance is 1, expected in [0, 1)", SettingsError);
  CHECK_THROWS_AS(OnlyTheStuck{.tolerance = -0.5f}.check(), SettingsError);
  CHECK_THROWS_AS(OnlyTheStuck{.tolerance = NAN}.check(), SettingsError);
  CHECK_THROWS_WITH_AS(OnlyTheStuck{.grace = -1}.check(), "OnlyTheStuck: grace is -1, expected at least 0", SettingsError);
  CHECK_THROWS_WITH_AS(OnlyTheStuck{.first_grace = -2}.check(), "OnlyTheStuck: first_grace is -2, expected at least 0", SettingsError);
  CHECK_THROWS_WITH_AS(OnlyTheStuck{.quiet_end = 1.5f}.check(), "OnlyTheStuck: quiet_end is 1.5, expected in [0, 1]", SettingsError);
  CHECK_THROWS_AS(OnlyTheStuck{.quiet_end = -0.5f}.check(), SettingsError);
  CHECK_THROWS_AS(OnlyTheStuck{.quiet_end = NAN}.check(), SettingsError);
}
