// What is measured of a child: layers by one order of sums, sensitivities against central differences.

#include <genoprop/engine/gene_sizes.hpp>

#include <doctest/doctest.h>

#include <cmath>

#include "support/bits.hpp"
#include "support/mutated.hpp"
#include "support/near.hpp"
#include "support/pass.hpp"
#include "support/seeds.hpp"
#include "support/verbs.hpp"

#include <genoprop/backend/threads.hpp>
#include <genoprop/nn/sequential.hpp>

using namespace genoprop;
using namespace genoprop::support;

namespace {

/// root mean squares by plain loops: a slice in strands, slice after slice
template <class T>
std::vector<double> by_hand(const Layout& layout, const std::vector<T>& genes) {
  std::vector<double> sum(static_cast<std::size_t>(layers_of(layout))), n(sum.size());
  for (const Slice& s : layout.slices) {
    const auto l = static_cast<std::size_t>(s.layer);
    sum[l] += strand_sum<double>(s.size(), [&](Index c) {
      const auto v = static_cast<double>(genes[static_cast<std::size_t>(s.offset + c)]);
      return v * v;
    });
    n[l] += s.size();
  }
  for (std::size_t l = 0; l < sum.size(); ++l) sum[l] = n[l] > 0 ? std::sqrt(sum[l] / n[l]) : sum[l];
  return sum;
}

template <class T, class B>
void check_layers(const B& backend) {
  const auto problem = small_problem<T>(tanh());
  ChildOn child(problem, backend);
  for_seeds(10, [&](Draw& draw) {
    auto genes = normal_genes<T>(draw);
    for (std::size_t g = 0; g < 20; ++g) genes[g] *= T(100);
    genes.resize(64, std::numeric_limits<T>::quiet_NaN());  // behind the genome
    std::vector<double> rms;
    child.with_lane([&](auto& lane) {
      measure_layers(lane, child.layout(), static_cast<const T*>(genes.data()), child.sizes());
      rms.assign(child.sizes().rms, child.sizes().rms + 3);
    });
    CHECK(bits_equal(rms, by_hand(child.layout(), genes)));
  });
}

}  // namespace

TEST_CASE("measure_layers: weights and biases of a layer together, in one order, on every lane") {
  check_layers<float>(Serial{});
  check_layers<double>(Serial{});
  check_layers<float>(Threads{.threads = 1});
  check_layers<double>(Threads{.threads = 1});
}

TEST_CASE("measure_layers: by hand; slices of one layer may lie apart, a layer may be empty") {
  Layout layout;
  layout.add({.name = "a", .rows = 1, .columns = 2, .layer = 0});
  layout.add({.name = "b", .rows = 1, .columns = 1, .layer = 2});
  layout.add({.name = "none", .rows = 0, .columns = 4, .layer = 2});
  layout.add({.name = "c", .rows = 2, .columns = 1, .layer = 0});
  CHECK(layers_of(layout) == 3);
  CHECK(layers_of(Layout{}) == 0);
  const std::vector<float> genes{1, 3, -7, 5, 1};
  const auto crew = Serial{}.open();
  GeneSizes<float> sizes;
  crew->prepare([&](auto& lane) {
    sizes.square = lane.template take<double>(4);
    sizes.rms = lane.template take<double>(3);
  });
  const Span one{0, 1};
  for (int twice = 0; twice < 2; ++twice) {  // nothing is left of the child before
    crew->run(std::span<const Span>(&one, 1), [&](auto& lane, Span) { measure_layers(lane, layout, genes.data(), sizes); });
    CHECK(sizes.rms[0] == 3);  // (1 + 9 + 25 + 1) / 4
    CHECK(sizes.rms[1] == 0);
    CHECK(sizes.rms[2] == 7);
  }
}

namespace {

/// the sensitivities of a problem of 40 rows against central differences of its outputs; gives the last
template <class N>
std::vector<double> check_sensitivity(const Supervised<N, MeanSquaredError, double>& problem) {
  ChildOn child(problem, Serial{});
  const Index n = child.layout().genes(), outputs = problem.net.outputs();
  Examples<double> rows{.rows = 40, .x = {}};
  for (Index r = 0; r < 40; ++r)
    for (const double v : problem.data.training.row(r)) rows.x.push_back(v);
  rows.values.resize(static_cast<std::size_t>(40 * outputs));
  Pass pass(problem.net, MeanSquaredError{}, rows);
  std::vector<double> came;
  for_seeds(3, [&](Draw& draw) {
    const auto genes = normal_genes<double>(draw, static_cast<std::size_t>(n));
    auto work = typename ChildOn<Supervised<N, MeanSquaredError, double>, Serial>::Placed::Work{};
    auto crew = Serial{}.open();
    auto there = placed(problem, *crew, Sampling{});
    crew->prepare([&](auto& lane) { work = there.take_output_gradients(lane); });
    const Span one{0, 1};
    crew->run(std::span<const Span>(&one, 1), [&](auto& lane, Span) {
      measure_sensitivity(lane, there, Genes<const double>{genes.data(), genome_pitch(n), n}, work, child.sizes());
    });
    came.assign(child.sizes().sensitivity, child.sizes().sensitivity + n);
    for (std::size_t g = 0; g < genes.size(); ++g) {
      CAPTURE(g);
      constexpr double step = 1e-5;
      auto up = genes, down = genes;
      up[g] += step;
      down[g] -= step;
      const auto above = pass.outputs(up), below = pass.outputs(down);
      std::vector<double> slope(static_cast<std::size_t>(outputs));
      for (std::size_t k = 0; k < above.size(); ++k) slope[k % slope.size()] += (above[k] - below[k]) / (2 * step) / 40;
      double squares = 0;
      for (const double s : slope) squares += s * s;
      CHECK(near(came[g], std::sqrt(squares), 1e-7));
    }
  });
  return came;
}

/// 40 rows: two numbers, then a category of three; targets of `outputs` numbers that nobody reads
Splits<double> mixed_rows(std::size_t outputs) {
  xt::xtensor<double, 2> x = normal_rows<double>(40).x(), y = xt::zeros<double>({std::size_t{40}, outputs});
  for (std::size_t r = 0; r < 40; ++r) x(r, 2) = static_cast<double>(r % 3);
  const Dataset<double> rows{x, y};
  return {rows, rows, {}};
}

}  // namespace

TEST_CASE("measure_sensitivity: root of the sum over outputs of the squared mean slope, against central differences, of every layer") {
  const auto came = check_sensitivity(small_problem<double>(tanh()));
  CHECK(near(came[52], 1, 1e-14));  // an output's bias moves that output by as much
  check_sensitivity(Supervised{sequential(input(3), dense(4), layer_norm(0.1f), tanh(), dense(3)), MeanSquaredError{}, mixed_rows(3)});
  check_sensitivity(
      Supervised{sequential(input(3), dense(4), gelu(), dense(3), layer_norm(0.1f), tanh()), MeanSquaredError{}, mixed_rows(3)});
  check_sensitivity(
      Supervised{sequential(input(3), embedding(2, 3, 2), dense(4), tanh(), dropout(0.5f), dense(2)), MeanSquaredError{}, mixed_rows(2)});
  check_sensitivity(Supervised{
      sequential(input(3), dense(4), tanh(), residual(dense(3), silu(), layer_norm(0.1f), dense(4), layer_norm(0.1f)), tanh(), dense(2)),
      MeanSquaredError{}, mixed_rows(2)});
}
