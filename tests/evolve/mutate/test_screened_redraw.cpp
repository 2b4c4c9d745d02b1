// Surgery on a child, against the same written out in double: which units are least useful, which candidate covaries most.

#include <genoprop/evolve/mutate/screened_redraw.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <vector>

#include "support/bits.hpp"
#include "support/near.hpp"
#include "support/pass.hpp"
#include "support/seeds.hpp"

#include <genoprop/data/synthetic.hpp>
#include <genoprop/nn/mlp.hpp>
#include <genoprop/train/supervised.hpp>

using namespace genoprop;
using namespace genoprop::support;

namespace {

constexpr Index rows_n = 40;
Dataset<double> make_rows() {
  xt::xtensor<double, 2> x = xt::zeros<double>({std::size_t{rows_n}, std::size_t{3}}),
                         y = xt::zeros<double>({std::size_t{rows_n}, std::size_t{2}});
  for (Index r = 0; r < rows_n; ++r) {
    Draw draw(5, {.purpose = Purpose::data, .index = static_cast<std::uint32_t>(r)});
    for (Index c = 0; c < 3; ++c) x(r, c) = static_cast<double>(draw.normal());
    for (Index c = 0; c < 2; ++c) y(r, c) = static_cast<double>(draw.normal());
  }
  return Dataset{x, y};
}
const Dataset<double> data = make_rows();
const auto net = mlp({3, 5, 4, 2}, tanh());  // W0 0..14, b0 15..19, W1 20..39, b1 40..43, W2 44..51, b2 52..53
constexpr Index D = 54;
const Supervised problem{net, MeanSquaredError{}, Splits<double>{data, data, {}}};
using Placed = decltype(problem.on(std::declval<SerialCrew&>(), Sampling{}));

/// a child on the table; operate(f): f(lane, patient)
struct Table {
  std::vector<double> genes = std::vector<double>(64), state = std::vector<double>(64, 3.0);
  Layout layout = problem.layout();
  std::unique_ptr<SerialCrew> crew = Serial{}.open();
  Placed placed = problem.on(*crew, Sampling{});
  Placed::Work work{};
  ProbeMemory<double> memory{};

  explicit Table(Draw& draw) {
    for (std::size_t g = 0; g < D; ++g) genes[g] = static_cast<double>(draw.normal());
    crew->prepare([&](auto& lane) {
      work = placed.take_probe(lane);
      memory = take_probe_memory<double>(lane, layout, rows_n);
    });
  }
  template <class F>
  void operate(F f, std::uint64_t seed = 11) {
    const Span one{0, 1};
    crew->run(std::span<const Span>(&one, 1), [&](auto& lane, Span) {
      Patient<Placed> patient{placed, &work, memory, layout, {genes.data(), 64, D}, {state.data(), 64, D}, 1, seed, 6, 9};
      f(lane, patient);
    });
  }
  std::vector<double> usefulness_of(Index group) {
    std::vector<double> u;
    operate([&](auto& lane, auto& patient) { u = usefulness(lane, patient, group); });
    return u;
  }
  std::vector<double> weights() const { return {genes.begin(), genes.begin() + D}; }
};

/// tanh activations of hidden layer `l` and outputs, by the textbook
std::vector<std::vector<double>> look(const std::vector<double>& genes, std::size_t l) {
  std::vector<std::vector<double>> h;
  for (Index r = 0; r < rows_n; ++r) {
    auto z = textbook(
        {3, 5, 4, 2}, [](double v) { return std::tanh(v); }, genes, data.row(r));
    if (l < 2)
      for (double& v : z[l]) v = std::tanh(v);
    h.push_back(z[l]);
  }
  return h;
}
double mean_of(const std::vector<std::vector<double>>& h, std::size_t u) {
  double mean = 0;
  for (const auto& row : h) mean += row[u] / static_cast<double>(h.size());
  return mean;
}
double deviation_of(const std::vector<std::vector<double>>& h, std::size_t u) {
  double square = 0;
  for (const auto& row : h) square += (row[u] - mean_of(h, u)) * (row[u] - mean_of(h, u)) / static_cast<double>(h.size());
  return std::sqrt(square);
}
/// genes of a unit: incoming weights and bias; of the second hidden layer the outgoing weights too
std::vector<std::size_t> genes_of(Index group, Index unit) {
  const auto u = static_cast<std::size_t>(unit);
  if (group == 0) return {u, 5 + u, 10 + u, 15 + u};
  return {20 + u, 24 + u, 28 + u, 32 + u, 36 + u, 40 + u, 44 + 2 * u, 45 + 2 * u};
}

}  // namespace

