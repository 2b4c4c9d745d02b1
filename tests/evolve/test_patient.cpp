// A child on the table: starting weights drawn many at once, candidates side by side.

#include <genoprop/evolve/patient.hpp>

#include <doctest/doctest.h>

#include <memory>
#include <span>
#include <vector>

#include "support/bits.hpp"
#include "support/seeds.hpp"

#include <genoprop/backend/serial.hpp>
#include <genoprop/backend/threads.hpp>
#include <genoprop/data/synthetic.hpp>
#include <genoprop/nn/cross_entropy.hpp>
#include <genoprop/nn/mlp.hpp>
#include <genoprop/nn/regression.hpp>
#include <genoprop/train/supervised.hpp>

using namespace genoprop;
using namespace genoprop::support;

namespace {

template <class T>
Dataset<T> rows_of(std::size_t inputs, std::size_t outputs, std::size_t rows) {
  xt::xtensor<T, 2> x = xt::zeros<T>({rows, inputs}), y = xt::zeros<T>({rows, outputs});
  Draw draw(5, {.purpose = Purpose::data});
  for (T& v : x) v = static_cast<T>(draw.normal());
  for (T& v : y) v = static_cast<T>(draw.normal());
  return Dataset{x, y};
}

/// with(net, f): f(lane, patient) for a child of drawn weights, on 37 rows
template <class T, class B, class N, class F>
void with(B backend, const N& net, std::uint64_t seed, F f) {
  const auto data = rows_of<T>(static_cast<std::size_t>(net.inputs()), static_cast<std::size_t>(net.outputs()), 37);
  const Supervised problem{net, MeanSquaredError{}, Splits<T>{data, data, {}}};
  const auto crew = backend.open();
  const auto placed = problem.on(*crew, Sampling{});
  using Placed = std::remove_const_t<decltype(placed)>;
  const Layout layout = problem.layout();
  std::vector<T> genes(static_cast<std::size_t>(genome_pitch(layout.genes()))), state(genes.size(), T(3));
  Draw draw(seed, {});
  for (T& g : genes) g = static_cast<T>(draw.normal());
  typename Placed::Work work{};
  ProbeMemory<T> memory{};
  crew->prepare([&](auto& lane) {
    work = placed.take_probe(lane);
    memory = take_probe_memory<T>(lane, layout, 37);
  });
  const Span one{0, 1};
  crew->run(std::span<const Span>(&one, 1), [&](auto& lane, Span) {
    const auto size = static_cast<std::ptrdiff_t>(genes.size());
    Patient<Placed> patient{placed, &work, memory, layout, {genes.data(), size, layout.genes()}, {state.data(), size, layout.genes()},
                            1,      seed,  6,      9};
    f(lane, patient);
  });
}

/// Every candidate of some units of the last group: together, and each with a pass of its own.
template <class T, class B, class N>
void same_covariances(B backend, const N& net, std::uint64_t seed) {
  with<T>(backend, net, seed, [&](auto& lane, auto& patient) {
    const auto group = static_cast<Index>(patient.layout.groups.size()) - 1;
    const Index units_n = patient.layout.groups.back().units;
    const std::vector<Index> units{0, units_n / 2, units_n - 1};
    constexpr Index candidates = 5;
    patient.look(lane);
    const Residual residual = patient.residual();
    std::vector<Covariance> together(units.size() * candidates);
    std::vector<int> calls(together.size());
    const std::vector<T> before(patient.child.row(0), patient.child.row(0) + patient.child.size);
    const bool done = patient.covary_together(lane, group, units, candidates, [&](std::size_t n, Index k, const Covariance& cov) {
      together[n * candidates + static_cast<std::size_t>(k)] = cov;
      ++calls[n * candidates + static_cast<std::size_t>(k)];
    });
    REQUIRE(done);
    CHECK(calls == std::vector<int>(calls.size(), 1));
    CHECK(bits_equal(before, std::vector<T>(patient.child.row(0), patient.child.row(0) + patient.child.size)));
    int varied = 0;
    for (Index k = 0; k < candidates; ++k) {
      for (const Index u : units) patient.redraw(lane, group, u, k);
      patient.look(lane);
      for (std::size_t n = 0; n < units.size(); ++n) {
        const Covariance alone = patient.covariance(group, units[n], residual);
        const Covariance& beside = together[n * candidates + static_cast<std::size_t>(k)];
        CHECK(alone.score == beside.score);
        varied += alone.score > 0 ? 1 : 0;
        CHECK(bits_equal(alone.with_output, beside.with_output));
      }
    }
    CHECK(varied > 10);  // a unit of ReLU may be silent
  });
}

}  // namespace

