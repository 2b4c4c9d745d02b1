// One child: what alignment makes of the second parent, and what shares a draw.

#include <genoprop/engine/breed.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <set>
#include <vector>

#include "support/bits.hpp"
#include "support/near.hpp"
#include "support/seeds.hpp"
#include "support/shuffled.hpp"

#include <genoprop/backend/serial.hpp>
#include <genoprop/evolve/cross/uniform.hpp>
#include <genoprop/nn/mlp.hpp>
#include <genoprop/train/adam.hpp>
#include <genoprop/train/supervised.hpp>

using namespace genoprop;
using namespace genoprop::support;

namespace {

Dataset<double> make_rows() {
  xt::xtensor<double, 2> x = xt::zeros<double>({60, 3}), y = xt::zeros<double>({60, 2});
  for (Index r = 0; r < 60; ++r) {
    Draw draw(5, {.purpose = Purpose::data, .index = static_cast<std::uint32_t>(r)});
    for (Index c = 0; c < 3; ++c) x(r, c) = static_cast<double>(draw.normal());
    for (Index c = 0; c < 2; ++c) y(r, c) = static_cast<double>(draw.normal());
  }
  return Dataset{x, y};
}
const Dataset<double> data = make_rows();
const auto net = mlp({3, 6, 5, 2}, tanh());
const Supervised problem{net, MeanSquaredError{}, Splits<double>{data, data, {}}};
using Placed = decltype(problem.on(std::declval<SerialCrew&>(), Sampling{}));

/// everything a lane keeps for breeding
struct Bench {
  std::unique_ptr<SerialCrew> crew = Serial{}.open();
  Placed placed = problem.on(*crew, Sampling{});
  Anatomy anatomy{};
  Desk<Placed, Adam> desk{};
  std::vector<Index> unit, layer;

  Bench() {
    anatomy.layout = problem.layout();
    anatomy.genes = anatomy.layout.genes();
    anatomy.slots = 2;
    anatomy.odd_slots = 1;
    unit.assign(static_cast<std::size_t>(anatomy.pitch()), -1);
    layer.assign(unit.size(), 0);
    for (const Slice& s : anatomy.layout.slices)
      for (Index r = 0; r < s.rows; ++r)
        for (Index c = 0; c < s.columns; ++c) {
          unit[static_cast<std::size_t>(s.offset + r * s.columns + c)] = unit_of_gene(anatomy.layout, s, r, c);
          layer[static_cast<std::size_t>(s.offset + r * s.columns + c)] = s.layer;
        }
    anatomy.map = {unit.data(), layer.data()};
    crew->prepare([&](auto& lane) {
      desk.probe_a = placed.take_probe(lane);
      desk.probe_b = placed.take_probe(lane);
      desk.probe = take_probe_memory<double>(lane, anatomy.layout, 60);
      for (auto& s : desk.aligned_state) s = lane.template take<double>(static_cast<std::size_t>(2 * anatomy.pitch()));
      desk.words = lane.template take<std::uint32_t>(static_cast<std::size_t>(round_up(anatomy.genes, 64)));
    });
  }
  template <class F>
  void with_lane(F f) {
    const Span one{0, 1};
    crew->run(std::span<const Span>(&one, 1), [&](auto& lane, Span) { f(lane); });
  }
  std::vector<double> row(Draw& draw) const {
    std::vector<double> v(static_cast<std::size_t>(anatomy.pitch()));
    for (std::size_t g = 0; g < static_cast<std::size_t>(anatomy.genes); ++g) v[g] = static_cast<double>(draw.normal());
    return v;
  }
  /// a child of a and b
  template <class Cross>
  std::vector<double> child(const Cross& cross, const std::vector<double>& a, const std::vector<double>& b, std::uint64_t seed) {
    std::vector<double> genes(a.size()), state(2 * a.size());
    const std::vector<double> none(2 * a.size());
    with_lane([&](auto& lane) {
      cross_rows(lane, desk, anatomy, cross, State::reset, Clock{.seed = seed}, 3, GenomeRow<const double>{a.data(), none.data()},
                 GenomeRow<const double>{b.data(), none.data()}, GenomeRow<double>{genes.data(), state.data()});
    });
    return genes;
  }
};

/// 1 for a gene of b, 0 for one of a
struct ByGrain {
  template <class T>
  GENOPROP_HD T operator()(Parents<T> p, GeneSite, Draw& draw) const {
    return draw.unit() < 0.5f ? p[1] : p[0];
  }
};
template <Grain G>
struct Grained : ByGrain {
  static constexpr Grain grain = G;
};

}  // namespace