TEST_CASE("usefulness: |w_out| sd(h) sqrt(1 - R^2), by the textbook's activations") {
  for_seeds(10, [](Draw& draw) {
    Table table(draw);
    for (const Index group : {0, 1}) {
      const auto came = table.usefulness_of(group);
      const auto h = look(table.weights(), static_cast<std::size_t>(group));
      const std::size_t n = h[0].size();
      std::vector<double> c(n * n);
      for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j) {
          for (const auto& row : h) c[i * n + j] += (row[i] - mean_of(h, i)) * (row[j] - mean_of(h, j)) / rows_n;
          c[i * n + j] /= deviation_of(h, i) * deviation_of(h, j);
        }
      const auto own = unexplained(c, static_cast<Index>(n));
      for (std::size_t j = 0; j < n; ++j) {
        double out = 0;
        if (group == 0)
          for (std::size_t k = 0; k < 4; ++k) out += table.genes[20 + 4 * j + k] * table.genes[20 + 4 * j + k];
        else
          for (std::size_t k = 0; k < 2; ++k) out += table.genes[44 + 2 * j + k] * table.genes[44 + 2 * j + k];
        CHECK(near(came[j], std::sqrt(out) * deviation_of(h, j) * std::sqrt(own[j]), 1e-9));
      }
    }
  });
}

TEST_CASE("usefulness: a dead unit and two that are one are the least useful") {
  for_seeds(20, [](Draw& draw) {
    Table table(draw);
    for (const std::size_t g : genes_of(0, 2)) table.genes[g] = 0;                                        // unit 2 is always 0
    for (std::size_t k = 0; k < 4; ++k) table.genes[genes_of(0, 4)[k]] = table.genes[genes_of(0, 1)[k]];  // unit 4 is unit 1
    const auto u = table.usefulness_of(0);
    CHECK(u[2] == 0);
    for (const std::size_t twin : {1, 4})
      for (const std::size_t other : {0, 3}) CHECK(u[twin] < u[other]);
  });
}

TEST_CASE("redraw: all genes of the unit and no others, their optimizer state at zero; the same place, the same numbers") {
  for_seeds(10, [](Draw& draw) {
    Table table(draw);
    const auto before = table.genes;
    for (const auto& place : {std::pair<Index, Index>{0, 3}, std::pair<Index, Index>{1, 2}}) {
      const Index group = place.first, unit = place.second;
      table.operate([&](auto& lane, auto& patient) { patient.redraw(lane, group, unit, 0); });
      const auto mine = genes_of(group, unit);
      for (const std::size_t g : mine) {
        CHECK(table.genes[g] != before[g]);
        CHECK(table.state[g] == 0);
      }
      const auto once = table.genes;
      table.operate([&](auto& lane, auto& patient) { patient.redraw(lane, group, unit, 1); });
      for (const std::size_t g : mine) CHECK(table.genes[g] != once[g]);
      table.operate([&](auto& lane, auto& patient) { patient.redraw(lane, group, unit, 0); });
      CHECK(table.genes == once);
    }
    std::set<std::size_t> touched;
    for (const auto& list : {genes_of(0, 3), genes_of(1, 2)}) touched.insert(list.begin(), list.end());
    for (std::size_t g = 0; g < 64; ++g)
      if (!touched.contains(g)) {
        CHECK(table.genes[g] == before[g]);
        CHECK(table.state[g] == 3.0);
      }
  });
}

