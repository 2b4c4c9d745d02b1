#include <doctest/doctest.h>

#include <cmath>

#include <genoprop/evolve/select/rank.hpp>

#include "support/lives.hpp"

using namespace genoprop;
using namespace genoprop::support;

namespace {
template <class S>
double wins(const S& select, const Ranking& ranking, Index slot, int trials) {
  return frequency(trials, Purpose::select, [&](Draw& d) { return select(ranking, d) == slot; });
}
}  // namespace

TEST_CASE("linear rank: Baker's expected children, worked by hand: a pressure of 1.5 among 5 is 1.5, 1.25, 1, 0.75, 0.5") {
  const auto lives = lives_of({5, -1, 1e-9, 1e9, 3});  // best first: slots 1, 2, 4, 0, 3
  const Ranking ranking(lives, Ranking::By::now);
  CHECK(LinearRank{.pressure = 1.5f}.pockets(ranking) == std::vector<double>{1.5, 1.25, 1, 0.75, 0.5});
  CHECK(LinearRank{.pressure = 2}.pockets(ranking) == std::vector<double>{2, 1.5, 1, 0.5, 0});
  CHECK(LinearRank{.pressure = 1}.pockets(ranking) == std::vector<double>{1, 1, 1, 1, 1});
}

TEST_CASE("linear rank: the chances are expected children over n, whatever the losses") {
  constexpr int trials = 20'000;
  const auto lives = lives_of({0.4, -0.1, 0.3, 1e9});  // best first: slots 1, 2, 0, 3
  const Ranking ranking(lives, Ranking::By::now);
  for (const float pressure : {1.0f, 1.5f, 2.0f})
    for (Index k = 0; k < 4; ++k) {
      const double best = static_cast<double>(pressure), chance = (best - (2 * best - 2) * k / 3) / 4;
      CHECK(std::abs(wins(LinearRank{.pressure = pressure}, ranking, ranking.slot(k), trials) - chance) <= five_sigma(chance, trials));
    }
}

TEST_CASE("exponential rank: c^k (1 - c) / (1 - c^n), worked by hand: c = 0.5 among 4 is 8, 4, 2, 1 of 15") {
  constexpr int trials = 20'000;
  const auto lives = lives_of({0.4, -0.1, 0.3, 1e9});
  const Ranking ranking(lives, Ranking::By::now);
  CHECK(ExponentialRank{.base = 0.5f}.pockets(ranking) == std::vector<double>{1, 0.5, 0.25, 0.125});
  for (const float base : {0.5f, 0.8f}) {
    const double c = static_cast<double>(base);
    for (Index k = 0; k < 4; ++k) {
      const double chance = std::pow(c, k) * (1 - c) / (1 - std::pow(c, 4));
      CHECK(std::abs(wins(ExponentialRank{.base = base}, ranking, ranking.slot(k), trials) - chance) < five_sigma(chance, trials));
    }
  }
}

TEST_CASE("rank: one slot wins always, nobody is chosen from nobody, the diverged never") {
  const auto one = lives_of({0.7}), none = lives_of({INFINITY, NAN}), some = lives_of({INFINITY, 0.5, NAN});
  const auto check = [&](const auto& select) {
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
      Draw draw = draw_of(seed, Purpose::select);
      CHECK(select(Ranking(one, Ranking::By::now), draw) == 0);
      CHECK(select(Ranking(none, Ranking::By::now), draw) == no_parent);
      CHECK(select(Ranking(some, Ranking::By::pool), draw) == 1);
    }
  };
  CHECK(LinearRank{}.pockets(Ranking(one, Ranking::By::now)) == std::vector<double>{1});
  check(LinearRank{.pressure = 2});
  check(ExponentialRank{});
}

TEST_CASE("rank: numbers out of range are refused") {
  CHECK_NOTHROW(LinearRank{.pressure = 1}.check());
  CHECK_NOTHROW(LinearRank{.pressure = 2}.check());
  CHECK_THROWS_WITH_AS(LinearRank{.pressure = 2.5f}.check(), "LinearRank: pressure is 2.5, expected in [1, 2]", SettingsError);
  CHECK_THROWS_AS(LinearRank{.pressure = 0.5f}.check(), SettingsError);
  CHECK_THROWS_AS(LinearRank{.pressure = NAN}.check(), SettingsError);
  CHECK_NOTHROW(ExponentialRank{}.check());
  CHECK_THROWS_WITH_AS(ExponentialRank{.base = 1}.check(), "ExponentialRank: base is 1, expected in (0, 1)", SettingsError);
  CHECK_THROWS_AS(ExponentialRank{.base = 0}.check(), SettingsError);
  CHECK_THROWS_AS(ExponentialRank{.base = NAN}.check(), SettingsError);
}
