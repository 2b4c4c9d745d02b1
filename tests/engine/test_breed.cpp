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
#include <genoprop/evolve/cross/differential.hpp>
#include <genoprop/evolve/cross/mean.hpp>
#include <genoprop/evolve/cross/uniform.hpp>
#include <genoprop/evolve/mutate/nothing.hpp>
#include <genoprop/evolve/replace/keep_all.hpp>
#include <genoprop/nn/mlp.hpp>
#include <genoprop/nn/regression.hpp>
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
const Supervised deep{mlp({3, 14, 7, 6, 2}, tanh()), MeanSquaredError{}, Splits<double>{data, data, {}}};
using Placed = decltype(problem.on(std::declval<SerialCrew&>(), Sampling{}));

/// everything a lane keeps for breeding
struct Bench {
  std::unique_ptr<SerialCrew> crew = Serial{}.open();
  Placed placed;
  Anatomy anatomy{};
  Desk<Placed, Adam> desk{};
  std::vector<Index> unit, layer;

  explicit Bench(const decltype(problem)& trained = problem) : placed(trained.on(*crew, Sampling{})) {
    anatomy.layout = trained.layout();
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
      const GenomeRow<const double> parents[] = {{a.data(), none.data()}, {b.data(), none.data()}};
      cross_rows(lane, desk, anatomy, cross, State::reset, Clock{.seed = seed}, Birth{.slot = 3}, parents,
                 GenomeRow<double>{genes.data(), state.data()});
    });
    return genes;
  }
  /// genes and state of a bred child
  struct Bred {
    std::vector<double> genes, state;
  };
  template <class S>
  Bred bred(const S& strategy, const std::vector<std::vector<double>>& genes, const std::vector<std::vector<double>>& states,
            std::vector<double> losses = {}, std::uint64_t seed = 1) {
    Bred child{std::vector<double>(genes[0].size()), std::vector<double>(states[0].size())};
    for (Index g = 0; g < anatomy.genes; ++g)  // what breeding leaves as it is shows
      for (double* row : {child.genes.data(), child.state.data(), child.state.data() + anatomy.pitch()}) row[g] = -77;
    if (losses.empty()) losses.assign(genes.size(), 1.0);
    Birth birth{.slot = 3, .losses = losses};
    std::vector<GenomeRow<const double>> parents;
    for (std::size_t k = 0; k < genes.size(); ++k) {
      birth.parents.add(static_cast<Index>(k));
      parents.push_back({genes[k].data(), states[k].data()});
    }
    const std::vector<Life> lives(genes.size());
    with_lane([&](auto& lane) {
      breed(lane, placed, desk, anatomy, strategy, Clock{.seed = seed}, birth, lives, parents,
            GenomeRow<double>{child.genes.data(), child.state.data()});
    });
    child.genes.resize(static_cast<std::size_t>(anatomy.genes));
    return child;
  }
  std::vector<double> state_row(Draw& draw) const {
    std::vector<double> mean = row(draw), square = row(draw);
    for (double& v : square) v *= v;
    mean.insert(mean.end(), square.begin(), square.end());
    return mean;
  }
  std::vector<double> trimmed(std::vector<double> row) const {
    row.resize(static_cast<std::size_t>(anatomy.genes));
    return row;
  }
};
/// no mutation, no selection: the crossover alone
template <class Cross>
auto alone(Cross cross, State state = State::reset) {
  return strategy(Tournament{}, cross, NoMutation{}, KeepAll{}, Pool::best_so_far, state);
}
double alike(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t g = 0; g < b.size(); ++g) sum = math::fma(a[g], b[g], sum);
  return sum;
}

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
                                     GenomeRow<const double>{a.data(), own.data()}, GenomeRow<const double>{b.data(), state.data()}, draw);
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
                                  GenomeRow<const double>{b.data(), nullptr}, draw);
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

