#include <genoprop/nn/residual.hpp>

#include <doctest/doctest.h>

#include <vector>

#include "support/near.hpp"
#include "support/pass.hpp"
#include "support/seeds.hpp"

#include <genoprop/nn/sequential.hpp>

using namespace genoprop;
using namespace genoprop::support;

TEST_CASE("residual: by hand: y = relu(x + F(x))") {
  // the stream x = (3, -1) comes from a bias; F(x) = x W + b with W = [1 2; 0 1], b = (-10, 0.5): (-7, 5.5)
  Pass pass(sequential(input(1), dense(2), residual(dense(2)), relu()), MeanSquaredError{},
            Examples<double>{.rows = 1, .x = {0}, .values = {0, 0}});
  const std::vector<double> genes{0, 0, 3, -1, 1, 2, 0, 1, -10, 0.5};
  CHECK(pass.outputs(genes) == std::vector<double>{0, 4.5});
  const auto g = pass.gradient(genes);  // dy = 2 y / 2 = (0, 4.5): nothing through the first, b += dy
  CHECK(g[8] == 0);
  CHECK(g[9] == 4.5);
  CHECK(g[5] == 3 * 4.5);  // dW = x' dy
  CHECK(g[7] == -1 * 4.5);
  CHECK(g[2] == 2 * 4.5);        // x_1 reaches y_2 through W alone
  CHECK(g[3] == 4.5 + 1 * 4.5);  // x_2 around the block and through it
}

TEST_CASE("residual: with nothing inside it is the stream") {
  Draw draw(3, {});
  const Examples<double> rows{.rows = 4, .x = normals(draw, 12), .values = normals(draw, 8)};
  Pass with(sequential(input(3), dense(6), tanh(), residual(dense(9), relu(), dense(6)), dense(2)), MeanSquaredError{}, rows);
  Pass without(sequential(input(3), dense(6), tanh(), dense(2)), MeanSquaredError{}, rows);
  auto genes = normals(draw, static_cast<std::size_t>(without.genes()));
  const auto expected = without.outputs(genes);
  genes.insert(genes.begin() + 24, 6 * 9 + 9 + 9 * 6 + 6, 0.0);
  CHECK(near(with.outputs(genes), expected, 1e-15));
}

TEST_CASE("residual: gradients against central differences: around activations, norms, dropout, one in another, at the output") {
  for_seeds(10, [](Draw& draw) {
    const auto check = [&](auto net, Index outputs) {
      Pass pass(net, MeanSquaredError{},
                Examples<double>{.rows = 4, .x = normals(draw, 12), .values = normals(draw, static_cast<std::size_t>(4 * outputs))});
      const Clock clock{.seed = 2, .step = 5};
      pass.train_at(&clock);
      CHECK(gradient_error(pass, normals(draw, static_cast<std::size_t>(pass.genes()), 0.6)) < 1e-8);
    };
    check(sequential(input(3), dense(5), tanh(), residual(dense(6), tanh(), dense(5)), dense(2)), 2);
    check(sequential(input(3), dense(5), gelu(), residual(dense(6), silu(), dense(5), tanh()), gelu(), dense(2)), 2);
    check(sequential(input(3), dense(5), residual(layer_norm(0.1f), dense(6), gelu(), dropout(0.3f), dense(5)), layer_norm(0.1f), dense(2)),
          2);
    check(sequential(input(3), dense(4), tanh(), residual(dense(4), tanh(), residual(dense(3), tanh(), dense(4)), tanh()), dense(4),
                     sigmoid(), residual(dense(4))),
          4);
  });
}

TEST_CASE("residual: float is near double") {
  for_seeds(10, [](Draw& draw) {
    const Examples<double> rows{.rows = 4, .x = normals(draw, 12), .values = normals(draw, 8)};
    const auto net = sequential(input(3), dense(17), gelu_exact(), residual(layer_norm(), dense(6), gelu(), dropout(0.3f), dense(17)),
                                tanh(), residual(dense(17), silu(), residual(dense(17), tanh())), dense(2));
    const Clock clock{.seed = 2, .step = 5};
    CHECK(float_is_near_double(net, MeanSquaredError{}, rows, draw, 1e-4, &clock));
  });
}

TEST_CASE("residual: as many units leave as come in, or it is refused") {
  CHECK_THROWS_WITH_AS(sequential(input(2), dense(4), residual(dense(8), relu(), dense(3))),
                       "residual: units of its last layer is 3, expected 4, as many as come in", ShapeError);
}
