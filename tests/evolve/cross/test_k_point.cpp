#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include <genoprop/evolve/cross/k_point.hpp>
#include <genoprop/evolve/cross/one_point.hpp>

#include "support/lives.hpp"

using namespace genoprop;
using namespace genoprop::support;

namespace {

KPoint::Rule cuts_at(std::vector<Index> places) {
  KPoint::Rule rule;
  for (Index& c : rule.cut) c = 1'000'000;
  std::copy(places.begin(), places.end(), rule.cut);
  return rule;
}
/// the places in order, those beyond the last cut left out
std::vector<Index> places_of(const KPoint::Rule& rule, Index genes) {
  std::vector<Index> places;
  for (const Index c : rule.cut)
    if (c < genes) places.push_back(c);
  std::sort(places.begin(), places.end());
  return places;
}

}  // namespace

TEST_CASE("k-point: cuts before genes 2, 3 and 6 of 8 give 1 1 2 1 1 1 2 2, in whatever order they stand") {
  const float expected[] = {1, 1, 2, 1, 1, 1, 2, 2};
  for (const auto& rule : {cuts_at({2, 3, 6}), cuts_at({6, 2, 3})})
    for (Index g = 0; g < 8; ++g) CHECK(rule(Parents<float>{{1, 2}}, {.gene = g, .genes = 8}) == expected[g]);
}

TEST_CASE("k-point: children of equal parents equal the parents; the first gene is the first parent's") {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Draw draw = draw_of(seed, Purpose::cross);
    const Index genes = 1 + static_cast<Index>(seed);
    const auto rule = rule_of(KPoint{.cuts = 1 + static_cast<Index>(seed % 16)}, Child{.genes = genes}, draw);
    for (Index g = 0; g < genes; ++g) {
      const double gene = 0.1 * g - 3;
      CHECK(rule(Parents<double>{{gene, gene}}, {.gene = g, .genes = genes}) == gene);
    }
    CHECK(rule(Parents<double>{{1, 2}}, {.gene = 0, .genes = genes}) == 1);
  }
}

TEST_CASE("k-point: the cuts are different, and every set of places has the same chance") {
  constexpr Index genes = 7;  // 6 places: 20 sets of 3
  constexpr int trials = 20'000;
  std::map<std::vector<Index>, int> sets;
  for (int seed = 0; seed < trials; ++seed) {
    Draw draw = draw_of(static_cast<std::uint64_t>(seed), Purpose::cross);
    const auto places = places_of(KPoint{.cuts = 3}.plan({.genes = genes}, draw), genes);
    REQUIRE(places.size() == 3);
    REQUIRE(places.front() >= 1);
    REQUIRE(std::adjacent_find(places.begin(), places.end()) == places.end());
    ++sets[places];
  }
  CHECK(sets.size() == 20);
  for (const auto& [places, count] : sets) CHECK(std::abs(count / double(trials) - 0.05) < five_sigma(0.05, trials));
}

TEST_CASE("k-point: one cut is the one-point crossover, draw for draw") {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Draw draw = draw_of(seed, Purpose::cross), again = draw;
    CHECK(places_of(KPoint{.cuts = 1}.plan({.genes = 50}, draw), 50) == std::vector<Index>{OnePoint{}.plan({.genes = 50}, again).cut});
  }
}

TEST_CASE("k-point: a genome with fewer places than cuts is cut at each; one gene, or none, not at all") {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Draw draw = draw_of(seed, Purpose::cross);
    CHECK(places_of(KPoint{.cuts = 16}.plan({.genes = 4}, draw), 4) == std::vector<Index>{1, 2, 3});
    CHECK(places_of(KPoint{.cuts = 16}.plan({.genes = 17}, draw), 17).size() == 16);
    CHECK(places_of(KPoint{}.plan({.genes = 1}, draw), 1).empty());
    CHECK(places_of(KPoint{}.plan({.genes = 0}, draw), 1'000).empty());
  }
}

TEST_CASE("k-point: numbers of cuts outside 1 to 16 are refused") {
  CHECK_NOTHROW(KPoint{.cuts = 1}.check());
  CHECK_NOTHROW(KPoint{.cuts = 16}.check());
  CHECK_THROWS_WITH_AS(KPoint{.cuts = 0}.check(), "KPoint: cuts is 0, expected 1 to 16", SettingsError);
  CHECK_THROWS_AS(KPoint{.cuts = 17}.check(), SettingsError);
}
