#pragma once
// Steps of one mini-batch, of several, or of as many as there are workers without work.

#include <algorithm>
#include <cmath>

#include <genoprop/concepts/batching.hpp>
#include <genoprop/core/error.hpp>
#include <genoprop/core/math.hpp>

namespace genoprop {

/// A mini-batch a step.
struct OneBatch {
  static constexpr bool single = true;
  Index minibatches(Index, Index) const { return 1; }
  Index most(Index) const { return 1; }
};

/// `count` mini-batches a step. With a population of one this is synchronous data-parallel BP on `count` workers. Full batches are all
/// the same, but for dropout, and so are the gradients of an objective without training_rows(): as many are taken and counted, for the
/// step of one.
struct Minibatches {
  Index count = 8;  ///< 1 to 256

  Index minibatches(Index, Index) const { return count; }
  Index most(Index) const { return count; }
  void check() const {
    require<SettingsError>(count >= 1 && count <= most_minibatches, "Minibatches: count is ", count, ", expected 1 to ", most_minibatches);
  }
};

/// Slots at rest give their share to those that train: of P slots with n active, every step takes m = P / n mini-batches, at
/// m^`rate_power` times the learning rate. A mean of m gradients is less noisy, so the step may be longer: sqrt(m) keeps the variance of
/// the step (Krizhevsky, "One weird trick for parallelizing convolutional neural networks", arXiv:1404.5997, 2014); m keeps its mean
/// over an epoch (Goyal et al., "Accurate, large minibatch SGD", arXiv:1706.02677, 2017), which is often too long without warm-up.
/// A limit of rows / batch serves best: more than an epoch a step says nothing new. With full batches,
/// but for networks with dropout, and on objectives without training_rows() nobody can be helped: a step takes one, at the rate that is
/// given.
struct HelpTheActive {
  Index limit = 64;         ///< mini-batches a step at most, 1 to 256
  float rate_power = 0.5f;  ///< in [0, 1]; 0: the rate stays

  Index minibatches(Index active, Index population) const { return std::clamp(population / std::max(active, Index{1}), Index{1}, limit); }
  Index most(Index population) const { return std::min(population, limit); }
  float rate_factor(Index minibatches) const {
    const auto m = static_cast<float>(minibatches);
    return rate_power == 0.5f ? math::sqrt(m) : math::exp(rate_power * math::log(m));
  }
  void check() const {
    require<SettingsError>(rate_power >= 0 && rate_power <= 1, "HelpTheActive: rate_power is ", rate_power, ", expected in [0, 1]");
    require<SettingsError>(limit >= 1 && limit <= most_minibatches, "HelpTheActive: limit is ", limit, ", expected 1 to ",
                           most_minibatches);
  }
};

static_assert(Batching<OneBatch> && Batching<Minibatches> && Batching<HelpTheActive>);

}  // namespace genoprop
