#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include <genoprop/evolve/cross/by_loss.hpp>

#include "support/lives.hpp"

using namespace genoprop;
using namespace genoprop::support;

namespace {
float share_of(const ByLoss& cross, double first, double second) {
  const double losses[] = {first, second};
  Draw draw = draw_of(1, Purpose::cross);
  return cross.plan({.losses = losses}, draw).share;
}
}  // namespace

TEST_CASE("by loss: losses 0 and ln 3 give the second parent a quarter; the better one has the larger share") {
  CHECK(std::abs(share_of({}, 0, std::log(3.0)) - 0.25f) < 1e-7f);
  CHECK(std::abs(share_of({}, 5 + std::log(3.0), 5) - 0.75f) < 1e-6f);                // the difference alone counts
  CHECK(std::abs(share_of({.temperature = 0.5f}, 0, std::log(3.0)) - 0.1f) < 1e-7f);  // 1 / (1 + 3^2)
  CHECK(share_of({}, 2, 2) == 0.5f);
  CHECK(share_of({.temperature = 1e-3f}, 0, 1e300) == 0);
  CHECK(share_of({.temperature = 1e-3f}, 1e300, 0) == 1);
  CHECK(share_of({.temperature = 1e30f}, 0, 1) == 0.5f);
}

TEST_CASE("by loss: without losses both parents have the same chance") {
  Draw draw = draw_of(1, Purpose::cross);
  CHECK(ByLoss{}.plan({}, draw).share == 0.5f);
}

TEST_CASE("by loss: the second parent's where the word lies below its chance, and that often") {
  constexpr int trials = 20'000;
  const double losses[] = {1, 1.5};
  const double chance = std::exp(-1.5) / (std::exp(-1.0) + std::exp(-1.5));
  const double found = frequency(trials, Purpose::cross, [&](Draw& draw) {
    Draw plan = draw_of(1, Purpose::user), again = draw;
    const float gene = rule_of(ByLoss{}, Child{.losses = losses}, plan)(Parents<float>{{1, 2}}, {}, draw);
    CHECK(gene == (again.unit() < static_cast<float>(chance) ? 2 : 1));
    return gene == 2;
  });
  CHECK(std::abs(found - chance) < five_sigma(chance, trials));
}

TEST_CASE("by loss: temperatures that are not above zero and finite are refused") {
  CHECK_NOTHROW(ByLoss{.temperature = 1e-3f}.check());
  CHECK_THROWS_WITH_AS(ByLoss{.temperature = 0}.check(), "ByLoss: temperature is 0, expected above 0 and finite", SettingsError);
  CHECK_THROWS_AS(ByLoss{.temperature = -1}.check(), SettingsError);
  CHECK_THROWS_AS(ByLoss{.temperature = NAN}.check(), SettingsError);
  CHECK_THROWS_AS(ByLoss{.temperature = INFINITY}.check(), SettingsError);
}
