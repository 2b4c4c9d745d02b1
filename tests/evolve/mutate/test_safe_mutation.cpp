// Safe mutation: genes move by sigma over how much they move the outputs.

#include <genoprop/evolve/mutate/safe_mutation.hpp>

#include <doctest/doctest.h>

#include <cmath>

#include "support/bits.hpp"
#include "support/mutated.hpp"
#include "support/near.hpp"
#include "support/places.hpp"
#include "support/seeds.hpp"

#include <genoprop/evolve/presets.hpp>

using namespace genoprop;
using namespace genoprop::support;

TEST_CASE("SafeMutation: the rule by hand, from sensitivities that test_gene_sizes holds against differences") {
  const auto problem = small_problem<double>(tanh());
  ChildOn child(problem, Serial{});
  int floored = 0;
  for_seeds(10, [&](Draw& draw, std::uint64_t seed) {
    const auto genes = normal_genes<double>(draw);
    const auto after = child.changed(SafeMutation{.sigma = 0.25f, .floor = 0.0625f}, genes, {.seed = seed, .generation = 4});
    for (std::size_t g = 0; g < small_genes; ++g) {
      const double s = child.sizes().sensitivity[g];
      Draw gene = gene_draw(seed, 3, 4, 54, static_cast<Index>(g));
      CHECK(near(after[g], genes[g] + 0.25 / std::max(s, 0.0625) * static_cast<double>(gene.normal()), 1e-14));
      floored += s < 0.0625;
    }
    CHECK(child.sizes().sensitivity[53] == doctest::Approx(1));
  });
  CHECK((floored > 20 && floored < 500));
}

TEST_CASE("SafeMutation: sigma is the size of an output's change, whatever the size of the weights") {
  // y = b: the output's bias moves the output by as much, a weight behind silent units by nothing
  const auto problem = small_problem<double>(relu());
  ChildOn child(problem, Serial{});
  std::vector<double> genes(small_genes, 0.0);
  double square = 0;
  constexpr int seeds = 2000;
  for_seeds(seeds, [&](Draw&, std::uint64_t seed) {
    const auto after = child.changed(SafeMutation{.sigma = 0.5f}, genes, {.seed = seed});
    square += after[52] * after[52] / seeds;
  });
  CHECK(std::abs(square - 0.25) < 5 * 0.25 * std::sqrt(2.0 / seeds));
  CHECK(child.changed(SafeMutation{.sigma = 0}, genes, {.seed = 1}) == genes);
}

TEST_CASE("SafeMutation: the same run everywhere") {
  CHECK(SensitiveMutation<SafeMutation>);
  CHECK(quiet_mutation<SafeMutation::Rule, float>);
  check_everywhere(small_problem<float>(tanh()), Sgd{}, presets::genetic_bp().with(SafeMutation{}),
                   {.population = 5, .generations = 4, .steps = 3, .batch = 8, .seed = 2});
}

TEST_CASE("SafeMutation: refusals") {
  CHECK_NOTHROW(SafeMutation{}.check());
  CHECK_THROWS_WITH_AS(SafeMutation{.sigma = -1}.check(), "SafeMutation: sigma is -1, expected at least 0 and finite", SettingsError);
  CHECK_THROWS_WITH_AS(SafeMutation{.floor = 0}.check(), "SafeMutation: floor is 0, expected above 0 and finite", SettingsError);
  CHECK_THROWS_AS(SafeMutation{.floor = NAN}.check(), SettingsError);
}
