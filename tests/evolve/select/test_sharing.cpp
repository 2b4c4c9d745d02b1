#include <doctest/doctest.h>

#include <cmath>

#include <genoprop/evolve/select/boltzmann.hpp>
#include <genoprop/evolve/select/rank.hpp>
#include <genoprop/evolve/select/sharing.hpp>

#include "support/lives.hpp"

using namespace genoprop;
using namespace genoprop::support;

namespace {
/// lives whose sketches lie in a plane
std::vector<Life> placed(std::initializer_list<double> losses, std::initializer_list<std::array<float, 2>> places) {
  auto lives = lives_of(losses);
  std::size_t s = 0;
  for (const auto& place : places) {
    lives[s].sketch[3] = place[0];
    lives[s++].sketch[9] = place[1];
  }
  return lives;
}
}  // namespace

TEST_CASE("sharing: the distance is 0 to itself, 1 between orthogonal networks, sqrt 2 to the opposite, whatever their size") {
  const auto lives = placed({1, 1, 1, 1, NAN}, {{3, 0}, {0, 5}, {-3, 0}, {0, 0}, {NAN, 0}});
  CHECK(sketch_distance(lives[0], lives[0]) == 0);
  CHECK(sketch_distance(lives[0], lives[1]) == doctest::Approx(1).epsilon(1e-12));
  CHECK(sketch_distance(lives[0], lives[2]) == doctest::Approx(std::sqrt(2)).epsilon(1e-12));
  CHECK(sketch_distance(lives[3], lives[3]) == 0);
  CHECK(sketch_distance(lives[0], lives[3]) == 1);
  CHECK(std::isnan(sketch_distance(lives[0], lives[4])));
}

TEST_CASE("sharing: worked by hand: the best two are one network, so the third takes the lead") {
  // merits 4, 3, 2, 1; slots 0 and 1 are the same: niches of 2; slot 2 is a stranger to all; slot 3 another
  const auto lives = placed({1, 2, 3, 4}, {{1, 0}, {1, 0}, {0, 1}, {-1, 0}});
  const Ranking shared = Sharing<>{}.shared(Ranking(lives, Ranking::By::now));
  const Index order[] = {0, 2, 1, 3};
  const double merit[] = {2, 2, 1.5, 1};
  for (Index k = 0; k < 4; ++k) {
    CHECK(shared.slot(k) == order[k]);
    CHECK(shared.fitness(k) == merit[k]);
    CHECK(shared.loss(k) == lives[static_cast<std::size_t>(order[k])].loss);
  }
}

TEST_CASE("sharing: what a neighbour takes is 1 - (d / radius)^power within the radius, nothing beyond") {
  const auto lives = placed({1, 2}, {{1, 0}, {1, 0.5f}});
  const double d = 0.5 / std::sqrt(1 + 1.25);  // 1/3
  const auto best = [&](float radius, float power) {
    return Sharing<>{.radius = radius, .power = power}.shared(Ranking(lives, Ranking::By::now)).fitness(0);
  };
  CHECK(best(0.5f, 1) == doctest::Approx(2 / (2 - d / 0.5)).epsilon(1e-12));
  CHECK(best(1, 2) == doctest::Approx(2 / (2 - d * d)).epsilon(1e-12));
  CHECK(best(0.5f, 0.5f) == doctest::Approx(2 / (2 - std::sqrt(d / 0.5))).epsilon(1e-12));
  CHECK(best(0.25f, 1) == 2);
  const auto twins = placed({1, 2}, {{1, 0}, {1, 0}});
  CHECK(Sharing<>{.power = 2}.shared(Ranking(twins, Ranking::By::now)).fitness(0) == 1);
}

TEST_CASE("sharing: among strangers nothing changes: the selection inside draws as it does alone") {
  const auto lives = placed({0.4, -0.1, 0.3}, {{1, 0}, {0, 1}, {-1, 0}});
  const Ranking ranking(lives, Ranking::By::now);
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Draw alone = draw_of(seed, Purpose::select), within = alone;
    CHECK(Sharing<>{}(ranking, within) == Tournament{}(ranking, alone));
  }
}

TEST_CASE("sharing: the chances of the crowd, over any selection: three of one kind against one of another") {
  // merits 4, 3, 2, 1 over niches 3, 3, 3, 1: 4/3, 1, 2/3, 1; the loner stands behind slot 1, whose merit is equal
  const auto lives = placed({1, 2, 3, 4}, {{1, 0}, {1, 0}, {1, 0}, {0, 1}});
  const Ranking ranking(lives, Ranking::By::now);
  constexpr int trials = 20'000;
  const auto chance = [&](const auto& select, Index slot, double expected) {
    const double wins = frequency(trials, Purpose::select, [&](Draw& d) { return select(ranking, d) == slot; });
    CHECK(std::abs(wins - expected) <= five_sigma(expected, trials));
  };
  const Index order[] = {0, 1, 3, 2};
  const double merits[] = {4 / 3.0, 1, 1, 2 / 3.0};
  double total = 0;
  for (const double m : merits) total += std::exp(m);
  for (Index k = 0; k < 4; ++k) {
    chance(Sharing<>{}, order[k], (7 - 2 * k) / 16.0);
    chance(Sharing<Boltzmann>{.select = {.in = TemperatureIn::fitness}}, order[k], std::exp(merits[k]) / total);
    chance(Sharing<LinearRank>{.select = {.pressure = 2}}, order[k], (2 - 2 * k / 3.0) / 4);
  }
}

TEST_CASE("sharing: a diverged network whose pool row lives on takes nothing from others; nobody is chosen from nobody") {
  auto lives = placed({1, NAN, 3}, {{1, 0}, {NAN, NAN}, {1, 0}});
  lives[1].pool_fitness = -2;
  lives[1].pool_loss = 2;
  const Ranking shared = Sharing<>{}.shared(Ranking(lives, Ranking::By::pool));
  CHECK(shared.size() == 3);
  CHECK(shared.slot(0) == 1);
  CHECK(shared.fitness(0) == 2);
  CHECK(shared.fitness(1) == 1.5);
  const auto none = lives_of({NAN});
  Draw draw = draw_of(1, Purpose::select);
  CHECK(Sharing<>{}(Ranking(none, Ranking::By::now), draw) == no_parent);
}

TEST_CASE("sharing: numbers out of range are refused, those of the selection inside too") {
  CHECK_NOTHROW(Sharing<>{}.check());
  CHECK_NOTHROW(Sharing{Boltzmann{}}.check());
  CHECK_THROWS_WITH_AS(Sharing<>{.radius = 0}.check(), "Sharing: radius is 0, expected in (0, 1.5]", SettingsError);
  CHECK_THROWS_AS(Sharing<>{.radius = 2}.check(), SettingsError);
  CHECK_THROWS_AS(Sharing<>{.radius = NAN}.check(), SettingsError);
  CHECK_THROWS_WITH_AS(Sharing<>{.power = 0}.check(), "Sharing: power is 0, expected above 0 and finite", SettingsError);
  CHECK_THROWS_AS(Sharing<>{.power = INFINITY}.check(), SettingsError);
  CHECK_THROWS_WITH_AS(Sharing<>{.select = {.size = 0}}.check(), "Tournament: size is 0, expected at least 1", SettingsError);
}