TEST_CASE("alignment of three hidden layers: what one sweep cannot tell apart, the descent restores, weights and state") {
  Bench bench(deep);
  const Layout& l = bench.anatomy.layout;
  int wrong = 0;
  for_seeds(20, [&](Draw& draw) {
    std::vector<double> a = bench.row(draw);
    for (const Slice& s : l.slices)
      if (s.feeds == 0)  // two units of the first layer that only their outgoing weights tell apart
        for (Index r = 0; r < s.rows; ++r) {
          const auto at = static_cast<std::size_t>(s.offset + r * s.columns);
          a[at + 1] = a[at];
        }
    const std::vector<double> mean = bench.row(draw);
    const Shuffle shuffle(l, draw);
    const std::vector<double> b = shuffle(l, a);
    std::vector<double> state = shuffle(l, mean);
    state.resize(2 * state.size());
    const auto mate = [&](Index sweeps) {
      Bench::Bred came;
      bench.with_lane([&](auto& lane) {
        const auto row = aligned_to(lane, bench.placed, bench.desk, bench.anatomy, Aligned<UnitWise>{{}, Alike::weights, sweeps},
                                    GenomeRow<const double>{a.data(), state.data()}, GenomeRow<const double>{b.data(), state.data()}, draw);
        came.genes.assign(row.genes, row.genes + bench.anatomy.genes);
        came.state.assign(row.state, row.state + bench.anatomy.genes);
      });
      return came;
    };
    const auto restored = mate(20);
    CHECK(bits_equal(restored.genes, bench.trimmed(a)));
    CHECK(bits_equal(restored.state, bench.trimmed(mean)));
    wrong += mate(1).genes != bench.trimmed(a) ? 1 : 0;
  });
  CHECK(wrong > 4);  // of 20: a guess between two is right half of the time
}

TEST_CASE("alignment of three hidden layers: any two networks are never less alike for one sweep more; another draw, another order") {
  Bench bench(deep);
  int risen = 0, other_orders = 0;
  for_seeds(10, [&](Draw& draw) {
    const auto a = bench.row(draw), b = bench.row(draw);
    const auto mate = [&](Index sweeps, Draw order) {
      std::vector<double> genes;
      bench.with_lane([&](auto& lane) {
        const auto row = aligned_to(lane, bench.placed, bench.desk, bench.anatomy, Aligned<UnitWise>{{}, Alike::weights, sweeps},
                                    GenomeRow<const double>{a.data(), nullptr}, GenomeRow<const double>{b.data(), nullptr}, order);
        genes.assign(row.genes, row.genes + bench.anatomy.genes);
      });
      return genes;
    };
    Draw another = draw;
    another.bits();
    double last = alike(a, mate(1, draw));
    for (Index sweeps = 2; sweeps <= 8; ++sweeps) {
      const double now = alike(a, mate(sweeps, draw));
      CHECK(now >= last - 1e-12);
      risen += now > last + 1e-9 ? 1 : 0;
      last = now;
    }
    other_orders += mate(2, draw) != mate(2, another) ? 1 : 0;
  });
  CHECK(risen >= 10);
  CHECK(other_orders > 0);
}

TEST_CASE("aligned mean: a network and its permuted, turned copies give the network back, its state too") {
  for (const auto* trained : {&problem, &deep})
    for (const Alike by : {Alike::activations, Alike::weights})
      for_seeds(10, [&](Draw& draw) {
        CAPTURE(by == Alike::weights);
        Bench bench(*trained);
        const Layout& l = bench.anatomy.layout;
        std::vector<std::vector<double>> genes{bench.row(draw)}, states{bench.state_row(draw)};
        const auto pitch = static_cast<std::ptrdiff_t>(bench.anatomy.pitch());
        const std::vector<double> mean(states[0].begin(), states[0].begin() + pitch), square(states[0].begin() + pitch, states[0].end());
        for (int copy = 0; copy < 3; ++copy) {
          const Shuffle shuffle(l, draw);
          genes.push_back(shuffle(l, genes[0]));
          std::vector<double> state = shuffle(l, mean), second = shuffle(l, square, false);
          state.insert(state.end(), second.begin(), second.end());
          states.push_back(state);
        }
        const auto child = bench.bred(alone(Aligned<Mean>{{}, by, by == Alike::weights ? 5 : 1}, State::crossed), genes, states);
        CHECK(near(child.genes, bench.trimmed(genes[0]), 1e-6));
        CHECK(near(bench.trimmed(child.state), bench.trimmed(mean), 1e-6));
        CHECK(near(bench.trimmed({child.state.begin() + pitch, child.state.end()}), bench.trimmed(square), 1e-6));
        const auto weighted = bench.bred(alone(Aligned<LossWeightedMean>{{.temperature = 0.5f}, by, 1}), genes, states, {1, 2, 0.5, 1});
        CHECK(near(weighted.genes, bench.trimmed(genes[0]), 1e-6));
        CHECK_FALSE(near(bench.bred(alone(Mean{}), genes, states).genes, bench.trimmed(genes[0]), 1e-2));  // they are not the same rows
      });
}

