// Optimizers of two kinds and mutations that plan: the Thrust lane ends with the oracle's bits.

#include <doctest/doctest.h>

#include "support/same_run.hpp"

#include <genoprop/evolve/hyper/draw_optimizer.hpp>
#include <genoprop/evolve/hyper/evolve.hpp>
#include <genoprop/evolve/hyper/together.hpp>
#include <genoprop/evolve/mutate/gaussian_forms.hpp>
#include <genoprop/evolve/mutate/revive_units.hpp>
#include <genoprop/evolve/mutate/safe_mutation.hpp>
#include <genoprop/evolve/mutate/uniform_reset.hpp>
#include <genoprop/genoprop.hpp>
#include <genoprop/gpu.cuh>
#include <genoprop/train/any_of.hpp>

using namespace genoprop;

namespace {
template <class O, class S>
void check_parity(const O& optimizer, const S& strategy) {
  const auto rows = parity({.bits = 5});
  const Splits same{rows, rows, rows};
  const Supervised problem{sequential(input(5), dense(7), relu(), dense(2)), SoftmaxCrossEntropy{}, same};
  const Settings settings{.population = 5, .generations = 5, .steps = 6, .batch = 12, .seed = 3};
  const auto oracle = Evolution{problem, optimizer, strategy, Serial{}}.fit(settings);
  CHECK(support::births_of(oracle) > 3);
  support::check_same_run(Evolution{problem, optimizer, strategy, gpu::Portable{.width = 3}}.fit(settings), oracle);
}
}  // namespace

TEST_CASE("AnyOf with numbers that evolve: Serial and Portable end with the same bits") {
  check_parity(AnyOf{Sgd{.rate = 0.1f, .momentum = 0.5f}, Adam{.rate = 0.01f}},
               presets::genetic_bp().with(Together{DrawOptimizer{}, Evolve{&Sgd::rate, {.low = 0.01, .high = 1, .scale = Scale::log}}}));
}
TEST_CASE("nesterov, RMSprop, AdamW in one population: Serial and Portable end with the same bits") {
  check_parity(AnyOf{Sgd{.rate = 0.1f, .momentum = 0.5f, .nesterov = true}, RmsProp{.rate = 0.01f}, AdamW{.rate = 0.01f}},
               presets::genetic_bp().with(DrawOptimizer{}));
}
TEST_CASE("clipping by norm under a schedule: Serial and Portable end with the same bits") {
  check_parity(Scheduled{ClipByNorm{Sgd{.rate = 0.2f, .momentum = 0.5f}, 0.1f}, WarmUp{.share = 0.2f, .then = Cosine{}}},
               presets::genetic_bp());
}
TEST_CASE("planned mutations: Serial and Portable end with the same bits") {
  const auto with = [](auto mutate) { check_parity(Sgd{}, presets::genetic_bp().with(mutate)); };
  with(RelativeGaussian{.rate = 0.3f, .sigma = 0.3f});
  with(SparseGaussian{.genes = 9});
  with(UniformReset{.rate = 0.2f});
  with(ReviveUnits{.threshold = 0.5f});
  with(SafeMutation{});
}
