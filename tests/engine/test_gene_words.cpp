#include <genoprop/engine/gene_words.hpp>

#include <doctest/doctest.h>

#include <vector>

#include <genoprop/backend/plain_lane.hpp>
#include <genoprop/backend/threads.hpp>
#include <genoprop/evolve/cross/one_point.hpp>
#include <genoprop/evolve/cross/uniform.hpp>
#include <genoprop/evolve/cross/unit_wise.hpp>
#include <genoprop/evolve/mutate/gaussian.hpp>

#include "support/bits.hpp"
#include "support/cpu_sets.hpp"

using namespace genoprop;
using genoprop::support::bits_equal;

namespace {

constexpr std::uint64_t seed = 42;
constexpr Site at{.purpose = Purpose::cross, .slot = 5, .time = 9};
constexpr Index genes = 150, quads = 48;  // 150 rounded up to 64, four to a block

std::vector<std::uint32_t> words() {
  std::vector<std::uint32_t> w(4 * quads + 1, 7u);  // one more: nothing is written behind
  PlainLane lane;
  lane.for_each(1, quads, FillWords{w.data(), seed, at, quads});
  return w;
}

/// three hidden units and an output whose bias belongs to none
struct Map {
  std::vector<Index> unit = std::vector<Index>(192, -1), layer = std::vector<Index>(192, 0);
  Map() {
    for (std::size_t g = 0; g < 120; ++g) unit[g] = static_cast<Index>(g % 3);
    for (std::size_t g = 120; g < 150; ++g) layer[g] = 1;
  }
  GeneMap map() const { return {unit.data(), layer.data()}; }
};

template <Grain G, class Rule>
std::vector<float> crossed(const Rule& rule, const std::vector<float>& a, const std::vector<float>& b) {
  const auto w = words();
  const Map map;
  std::vector<float> child(genes + 1, -7.0f);
  PlainLane lane;
  lane.for_each(1, genes, CrossGenes<Rule, float, 2, G>{rule, a.data(), b.data(), child.data(), w.data(), map.map(), seed, at, genes});
  CHECK(child.back() == -7.0f);
  child.pop_back();
  return child;
}

/// how many of its words a rule takes decides nothing about its neighbours
struct ThreeWords {
  template <class T>
  GENOPROP_HD T operator()(Parents<T>, GeneSite site, Draw& draw) const {
    T sum = T(draw.bits() % 1000);
    if (site.gene % 2 == 0) sum += T(1000) * T(draw.bits() % 1000) + T(0.001f) * T(draw.bits() % 1000);
    return sum;
  }
};
struct LayerAndWord {
  template <class T>
  GENOPROP_HD T operator()(Parents<T>, GeneSite site, Draw& draw) const {
    return T(site.layer * 1000) + T(draw.bits() % 1000);
  }
};

}  // namespace

TEST_CASE("words: word k of block q lies at k * quads + q") {
  const auto w = words();
  for (Index q = 0; q < quads; ++q) {
    Site site = at;
    site.index = static_cast<std::uint32_t>(q);
    const Words block = words_at(seed, site);
    for (Index k = 0; k < 4; ++k) REQUIRE(w[static_cast<std::size_t>(k * quads + q)] == block.word[k]);
  }
  CHECK(w.back() == 7u);
}

TEST_CASE("draws: the first word lies ready, later ones come from the item's own place") {
  Draw draw = draw_of(seed, at, 17, 123u);
  CHECK(draw.bits() == 123u);
  Site own = at;
  own.index = 17;
  own.block = 1;
  const Words later = words_at(seed, own);
  for (int k = 0; k < 4; ++k) CHECK(draw.bits() == later.word[k]);
}

TEST_CASE("crossover: every gene has its own words, whatever the others take") {
  const std::vector<float> none(genes);
  const auto w = words();
  const auto child = crossed<Grain::gene>(ThreeWords{}, none, none);
  for (Index g = 0; g < genes; ++g) {
    Draw draw = draw_of(seed, at, static_cast<std::uint32_t>(g), w[static_cast<std::size_t>(g)]);
    REQUIRE(bits_equal(child[static_cast<std::size_t>(g)], ThreeWords{}(Parents<float>{}, GeneSite{.gene = g}, draw)));
  }
}