TEST_CASE("alignment: a permuted and turned copy is restored over two hidden layers, by activations and by weights; its state too") {
  Bench bench;
  for (const Alike by : {Alike::activations, Alike::weights})
    for_seeds(20, [&](Draw& draw) {
      CAPTURE(by == Alike::weights);
      const auto& l = bench.anatomy.layout;
      const auto n = static_cast<std::size_t>(bench.anatomy.genes), pitch = static_cast<std::size_t>(bench.anatomy.pitch());
      const std::vector<double> a = bench.row(draw), mean = bench.row(draw), square = bench.row(draw);
      const Shuffle shuffle(l, draw);
      const std::vector<double> b = shuffle(l, a);
      std::vector<double> state = shuffle(l, mean), second = shuffle(l, square, false), own(2 * pitch);
      state.insert(state.end(), second.begin(), second.end());
      std::vector<double> genes, came_mean, came_square;
      bench.with_lane([&](auto& lane) {
        const auto mate = aligned_to(lane, bench.placed, bench.desk, bench.anatomy, Aligned<UnitWise>{{}, by},
                                     GenomeRow<const double>{a.data(), own.data()}, GenomeRow<const double>{b.data(), state.data()});
        genes.assign(mate.genes, mate.genes + n);
        REQUIRE(mate.state != nullptr);
        came_mean.assign(mate.state, mate.state + n);
        came_square.assign(mate.state + pitch, mate.state + pitch + n);
      });
      CHECK(near(genes, std::vector(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(n)), 1e-6));
      CHECK(bits_equal(came_mean, std::vector(mean.begin(), mean.begin() + static_cast<std::ptrdiff_t>(n))));
      CHECK(bits_equal(came_square, std::vector(square.begin(), square.begin() + static_cast<std::ptrdiff_t>(n))));
    });
}

TEST_CASE("alignment: the second parent stays what it is; the mate is the same function") {
  Bench bench;
  for_seeds(5, [&](Draw& draw) {
    const auto a = bench.row(draw), b = bench.row(draw);
    const auto before = b;
    std::vector<double> mate;
    bench.with_lane([&](auto& lane) {
      const auto row = aligned_to(lane, bench.placed, bench.desk, bench.anatomy, Aligned<>{}, GenomeRow<const double>{a.data(), nullptr},
                                  GenomeRow<const double>{b.data(), nullptr});
      CHECK(row.state == nullptr);
      mate.assign(row.genes, row.genes + b.size());
    });
    CHECK(b == before);
    std::multiset<double> sizes, sizes_before;
    for (const double g : mate) sizes.insert(std::abs(g));
    for (const double g : b) sizes_before.insert(std::abs(g));
    CHECK(sizes == sizes_before);
    CHECK(mate != b);
  });
}

TEST_CASE("grain: genes, units, layers or the whole genome share a draw") {
  Bench bench;
  const auto n = static_cast<std::size_t>(bench.anatomy.genes);
  std::vector<double> a(static_cast<std::size_t>(bench.anatomy.pitch()), 0.0), b(a.size(), 1.0);
  double from_b[4] = {0, 0, 0, 0};
  constexpr int seeds = 400;
  for_seeds(seeds, [&](Draw&, std::uint64_t seed) {
    const std::vector<double> children[4] = {
        bench.child(Grained<Grain::gene>{}, a, b, seed), bench.child(Grained<Grain::unit>{}, a, b, seed),
        bench.child(Grained<Grain::layer>{}, a, b, seed), bench.child(Grained<Grain::genome>{}, a, b, seed)};
    for (std::size_t g = 0; g < n; ++g)
      for (std::size_t h = 0; h < g; ++h) {
        if (bench.unit[g] == bench.unit[h] && children[1][g] != children[1][h]) FAIL_CHECK("two genes of unit ", bench.unit[g]);
        if (bench.layer[g] == bench.layer[h] && children[2][g] != children[2][h]) FAIL_CHECK("two genes of layer ", bench.layer[g]);
        if (children[3][g] != children[3][h]) FAIL_CHECK("two genes of a genome");
      }
    CHECK(std::set<double>(children[0].begin(), children[0].begin() + static_cast<std::ptrdiff_t>(n)).size() == 2);
    for (std::size_t g = 0; g < n; ++g)
      if (bench.unit[g] < 0) CHECK(children[1][g] == 0);  // nobody's: the first parent's
    for (int k = 0; k < 4; ++k) from_b[k] += children[k][0] / seeds;
  });
  for (const double share : from_b) CHECK(std::abs(share - 0.5) < 5 * 0.5 / std::sqrt(double(seeds)));
}

TEST_CASE("crossing: no draw depends on another gene, slot or generation; a share is a share") {
  Bench bench;
  const auto n = static_cast<std::size_t>(bench.anatomy.genes);
  std::vector<double> a(static_cast<std::size_t>(bench.anatomy.pitch()), 0.0), b(a.size(), 1.0);
  double share = 0;
  std::set<std::vector<double>> different;
  constexpr int seeds = 200;
  for_seeds(seeds, [&](Draw&, std::uint64_t seed) {
    const auto c = bench.child(Uniform{.share = 0.3f}, a, b, seed);
    CHECK(c == bench.child(Uniform{.share = 0.3f}, a, b, seed));
    different.insert(c);
    for (std::size_t g = 0; g < n; ++g) share += c[g] / static_cast<double>(n) / seeds;
  });
  CHECK(different.size() == seeds);
  CHECK(std::abs(share - 0.3) < 5 * std::sqrt(0.21 / static_cast<double>(n) / seeds));
  CHECK(bench.child(Uniform{.share = 0}, a, b, 1) == std::vector<double>(a.size(), 0.0));
  const auto all = bench.child(Uniform{.share = 1}, a, b, 1);
  CHECK(std::vector(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(n)) == std::vector<double>(n, 1.0));
}
