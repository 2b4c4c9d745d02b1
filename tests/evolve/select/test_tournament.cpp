#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include <genoprop/evolve/select/tournament.hpp>

#include "support/lives.hpp"

using namespace genoprop;
using namespace genoprop::support;

TEST_CASE("tournament: the winner is the smallest of the positions that were drawn") {
  const auto lives = lives_of({0.5, 0.1, 0.4, 0.2, 0.3});
  const Ranking ranking(lives, Ranking::By::now);
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Draw again = draw_of(seed, Purpose::select), draw = again;
    const Index a = again.below(5), b = again.below(5), c = again.below(5);
    CHECK(Tournament{.size = 3}(ranking, draw) == ranking.slot(std::min({a, b, c})));
  }
}

TEST_CASE("tournament of 2 among 4: positions win with chances 7/16, 5/16, 3/16, 1/16; of 1: 1/4 each") {
  const auto lives = lives_of({0.4, 0.1, 0.3, 0.2});  // best first: slots 1, 3, 2, 0
  const Ranking ranking(lives, Ranking::By::now);
  constexpr int trials = 20'000;
  for (Index k = 0; k < 4; ++k) {
    const double of_two = (7 - 2 * k) / 16.0;
    const auto wins = [&](Index size) {
      return frequency(trials, Purpose::select, [&](Draw& d) { return Tournament{.size = size}(ranking, d) == ranking.slot(k); });
    };
    CHECK(std::abs(wins(2) - of_two) < five_sigma(of_two, trials));
    CHECK(std::abs(wins(1) - 0.25) < five_sigma(0.25, trials));
  }
}

TEST_CASE("tournament: one slot wins always, nobody is chosen from nobody, the diverged never") {
  const auto one = lives_of({0.7}), none = lives_of({INFINITY, NAN}), some = lives_of({INFINITY, 0.5, NAN, 0.6});
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Draw draw = draw_of(seed, Purpose::select);
    CHECK(Tournament{}(Ranking(one, Ranking::By::now), draw) == 0);
    CHECK(Tournament{}(Ranking(none, Ranking::By::now), draw) == no_parent);
    const Index parent = Tournament{}(Ranking(some, Ranking::By::pool), draw);
    CHECK((parent == 1 || parent == 3));
  }
}

TEST_CASE("tournament: sizes below 1 are refused") {
  CHECK_NOTHROW(Tournament{.size = 1}.check());
  CHECK_THROWS_WITH_AS(Tournament{.size = 0}.check(), "Tournament: size is 0, expected at least 1", SettingsError);
}