TEST_CASE("crossover: a word for a unit, a layer or the genome; genes of no unit are the first parent's") {
  std::vector<float> a(genes), b(genes);
  for (std::size_t g = 0; g < a.size(); ++g) a[g] = 1.0f + static_cast<float>(g), b[g] = -a[g];
  const auto w = words();
  const auto by_unit = crossed<Grain::unit>(UnitWise{.share = 0.5f}, a, b);
  for (std::size_t g = 0; g < a.size(); ++g) {
    const bool second = g < 120 && unit_of(w[g % 3]) < 0.5f;
    REQUIRE(by_unit[g] == (second ? b[g] : a[g]));
  }
  const auto all = crossed<Grain::unit>(Uniform{.share = 1}, a, b);  // a rule that does not ask whether there is a unit
  for (std::size_t g = 0; g < a.size(); ++g) REQUIRE(all[g] == (g < 120 ? b[g] : a[g]));
  const auto by_layer = crossed<Grain::layer>(LayerAndWord{}, a, b);
  for (std::size_t g = 0; g < a.size(); ++g) {
    const std::size_t layer = g < 120 ? 0 : 1;
    REQUIRE(by_layer[g] == static_cast<float>(1000 * layer + w[layer] % 1000));
  }
  const auto whole = crossed<Grain::genome>(Uniform{.share = 0.5f}, a, b);
  CHECK(whole == (unit_of(w[0]) < 0.5f ? b : a));
}

TEST_CASE("crossover: a rule without words reads none") {
  const std::vector<float> a(genes, 1.0f), b(genes, 2.0f);
  std::vector<float> child(genes);
  const Map map;
  PlainLane lane;
  lane.for_each(
      1, genes,
      CrossGenes<OnePoint::Rule, float, 2, Grain::gene>{{.cut = 3}, a.data(), b.data(), child.data(), nullptr, map.map(), seed, at, genes});
  for (std::size_t g = 0; g < child.size(); ++g) REQUIRE(child[g] == (g < 3 ? 1.0f : 2.0f));
}

TEST_CASE("mutation: a normal for the genes that are chosen, from words of their own") {
  const Gaussian rule{.rate = 0.3f, .sigma = 0.5f};
  const auto w = words();
  const Map map;
  std::vector<float> child(genes, 1.0f);
  PlainLane lane;
  lane.for_each(1, genes, MutateGenes<Gaussian, float>{rule, child.data(), w.data(), map.map(), seed, at, genes});
  int changed = 0;
  for (std::size_t g = 0; g < child.size(); ++g) {
    Draw draw = draw_of(seed, at, static_cast<std::uint32_t>(g), w[g]);
    float expected = 1.0f;
    if (draw.unit() < 0.3f) {
      expected = math::fma(0.5f, draw.normal(), 1.0f);
      ++changed;
    }
    REQUIRE(bits_equal(child[g], expected));
  }
  CHECK(changed > 20);
  CHECK(changed < 80);
}

TEST_CASE("rows: copied and cleared, and nothing beside them") {
  const std::vector<float> from{1, 2, 3, 4};
  std::vector<float> to(4, 9.0f);
  PlainLane lane;
  lane.for_each(1, 3, CopyGenes<float>{from.data(), to.data()});
  CHECK(to == std::vector<float>{1, 2, 3, 9});
  lane.for_each(1, 2, ZeroGenes<float>{to.data()});
  CHECK(to == std::vector<float>{0, 0, 3, 9});
}

TEST_CASE("mutation: genes that a rule keeps are passed over in every instruction set, and no bit changes") {
  const Map map;
  const auto w = words();
  for (const float rate : {0.0f, 0.01f, 0.3f, 1.0f}) {
    const Gaussian rule{.rate = rate, .sigma = 0.5f};
    for (const Index n : {1, 31, 32, 33, 150}) {
      CAPTURE(rate);
      CAPTURE(n);
      const auto mutated = [&](const auto& on_lane) {
        std::vector<float> child(genes, 1.5f);
        const MutateGenes<Gaussian, float> body{rule, child.data(), w.data(), map.map(), seed, at, n};
        on_lane([&](auto& lane) { lane.for_each(1, n, body); });
        return child;
      };
      const auto expected = mutated([](auto f) {  // gene by gene
        PlainLane lane;
        f(lane);
      });
      const auto check = [&](ThreadsCrew& crew) {
        const Span one{0, 1};
        REQUIRE(
            bits_equal(mutated([&](auto f) { crew.run(std::span<const Span>(&one, 1), [&](auto& lane, Span) { f(lane); }); }), expected));
      };
      support::for_each_set([&](ThreadsCrew& crew, const char*) { check(crew); });
      ThreadsCrew crew(1, Isa::blas, Product::blas);
      check(crew);
    }
  }
}
