#include <genoprop/nn/mlp.hpp>

#include <doctest/doctest.h>

#include <vector>

#include "support/bits.hpp"
#include "support/pass.hpp"
#include "support/seeds.hpp"

using namespace genoprop;
using namespace genoprop::support;

namespace {
template <class A, class B>
void check_same_layout(const A& a, const B& b) {
  Layout x, y;
  a.describe(x);
  b.describe(y);
  REQUIRE(x.slices.size() == y.slices.size());
  for (std::size_t k = 0; k < x.slices.size(); ++k) {
    const Slice &s = x.slices[k], &t = y.slices[k];
    CHECK(s.name == t.name);
    CHECK(s.offset == t.offset);
    CHECK(s.rows == t.rows);
    CHECK(s.columns == t.columns);
    CHECK(s.layer == t.layer);
    CHECK(s.feeds == t.feeds);
    CHECK(s.leaves == t.leaves);
    CHECK(s.start.law == t.start.law);
    CHECK(s.start.scale == t.start.scale);
  }
  REQUIRE(x.groups.size() == y.groups.size());
  for (std::size_t k = 0; k < x.groups.size(); ++k) {
    CHECK(x.groups[k].units == y.groups[k].units);
    CHECK(x.groups[k].odd == y.groups[k].odd);
    CHECK(x.groups[k].first == y.groups[k].first);
  }
}
}  // namespace

TEST_CASE("mlp: the layout of the sequential network of the same sizes") {
  check_same_layout(mlp({3, 5, 4, 2}, tanh()), sequential(input(3), dense(5), tanh(), dense(4), tanh(), dense(2)));
  check_same_layout(mlp({3, 5, 2}, relu()), sequential(input(3), dense(5), relu(), dense(2)));
  check_same_layout(mlp({3, 2}, relu()), sequential(input(3), dense(2)));
  check_same_layout(mlp({3, 5, 2}, tanh(), Glorot{.gain = 2}),
                    sequential(input(3), dense(5, Glorot{.gain = 2}), tanh(), dense(2, Glorot{.gain = 2})));
}

TEST_CASE("mlp: the outputs and gradients of the sequential network of the same sizes, bit for bit") {
  for_seeds(20, [](Draw& draw) {
    Examples<double> rows{.rows = 7, .x = std::vector<double>(21), .labels = std::vector<std::int32_t>(7)};
    for (double& x : rows.x) x = static_cast<double>(draw.normal());
    for (auto& label : rows.labels) label = draw.below(2);
    Pass a(mlp({3, 5, 4, 2}, tanh()), SoftmaxCrossEntropy{}, rows);
    Pass b(sequential(input(3), dense(5), tanh(), dense(4), tanh(), dense(2)), SoftmaxCrossEntropy{}, rows);
    std::vector<double> genes(static_cast<std::size_t>(a.genes()));
    for (double& g : genes) g = static_cast<double>(draw.normal());
    CHECK(bits_equal(a.outputs(genes), b.outputs(genes)));
    CHECK(bits_equal(a.gradient(genes), b.gradient(genes)));
  });
}

TEST_CASE("mlp: sizes that make no network are refused") {
  CHECK_THROWS_WITH_AS(mlp({}, relu()), "mlp: 0 sizes, expected at least 2: inputs and outputs", ShapeError);
  CHECK_THROWS_AS(mlp({5}, relu()), ShapeError);
  CHECK_THROWS_AS(mlp({5, 0, 2}, relu()), ShapeError);
  CHECK_THROWS_AS(mlp({0, 2}, relu()), ShapeError);
  CHECK_THROWS_WITH_AS(mlp(std::vector<Index>(18, 2), relu()), "mlp: 17 layers, expected at most 16", ShapeError);
  CHECK(mlp(std::vector<Index>(17, 2), relu()).layers() == 16);
}
