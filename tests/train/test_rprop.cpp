#include <genoprop/train/rprop.hpp>

#include <doctest/doctest.h>

#include <cmath>

#include "support/seeds.hpp"

#include <genoprop/data/synthetic.hpp>
#include <genoprop/distribute/one.hpp>
#include <genoprop/engine/evolution.hpp>
#include <genoprop/evolve/presets.hpp>
#include <genoprop/nn/cross_entropy.hpp>
#include <genoprop/nn/sequential.hpp>
#include <genoprop/train/supervised.hpp>

using namespace genoprop;
using namespace genoprop::support;

TEST_CASE("rprop: by hand: grow while the sign stays, shrink and wait where it turns") {
  const Rprop o{.rate = 0.5f, .grow = 2, .shrink = 0.25f, .least = 0.25f, .most = 1.5f};
  double w = 0, state[3] = {0, 77, 0};
  const auto step = [&](double g) {
    const double before = w;
    o(w, g, state, 2, 1);
    return w - before;
  };
  CHECK(step(3) == -0.5);    // the first step, whatever the gradient's size
  CHECK(step(0.001) == -1);  // the same sign
  CHECK(step(9) == -1.5);    // at most 1.5
  CHECK(step(-1) == 0);      // turned: 0.375, waits
  CHECK(step(-1) == 0.375);  // nothing is known of the gradient before
  CHECK(step(-1) == 0.75);
  CHECK(step(0) == 0);
  CHECK(step(4) == -0.75);  // behind a zero nothing grows or shrinks
  CHECK(step(-4) == 0);     // 0.1875, at least 0.25
  CHECK(step(-4) == 0.25);
  CHECK(state[1] == 77);
  step(std::nan(""));
  CHECK(std::isnan(w));
}

TEST_CASE("rprop: the first step keeps to the bounds of all others") {
  const auto first = [](float rate) {
    double w = 0, state[2] = {0, 0};
    Rprop{.rate = rate, .least = 0.25f, .most = 1.5f}(w, -1.0, state, 1, 1);
    CHECK(state[1] == w);
    return w;
  };
  CHECK(first(0.125f) == 0.25);
  CHECK(first(0.5f) == 0.5);
  CHECK(first(8) == 1.5);
}

TEST_CASE("rprop: the gradient's scale changes nothing") {
  for_seeds(20, [](Draw& draw) {
    double a = 1, b = 1, sa[2] = {0, 0}, sb[2] = {0, 0};
    for (Index t = 1; t <= 50; ++t) {
      const double g = static_cast<double>(draw.normal());
      Rprop{}(a, g, sa, 1, t);
      Rprop{}(b, 1024 * g, sb, 1, t);
      REQUIRE(a == b);
    }
  });
}

TEST_CASE("rprop: it learns parity-4 from full batches; mini-batches are refused") {
  const auto rows = parity({.bits = 4});
  const Evolution run{Supervised{sequential(input(4), dense(8), tanh(), dense(2)), SoftmaxCrossEntropy{}, Splits<float>{rows, rows, rows}},
                      Rprop{}, presets::plain_bp()};
  Settings settings{.population = 1, .generations = 10, .steps = 30, .batch = full_batch, .seed = 2};
  CHECK(loss(run.fit(settings).best(), rows) < 0.01);
  settings.batch = 8;
  CHECK_THROWS_WITH_AS(run.fit(settings), "fit: batch is 8, this optimizer expects full_batch", SettingsError);
}

TEST_CASE("rprop: numbers out of range are refused") {
  CHECK_NOTHROW(Rprop{}.check());
  CHECK_THROWS_WITH_AS(Rprop{.rate = 0}.check(), "Rprop: rate is 0, expected above 0 and finite", SettingsError);
  CHECK_THROWS_WITH_AS(Rprop{.grow = 1}.check(), "Rprop: grow is 1, expected above 1 and finite", SettingsError);
  CHECK_THROWS_WITH_AS(Rprop{.shrink = 1}.check(), "Rprop: shrink is 1, expected above 0 and below 1", SettingsError);
  CHECK_THROWS_AS((Rprop{.least = 2, .most = 1}.check()), SettingsError);
  CHECK_THROWS_AS(Rprop{.most = INFINITY}.check(), SettingsError);
}
