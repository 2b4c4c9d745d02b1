#pragma once
// Children that are means of any number of parents.

#include <cmath>

#include <genoprop/concepts/crossover.hpp>
#include <genoprop/core/error.hpp>
#include <genoprop/core/math.hpp>

namespace genoprop {

/// The mean of `parents` parents, each weighing the same: the recombination of ESGD with its rho (Cui, Zhang, Tuske & Picheny,
/// "Evolutionary stochastic gradient descent for optimization of deep neural networks", NeurIPS 2018, section 3), that of
/// (mu/rho, lambda) evolution strategies (Beyer & Schwefel, "Evolution strategies: a comprehensive introduction", 2002). The mean of
/// all is local SGD: model averaging every so many steps (Stich, "Local SGD converges fast and communicates little", ICLR 2019).
/// Where fewer may be parents, the mean of those.
struct Mean {
  Index parents = 0;  ///< rho, >= 1; 0: all that may be parents

  Index count(Index candidates) const { return parents == 0 || parents > candidates ? candidates : parents; }
  void weights(std::span<const double>, std::span<double> weights) const {
    for (double& w : weights) w = 1.0 / static_cast<double>(weights.size());
  }

  void check() const { require<SettingsError>(parents >= 0, "Mean: parents is ", parents, ", expected at least 0"); }
};

static_assert(MixingCrossover<Mean> && parents_of<Mean> == 2);

/// The same with weights by a softmax of -loss / temperature: w_k = e^(-loss_k / t) / sum of e^(-loss_j / t), after the weighted
/// aggregation of workers in parallel SGD (Guo, Ye, Xiao & Zhu, "Weighted aggregating stochastic gradient descent for parallel deep
/// learning", arXiv:2004.03749, 2020). Losses are those of the parents' pool rows.
struct LossWeightedMean {
  Index parents = 0;      ///< >= 1; 0: all that may be parents
  float temperature = 1;  ///< above 0, in units of the loss; low: the best parent alone, high: the plain mean

  Index count(Index candidates) const { return Mean{parents}.count(candidates); }
  void weights(std::span<const double> losses, std::span<double> weights) const {
    double lowest = losses.empty() ? 0 : losses[0], sum = 0;
    for (const double loss : losses) lowest = loss < lowest ? loss : lowest;
    for (std::size_t k = 0; k < weights.size(); ++k) {
      weights[k] = math::exp((lowest - losses[k]) / static_cast<double>(temperature));  // the best one's is 1: nothing overflows
      sum += weights[k];
    }
    for (double& w : weights) w /= sum;
  }

  void check() const {
    require<SettingsError>(parents >= 0, "LossWeightedMean: parents is ", parents, ", expected at least 0");
    require<SettingsError>(temperature > 0 && std::isfinite(temperature), "LossWeightedMean: temperature is ", temperature,
                           ", expected above 0 and finite");
  }
};

static_assert(MixingCrossover<LossWeightedMean> && parents_of<LossWeightedMean> == 2);

}  // namespace genoprop
