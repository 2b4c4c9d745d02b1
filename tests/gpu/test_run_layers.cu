// Every kind of layer in whole runs: the Thrust lane ends with the oracle's bits.

#include <doctest/doctest.h>

#include "support/every_layer.hpp"
#include "support/every_loss.hpp"
#include "support/same_run.hpp"

#include <genoprop/genoprop.hpp>
#include <genoprop/gpu.cuh>

using namespace genoprop;

namespace {
template <class Problem>
void check_portable(const Problem& problem) {
  const Sgd optimizer{.rate = 0.05f, .momentum = 0.9f};
  const auto strategy = presets::standard().with(OnlyTheStuck{.grace = 1, .first_grace = 2});
  const Settings settings{.population = 4, .generations = 6, .steps = 5, .batch = 12, .seed = 3};
  const auto oracle = Evolution{problem, optimizer, strategy, Serial{}}.fit(settings);
  CHECK(support::births_of(oracle) > 0);
  support::check_same_run(Evolution{problem, optimizer, strategy, gpu::Portable{.width = 3}}.fit(settings), oracle);
}
}  // namespace

TEST_CASE("every activation: Serial and Portable end with the same bits") { check_portable(support::every_activation()); }
TEST_CASE("embedding, norm, dropout, residual block: Serial and Portable end with the same bits") {
  check_portable(support::every_layer());
}

TEST_CASE("every loss: Serial and Portable say the same bits") {
  const auto serial = Serial{}.open();
  const auto portable = gpu::Portable{}.open();
  CHECK(support::bits_equal(support::what_losses_say(*portable), support::what_losses_say(*serial)));
}
