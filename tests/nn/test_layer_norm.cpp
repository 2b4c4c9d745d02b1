#include <genoprop/nn/layer_norm.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "support/near.hpp"
#include "support/pass.hpp"
#include "support/seeds.hpp"

#include <genoprop/nn/sequential.hpp>

using namespace genoprop;
using namespace genoprop::support;

namespace {
constexpr double bound = 1e-8;  // seen below 3e-9
template <class N>
std::vector<double> fresh(const N& net) {
  Layout l;
  net.describe(l);
  const auto crew = Serial{}.open();
  std::vector<double> genes(static_cast<std::size_t>(l.genes()));
  const Span one{0, 1};
  crew->run(std::span<const Span>(&one, 1), [&](auto& lane, Span) {
    draw_start(lane, l, Genes<double>{genes.data(), l.genes(), l.genes()}, 0, 1, 0);
  });
  return genes;
}
}  // namespace

TEST_CASE("layer norm: by hand") {
  // dense 1 -> 2 without weights, bias (1, 5): mean 3, variance 4; gain (2, 3), shift (0.5, -1), eps 1.76: deviation 2.4
  Pass pass(sequential(input(1), dense(2), layer_norm(1.76f)), MeanSquaredError{}, Examples<double>{.rows = 1, .x = {7}, .values = {0, 0}});
  const std::vector<double> genes{0, 0, 1, 5, 2, 3, 0.5, -1};
  CHECK(near(pass.outputs(genes), std::vector{2 * -2 / 2.4 + 0.5, 3 * 2 / 2.4 - 1}, 1e-7));  // eps is a float
}

TEST_CASE("layer norm: a fresh one gives mean 0 and variance 1, whatever comes in; equal inputs give the shift") {
  const auto net = sequential(input(3), dense(40), layer_norm());
  const auto genes = fresh(net);
  for_seeds(10, [&](Draw& draw) {
    Pass pass(net, MeanSquaredError{}, Examples<double>{.rows = 4, .x = normals(draw, 12, 50), .values = std::vector<double>(160)});
    const auto y = pass.outputs(genes);
    for (std::size_t r = 0; r < 4; ++r) {
      double mean = 0, square = 0;
      for (std::size_t c = 0; c < 40; ++c) {
        mean += y[r * 40 + c] / 40;
        square += y[r * 40 + c] * y[r * 40 + c] / 40;
      }
      CHECK(std::abs(mean) < 1e-12);
      CHECK(near(square, 1.0, 1e-4));
    }
  });
  Pass flat(net, MeanSquaredError{}, Examples<double>{.rows = 1, .x = {0, 0, 0}, .values = std::vector<double>(40)});
  for (const double v : flat.outputs(genes)) CHECK(v == 0);
}

TEST_CASE("layer norm: gradients against central differences, alone, before and behind activations, at the output") {
  for_seeds(15, [](Draw& draw) {
    const auto check = [&](auto net, Index outputs) {
      Pass pass(net, MeanSquaredError{},
                Examples<double>{.rows = 5, .x = normals(draw, 15), .values = normals(draw, static_cast<std::size_t>(5 * outputs))});
      CHECK(gradient_error(pass, normals(draw, static_cast<std::size_t>(pass.genes()), 0.7)) < bound);
    };
    check(sequential(input(3), dense(5), layer_norm(0.1f), tanh(), dense(2)), 2);
    check(sequential(input(3), dense(5), gelu(), layer_norm(0.1f), dense(2)), 2);
    check(sequential(input(3), dense(17), silu(), layer_norm(0.1f), gelu(), dense(4), layer_norm(0.1f)), 4);
  });
}

TEST_CASE("layer norm: float is near double") {
  for_seeds(15, [](Draw& draw) {
    const Examples<double> rows{.rows = 5, .x = normals(draw, 15), .values = normals(draw, 10)};
    CHECK(float_is_near_double(sequential(input(3), dense(20), layer_norm(), gelu(), dense(2)), MeanSquaredError{}, rows, draw, 1e-5));
  });
}

TEST_CASE("layer norm: an eps that is not above 0 is refused") {
  CHECK_THROWS_WITH_AS(sequential(input(2), dense(2), layer_norm(0)), "layer_norm: eps is 0, expected above 0 and finite", SettingsError);
  CHECK_THROWS_AS(sequential(input(2), dense(2), layer_norm(NAN), relu()), SettingsError);
}
