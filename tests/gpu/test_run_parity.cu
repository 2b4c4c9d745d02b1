// A whole run of the standard strategy: steps, scores, alignment, surgery. The Thrust lane ends with the oracle's bits.

#include <doctest/doctest.h>

#include "support/same_run.hpp"

#include <genoprop/genoprop.hpp>
#include <genoprop/gpu.cuh>

using namespace genoprop;

TEST_CASE("parity-6 under the standard strategy: Serial and Portable end with the same bits") {
  const auto rows = parity({.bits = 6});
  const Splits same{rows, rows, rows};
  const Supervised problem{sequential(input(6), dense(7), tanh(), dense(1)), SigmoidCrossEntropy{}, same};
  const Sgd optimizer{.rate = 0.3f, .momentum = 0.9f};
  const auto strategy = presets::standard().with(OnlyTheStuck{.grace = 1, .first_grace = 2});  // stuck soon: children soon
  const Settings settings{.population = 5, .generations = 12, .steps = 15, .batch = 16, .seed = 3};

  const auto oracle = Evolution{problem, optimizer, strategy, Serial{}}.fit(settings);
  CHECK(support::births_of(oracle) > 3);
  const Evolution three{problem, optimizer, strategy, gpu::Portable{.width = 3}};  // five individuals: three and two
  support::check_same_run(three.fit(settings), oracle);
  const Evolution all{problem, optimizer, strategy, gpu::Portable{}};
  support::check_same_run(all.fit(settings), oracle);
  const Evolution team{problem, optimizer, strategy, Team{gpu::Portable{.width = 2}, 2}};  // what several GPUs do
  support::check_same_run(team.fit(settings), oracle);

  const Settings together{.population = 4, .generations = 3, .steps = 5, .batch = full_batch, .seed = 4};
  support::check_same_run(all.fit(together), Evolution{problem, optimizer, strategy, Serial{}}.fit(together));
  const Settings shared{.population = 4, .generations = 3, .steps = 5, .batch = 10, .batches = Batches::shared, .seed = 5};
  support::check_same_run(all.fit(shared), Evolution{problem, optimizer, strategy, Serial{}}.fit(shared));
}

#if GENOPROP_THRUST_ON_CUDA
TEST_CASE("parity-6 on a GPU and on all GPUs of this machine") {
  const auto rows = parity({.bits = 6});
  const Splits same{rows, rows, rows};
  const Supervised problem{sequential(input(6), dense(7), tanh(), dense(1)), SigmoidCrossEntropy{}, same};
  const Settings settings{.population = 5, .generations = 12, .steps = 15, .batch = 16, .seed = 3};
  int count = 0;
  REQUIRE(cudaGetDeviceCount(&count) == cudaSuccess);
  gpu::Devices everywhere{.devices = {}};
  for (int d = 0; d < count; ++d) everywhere.devices.push_back(d);
  const auto oracle = Evolution{problem, Sgd{}, presets::standard(), Serial{}}.fit(settings);
  support::check_same_run(Evolution{problem, Sgd{}, presets::standard(), gpu::Cuda{}}.fit(settings), oracle);
  support::check_same_run(Evolution{problem, Sgd{}, presets::standard(), everywhere}.fit(settings), oracle);
}
#endif
