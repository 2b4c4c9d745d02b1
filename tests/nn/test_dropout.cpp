#include <genoprop/nn/dropout.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "support/bits.hpp"
#include "support/pass.hpp"
#include "support/seeds.hpp"

#include <genoprop/nn/sequential.hpp>

using namespace genoprop;
using namespace genoprop::support;

namespace {
/// a dense layer of `units` ones and dropout behind it: what comes through
std::vector<double> through(Index units, Index rows, float rate, const Clock* clock, Index slot = 0) {
  const auto n = static_cast<std::size_t>(units);
  Pass pass(sequential(input(1), dense(units), dropout(rate)), MeanSquaredError{},
            Examples<double>{.rows = rows,
                             .x = std::vector<double>(static_cast<std::size_t>(rows)),
                             .values = std::vector<double>(n * static_cast<std::size_t>(rows))});
  std::vector<double> genes(2 * n, 0.0);
  std::fill(genes.begin() + units, genes.end(), 1.0);
  pass.train_at(clock, slot);
  return pass.outputs(genes);
}
}  // namespace

TEST_CASE("dropout: units are 0 or 1 / (1 - rate), with the frequency asked for, five standard errors of 100,000 draws") {
  for (const float rate : {0.1f, 0.5f, 0.8f}) {
    const Clock clock{.seed = 7, .step = 3};
    const auto y = through(250, 400, rate, &clock);
    double zeros = 0;
    for (const double v : y) {
      if (v == 0)
        ++zeros;
      else
        CHECK(v == 1 / (1 - static_cast<double>(rate)));
    }
    const double p = static_cast<double>(rate), n = 100'000;
    CHECK(std::abs(zeros / n - p) < 5 * std::sqrt(p * (1 - p) / n));
  }
}

TEST_CASE("dropout: rate 0 and predictions change nothing") {
  const Clock clock{.seed = 7};
  CHECK(through(33, 5, 0, &clock) == std::vector<double>(165, 1.0));
  CHECK(through(33, 5, 0.9f, nullptr) == std::vector<double>(165, 1.0));
}

TEST_CASE("dropout: drawn at the seed, the step, the mini-batch, the slot and the layer, and nowhere else") {
  const Clock clock{.seed = 7, .step = 3};
  const auto drawn = through(40, 10, 0.5f, &clock, 2);
  Clock same = clock;
  same.generation = 9;
  CHECK(through(40, 10, 0.5f, &same, 2) == drawn);
  const auto others = [&](auto change) {
    Clock other = clock;
    change(other);
    return through(40, 10, 0.5f, &other, 2);
  };
  CHECK(others([](Clock& c) { c.seed = 8; }) != drawn);
  CHECK(others([](Clock& c) { c.step = 4; }) != drawn);
  CHECK(others([](Clock& c) { c.minibatch = 1; }) != drawn);
  CHECK(through(40, 10, 0.5f, &clock, 3) != drawn);
  // two layers of the same network: were they drawn alike, half of the units would be 4 and none would be 0 by the second alone
  Pass two(sequential(input(1), dense(400), dropout(0.5f), dropout(0.5f)), MeanSquaredError{},
           Examples<double>{.rows = 1, .x = {0}, .values = std::vector<double>(400)});
  std::vector<double> genes(800, 0.0);
  std::fill(genes.begin() + 400, genes.end(), 1.0);
  two.train_at(&clock);
  int left = 0;
  for (const double v : two.outputs(genes)) left += v == 4 ? 1 : 0;
  CHECK(std::abs(left - 100) < 5 * std::sqrt(75.0));
}

TEST_CASE("dropout: gradients against central differences at one draw; where nothing is trained the network's own") {
  for_seeds(15, [](Draw& draw) {
    Examples<double> rows{.rows = 5, .x = normals(draw, 15), .values = normals(draw, 10)};
    Pass with(sequential(input(3), dense(9), tanh(), dropout(0.4f), dense(2)), MeanSquaredError{}, rows);
    Pass without(sequential(input(3), dense(9), tanh(), dense(2)), MeanSquaredError{}, rows);
    const auto genes = normals(draw, static_cast<std::size_t>(with.genes()), 0.7);
    CHECK(bits_equal(with.gradient(genes), without.gradient(genes)));
    const Clock clock{.seed = 5, .step = 11};
    with.train_at(&clock, 1);
    CHECK(gradient_error(with, genes) < 1e-8);
    Pass twice(sequential(input(3), dense(9), gelu(), dropout(0.2f), layer_norm(0.1f), dropout(0.2f), dense(2)), MeanSquaredError{}, rows);
    twice.train_at(&clock, 1);
    CHECK(gradient_error(twice, normals(draw, static_cast<std::size_t>(twice.genes()), 0.7)) < 1e-8);
  });
}

TEST_CASE("dropout: float is near double, at one draw and in predictions") {
  for_seeds(15, [](Draw& draw) {
    const Examples<double> rows{.rows = 5, .x = normals(draw, 15), .values = normals(draw, 10)};
    const auto net = sequential(input(3), dense(20), tanh(), dropout(0.4f), dense(2));
    const Clock clock{.seed = 5, .step = 11};
    CHECK(float_is_near_double(net, MeanSquaredError{}, rows, draw, 1e-5, &clock));
    CHECK(float_is_near_double(net, MeanSquaredError{}, rows, draw, 1e-5));
  });
}

TEST_CASE("dropout: rates that leave nothing are refused") {
  CHECK_THROWS_WITH_AS(sequential(input(2), dense(2), dropout(1)), "dropout: rate is 1, expected in [0, 1)", SettingsError);
  CHECK_THROWS_AS(sequential(input(2), dense(2), dropout(-0.1f)), SettingsError);
  CHECK_THROWS_AS(sequential(input(2), dense(2), dropout(NAN)), SettingsError);
}
