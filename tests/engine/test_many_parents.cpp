// Children of one to all parents, blended, chosen, averaged, aligned layer by layer: the same bits whatever computes.

#include <doctest/doctest.h>

#include "support/places.hpp"

#include <genoprop/data/synthetic.hpp>
#include <genoprop/evolve/cross/blend.hpp>
#include <genoprop/evolve/cross/by_loss.hpp>
#include <genoprop/evolve/cross/differential.hpp>
#include <genoprop/evolve/cross/k_point.hpp>
#include <genoprop/evolve/cross/layer_wise.hpp>
#include <genoprop/evolve/cross/mean.hpp>
#include <genoprop/evolve/mutate/nothing.hpp>
#include <genoprop/evolve/replace/elitist.hpp>
#include <genoprop/evolve/select/random_pairs.hpp>
#include <genoprop/nn/cross_entropy.hpp>
#include <genoprop/nn/mlp.hpp>
#include <genoprop/train/adam.hpp>
#include <genoprop/train/supervised.hpp>

using namespace genoprop;
using namespace genoprop::support;

namespace {

const auto rows = parity({.bits = 4});
const Supervised problem{mlp({4, 6, 5, 4, 1}, tanh()), SigmoidCrossEntropy{}, Splits<float>{rows, rows, rows}};
const Settings settings{.population = 7, .generations = 4, .steps = 3, .batch = 8, .seed = 3};

/// of seven individuals all but the best are reborn in three generations; in two where births pay for looks at activations
template <class Cross>
void check_cross(const Cross& cross, State state, std::size_t births = 18) {
  const auto s = strategy(RandomPairs{}, cross, NoMutation{}, Elitist{.keep = 1}, Pool::best_of_both, state);
  CHECK(births_of(check_everywhere(problem, Adam{.rate = 0.05f}, s, settings)) == births);
}

}  // namespace

TEST_CASE("k-point, aligned by weights in two sweeps") { check_cross(Aligned{KPoint{.cuts = 5}, Alike::weights, 2}, State::crossed); }
TEST_CASE("layer-wise") { check_cross(LayerWise{}, State::crossed); }
TEST_CASE("arithmetic") { check_cross(Arithmetic{.low = 0, .high = 1}, State::crossed); }
TEST_CASE("BLX") { check_cross(BlxAlpha{}, State::carry); }
TEST_CASE("by loss") { check_cross(ByLoss{.temperature = 0.1f}, State::crossed); }
TEST_CASE("aligned mean of three") { check_cross(Aligned{Mean{.parents = 3}}, State::crossed, 12); }
TEST_CASE("loss-weighted mean of all") { check_cross(LossWeightedMean{.temperature = 0.1f}, State::crossed); }
TEST_CASE("differential") { check_cross(Differential{}, State::reset); }
TEST_CASE("differential to the best") { check_cross(DifferentialToBest{}, State::carry); }
