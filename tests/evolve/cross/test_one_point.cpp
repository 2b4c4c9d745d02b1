#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include <genoprop/evolve/cross/one_point.hpp>

#include "support/lives.hpp"

using namespace genoprop;
using namespace genoprop::support;

TEST_CASE("one-point: cut 3 of 5 genes gives a a a b b") {
  const OnePoint::Rule rule{.cut = 3};
  const float expected[] = {1, 1, 1, 2, 2};
  for (Index g = 0; g < 5; ++g) CHECK(rule(Parents<float>{{1, 2}}, {.gene = g, .genes = 5}) == expected[g]);
}

TEST_CASE("one-point: children of equal parents equal the parents") {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Draw draw = draw_of(seed, Purpose::cross);
    const Index genes = 1 + static_cast<Index>(seed);
    const auto rule = rule_of(OnePoint{}, Child{.genes = genes}, draw);
    for (Index g = 0; g < genes; ++g) {
      const double gene = 0.1 * g - 3;
      CHECK(rule(Parents<double>{{gene, gene}}, {.gene = g, .genes = genes}) == gene);
    }
  }
}

TEST_CASE("one-point: every cut from 1 to D - 1 with the same chance, so both parents give something") {
  constexpr Index genes = 6;
  constexpr int trials = 10'000;
  std::vector<int> cuts(genes + 1);
  for (int seed = 0; seed < trials; ++seed) {
    Draw draw = draw_of(static_cast<std::uint64_t>(seed), Purpose::cross);
    const Index cut = OnePoint{}.plan({.genes = genes}, draw).cut;
    REQUIRE(cut >= 1);
    REQUIRE(cut <= genes - 1);
    ++cuts[static_cast<std::size_t>(cut)];
  }
  for (std::size_t cut = 1; cut < genes; ++cut) CHECK(std::abs(cuts[cut] / double(trials) - 0.2) < five_sigma(0.2, trials));
}

TEST_CASE("one-point: one gene, or none, is the first parent's; two are cut between them") {
  Draw draw = draw_of(1, Purpose::cross);
  CHECK(OnePoint{}.plan({.genes = 1}, draw)(Parents<float>{{1, 2}}, {.gene = 0, .genes = 1}) == 1);
  CHECK(OnePoint{}.plan({.genes = 0}, draw).cut == 0);
  CHECK(OnePoint{}.plan({.genes = 2}, draw).cut == 1);
}