TEST_CASE("screened redraw: of the last hidden layer the candidate with the largest |cov| / sd, pointing along the residual") {
  int not_the_first = 0;
  for_seeds(20, [&](Draw& draw, std::uint64_t seed) {
    Table table(draw);
    const ScreenedRedraw screened{.share = 0, .candidates = 6};  // share 0: the one least useful unit of each layer
    const auto first = table.usefulness_of(0);
    const auto unit0 = static_cast<Index>(std::min_element(first.begin(), first.end()) - first.begin());

    // by hand: the first hidden layer is redrawn as it comes; then residual, candidates, covariance
    Table hand = Table(draw);
    hand.genes = table.genes;
    hand.operate([&](auto& lane, auto& patient) { patient.redraw(lane, 0, unit0, 0); }, seed);
    const auto second = hand.usefulness_of(1);
    const auto unit1 = static_cast<Index>(std::min_element(second.begin(), second.end()) - second.begin());
    const auto y = look(hand.weights(), 2);
    const auto targets = data.targets();
    double best = -1;
    std::vector<double> chosen, along;
    Index which = -1;
    for (Index k = 0; k < 6; ++k) {
      hand.operate([&](auto& lane, auto& patient) { patient.redraw(lane, 1, unit1, k); }, seed);
      const auto h = look(hand.weights(), 1);
      const auto u = static_cast<std::size_t>(unit1);
      double norm = 0;
      std::vector<double> cov(2, 0.0);
      for (std::size_t o = 0; o < 2; ++o) {
        for (std::size_t r = 0; r < rows_n; ++r) cov[o] += (h[r][u] - mean_of(h, u)) * (targets(r, o) - y[r][o]) * 2 / (2 * rows_n);
        norm += cov[o] * cov[o];
      }
      const double score = std::sqrt(norm) / deviation_of(h, u);
      if (score > best) {
        best = score;
        chosen = hand.genes;
        along = cov;
        which = k;
      }
    }
    not_the_first += which > 0 ? 1 : 0;
    for (std::size_t o = 0; o < 2; ++o) {
      double& w = chosen[44 + 2 * static_cast<std::size_t>(unit1) + o];
      w = along[o] < 0 ? -std::abs(w) : std::abs(w);
    }
    table.operate(
        [&](auto& lane, auto& patient) {
          Draw chance(seed, {});
          screened.operate(lane, patient, chance);
        },
        seed);
    CHECK(bits_equal(table.genes, chosen));
  });
  CHECK(not_the_first > 5);  // the screen does choose
}

TEST_CASE("screened redraw: Binomial(H, share) units of every layer, at least one, at most all") {
  double mean = 0;
  constexpr int seeds = 300;
  for_seeds(seeds, [&](Draw& draw, std::uint64_t seed) {
    Table table(draw);
    const auto count = [&](float share) {
      auto before = table.genes;
      table.operate([&](auto& lane, auto& patient) {
        Draw chance(seed, {.purpose = Purpose::mutate});
        ScreenedRedraw{.share = share, .candidates = 1}.operate(lane, patient, chance);
      });
      int units = 0;
      for (Index u = 0; u < 5; ++u) units += table.genes[static_cast<std::size_t>(u)] != before[static_cast<std::size_t>(u)] ? 1 : 0;
      std::swap(before, table.genes);
      return units;
    };
    if (seed <= 5) {
      CHECK(count(0) == 1);
      CHECK(count(1) == 5);
    }
    mean += static_cast<double>(count(0.5f)) / seeds;
  });
  // E max(1, Bin(5, 1/2)) = 2.5 + 1/32; standard deviation below 1.12
  CHECK(std::abs(mean - (2.5 + 1.0 / 32)) < 5 * 1.12 / std::sqrt(double(seeds)));
}

TEST_CASE("screened redraw: numbers out of range are refused") {
  CHECK_NOTHROW(ScreenedRedraw{}.check());
  CHECK_THROWS_WITH_AS(ScreenedRedraw{.share = 2}.check(), "ScreenedRedraw: share is 2, expected in [0, 1]", SettingsError);
  CHECK_THROWS_AS(ScreenedRedraw{.share = NAN}.check(), SettingsError);
  CHECK_THROWS_WITH_AS(ScreenedRedraw{.candidates = 0}.check(), "ScreenedRedraw: candidates is 0, expected 1 to 64", SettingsError);
  CHECK_THROWS_AS(ScreenedRedraw{.candidates = 65}.check(), SettingsError);
}