TEST_CASE("covary columns: by hand") {
  // h = 1, 2, 6 and 0, 0, 3: deviations -2, -1, 3 and -1, -1, 2; residual = 1, -1, 2
  std::vector<float> h(3 * 16), slope{-1, 1, -2};
  const float columns[3][2] = {{1, 0}, {2, 0}, {6, 3}};
  for (std::size_t r = 0; r < 3; ++r)
    for (std::size_t c = 0; c < 2; ++c) h[r * 16 + c] = columns[r][c];
  std::vector<double> sums(4);
  CovaryColumns<float>{{h.data(), 0, 16, 3, 2}, {slope.data(), 0, 1, 3, 1}, sums.data()}(0, 0, 0);
  CHECK(sums == std::vector{14.0, 5.0, 6.0, 4.0});
}

TEST_CASE("redraw: the numbers of start_value, whatever the law and the lane") {
  for_seeds(5, [](Draw&, std::uint64_t seed) {
    const auto check = [&](const auto& net) {
      with<float>(Threads{.threads = 1}, net, seed, [&](auto& lane, auto& patient) {
        for (Index group = 0; group < static_cast<Index>(patient.layout.groups.size()); ++group) {
          patient.redraw(lane, group, 1, 3);
          patient.each_row_of_genes(group, 1, [&](const Slice& s, Index first, Index apart, Index n) {
            for (Index k = 0; k < n; ++k) {
              const Index gene = first + k * apart;
              const Site at{.purpose = Purpose::redraw, .index = static_cast<std::uint32_t>(gene), .slot = 6, .time = 9, .layer = 3};
              CHECK(patient.child.row(0)[gene] == start_value<float>(patient.fresh_start(s), Draw(seed, at)));
            }
          });
        }
      });
    };
    check(sequential(input(37), dense(19), relu(), dense(5, UniformStart{.low = -1, .high = 3}), tanh(), dense(2)));
    check(sequential(input(20), dense(19, Glorot{}), layer_norm(), relu(), dense(5, Orthogonal{}), dense(3)));
    check(sequential(input(3), dense(4, Scaled{LeCun{}, 0.5f}), dense(2, Scaled{He{}, 0.0f})));
  });
}

TEST_CASE("candidates together: the bits of a pass for each") {
  for_seeds(5, [](Draw&, std::uint64_t seed) {
    const auto everywhere = [&](const auto& net) {
      same_covariances<float>(Serial{}, net, seed);
      same_covariances<float>(Threads{.threads = 1}, net, seed);
      same_covariances<double>(Threads{.threads = 1}, net, seed);
    };
    everywhere(mlp({33, 40, 3}, tanh()));
    everywhere(mlp({7, 12, 9, 5}, relu()));  // fewer units than candidates
    everywhere(mlp({1, 8, 6}, tanh()));      // the sums fill the memory: in several parts
    everywhere(sequential(input(5), dense(6), layer_norm(), relu(), dense(21), gelu(), dense(2)));  // an activation that keeps z
  });
}

TEST_CASE("candidates together: not where something stands behind the layer") {
  const auto refused = [](const auto& net) {
    with<float>(Serial{}, net, 1, [](auto& lane, auto& patient) {
      patient.look(lane);
      const std::vector<Index> units{0, 1};
      CHECK_FALSE(patient.covary_together(lane, 0, units, 4, [](std::size_t, Index, const Covariance&) { FAIL("looked at"); }));
    });
  };
  refused(sequential(input(5), dense(6), layer_norm(), relu(), dense(2)));
  refused(sequential(input(5), dense(6), relu(), dropout(0.2f), dense(2)));
  refused(sequential(input(5), dense(6), relu(), residual(dense(6), relu()), dense(2)));
}
