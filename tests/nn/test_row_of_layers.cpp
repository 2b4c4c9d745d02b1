// Which units belong together where layers follow each other unit by unit: units that change places leave the network what it is.

#include <genoprop/nn/row_of_layers.hpp>

#include <doctest/doctest.h>

#include <numeric>
#include <utility>
#include <vector>

#include "support/near.hpp"
#include "support/pass.hpp"
#include "support/seeds.hpp"

#include <genoprop/evolve/align.hpp>
#include <genoprop/nn/sequential.hpp>

using namespace genoprop;
using namespace genoprop::support;

namespace {
template <class N>
Layout layout_of(const N& net) {
  Layout l;
  net.describe(l);
  return l;
}
std::vector<Index> feeds_of(const Layout& l) {
  std::vector<Index> feeds;
  for (const Slice& s : l.slices) feeds.push_back(s.feeds);
  return feeds;
}
std::vector<Index> leaves_of(const Layout& l) {
  std::vector<Index> leaves;
  for (const Slice& s : l.slices) leaves.push_back(s.leaves);
  return leaves;
}

/// every group in a drawn order, with drawn signs where it is odd, one group after the other
template <class N>
void check_permutations(const N& net, Index groups, Index odd_groups) {
  const Layout l = layout_of(net);
  REQUIRE(static_cast<Index>(l.groups.size()) == groups);
  Index odd = 0;
  for (const Group& g : l.groups) odd += g.odd ? 1 : 0;
  CHECK(odd == odd_groups);
  for_seeds(10, [&](Draw& draw) {
    Pass pass(net, MeanSquaredError{},
              Examples<double>{.rows = 3,
                               .x = normals(draw, static_cast<std::size_t>(3 * net.inputs())),
                               .values = normals(draw, static_cast<std::size_t>(3 * net.outputs()))});
    auto genes = normals(draw, static_cast<std::size_t>(l.genes()), 0.7);
    const auto before = pass.outputs(genes);
    for (std::size_t g = 0; g < l.groups.size(); ++g) {
      Matching<double> m{std::vector<Index>(static_cast<std::size_t>(l.groups[g].units)), {}};
      std::iota(m.from.begin(), m.from.end(), Index{0});
      for (std::size_t k = m.from.size(); k > 1; --k)
        std::swap(m.from[k - 1], m.from[static_cast<std::size_t>(draw.below(static_cast<Index>(k)))]);
      for (std::size_t k = 0; k < m.from.size(); ++k) m.sign.push_back(l.groups[g].odd && draw.below(2) == 1 ? -1.0 : 1.0);
      auto moved = genes;
      permute_group(l, static_cast<Index>(g), m, genes.data(), moved.data(), true);
      CHECK(near(pass.outputs(moved), before, 1e-12));
      genes = moved;
    }
    CHECK(near(pass.outputs(genes), before, 1e-12));
  });
}
}  // namespace

TEST_CASE("layouts by hand: a norm's gain and shift feed the units before it; a residual block feeds the stream it leaves") {
  const auto norm = layout_of(sequential(input(3), dense(5), layer_norm(), relu(), dropout(0.5f), dense(2)));
  CHECK(feeds_of(norm) == std::vector<Index>{0, 0, 0, 0, -1, -1});
  CHECK(leaves_of(norm) == std::vector<Index>{-1, -1, -1, -1, 0, -1});
  CHECK(norm.groups[0].layer == 2);  // dense, norm, dropout: what the next layer reads
  CHECK(norm.slices[2].name == "layers.1.weight");
  CHECK(norm.slices[4].name == "layers.3.weight");
  const auto block = layout_of(sequential(input(3), dense(5), relu(), residual(dense(7), relu(), dense(5)), dense(2)));
  CHECK(feeds_of(block) == std::vector<Index>{0, 0, 1, 1, 0, 0, -1, -1});
  CHECK(leaves_of(block) == std::vector<Index>{-1, -1, 0, -1, 1, -1, 0, -1});
  CHECK(block.groups[0].layer == 3);
  CHECK(block.groups[1].layer == 1);
  // where the stream is the output nothing may change places in it
  const auto at_output = layout_of(sequential(input(3), dense(5), residual(dense(7), relu(), dense(5))));
  CHECK(feeds_of(at_output) == std::vector<Index>{-1, -1, 0, 0, -1, -1});
  CHECK(leaves_of(at_output) == std::vector<Index>{-1, -1, -1, -1, 0, -1});
  const auto table = layout_of(sequential(input(3), embedding(1, 4, 2), dense(5), relu(), dense(2)));
  CHECK(feeds_of(table) == std::vector<Index>{-1, 0, 0, -1, -1});
  CHECK(leaves_of(table) == std::vector<Index>{-1, -1, -1, 0, -1});
}

TEST_CASE("units that change places, and signs where the group is odd, leave the network what it is") {
  check_permutations(sequential(input(3), dense(5), layer_norm(), relu(), dropout(0.5f), dense(4), tanh(), dense(2)), 2, 1);
  check_permutations(sequential(input(3), dense(5), tanh(), residual(dense(7), tanh(), dense(5)), dense(2)), 2, 2);
  check_permutations(sequential(input(3), dense(5), tanh(), residual(dense(7), relu(), dense(5), gelu()), tanh(), dense(2)), 2, 0);
  check_permutations(sequential(input(3), dense(5), residual(layer_norm(), dense(7), gelu(), dense(5)), layer_norm(), dense(2)), 2, 0);
  check_permutations(sequential(input(3), dense(4), tanh(), residual(dense(4), tanh(), residual(dense(3), tanh(), dense(4))), dense(3),
                                residual(dense(6), tanh(), dense(3))),
                     3, 3);
  check_permutations(sequential(input(3), dense(4), tanh(), residual(dense(4)), dense(2)), 1, 1);
  check_permutations(sequential(input(3), embedding(1, 4, 2), dense(5), relu(), dense(2)), 1, 0);
}
