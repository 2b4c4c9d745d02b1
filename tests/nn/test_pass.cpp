// Forward and backward against the textbook and against central differences in double.

#include <genoprop/nn/pass.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "support/bits.hpp"
#include "support/near.hpp"
#include "support/pass.hpp"
#include "support/seeds.hpp"

#include <genoprop/nn/mlp.hpp>
#include <genoprop/nn/sequential.hpp>

using namespace genoprop;
using namespace genoprop::support;

namespace {

constexpr int seeds = 25;
/// largest difference to central differences over the largest component: seen below 2e-9
constexpr double bound = 1e-8;

Examples<double> examples(Draw& draw, Index rows, Index inputs, Index classes, Index values) {
  Examples<double> e{.rows = rows, .x = normals(draw, static_cast<std::size_t>(rows * inputs), 1)};
  for (Index r = 0; classes > 0 && r < rows; ++r) e.labels.push_back(draw.below(classes));
  if (values > 0) e.values = normals(draw, static_cast<std::size_t>(rows * values), 1);
  return e;
}

/// how near a hidden unit of a relu network comes to its kink
double nearest_kink(const std::vector<Index>& sizes, const std::vector<double>& genes, const Examples<double>& e) {
  double nearest = 1;
  const auto inputs = static_cast<std::size_t>(sizes.front());
  for (std::size_t r = 0; r < static_cast<std::size_t>(e.rows); ++r) {
    const auto z = textbook(
        sizes, [](double v) { return std::max(v, 0.0); }, genes, std::span(e.x).subspan(r * inputs, inputs));
    for (std::size_t l = 0; l + 1 < z.size(); ++l)
      for (const double v : z[l]) nearest = std::min(nearest, std::abs(v));
  }
  return nearest;
}

template <class N, class Loss>
void check_gradients(const std::vector<Index>& sizes, bool relu_kinks, N net, Loss loss, Index classes, Index values) {
  int checked = 0;
  for_seeds(seeds, [&](Draw& draw) {
    const auto e = examples(draw, 5, sizes.front(), classes, values);
    Pass pass(net, loss, e);
    const auto genes = normals(draw, static_cast<std::size_t>(pass.genes()), 0.7);
    if (relu_kinks && nearest_kink(sizes, genes, e) < 1e-3) return;  // no derivative there
    CHECK(gradient_error(pass, genes) < bound);
    ++checked;
  });
  CHECK(checked >= seeds / 2);
}

}  // namespace

TEST_CASE("forward: a 2-2-1 network by hand") {
  // W0 = [1 2; 3 4] (in x out), b0 = [0.5, -20], W1 = [2; -1], b1 = 0.25
  const std::vector<double> genes{1, 2, 3, 4, 0.5, -20, 2, -1, 0.25};
  Pass pass(sequential(input(2), dense(2), relu(), dense(1)), MeanSquaredError{},
            Examples<double>{.rows = 2, .x = {1, 2, 4, 5}, .values = {0, 0}});
  // row 0: z = (7.5, -10): relu (7.5, 0): 15.25. row 1: z = (19.5, 8): 39 - 8 + 0.25
  CHECK(pass.outputs(genes) == std::vector<double>{15.25, 31.25});
  // dy = 2 y / 2; b1: their sum; W1: h' dy; b0: dy W1' where the unit is on
  const auto g = pass.gradient(genes);
  CHECK(g[8] == 46.5);
  CHECK(g[6] == 7.5 * 15.25 + 19.5 * 31.25);
  CHECK(g[7] == 8 * 31.25);
  CHECK(g[4] == 2 * 46.5);
  CHECK(g[5] == -31.25);
  CHECK(g[0] == 2 * (1 * 15.25 + 4 * 31.25));
  CHECK(g[3] == -5 * 31.25);
}

TEST_CASE("forward: the textbook's outputs, over many seeds, sizes and activations") {
  for_seeds(seeds, [](Draw& draw) {
    const std::vector<Index> sizes{3, 6, 5, 2};
    const auto e = examples(draw, 4, 3, 2, 0);
    const auto check = [&](auto act, auto library_act, double tolerance) {
      Pass pass(mlp(sizes, library_act), SoftmaxCrossEntropy{}, e);
      const auto genes = normals(draw, static_cast<std::size_t>(pass.genes()), 0.7);
      const auto y = pass.outputs(genes);
      for (std::size_t r = 0; r < 4; ++r) {
        const auto z = textbook(sizes, act, genes, std::span(e.x).subspan(r * 3, 3));
        CHECK(near(std::vector(y.begin() + static_cast<std::ptrdiff_t>(2 * r), y.begin() + static_cast<std::ptrdiff_t>(2 * r + 2)),
                   z.back(), tolerance));
      }
    };
    check([](double v) { return std::tanh(v); }, tanh(), 1e-13);
    check([](double v) { return std::max(v, 0.0); }, relu(), 1e-13);
  });
}

