#include <genoprop/evolve/mutate/uniform_reset.hpp>

#include <doctest/doctest.h>

#include <cmath>

#include "support/lives.hpp"
#include "support/mutated.hpp"
#include "support/near.hpp"
#include "support/places.hpp"
#include "support/seeds.hpp"

#include <genoprop/evolve/presets.hpp>

using namespace genoprop;
using namespace genoprop::support;

namespace {
float rate_for(const std::vector<Life>& lives, const std::vector<Index>& parents, const UniformReset& mutate = {.rate = 1}) {
  Draw draw(1, {});
  return mutate.plan(MutationChild{.parents = parents, .lives = lives}, draw).rate;
}
}  // namespace

TEST_CASE("UniformReset: the rate by hand: 1 minus the parents' share of e^-(loss as a share of all losses)") {
  const auto lives = lives_of({1, 2, 5, INFINITY, 2});  // shares 0.1, 0.2, 0.5, 0.2; the diverged has none
  const double w[] = {std::exp(-0.1), std::exp(-0.2), std::exp(-0.5), 0, std::exp(-0.2)};
  const double all = w[0] + w[1] + w[2] + w[4];
  CHECK(near(rate_for(lives, {0, 2}), 1 - (w[0] + w[2]) / all, 1e-7));
  CHECK(near(rate_for(lives, {4}), 1 - w[4] / all, 1e-7));
  CHECK(near(rate_for(lives, {0, 1, 4}), 1 - (w[0] + w[1] + w[4]) / all, 1e-7));
  CHECK(near(rate_for(lives, {0, 2}, {.rate = 0.25f}), 0.25 * (1 - (w[0] + w[2]) / all), 1e-7));
  CHECK(rate_for(lives, {0}) < rate_for(lives, {1}));  // the fitter, the fewer
  CHECK(rate_for(lives, {1}) < rate_for(lives, {2}));
  CHECK(near(rate_for(lives_of({0, 0, 0, 0}), {1, 2}), 0.5, 1e-7));
  CHECK(rate_for(lives_of({3, 4}), {0, 1}) == 0);
}

TEST_CASE("UniformReset: that share of genes, uniform in the range; the others stay") {
  const auto problem = small_problem<double>(tanh());
  ChildOn child(problem, Serial{});
  const auto lives = lives_of({1, 1, 1, 1});
  int changed = 0, lower = 0;
  constexpr int seeds = 200;
  for_seeds(seeds, [&](Draw& draw, std::uint64_t seed) {
    const auto genes = normal_genes<double>(draw);
    Birth birth{.slot = 3};
    birth.parents = {1};
    const auto after = child.changed(UniformReset{.rate = 0.4f, .low = 10, .high = 14}, genes, {.seed = seed}, birth, lives);
    for (std::size_t g = 0; g < small_genes; ++g) {
      if (after[g] == genes[g]) continue;
      CHECK((after[g] >= 10 && after[g] <= 14));
      ++changed;
      lower += after[g] < 11;
    }
    CHECK(child.changed(UniformReset{.rate = 0}, genes, {.seed = seed}, birth, lives) == genes);
  });
  const int all = seeds * static_cast<int>(small_genes);
  CHECK(std::abs(changed / double(all) - 0.3) < five_sigma(0.3, all));
  CHECK(std::abs(lower / double(changed) - 0.25) < five_sigma(0.25, changed));
}

TEST_CASE("UniformReset: the same run everywhere") {
  check_everywhere(small_problem<float>(tanh()), Sgd{}, presets::genetic_bp().with(UniformReset{.rate = 0.3f}),
                   {.population = 5, .generations = 4, .steps = 3, .batch = 8, .seed = 2});
}

TEST_CASE("UniformReset: refusals") {
  CHECK_NOTHROW(UniformReset{}.check());
  CHECK_NOTHROW((UniformReset{.low = 1, .high = 1}.check()));
  CHECK_THROWS_WITH_AS(UniformReset{.rate = 2}.check(), "UniformReset: rate is 2, expected in [0, 1]", SettingsError);
  CHECK_THROWS_AS(UniformReset{.rate = NAN}.check(), SettingsError);
  CHECK_THROWS_WITH_AS((UniformReset{.low = 1, .high = 0}.check()),
                       "UniformReset: range is 1 to 0, expected two finite numbers, the lower one first", SettingsError);
  CHECK_THROWS_AS((UniformReset{.low = -INFINITY}.check()), SettingsError);
}
