#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include <genoprop/evolve/cross/aligned.hpp>
#include <genoprop/evolve/cross/mean.hpp>

#include "support/lives.hpp"
#include "support/near.hpp"
#include "support/seeds.hpp"

using namespace genoprop;
using namespace genoprop::support;

namespace {
template <class X>
std::vector<double> weights_of(const X& cross, const std::vector<double>& losses) {
  std::vector<double> weights(losses.size(), -1);
  cross.weights(losses, weights);
  return weights;
}
}  // namespace

TEST_CASE("mean: so many parents, at most all; 0 is all; the parents are a number of its own, not of the rule") {
  static_assert(MixingCrossover<Mean> && Crossover<Mean> && Crossover<Aligned<Mean>> && parents_of<Mean> == 2);
  CHECK(Mean{}.count(7) == 7);
  CHECK(Mean{.parents = 0}.count(1) == 1);
  CHECK(Mean{.parents = 3}.count(7) == 3);
  CHECK(Mean{.parents = 3}.count(2) == 2);
  CHECK(LossWeightedMean{.parents = 3}.count(7) == 3);
  CHECK(LossWeightedMean{}.count(7) == 7);
}

TEST_CASE("mean: all weigh the same, whatever their losses") {
  CHECK(weights_of(Mean{}, {1, 2, 3, 4}) == std::vector<double>(4, 0.25));
  CHECK(weights_of(Mean{}, {5}) == std::vector<double>{1});
}

TEST_CASE("loss-weighted mean: losses 0, ln 2 and ln 4 weigh 4, 2 and 1 sevenths; their common part does not count") {
  const double ln2 = std::log(2.0);
  CHECK(near(weights_of(LossWeightedMean{}, {0, ln2, 2 * ln2}), std::vector<double>{4.0 / 7, 2.0 / 7, 1.0 / 7}, 1e-15));
  CHECK(near(weights_of(LossWeightedMean{}, {900 + 2 * ln2, 900, 900 + ln2}), std::vector<double>{1.0 / 7, 4.0 / 7, 2.0 / 7}, 1e-12));
  CHECK(near(weights_of(LossWeightedMean{.temperature = 0.5f}, {0, ln2}), std::vector<double>{0.8, 0.2}, 1e-15));
  CHECK(near(weights_of(LossWeightedMean{.temperature = 1e-3f}, {3, 1, 2}), std::vector<double>{0, 1, 0}, 1e-15));
  CHECK(near(weights_of(LossWeightedMean{.temperature = 1e6f}, {3, 1}), std::vector<double>{0.5, 0.5}, 1e-5));
}

TEST_CASE("loss-weighted mean: weights are of one sign, sum to one and fall with the loss") {
  for_seeds(200, [](Draw& draw) {
    std::vector<double> losses;
    for (Index k = 0; k < 1 + draw.below(9); ++k) losses.push_back(static_cast<double>(draw.normal() * 20));
    const auto weights = weights_of(LossWeightedMean{.temperature = draw.between(0.1f, 30)}, losses);
    double sum = 0;
    for (std::size_t k = 0; k < losses.size(); ++k) {
      CHECK(weights[k] >= 0);
      sum += weights[k];
      for (std::size_t j = 0; j < losses.size(); ++j)
        if (losses[k] < losses[j]) CHECK(weights[k] >= weights[j]);
    }
    CHECK(near(sum, 1, 1e-14));
  });
}

TEST_CASE("means: fewer than no parents, and temperatures that are not above zero and finite, are refused") {
  CHECK_NOTHROW(Mean{.parents = 0}.check());
  CHECK_THROWS_WITH_AS(Mean{.parents = -1}.check(), "Mean: parents is -1, expected at least 0", SettingsError);
  CHECK_THROWS_WITH_AS(LossWeightedMean{.parents = -1}.check(), "LossWeightedMean: parents is -1, expected at least 0", SettingsError);
  CHECK_THROWS_WITH_AS(LossWeightedMean{.temperature = 0}.check(), "LossWeightedMean: temperature is 0, expected above 0 and finite",
                       SettingsError);
  CHECK_THROWS_AS(LossWeightedMean{.temperature = NAN}.check(), SettingsError);
  CHECK_THROWS_AS(LossWeightedMean{.temperature = INFINITY}.check(), SettingsError);
  CHECK_THROWS_AS((Aligned<LossWeightedMean>{{.temperature = 0}, Alike::weights, 1}.check()), SettingsError);
}
