// Every kind of layer: the same bits for any number of threads and workers, and on every instruction set.

#include <doctest/doctest.h>

#include "support/every_layer.hpp"
#include "support/places.hpp"

#include <genoprop/evolve/presets.hpp>
#include <genoprop/train/sgd.hpp>

using namespace genoprop;
using namespace genoprop::support;

namespace {
template <class Problem>
void everywhere(const Problem& problem) {
  const auto result =
      check_everywhere(problem, Sgd{.rate = 0.05f, .momentum = 0.9f}, presets::standard().with(OnlyTheStuck{.grace = 1, .first_grace = 2}),
                       {.population = 4, .generations = 6, .steps = 5, .batch = 12, .seed = 3});
  CHECK(births_of(result) > 0);
}
}  // namespace

TEST_CASE("every activation: the same bits everywhere") { everywhere(every_activation()); }
TEST_CASE("embedding, norm, dropout, residual block: the same bits everywhere") { everywhere(every_layer()); }

TEST_CASE("samples of the rows: the same bits everywhere; what has no meaning is refused") {
  const Evolution run{every_activation(), Sgd{}, presets::standard(), Serial{}};
  Settings settings{.population = 4, .generations = 2, .steps = 3, .batch = 12, .seed = 3};
  const auto all = run.fit(settings);
  for (const Sample sample : {Sample::bootstrap, Sample::shard}) {
    settings.sample = sample;
    settings.batch = 12;
    settings.batches = Batches::own;
    const auto own = run.fit(settings);
    CHECK_FALSE(bits_equal(own.population().genes, all.population().genes));
    check_same_run(Evolution{every_activation(), Sgd{}, presets::standard(), Threads{.threads = 2}}.fit(settings), own);
    settings.batch = full_batch;
    CHECK_THROWS_WITH_AS(run.fit(settings), "fit: sample is bootstrap or shard, expected mini-batches, and every individual's own",
                         SettingsError);
    settings.batch = 12;
    settings.batches = Batches::shared;
    CHECK_THROWS_AS(run.fit(settings), SettingsError);
  }
  settings = {.population = 33, .generations = 1, .steps = 1, .batch = 4, .sample = Sample::shard, .seed = 3};
  CHECK_THROWS_WITH_AS(run.fit(settings), "fit: population is 33, expected at most the 32 training rows to share out", SettingsError);
}
