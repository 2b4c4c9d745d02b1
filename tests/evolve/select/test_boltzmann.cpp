#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include <genoprop/evolve/select/boltzmann.hpp>

#include "support/lives.hpp"

using namespace genoprop;
using namespace genoprop::support;

namespace {
std::vector<double> pockets(const Boltzmann& select, const std::vector<Life>& lives) {
  return select.pockets(Ranking(lives, Ranking::By::now));
}
void near(const std::vector<double>& came, const std::vector<double>& expected) {
  REQUIRE(came.size() == expected.size());
  for (std::size_t k = 0; k < came.size(); ++k) CHECK(came[k] == doctest::Approx(expected[k]).epsilon(1e-12));
}
}  // namespace

TEST_CASE("Boltzmann in units of the fitness: losses 0, ln 2, ln 4 at T = 1 are 4, 2, 1 of 7") {
  const auto lives = lives_of({std::log(2), 0, std::log(4)});
  const Boltzmann select{.temperature = 1, .in = TemperatureIn::fitness};
  near(pockets(select, lives), {1, 0.5, 0.25});
  near(pockets({.temperature = 0.5f, .in = TemperatureIn::fitness}, lives), {1, 0.25, 0.0625});
  constexpr int trials = 20'000;
  const double chance[] = {2 / 7.0, 4 / 7.0, 1 / 7.0};
  const Ranking ranking(lives, Ranking::By::now);
  for (Index slot = 0; slot < 3; ++slot) {
    const double wins = frequency(trials, Purpose::select, [&](Draw& d) { return select(ranking, d) == slot; });
    CHECK(std::abs(wins - chance[slot]) < five_sigma(chance[slot], trials));
  }
}

TEST_CASE("Boltzmann in units of the range is GADAM's softmax of -(loss - lowest) / (highest - lowest)") {
  const auto lives = lives_of({3, 1, 2, 5});  // normalised losses 0.5, 0, 0.25, 1
  const Boltzmann gadam{.temperature = 1, .in = TemperatureIn::range};
  near(pockets(gadam, lives), {1, std::exp(-0.25), std::exp(-0.5), std::exp(-1)});
}

TEST_CASE("Boltzmann in standard deviations: losses 1, 2, 2, 3 deviate by sqrt(1/2)") {
  const auto lives = lives_of({2, 1, 3, 2});
  near(pockets({}, lives), {1, std::exp(-std::sqrt(2)), std::exp(-std::sqrt(2)), std::exp(-2 * std::sqrt(2))});
  near(pockets({.temperature = 2}, lives), {1, std::exp(-std::sqrt(0.5)), std::exp(-std::sqrt(0.5)), std::exp(-std::sqrt(2))});
}

TEST_CASE("Boltzmann: relative temperatures see neither the scale nor the zero of the fitness; T in units of the fitness sees the scale") {
  for (const TemperatureIn in : {TemperatureIn::deviation, TemperatureIn::range}) {
    const Boltzmann select{.temperature = 0.7f, .in = in};
    const auto early = pockets(select, lives_of({2.0, 2.5, 4.0}));
    near(pockets(select, lives_of({2e-6, 2.5e-6, 4e-6})), early);
    near(pockets(select, lives_of({-3.0, -2.5, -1.0})), early);
  }
  CHECK(pockets({.in = TemperatureIn::fitness}, lives_of({2e-6, 2.5e-6, 4e-6}))[2] > 0.999);
}

TEST_CASE("Boltzmann: where all are equal, all are alike; cold it is the best alone; the ends of double are no NaN") {
  for (const TemperatureIn in : {TemperatureIn::deviation, TemperatureIn::range, TemperatureIn::fitness}) {
    near(pockets({.in = in}, lives_of({0.5, 0.5, 0.5})), {1, 1, 1});
    near(pockets({.in = in}, lives_of({0.5})), {1});
    near(pockets({.temperature = 1e-6f, .in = in}, lives_of({1, 2, 3})), {1, 0, 0});
    const double huge = std::numeric_limits<double>::max();
    for (const double p : pockets({.in = in}, lives_of({-huge, huge}))) CHECK((p >= 0 && p <= 1));
  }
  const auto none = lives_of({NAN});
  Draw draw = draw_of(1, Purpose::select);
  CHECK(Boltzmann{}(Ranking(none, Ranking::By::now), draw) == no_parent);
}

TEST_CASE("Boltzmann: numbers out of range are refused") {
  CHECK_NOTHROW(Boltzmann{}.check());
  CHECK_THROWS_WITH_AS(Boltzmann{.temperature = 0}.check(), "Boltzmann: temperature is 0, expected above 0 and finite", SettingsError);
  CHECK_THROWS_AS(Boltzmann{.temperature = NAN}.check(), SettingsError);
  CHECK_THROWS_AS(Boltzmann{.temperature = INFINITY}.check(), SettingsError);
  CHECK_THROWS_WITH_AS(Boltzmann{.in = TemperatureIn(9)}.check(), "Boltzmann: in is 9, expected a TemperatureIn", SettingsError);
}
