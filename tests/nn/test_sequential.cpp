#include <genoprop/nn/sequential.hpp>

#include <doctest/doctest.h>

#include <type_traits>
#include <vector>

using namespace genoprop;

namespace {
template <class N>
Layout layout_of(const N& net) {
  Layout l;
  net.describe(l);
  return l;
}
/// the unit of every gene, in order
std::vector<Index> units_of(const Layout& l) {
  std::vector<Index> units;
  for (const Slice& s : l.slices)
    for (Index r = 0; r < s.rows; ++r)
      for (Index c = 0; c < s.columns; ++c) units.push_back(unit_of_gene(l, s, r, c));
  return units;
}
}  // namespace

TEST_CASE("sequential: an activation folds into the dense layer before it") {
  const auto net = sequential(input(3), dense(2), relu(), dense(4), dense(1), tanh());
  using N = std::remove_const_t<decltype(net)>;
  CHECK(std::is_same_v<N, Sequential<Dense<Relu>, Dense<Identity>, Dense<Tanh>>>);
  CHECK(net.layers() == 3);
  CHECK(net.inputs() == 3);
  CHECK(net.outputs() == 1);
  CHECK(Network<N>);
}

TEST_CASE("sequential: slices by hand: W [in, out] then b, layer after layer") {
  const auto l = layout_of(sequential(input(3), dense(2), tanh(), dense(4)));
  REQUIRE(l.slices.size() == 4);
  const char* names[] = {"layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias"};
  const Index offsets[] = {0, 6, 8, 16}, rows[] = {3, 1, 2, 1}, columns[] = {2, 2, 4, 4}, layers[] = {0, 0, 1, 1}, feeds[] = {0, 0, -1, -1},
              leaves[] = {-1, -1, 0, -1};
  for (std::size_t k = 0; k < 4; ++k) {
    CAPTURE(k);
    CHECK(l.slices[k].name == names[k]);
    CHECK(l.slices[k].offset == offsets[k]);
    CHECK(l.slices[k].rows == rows[k]);
    CHECK(l.slices[k].columns == columns[k]);
    CHECK(l.slices[k].layer == layers[k]);
    CHECK(l.slices[k].feeds == feeds[k]);
    CHECK(l.slices[k].leaves == leaves[k]);
    CHECK(l.slices[k].vector == (k % 2 == 1));
  }
  CHECK(l.genes() == 20);
  REQUIRE(l.groups.size() == 1);
  CHECK(l.groups[0].units == 2);
  CHECK(l.groups[0].odd);
  CHECK_FALSE(layout_of(sequential(input(3), dense(2), relu(), dense(4))).groups[0].odd);
}

TEST_CASE("sequential: whose gene is it: incoming weights and bias, of the last hidden layer the outgoing weights too") {
  // 2-2-3-1: units 0, 1 in the first hidden layer, 2, 3, 4 in the second
  const auto l = layout_of(sequential(input(2), dense(2), relu(), dense(3), relu(), dense(1)));
  CHECK(units_of(l) == std::vector<Index>{0, 1, 0, 1, 0, 1,           // W0 [2, 2], b0
                                          2, 3, 4, 2, 3, 4, 2, 3, 4,  // W1 [2, 3], b1: of the unit they feed
                                          2, 3, 4, -1});              // W2 [3, 1]: of the unit they leave; b2: nobody's
  CHECK(l.units() == 5);
  CHECK(units_of(layout_of(sequential(input(2), dense(2)))) == std::vector<Index>(6, -1));  // no hidden layer
}

TEST_CASE("sequential: layers know where their weights lie in a genome") {
  const auto net = sequential(input(2), dense(2), relu(), dense(1));
  std::vector<Index> weight, bias;
  net.each([&](const auto& layer, Index) {
    weight.push_back(layer.at.weight);
    bias.push_back(layer.at.bias);
  });
  CHECK(weight == std::vector<Index>{0, 6});
  CHECK(bias == std::vector<Index>{4, 8});
  std::vector<Index> order;
  net.each_backward([&](const auto& layer, const auto& below, Index number) {
    order.push_back(number);
    if constexpr (!std::is_same_v<std::remove_cvref_t<decltype(below)>, NoLayer>) CHECK(below.units == layer.inputs);
  });
  CHECK(order == std::vector<Index>{1, 0});
}

TEST_CASE("sequential: how layers start: He before relu, Glorot elsewhere, or what is asked for; biases at zero") {
  const auto l = layout_of(sequential(input(8), dense(2), relu(), dense(4), tanh(), dense(1, He{.gain = 3})));
  CHECK(l.slices[0].start.law == Start::Law::normal);
  CHECK(l.slices[0].start.scale == doctest::Approx(0.5));  // sqrt(2 / 8)
  CHECK(l.slices[2].start.law == Start::Law::uniform);
  CHECK(l.slices[2].start.scale == doctest::Approx(1.0));  // sqrt(6 / (2 + 4))
  CHECK(l.slices[4].start.law == Start::Law::normal);
  CHECK(l.slices[4].start.scale == doctest::Approx(2.12132034));  // 3 sqrt(2 / 4)
  for (const std::size_t bias : {1, 3, 5}) CHECK(l.slices[bias].start.law == Start::Law::zero);
}

TEST_CASE("sequential: sizes below one are refused") {
  CHECK_THROWS_WITH_AS(sequential(input(0), dense(2)), "sequential: input features is 0, expected at least 1", ShapeError);
  CHECK_THROWS_WITH_AS(sequential(input(2), dense(0)), "sequential: dense has 2 inputs and 0 units, expected at least 1 each", ShapeError);
  CHECK_THROWS_AS(sequential(input(-1), dense(2)), ShapeError);
  CHECK_THROWS_AS(sequential(input(2), dense(3), relu(), dense(-4)), ShapeError);
}
