// Silent units are drawn afresh, and only they.

#include <genoprop/evolve/mutate/revive_units.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "support/made.hpp"
#include "support/mutated.hpp"
#include "support/pass.hpp"
#include "support/places.hpp"
#include "support/seeds.hpp"

#include <genoprop/evolve/presets.hpp>

using namespace genoprop;
using namespace genoprop::support;

namespace {
const auto problem = small_problem<double>(relu());
constexpr Index rows_n = 40;

/// mean |h| of every unit of a hidden layer, by the textbook
std::vector<double> sizes(const std::vector<double>& genes, std::size_t layer) {
  std::vector<double> size(layer == 0 ? 5 : 4, 0.0);
  for (Index r = 0; r < rows_n; ++r) {
    const auto z = textbook(
        {3, 5, 4, 2}, [](double v) { return v > 0 ? v : 0.0; }, genes, problem.data.training.row(r));
    for (std::size_t u = 0; u < size.size(); ++u) size[u] += std::max(z[layer][u], 0.0) / rows_n;
  }
  return size;
}
/// genes of a unit: incoming weights and bias; of the second hidden layer the outgoing weights too
std::vector<std::size_t> genes_of(std::size_t layer, std::size_t u) {
  if (layer == 0) return {u, 5 + u, 10 + u, 15 + u};
  return {20 + u, 24 + u, 28 + u, 32 + u, 36 + u, 40 + u, 44 + 2 * u, 45 + 2 * u};
}
/// which units have changed, over both layers
std::vector<std::pair<std::size_t, std::size_t>> redrawn(const std::vector<double>& before, const std::vector<double>& after) {
  std::vector<std::pair<std::size_t, std::size_t>> units;
  std::vector<char> theirs(small_genes, 0);
  for (std::size_t layer : {0, 1})
    for (std::size_t u = 0; u < (layer == 0 ? 5u : 4u); ++u) {
      int changed = 0;
      for (const std::size_t g : genes_of(layer, u)) changed += before[g] != after[g];
      CHECK((changed == 0 || changed == static_cast<int>(genes_of(layer, u).size())));
      if (changed == 0) continue;
      units.emplace_back(layer, u);
      for (const std::size_t g : genes_of(layer, u)) theirs[g] = 1;
    }
  for (std::size_t g = 0; g < small_genes; ++g)
    if (!theirs[g]) CHECK(before[g] == after[g]);
  return units;
}
/// which units are due: the second layer is looked at when the first has changed
std::vector<std::pair<std::size_t, std::size_t>> due(std::vector<double> genes, const std::vector<double>& after, double threshold) {
  std::vector<std::pair<std::size_t, std::size_t>> units;
  for (std::size_t layer : {0, 1}) {
    const auto size = sizes(genes, layer);
    double mean = 0;
    for (const double s : size) mean += s / static_cast<double>(size.size());
    for (std::size_t u = 0; u < size.size(); ++u)
      if (size[u] <= threshold * mean) {
        units.emplace_back(layer, u);
        for (const std::size_t g : genes_of(layer, u)) genes[g] = after[g];
      }
  }
  return units;
}
}  // namespace

TEST_CASE("ReviveUnits: units that are silent on every probe row are drawn afresh, whole; no other gene changes") {
  ChildOn child(problem, Serial{});
  for_seeds(20, [&](Draw& draw, std::uint64_t seed) {
    auto genes = normal_genes<double>(draw);
    genes[15 + 2] = -1000;  // unit 2 of the first layer
    genes[40 + 1] = -1000;  // units 1 and 3 of the second
    genes[40 + 3] = -1000;
    const auto after = child.changed(ReviveUnits{}, genes, {.seed = seed});
    const auto units = due(genes, after, 0);
    CHECK(redrawn(genes, after) == units);
    CHECK(std::count(units.begin(), units.end(), std::pair<std::size_t, std::size_t>{0, 2}) == 1);
    CHECK(std::count(units.begin(), units.end(), std::pair<std::size_t, std::size_t>{1, 3}) == 1);
    for (const std::size_t g : genes_of(1, 1)) CHECK(std::abs(after[g]) < 10);
  });
}

TEST_CASE("ReviveUnits: with a threshold, units of less than that share of their layer's mean") {
  ChildOn child(problem, Serial{});
  int some = 0;
  for_seeds(30, [&](Draw& draw, std::uint64_t seed) {
    const auto genes = normal_genes<double>(draw);
    const auto after = child.changed(ReviveUnits{.threshold = 0.5f}, genes, {.seed = seed});
    const auto quiet = due(genes, after, 0.5);
    CHECK(redrawn(genes, after) == quiet);
    some += !quiet.empty();
  });
  CHECK(some > 20);
}

TEST_CASE("ReviveUnits: a layer silent as a whole is drawn as a whole; where all are heard or nobody can listen nothing changes") {
  ChildOn child(problem, Serial{});
  Draw draw(1, {});
  auto genes = normal_genes<double>(draw);
  for (std::size_t u = 0; u < 5; ++u) genes[15 + u] = -1000;
  CHECK(redrawn(genes, child.changed(ReviveUnits{}, genes, {.seed = 1})).size() >= 5);
  for (std::size_t g = 0; g < small_genes; ++g) genes[g] = std::abs(genes[g]);
  for (std::size_t u = 0; u < 5; ++u) genes[15 + u] = 10;
  CHECK(child.changed(ReviveUnits{}, genes, {.seed = 1}) == genes);

  const Made made{};  // an objective without a probe
  ChildOn other(made, Serial{});
  const std::vector<double> zeros(6, 0.0);
  CHECK(other.changed(ReviveUnits{}, zeros, {.seed = 1}) == zeros);
}

TEST_CASE("ReviveUnits: the same run everywhere") {
  check_everywhere(small_problem<float>(relu()), Sgd{}, presets::genetic_bp().with(ReviveUnits{.threshold = 0.5f}),
                   {.population = 5, .generations = 4, .steps = 3, .batch = 8, .seed = 2});
}

TEST_CASE("ReviveUnits: refusals") {
  CHECK_NOTHROW(ReviveUnits{}.check());
  CHECK_THROWS_WITH_AS(ReviveUnits{.threshold = 1}.check(), "ReviveUnits: threshold is 1, expected in [0, 1)", SettingsError);
  CHECK_THROWS_AS(ReviveUnits{.threshold = -0.1f}.check(), SettingsError);
  CHECK_THROWS_AS(ReviveUnits{.threshold = NAN}.check(), SettingsError);
}
