// Every preset: the same bits for any number of threads and workers.

#include <doctest/doctest.h>

#include "support/made.hpp"
#include "support/places.hpp"

#include <genoprop/evolve/demes/islands.hpp>
#include <genoprop/evolve/hyper/evolve.hpp>
#include <genoprop/evolve/presets.hpp>
#include <genoprop/train/sgd.hpp>

using namespace genoprop;
using namespace genoprop::support;

namespace {

/// a bowl on which steps of 0.4 a gene go to and fro, so that losses differ and some get stuck
const Made rough{.value = [](Made::Genome w) {
  double sum = 0;
  for (const double v : w) sum += v * v / 2 + 0.3 * (v > 0.5 ? v - 0.5 : 0.0);
  return sum;
}};
template <class S>
void everywhere(const char* name, const S& strategy, Index least_births) {
  CAPTURE(name);
  const Sgd sgd{.rate = 0.02f, .momentum = 0.5f};
  const Settings settings{.population = 7, .generations = 14, .steps = 2, .batch = full_batch, .seed = 4};
  const auto oracle = Evolution{rough, sgd, strategy, Serial{}}.fit(settings);
  for (const Index n : {2, 3}) {
    CAPTURE(n);
    check_same_run(Evolution{rough, sgd, strategy, Threads{.threads = n}}.fit(settings), oracle);
    check_same_run(Evolution{rough, sgd, strategy, Team{Threads{.threads = 1}, n}}.fit(settings), oracle);
  }
  check_same_run(Evolution{rough, sgd, strategy, Team{Threads{.threads = 1}, 5}}.fit(settings), oracle);
  std::size_t births = 0;
  for (const Report& r : oracle.history()) births += r.births.size();
  CHECK(births >= static_cast<std::size_t>(least_births));
}

}  // namespace

TEST_CASE("every preset: the same bits for any threads and workers") {
  everywhere("standard", presets::standard().with(OnlyTheStuck{.tolerance = 0.9f, .grace = 1, .first_grace = 2}), 6);
  everywhere("genetic_bp", presets::genetic_bp(), 60);
  everywhere("genetic_bp on islands", presets::genetic_bp().with(Islands{.count = 3, .interval = 2, .topology = Topology::random_pairs}),
             15);
  everywhere("basin_hopping", presets::basin_hopping().with(OnlyTheStuck{.tolerance = 0.9f, .grace = 1, .first_grace = 2}), 6);
  everywhere("successive_halving", presets::successive_halving(), 0);
  everywhere("pbt", presets::pbt(Evolve{&Sgd::rate, {.low = 1e-4, .high = 1, .scale = Scale::log}}), 10);
  everywhere("local_sgd", presets::local_sgd(), 60);
  everywhere("gadam", presets::gadam(), 60);
  everywhere("esgd", presets::esgd(), 20);
  everywhere("deep_ga", presets::deep_ga(), 60);
  everywhere("evolution_strategy", presets::evolution_strategy(), 60);
  everywhere("differential_evolution", presets::differential_evolution(), 60);
  everywhere("data_parallel", presets::data_parallel(3), 0);
}
