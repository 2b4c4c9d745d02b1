#include <genoprop/evolve/align.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "support/bits.hpp"
#include "support/near.hpp"
#include "support/pass.hpp"
#include "support/seeds.hpp"
#include "support/shuffled.hpp"

#include <genoprop/nn/mlp.hpp>

using namespace genoprop;
using namespace genoprop::support;

namespace {

Block<const double> square(const std::vector<double>& v, Index n) { return {v.data(), 0, n, n, n}; }
template <class N>
Layout layout_of(const N& net) {
  Layout l;
  net.describe(l);
  return l;
}
/// similarity of the units of one group, by the library's lanes
std::vector<double> similarity_of(const Layout& layout, Index group, const std::vector<double>& a, const std::vector<double>& b,
                                  Sides sides = Sides::known) {
  const Index n = layout.groups[static_cast<std::size_t>(group)].units;
  std::vector<double> s(static_cast<std::size_t>(n * n));
  const auto crew = Serial{}.open();
  const Span one{0, 1};
  crew->run(std::span<const Span>(&one, 1), [&](auto& lane, Span) {
    weight_similarity(lane, layout, group, Genes<const double>{a.data(), layout.genes(), layout.genes()},
                      Genes<const double>{b.data(), layout.genes(), layout.genes()}, Block<double>{s.data(), 0, n, n, n}, sides);
  });
  return s;
}
/// b in the order of a's units, layer by layer from the input
std::vector<double> brought(const Layout& layout, const std::vector<double>& a, std::vector<double> b) {
  for (Index g = 0; g < static_cast<Index>(layout.groups.size()); ++g) {
    const Group& group = layout.groups[static_cast<std::size_t>(g)];
    const auto s = similarity_of(layout, g, a, b);
    std::vector<double> to(b.size());
    permute_group(layout, g, match(square(s, group.units), group.odd), b.data(), to.data(), true);
    b = to;
  }
  return b;
}

}  // namespace

TEST_CASE("match: the largest sum by hand; odd units may turn their sign, others may not") {
  const std::vector<double> s{1, -5, -4, 2};
  const auto odd = match(square(s, 2), true);
  CHECK(odd.from == std::vector<Index>{1, 0});  // 5 + 4
  CHECK(odd.sign == std::vector<double>{-1, -1});
  const auto even = match(square(s, 2), false);
  CHECK(even.from == std::vector<Index>{0, 1});  // 1 + 2, not -9
  CHECK(even.sign == std::vector<double>{1, 1});
  const std::vector<double> mixed{0, 3, -1, 0.5};
  CHECK(match(square(mixed, 2), true).sign == std::vector<double>{1, -1});
}

TEST_CASE("match: similarities that are no numbers say nothing; the others decide") {
  const std::vector<double> none(4, NAN), some{NAN, 1, NAN, NAN}, less{NAN, -1, NAN, NAN};
  CHECK(match(square(none, 2), true).from == std::vector<Index>{0, 1});
  CHECK(match(square(some, 2), false).from == std::vector<Index>{1, 0});
  CHECK(match(square(less, 2), false).from == std::vector<Index>{0, 1});
}

TEST_CASE("gains: what a matching brings together, and what staying does, by hand") {
  const std::vector<double> s{1, -5, -4, 2};
  const Block<const double> alike = square(s, 2);
  CHECK(gain_of(match(alike, true), alike) == 9);
  CHECK(gain_of(match(alike, false), alike) == 3);
  CHECK(gain_of(Matching<double>{{1, 0}, {1, -1}}, alike) == -1);
  CHECK(gain_of_staying(alike) == 3);
}

TEST_CASE("permute_group: incoming columns, outgoing rows, and nothing else, with their signs") {
  const Layout l = layout_of(mlp({2, 2, 1}, tanh()));  // W0 0..3, b0 4..5, W1 6..7, b1 8
  const std::vector<double> from{1, 2, 3, 4, 5, 6, 7, 8, 9};
  std::vector<double> to(9);
  const Matching<double> swap{{1, 0}, {1, -1}};
  permute_group(l, 0, swap, from.data(), to.data(), true);
  CHECK(to == std::vector<double>{2, -1, 4, -3, 6, -5, 8, -7, 9});
  permute_group(l, 0, swap, from.data(), to.data(), false);
  CHECK(to == std::vector<double>{2, 1, 4, 3, 6, 5, 8, 7, 9});
}

