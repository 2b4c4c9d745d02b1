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

TEST_CASE("measure_sensitivity: root of the sum over outputs of the squared mean slope, against central differences") {
  const auto problem = small_problem<double>(tanh());
  ChildOn child(problem, Serial{});
  Examples<double> rows{.rows = 40, .x = {}};
  for (Index r = 0; r < 40; ++r)
    for (const double v : problem.data.training.row(r)) rows.x.push_back(v);
  rows.values.resize(80);
  Pass pass(problem.net, MeanSquaredError{}, rows);
  for_seeds(3, [&](Draw& draw) {
    const auto genes = normal_genes<double>(draw);
    std::vector<double> came;
    auto work = ChildOn<decltype(problem), Serial>::Placed::Work{};
    auto crew = Serial{}.open();
    auto there = placed(problem, *crew, Sampling{});
    crew->prepare([&](auto& lane) { work = there.take_output_gradients(lane); });
    const Span one{0, 1};
    crew->run(std::span<const Span>(&one, 1), [&](auto& lane, Span) {
      measure_sensitivity(lane, there, Genes<const double>{genes.data(), 64, 54}, work, child.sizes());
    });
    came.assign(child.sizes().sensitivity, child.sizes().sensitivity + small_genes);
    for (std::size_t g = 0; g < small_genes; ++g) {
      CAPTURE(g);
      constexpr double step = 1e-5;
      auto up = genes, down = genes;
      up[g] += step;
      down[g] -= step;
      const auto above = pass.outputs(up), below = pass.outputs(down);
      double slope[2] = {0, 0};
      for (std::size_t k = 0; k < 80; ++k) slope[k % 2] += (above[k] - below[k]) / (2 * step) / 40;
      CHECK(near(came[g], std::hypot(slope[0], slope[1]), 1e-8));
    }
    CHECK(near(came[52], 1, 1e-14));  // an output's bias moves that output by as much
  });
}
