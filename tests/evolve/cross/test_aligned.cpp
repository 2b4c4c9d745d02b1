#include <doctest/doctest.h>

#include <genoprop/evolve/cross/aligned.hpp>
#include <genoprop/evolve/cross/blend.hpp>
#include <genoprop/evolve/cross/k_point.hpp>
#include <genoprop/evolve/cross/layer_wise.hpp>

using namespace genoprop;

TEST_CASE("aligned: wraps any crossover of two parents, and says what is inside") {
  static_assert(Crossover<Aligned<KPoint>> && AligningCrossover<Aligned<LayerWise>> && !AligningCrossover<LayerWise>);
  const Aligned cross{KPoint{.cuts = 5}, Alike::weights, 7};
  CHECK(bare(cross).cuts == 5);
  CHECK(cross.by == Alike::weights);
  CHECK(cross.sweeps == 7);
  CHECK(bare(KPoint{.cuts = 3}).cuts == 3);
  CHECK(Aligned{KPoint{}}.sweeps == 1);
  CHECK(Aligned{KPoint{}}.by == Alike::activations);
}

TEST_CASE("aligned: refuses sweeps that are none or mean nothing, and what its crossover refuses") {
  const auto of = [](Index sweeps, Alike by) { return Aligned<KPoint>{{}, by, sweeps}; };
  CHECK_NOTHROW(of(1, Alike::activations).check());
  CHECK_NOTHROW(of(1000, Alike::weights).check());
  CHECK_THROWS_WITH_AS(of(0, Alike::weights).check(), "Aligned: sweeps is 0, expected 1 to 1000", SettingsError);
  CHECK_THROWS_AS(of(1001, Alike::weights).check(), SettingsError);
  CHECK_THROWS_WITH_AS(of(2, Alike::activations).check(), "Aligned: sweeps is 2 by activations, expected 1, or Alike::weights",
                       SettingsError);
  CHECK_THROWS_AS((Aligned{KPoint{.cuts = 0}}.check()), SettingsError);
  CHECK_THROWS_AS((Aligned{BlxAlpha{}}.check(State::crossed)), SettingsError);
  CHECK_NOTHROW((Aligned{BlxAlpha{.alpha = 0}}.check(State::crossed)));
  CHECK_NOTHROW((Aligned{KPoint{}}.check(State::crossed)));
}