TEST_CASE("weight_similarity: incoming weights and bias, of the last hidden layer the outgoing weights too") {
  const Layout l = layout_of(mlp({1, 2, 2, 1}, tanh()));  // W0 0..1, b0 2..3, W1 4..7, b1 8..9, W2 10..11, b2 12
  const std::vector<double> a{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13}, b{1, -1, 2, 0, 1, 2, 3, 4, 0, 1, 2, 3, 50};
  // first group: w w' + b b'
  CHECK(similarity_of(l, 0, a, b) == std::vector<double>{1 + 6, -1 + 0, 2 + 8, -2 + 0});
  // second: columns of W1, b1, rows of W2
  CHECK(similarity_of(l, 1, a, b) == std::vector<double>{5 * 1 + 7 * 3 + 0 + 11 * 2, 5 * 2 + 7 * 4 + 9 * 1 + 11 * 3,
                                                         6 * 1 + 8 * 3 + 0 + 12 * 2, 6 * 2 + 8 * 4 + 10 + 12 * 3});
  // both sides of the first: W1's rows too
  CHECK(similarity_of(l, 0, a, b, Sides::both) == std::vector<double>{7 + 5 * 1 + 6 * 2, -1 + 5 * 3 + 6 * 4, 10 + 7 * 1 + 8 * 2,  //
                                                                      -2 + 7 * 3 + 8 * 4});
  CHECK(similarity_of(l, 1, a, b, Sides::both) == similarity_of(l, 1, a, b));
}

TEST_CASE("a permuted network is the same function; so is one whose odd units have turned") {
  for_seeds(20, [](Draw& draw) {
    const auto net = mlp({3, 6, 5, 2}, tanh());
    const Layout l = layout_of(net);
    const auto genes = normals(draw, static_cast<std::size_t>(l.genes()));
    Pass pass(net, MeanSquaredError{}, Examples<double>{.rows = 4, .x = normals(draw, 12), .values = std::vector<double>(8)});
    CHECK(near(pass.outputs(Shuffle(l, draw)(l, genes)), pass.outputs(genes), 1e-12));
  });
}

TEST_CASE("align by weights: a permuted and turned copy is restored to the last bit, over two hidden layers") {
  for_seeds(50, [](Draw& draw) {
    const Layout odd = layout_of(mlp({3, 6, 5, 2}, tanh())), even = layout_of(mlp({3, 6, 5, 2}, relu()));
    const auto genes = normals(draw, static_cast<std::size_t>(odd.genes()));
    for (const Layout* l : {&odd, &even}) {
      const Shuffle shuffle(*l, draw);
      const auto copy = shuffle(*l, genes);
      CHECK(bits_equal(brought(*l, genes, copy), genes));
    }
  });
}

TEST_CASE("align by weights: of any two networks, no order of one hidden layer is more alike") {
  for_seeds(30, [](Draw& draw) {
    const Layout l = layout_of(mlp({3, 4, 2}, relu()));
    const auto a = normals(draw, static_cast<std::size_t>(l.genes())), b = normals(draw, a.size());
    const auto s = similarity_of(l, 0, a, b);
    const auto m = match(square(s, 4), false);
    const auto sum = [&](const auto& from) {
      double total = 0;
      for (std::size_t j = 0; j < 4; ++j) total += s[4 * j + static_cast<std::size_t>(from[j])];
      return total;
    };
    std::vector<Index> order{0, 1, 2, 3};
    double best = sum(order);
    while (std::next_permutation(order.begin(), order.end())) best = std::max(best, sum(order));
    CHECK(near(sum(m.from), best, 1e-12));
  });
}