TEST_CASE("mean: gene by gene by its weights; state crossed by the same, carried from the first parent, or zero") {
  Bench bench;
  for_seeds(10, [&](Draw& draw) {
    const std::vector<std::vector<double>> genes{bench.row(draw), bench.row(draw), bench.row(draw)},
        states{bench.state_row(draw), bench.state_row(draw), bench.state_row(draw)};
    const std::vector<double> losses{0.5, 2, 1};
    const auto sum = [&](const std::vector<std::vector<double>>& rows, const std::vector<double>& weights) {
      std::vector<double> row(rows[0].size());
      for (std::size_t g = 0; g < row.size(); ++g)
        for (std::size_t k = 0; k < rows.size(); ++k) row[g] += weights[k] * rows[k][g];
      return row;
    };
    std::vector<double> weights(3);
    LossWeightedMean{}.weights(losses, weights);
    const std::vector<double> thirds(3, 1.0 / 3);
    const auto child = bench.bred(alone(Mean{}, State::crossed), genes, states, losses);
    CHECK(near(child.genes, bench.trimmed(sum(genes, thirds)), 1e-14));
    CHECK(near(child.state, sum(states, thirds), 1e-14));
    const auto weighted = bench.bred(alone(LossWeightedMean{}, State::crossed), genes, states, losses);
    CHECK(near(weighted.genes, bench.trimmed(sum(genes, weights)), 1e-14));
    CHECK(near(weighted.state, sum(states, weights), 1e-14));
    CHECK(bench.bred(alone(Mean{}, State::carry), genes, states).state == states[0]);
    CHECK(bench.bred(alone(Mean{}), genes, states).state == std::vector<double>(states[0].size(), 0.0));
    const auto only = bench.bred(alone(Mean{}), {genes[1]}, {states[1]});
    CHECK(only.genes == bench.trimmed(genes[1]));
  });
}

TEST_CASE("differential: x + F differences, gene by gene; at rate 0 one gene alone; with fewer than four parents a copy") {
  Bench bench;
  const auto n = static_cast<std::size_t>(bench.anatomy.genes);
  std::set<std::size_t> sure;
  for_seeds(60, [&](Draw& draw, std::uint64_t seed) {
    const std::vector<std::vector<double>> p{bench.row(draw), bench.row(draw), bench.row(draw), bench.row(draw)},
        states{bench.state_row(draw), bench.state_row(draw), bench.state_row(draw), bench.state_row(draw)};
    const auto rand = [&](std::size_t g) { return p[1][g] + 0.5 * (p[2][g] - p[3][g]); };
    const auto best = [&](std::size_t g) { return p[0][g] + 0.5 * (p[1][g] - p[0][g]) + 0.5 * (p[2][g] - p[3][g]); };
    const auto changed = [&](const auto& cross, const auto& mutant) {
      std::set<std::size_t> genes;
      const auto child = bench.bred(alone(cross), p, states, {}, seed).genes;
      for (std::size_t g = 0; g < n; ++g)
        if (child[g] != p[0][g]) {
          CHECK(near(child[g], mutant(g), 1e-13));
          genes.insert(g);
        }
      return genes;
    };
    CHECK(changed(Differential{.rate = 1}, rand).size() == n);
    CHECK(changed(DifferentialToBest{.rate = 1}, best).size() == n);
    const auto one = changed(Differential{.rate = 0}, rand);
    CHECK(one.size() == 1);
    sure.insert(one.begin(), one.end());
    CHECK(changed(DifferentialToBest{.rate = 0}, best) == one);
    const auto half = changed(Differential{.rate = 0.5f}, rand);
    CHECK(half.size() > n / 4);
    CHECK(half.size() < n - n / 4);
    CHECK(half.count(*one.begin()) == 1);
    const auto few = bench.bred(alone(Differential{}, State::carry), {p[0], p[1], p[2]}, {states[0], states[1], states[2]}, {}, seed);
    CHECK(few.genes == bench.trimmed(p[0]));
    CHECK(bench.trimmed(few.state) == bench.trimmed(states[0]));
  });
  CHECK(sure.size() > 25);
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

TEST_CASE("grain: a layer has its draw by its number, however few slices there are") {
  Bench bench;
  for (Slice& s : bench.anatomy.layout.slices) s.layer += 95;  // 95, 96, 97
  for (Index& l : bench.layer) l += 95;
  std::vector<double> a(static_cast<std::size_t>(bench.anatomy.pitch()), 0.0), b(a.size(), 1.0);
  constexpr int seeds = 400;
  double from_b = 0, apart = 0;
  for_seeds(seeds, [&](Draw&, std::uint64_t seed) {
    const auto child = bench.child(Grained<Grain::layer>{}, a, b, seed);
    from_b += child[0] / seeds;
    apart += child[0] != child[static_cast<std::size_t>(bench.anatomy.genes) - 1] ? 1.0 / seeds : 0.0;
  });
  CHECK(std::abs(from_b - 0.5) < 5 * 0.5 / std::sqrt(double(seeds)));
  CHECK(std::abs(apart - 0.5) < 5 * 0.5 / std::sqrt(double(seeds)));
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
