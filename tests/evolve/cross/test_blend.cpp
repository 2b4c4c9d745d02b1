#include <doctest/doctest.h>

#include <cmath>

#include <genoprop/evolve/cross/blend.hpp>

#include "support/lives.hpp"

using namespace genoprop;
using namespace genoprop::support;

TEST_CASE("arithmetic: a quarter of the way from 1 to 5 is 2; half and half unless it says otherwise") {
  Draw draw = draw_of(1, Purpose::cross);
  CHECK(rule_of(Arithmetic{.low = 0.25f, .high = 0.25f}, Child{}, draw)(Parents<float>{{1, 5}}, {}) == 2);
  CHECK(rule_of(Arithmetic{.low = 0.25f, .high = 0.25f}, Child{}, draw)(Parents<double>{{5, 1}}, {}) == 4);
  CHECK(rule_of(Arithmetic{}, Child{}, draw)(Parents<double>{{1, 5}}, {}) == 3);
  CHECK(rule_of(Arithmetic{.low = 0, .high = 0}, Child{}, draw)(Parents<double>{{1, 5}}, {}) == 1);
  CHECK(rule_of(Arithmetic{.low = 1, .high = 1}, Child{}, draw)(Parents<double>{{1, 5}}, {}) == 5);
}

TEST_CASE("arithmetic: children of equal parents equal the parents; no child lies outside") {
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    Draw draw = draw_of(seed, Purpose::cross);
    const auto rule = rule_of(Arithmetic{.low = 0, .high = 1}, Child{}, draw);
    CHECK(rule(Parents<double>{{0.1, 0.1}}, {}) == 0.1);
    const float a = draw.normal(), b = draw.normal(), child = rule(Parents<float>{{a, b}}, {});
    CHECK(rule(Parents<float>{{a, a}}, {}) == a);
    CHECK(child >= std::fmin(a, b));
    CHECK(child <= std::fmax(a, b));
    CHECK(rule(Parents<float>{{a * a, 0}}, {}) >= 0);  // averages of squares: no rounding takes them below zero
  }
}

TEST_CASE("arithmetic: one share a child, uniform between its bounds") {
  constexpr int trials = 20'000;
  double mean = 0, square = 0;
  for (int seed = 0; seed < trials; ++seed) {
    Draw draw = draw_of(static_cast<std::uint64_t>(seed), Purpose::cross);
    const auto rule = rule_of(Arithmetic{.low = 0.2f, .high = 0.8f}, Child{}, draw);
    const double share = rule(Parents<double>{{0, 1}}, {.gene = 0});
    CHECK(rule(Parents<double>{{0, 1}}, {.gene = 7}) == share);
    REQUIRE(share >= 0.2 - 1e-6);
    REQUIRE(share <= 0.8 + 1e-6);
    mean += share / trials;
    square += (share - 0.5) * (share - 0.5) / trials;
  }
  const double variance = 0.36 / 12;
  CHECK(std::abs(mean - 0.5) < 5 * std::sqrt(variance / trials));
  CHECK(std::abs(square - variance) < 5 * std::sqrt((0.1296 / 80 - variance * variance) / trials));  // fourth moment w^4 / 80
}

TEST_CASE("arithmetic: bounds outside [0, 1] or in the wrong order are refused") {
  CHECK_NOTHROW(Arithmetic{.low = 0, .high = 1}.check());
  CHECK_THROWS_WITH_AS((Arithmetic{.low = -0.5f, .high = 1}.check()), "Arithmetic: low is -0.5, expected in [0, 1]", SettingsError);
  CHECK_THROWS_WITH_AS((Arithmetic{.low = 0.5f, .high = 0.25f}.check()), "Arithmetic: high is 0.25, expected in [0.5, 1]", SettingsError);
  CHECK_THROWS_AS((Arithmetic{.low = 0.5f, .high = 1.5f}.check()), SettingsError);
  CHECK_THROWS_AS((Arithmetic{.low = NAN, .high = 1}.check()), SettingsError);
  CHECK_THROWS_AS((Arithmetic{.low = 0, .high = NAN}.check()), SettingsError);
}

TEST_CASE("BLX: from -alpha to 1 + alpha of the way from the first parent to the second, by the word") {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Draw again = draw_of(seed, Purpose::cross), draw = again;
    const double way = static_cast<double>(again.unit()) * 2 - 0.5;
    CHECK(std::abs(BlxAlpha{}(Parents<double>{{3, 7}}, {}, draw) - (3 + 4 * way)) < 1e-5);
  }
}

TEST_CASE(
    "BLX: uniform over the longer interval; with alpha 1/2 half of the children lie outside, with 0 none; equal parents are themselves") {
  constexpr int trials = 20'000;
  const auto child = [](float alpha, Draw& d) { return BlxAlpha{.alpha = alpha}(Parents<double>{{-1, 1}}, {}, d); };
  for (const float alpha : {0.0f, 0.25f, 0.5f}) {
    const double a = static_cast<double>(alpha), inside = 1 / (1 + 2 * a), top = a / (1 + 2 * a);
    CHECK(std::abs(frequency(trials, Purpose::cross, [&](Draw& d) { return std::abs(child(alpha, d)) <= 1; }) - inside) <=
          five_sigma(inside, trials));
    CHECK(std::abs(frequency(trials, Purpose::cross, [&](Draw& d) { return child(alpha, d) > 1; }) - top) <= five_sigma(top, trials));
    CHECK(frequency(trials, Purpose::cross, [&](Draw& d) { return std::abs(child(alpha, d)) > 1 + 2 * a + 1e-6; }) == 0);
    CHECK(frequency(1000, Purpose::cross, [&](Draw& d) {
            return BlxAlpha{.alpha = alpha}(Parents<double>{{0.1, 0.1}}, {}, d) == 0.1;
          }) == 1);
  }
}

TEST_CASE("BLX: what cannot be is refused: an alpha below zero, crossed averages of squares beyond the parents' values") {
  CHECK_NOTHROW(BlxAlpha{.alpha = 0}.check());
  CHECK_THROWS_WITH_AS(BlxAlpha{.alpha = -0.5f}.check(), "BlxAlpha: alpha is -0.5, expected at least 0 and finite", SettingsError);
  CHECK_THROWS_AS(BlxAlpha{.alpha = NAN}.check(), SettingsError);
  CHECK_THROWS_AS(BlxAlpha{.alpha = INFINITY}.check(), SettingsError);
  CHECK_NOTHROW(BlxAlpha{.alpha = 0}.check(State::crossed));
  CHECK_NOTHROW(BlxAlpha{.alpha = 0.5f}.check(State::carry));
  CHECK_NOTHROW(BlxAlpha{.alpha = 0.5f}.check(State::reset));
  CHECK_THROWS_WITH_AS(
      BlxAlpha{.alpha = 0.5f}.check(State::crossed),
      "BlxAlpha: state is crossed with an alpha of 0.5, expected alpha 0, or state reset or carried: beyond the parents' values an average "
      "of squares may be negative",
      SettingsError);
}
