// Children of four parents, means of aligned parents, pieces of genomes: the Thrust lane ends with the oracle's bits.

#include <doctest/doctest.h>

#include "support/same_run.hpp"

#include <genoprop/evolve/cross/blend.hpp>
#include <genoprop/evolve/cross/differential.hpp>
#include <genoprop/evolve/cross/k_point.hpp>
#include <genoprop/evolve/cross/mean.hpp>
#include <genoprop/evolve/select/random_pairs.hpp>
#include <genoprop/genoprop.hpp>
#include <genoprop/gpu.cuh>

using namespace genoprop;

namespace {

template <class Cross>
void check_cross(const Cross& cross, State state) {
  const auto rows = parity({.bits = 4});
  const Supervised problem{mlp({4, 6, 5, 4, 1}, tanh()), SigmoidCrossEntropy{}, Splits<float>{rows, rows, rows}};
  const Settings settings{.population = 7, .generations = 4, .steps = 3, .batch = 8, .seed = 3};
  const auto s = strategy(RandomPairs{}, cross, NoMutation{}, Elitist{.keep = 1}, Pool::best_of_both, state);
  const auto oracle = Evolution{problem, Adam{.rate = 0.05f}, s, Serial{}}.fit(settings);
  CHECK(support::births_of(oracle) == 18);
  support::check_same_run(Evolution{problem, Adam{.rate = 0.05f}, s, gpu::Portable{.width = 3}}.fit(settings), oracle);
}

}  // namespace

TEST_CASE("differential to the best: four parents, one of them the child's own row") { check_cross(DifferentialToBest{}, State::carry); }
TEST_CASE("mean of three, aligned by weights in several sweeps") {
  check_cross(Aligned<Mean>{{.parents = 3}, Alike::weights, 4}, State::crossed);
}
TEST_CASE("k-point, aligned by activations") { check_cross(Aligned<KPoint>{{.cuts = 5}, Alike::activations, 1}, State::crossed); }
TEST_CASE("BLX") { check_cross(BlxAlpha{}, State::reset); }
