#include <doctest/doctest.h>

#include <cmath>

#include <genoprop/evolve/select/roulette.hpp>

#include "support/lives.hpp"

using namespace genoprop;
using namespace genoprop::support;

namespace {
double wins(const Roulette& roulette, const Ranking& ranking, Index slot, int trials) {
  return frequency(trials, Purpose::select, [&](Draw& d) { return roulette(ranking, d) == slot; });
}
}  // namespace

TEST_CASE("roulette over ranks: pockets 4, 3, 2, 1 of 10 whatever the losses, of any sign") {
  constexpr int trials = 20'000;
  for (const auto& lives : {lives_of({0.4, 0.1, 0.3, 0.2}), lives_of({1e9, -5, 3, 1e-9})}) {
    const Ranking ranking(lives, Ranking::By::now);  // best first: slots 1, 3, 2, 0
    for (Index k = 0; k < 4; ++k) {
      const double chance = (4 - k) / 10.0;
      CHECK(std::abs(wins({}, ranking, ranking.slot(k), trials) - chance) < five_sigma(chance, trials));
    }
  }
}

TEST_CASE("roulette: the ball lies in the pocket that the draw names") {
  const auto lives = lives_of({0.4, 0.1, 0.3, 0.2});
  const Ranking ranking(lives, Ranking::By::now);
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Draw again = draw_of(seed, Purpose::select), draw = again;
    const double ball = 10.0 * static_cast<double>(again.unit());
    CHECK(Roulette{}(ranking, draw) == ranking.slot(ball < 4 ? 0 : ball < 7 ? 1 : ball < 9 ? 2 : 3));
  }
}

TEST_CASE("roulette over inverse losses: 1/(loss + epsilon), worked by hand: losses 0, 1, 3 with epsilon 1 are 4, 2, 1 of 7") {
  const auto lives = lives_of({3, 0, 1});
  const Ranking ranking(lives, Ranking::By::now);
  const Roulette roulette{.by = RouletteOver::inverse_loss, .epsilon = 1};
  constexpr int trials = 20'000;
  const double chance[] = {1 / 7.0, 4 / 7.0, 2 / 7.0};
  for (Index slot = 0; slot < 3; ++slot)
    CHECK(std::abs(wins(roulette, ranking, slot, trials) - chance[slot]) < five_sigma(chance[slot], trials));
}

TEST_CASE("roulette over inverse losses: equal losses have equal chances; a loss of 0 takes nearly all; the pool's loss counts there") {
  constexpr int trials = 20'000;
  const Roulette roulette{.by = RouletteOver::inverse_loss};
  const auto equal = lives_of({0.5, 0.5, 0.5, 0.5, 0.5});
  for (Index slot = 0; slot < 5; ++slot)
    CHECK(std::abs(wins(roulette, Ranking(equal, Ranking::By::now), slot, trials) - 0.2) < five_sigma(0.2, trials));
  auto solved = lives_of({0.5, 0, 0.5});
  CHECK(wins(roulette, Ranking(solved, Ranking::By::now), 1, trials) > 0.999);  // 1e6 / (1e6 + 4)
  solved[1].pool_loss = 1;
  solved[2].pool_loss = 0;
  CHECK(wins(roulette, Ranking(solved, Ranking::By::pool), 2, trials) > 0.999);
}

TEST_CASE("roulette: one slot wins always, nobody is chosen from nobody, infinite losses are all the same") {
  const auto one = lives_of({0.7}), none = lives_of({INFINITY, NAN});
  auto infinite = lives_of({1, 1});
  for (Life& life : infinite) life.loss = INFINITY;  // a fitness of the user's own may stay finite
  const Roulette inverse{.by = RouletteOver::inverse_loss};
  for (std::uint64_t seed = 0; seed < 100; ++seed)
    for (const Roulette& roulette : {Roulette{}, inverse}) {
      Draw draw = draw_of(seed, Purpose::select);
      CHECK(roulette(Ranking(one, Ranking::By::now), draw) == 0);
      CHECK(roulette(Ranking(none, Ranking::By::now), draw) == no_parent);
    }
  CHECK(std::abs(wins(inverse, Ranking(infinite, Ranking::By::now), 0, 1000) - 0.5) < five_sigma(0.5, 1000));
}

TEST_CASE("roulette: losses below 0 have no inverse pocket, and numbers out of range are refused") {
  const auto lives = lives_of({0.5, -0.25});
  Draw draw = draw_of(1, Purpose::select);
  CHECK_THROWS_WITH_AS(
      (Roulette{.by = RouletteOver::inverse_loss}(Ranking(lives, Ranking::By::now), draw)),
      "Roulette: the loss of slot 1 is -0.25, expected at least 0 over inverse losses (RouletteOver::ranks takes any loss)", SettingsError);
  auto unknown = lives_of({0.5});
  unknown[0].loss = NAN;
  CHECK_THROWS_AS((Roulette{.by = RouletteOver::inverse_loss}(Ranking(unknown, Ranking::By::now), draw)), SettingsError);
  CHECK_NOTHROW(Roulette{}.check());
  CHECK_THROWS_WITH_AS(Roulette{.epsilon = 0}.check(), "Roulette: epsilon is 0, expected above 0 and finite", SettingsError);
  CHECK_THROWS_AS(Roulette{.epsilon = NAN}.check(), SettingsError);
  CHECK_THROWS_AS(Roulette{.epsilon = INFINITY}.check(), SettingsError);
  CHECK_THROWS_WITH_AS(Roulette{.by = RouletteOver(7)}.check(),
                       "Roulette: by is 7, expected RouletteOver::ranks or RouletteOver::inverse_loss", SettingsError);
}
