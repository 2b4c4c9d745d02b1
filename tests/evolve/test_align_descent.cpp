#include <genoprop/evolve/align_descent.hpp>

#include <doctest/doctest.h>

#include <set>
#include <vector>

#include "support/bits.hpp"
#include "support/seeds.hpp"
#include "support/shuffled.hpp"

#include <genoprop/backend/serial.hpp>
#include <genoprop/nn/mlp.hpp>

using namespace genoprop;
using namespace genoprop::support;

namespace {

using Row = std::vector<double>;

Row normals(Draw& draw, Index n) {
  Row v(static_cast<std::size_t>(n));
  for (double& x : v) x = static_cast<double>(draw.normal());
  return v;
}
template <class N>
Layout layout_of(const N& net) {
  Layout l;
  net.describe(l);
  return l;
}
/// sum over all weights of a b
double alike(const Row& a, const Row& b) {
  double sum = 0;
  for (std::size_t g = 0; g < a.size(); ++g) sum = math::fma(a[g], b[g], sum);
  return sum;
}

/// b after a sweep from the input and `sweeps` of descent
struct Descent {
  Row genes, after_first;
  std::vector<Index> placed;  // groups, in the order they changed
  Index sweeps = 0;
  Descent(const Layout& layout, const Row& a, const Row& b, Index most, Draw draw, bool first = true) : genes(b) {
    const Genes<const double> ga{a.data(), layout.genes(), layout.genes()};
    Row room(1024);
    const Block<double> similarity{room.data(), 0, 32, 32, 32};
    const auto place = [&](Index g, const Matching<double>& m) {
      Row to = genes;
      permute_group(layout, g, m, genes.data(), to.data(), true);
      genes = to;
    };
    const auto now = [&] { return Genes<const double>{genes.data(), layout.genes(), layout.genes()}; };
    const auto crew = Serial{}.open();
    const Span one{0, 1};
    crew->run(std::span<const Span>(&one, 1), [&](auto& lane, Span) {
      for (Index g = 0; first && g < static_cast<Index>(layout.groups.size()); ++g) {
        const Group& group = layout.groups[static_cast<std::size_t>(g)];
        const Block<double> s{room.data(), 0, 32, group.units, group.units};
        weight_similarity(lane, layout, g, ga, now(), s);
        place(g, match(Block<const double>(s), group.odd));
      }
      after_first = genes;
      sweeps = descend_alignment(lane, layout, ga, similarity, most, draw, now, [&](Index g, const Matching<double>& m) {
        placed.push_back(g);
        place(g, m);
      });
    });
  }
};

const Layout odd = layout_of(mlp({4, 8, 7, 6, 2}, tanh())), even = layout_of(mlp({4, 8, 7, 6, 2}, relu()));

}  // namespace

TEST_CASE("descent: a permuted and turned copy of three hidden layers is restored to the last bit; then nothing changes") {
  for_seeds(50, [](Draw& draw) {
    for (const Layout* l : {&odd, &even}) {
      const Row a = normals(draw, l->genes());
      const Descent d(*l, a, Shuffle(*l, draw)(*l, a), 20, draw);
      CHECK(bits_equal(d.genes, a));
      CHECK(d.sweeps == 1);
    }
  });
}

TEST_CASE("descent: units that only their outgoing weights tell apart are restored; a sweep from the input cannot") {
  int wrong_before = 0;
  const Layout wide_odd = layout_of(mlp({4, 14, 7, 6, 2}, tanh())), wide_even = layout_of(mlp({4, 14, 7, 6, 2}, relu()));
  for_seeds(50, [&](Draw& draw) {
    for (const Layout* l : {&wide_odd, &wide_even}) {
      Row a = normals(draw, l->genes());
      for (const Slice& s : l->slices)
        if (s.feeds == 0)
          for (Index r = 0; r < s.rows; ++r) {
            const auto at = static_cast<std::size_t>(s.offset + r * s.columns);
            a[at + 1] = a[at];
          }
      const Descent d(*l, a, Shuffle(*l, draw)(*l, a), 50, draw);
      CHECK(bits_equal(d.genes, a));
      wrong_before += d.after_first != a ? 1 : 0;
    }
  });
  CHECK(wrong_before > 25);  // of 100: a guess between two is right half of the time
}

TEST_CASE("descent: the similarity of two networks never falls from sweep to sweep; it ends where no layer's order is better") {
  int risen = 0;
  for_seeds(40, [&](Draw& draw) {
    for (const Layout* l : {&odd, &even}) {
      const Row a = normals(draw, l->genes()), b = normals(draw, l->genes());
      const Descent all(*l, a, b, 1000, draw);
      REQUIRE(all.sweeps < 1000);
      double last = alike(a, all.after_first);
      for (Index sweeps = 1; sweeps <= all.sweeps; ++sweeps) {
        const double now = alike(a, Descent(*l, a, b, sweeps, draw).genes);
        CHECK(now >= last - 1e-12);
        risen += now > last + 1e-9 ? 1 : 0;
        if (sweeps == all.sweeps) CHECK(now == last);  // the one that changed nothing
        last = now;
      }
      CHECK(Descent(*l, a, all.genes, 1, draw, false).placed.empty());
    }
  });
  CHECK(risen > 80);
}

TEST_CASE("descent: layers come in a drawn order, each once a sweep") {
  std::set<std::vector<Index>> orders;
  for_seeds(200, [&](Draw& draw) {
    const Row a = normals(draw, odd.genes()), b = normals(draw, odd.genes());
    const auto placed = Descent(odd, a, b, 1, draw, false).placed;  // from a random order: all three change
    CHECK(std::set<Index>(placed.begin(), placed.end()).size() == placed.size());
    if (placed.size() == 3) orders.insert(placed);
  });
  CHECK(orders.size() == 6);
}

TEST_CASE("descent: no sweeps change nothing; nor does a network whose orders are all the same") {
  for_seeds(10, [](Draw& draw) {
    const Row a = normals(draw, odd.genes()), b = normals(draw, odd.genes()), zero(a.size());
    const Descent none(odd, a, b, 0, draw, false);
    CHECK(none.genes == b);
    CHECK(none.sweeps == 0);
    const Descent same(odd, a, zero, 10, draw, false);
    CHECK(same.placed.empty());
    CHECK(same.sweeps == 1);
    const Descent huge(odd, a, Row(a.size(), 1e308), 10, draw, false);  // products are infinite, their sums no numbers
    CHECK(huge.placed.empty());
  });
}
