#include <doctest/doctest.h>

#include <cmath>

#include <genoprop/evolve/cross/differential.hpp>

#include "support/lives.hpp"

using namespace genoprop;
using namespace genoprop::support;

namespace {
/// gene `at` of a child of four parents, in which gene `sure` comes from the mutant
template <class X, class T>
T gene_of(const X& cross, Parents<T, 4> p, Draw& draw, Index at = 0, Index sure = 0) {
  return typename X::Rule{cross.scale, cross.rate, sure}(p, {.gene = at, .genes = 100}, draw);
}
}  // namespace

TEST_CASE("differential: of x = 1 and 10, 6, 2 the mutant is 10 + (6 - 2) / 2 = 12; to the best 1 + (10 - 1) / 2 + (6 - 2) / 2 = 7.5") {
  Draw draw = draw_of(1, Purpose::cross);
  CHECK(gene_of(Differential{}, Parents<float, 4>{{1, 10, 6, 2}}, draw) == 12);
  CHECK(gene_of(Differential{.scale = 2}, Parents<double, 4>{{1, 10, 6, 2}}, draw) == 18);
  CHECK(gene_of(DifferentialToBest{}, Parents<float, 4>{{1, 10, 6, 2}}, draw) == 7.5f);
  CHECK(gene_of(DifferentialToBest{.scale = 1}, Parents<double, 4>{{1, 10, 6, 2}}, draw) == 14);
}

TEST_CASE("differential: the parents are the child's own row, then selected ones; to the best the second is the best") {
  static_assert(from_own<Differential> && !from_best<Differential> && parents_of<Differential> == 4);
  static_assert(from_own<DifferentialToBest> && from_best<DifferentialToBest> && parents_of<DifferentialToBest> == 4);
}

TEST_CASE("differential: a gene is the mutant's with chance `rate`, else the child's own; one gene always") {
  constexpr int trials = 20'000;
  const Parents<double, 4> p{{1, 10, 6, 2}};
  const auto check = [&](auto cross, double mutant) {
    for (const float rate : {0.0f, 0.1f, 0.9f, 1.0f}) {
      cross.rate = rate;
      const double found = frequency(trials, Purpose::cross, [&](Draw& d) {
        const double gene = gene_of(cross, p, d, 3, 5);
        CHECK((gene == mutant || gene == 1));
        return gene == mutant;
      });
      CHECK(std::abs(found - static_cast<double>(rate)) <= five_sigma(static_cast<double>(rate), trials));
      CHECK(frequency(1000, Purpose::cross, [&](Draw& d) { return gene_of(cross, p, d, 5, 5) == mutant; }) == 1);
    }
  };
  check(Differential{}, 12);
  check(DifferentialToBest{}, 7.5);
}

TEST_CASE("differential: every gene is the certain one with the same chance") {
  constexpr int trials = 20'000;
  const auto check = [&](auto cross) {
    for (Index gene = 0; gene < 5; ++gene) {
      const double found = frequency(trials, Purpose::cross, [&](Draw& d) { return cross.plan({.genes = 5}, d).sure == gene; });
      CHECK(std::abs(found - 0.2) < five_sigma(0.2, trials));
    }
  };
  check(Differential{});
  check(DifferentialToBest{});
}

TEST_CASE("differential: a population of equal rows stays what it is") {
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    Draw draw = draw_of(seed, Purpose::cross);
    CHECK(gene_of(Differential{}, Parents<double, 4>{{0.1, 0.1, 0.1, 0.1}}, draw) == 0.1);
    CHECK(gene_of(DifferentialToBest{}, Parents<double, 4>{{0.1, 0.1, 0.1, 0.1}}, draw) == 0.1);
  }
}

TEST_CASE("differential: scales and rates out of bounds are refused, and crossed averages of squares") {
  CHECK_NOTHROW((Differential{.scale = 2, .rate = 0}.check()));
  CHECK_THROWS_WITH_AS(Differential{.scale = 0}.check(), "Differential: scale is 0, expected in (0, 2]", SettingsError);
  CHECK_THROWS_AS(Differential{.scale = 2.5f}.check(), SettingsError);
  CHECK_THROWS_AS(Differential{.scale = NAN}.check(), SettingsError);
  CHECK_THROWS_WITH_AS(Differential{.rate = 1.5f}.check(), "Differential: rate is 1.5, expected in [0, 1]", SettingsError);
  CHECK_THROWS_AS(Differential{.rate = -0.5f}.check(), SettingsError);
  CHECK_THROWS_AS(Differential{.rate = NAN}.check(), SettingsError);
  CHECK_THROWS_WITH_AS(DifferentialToBest{.scale = -1}.check(), "DifferentialToBest: scale is -1, expected in (0, 2]", SettingsError);
  CHECK_THROWS_AS(DifferentialToBest{.rate = 2}.check(), SettingsError);
  for (const State state : {State::reset, State::carry}) {
    CHECK_NOTHROW(Differential{}.check(state));
    CHECK_NOTHROW(DifferentialToBest{}.check(state));
  }
  CHECK_THROWS_WITH_AS(Differential{}.check(State::crossed),
                       "Differential: state is crossed, expected reset or carried: a difference of averages of squares may be negative",
                       SettingsError);
  CHECK_THROWS_AS(DifferentialToBest{}.check(State::crossed), SettingsError);
}