TEST_CASE("backward: tanh, relu and affine layers under softmax cross-entropy, against central differences") {
  check_gradients({3, 5, 4}, false, sequential(input(3), dense(5), tanh(), dense(4)), SoftmaxCrossEntropy{}, 4, 0);
  check_gradients({3, 5, 4}, true, sequential(input(3), dense(5), relu(), dense(4)), SoftmaxCrossEntropy{}, 4, 0);
  check_gradients({3, 4}, false, sequential(input(3), dense(4)), SoftmaxCrossEntropy{}, 4, 0);
}

TEST_CASE("backward: sigmoid cross-entropy and mean squared error, an activation on the output too") {
  check_gradients({4, 6, 1}, false, sequential(input(4), dense(6), tanh(), dense(1)), SigmoidCrossEntropy{}, 2, 0);
  check_gradients({4, 6, 3}, false, sequential(input(4), dense(6), tanh(), dense(3), tanh()), MeanSquaredError{}, 0, 3);
  check_gradients({4, 6, 3}, true, sequential(input(4), dense(6), relu(), dense(3)), MeanSquaredError{}, 0, 3);
}

TEST_CASE("backward: every activation, hidden and at the output, against central differences") {
  const auto both = [](auto act) {
    check_gradients({3, 5, 2}, false, sequential(input(3), dense(5), act, dense(2), act), MeanSquaredError{}, 0, 2);
    check_gradients({3, 5, 4, 3}, false, mlp({3, 5, 4, 3}, act), SoftmaxCrossEntropy{}, 3, 0);
  };
  both(sigmoid());
  both(softplus());
  both(silu());
  both(gelu());
  both(gelu_exact());
  check_gradients({3, 5, 3}, true, sequential(input(3), dense(5), leaky_relu(0.2f), dense(3)), SoftmaxCrossEntropy{}, 3, 0);
  check_gradients({3, 5, 3}, true, sequential(input(3), dense(5), elu(1), dense(3)), SoftmaxCrossEntropy{}, 3, 0);  // its slope has no kink
}

TEST_CASE("backward: mlp with three hidden layers") {
  check_gradients({3, 6, 5, 4, 3}, false, mlp({3, 6, 5, 4, 3}, tanh()), SoftmaxCrossEntropy{}, 3, 0);
  check_gradients({3, 6, 5, 4, 2}, true, mlp({3, 6, 5, 4, 2}, relu()), MeanSquaredError{}, 0, 2);
}

TEST_CASE("a shorter batch in the same memory: the first rows alone count") {
  const auto net = sequential(input(2), dense(3), tanh(), dense(2));
  const auto crew = Serial{}.open();
  Trace<double, 2> trace;
  Block<double> x;
  crew->prepare([&](auto& lane) {
    trace = take_trace<double>(lane, net, 6, true);
    x = take_block<double>(lane, 6, 2);
  });
  std::vector<double> genes(17), whole, part;
  for (std::size_t g = 0; g < genes.size(); ++g) genes[g] = 0.1 * static_cast<double>(g) - 0.8;
  for (Index r = 0; r < 6; ++r)
    for (Index c = 0; c < 2; ++c) x(0, r, c) = 0.3 * r - 0.5 * c;
  const Span one{0, 1};
  const auto run = [&](Index rows) {
    std::vector<double> y;
    crew->run(std::span<const Span>(&one, 1), [&](auto& lane, Span) {
      const auto here = trace.first_rows(rows);
      CHECK(here.output().rows == rows);
      CHECK(here.output_slope().rows == rows);
      forward(lane, net, Genes<const double>{genes.data(), 17, 17}, Block<const double>(x.first_rows(rows)), here);
      for (Index r = 0; r < rows; ++r)
        for (Index c = 0; c < 2; ++c) y.push_back(here.output()(0, r, c));
    });
    return y;
  };
  whole = run(6);
  for (const Index rows : {1, 4}) {
    part = run(rows);
    CHECK(bits_equal(part, std::vector(whole.begin(), whole.begin() + 2 * rows)));
  }
}
