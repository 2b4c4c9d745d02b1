#pragma once
// Steps of one mini-batch, of several, or of as many as there are workers without work.

#include <algorithm>

#include <genoprop/concepts/batching.hpp>
#include <genoprop/core/error.hpp>

namespace genoprop {

/// A mini-batch a step.
struct OneBatch {
  static constexpr bool single = true;
  Index minibatches(Index, Index) const { return 1; }
  Index most(Index) const { return 1; }
};

/// `count` mini-batches a step. With a population of one this is synchronous data-parallel BP on `count` workers.
struct Minibatches {
  Index count = 8;  ///< 1 to 256

  Index minibatches(Index, Index) const { return count; }
  Index most(Index) const { return count; }
  void check() const {
    require<SettingsError>(count >= 1 && count <= most_minibatches, "Minibatches: count is ", count, ", expected 1 to ", most_minibatches);
  }
};

/// Slots at rest give their share to those that train: of P slots with n active, every step takes P / n mini-batches.
struct HelpTheActive {
  Index limit = 64;  ///< mini-batches a step at most, 1 to 256

  Index minibatches(Index active, Index population) const { return std::clamp(population / std::max(active, Index{1}), Index{1}, limit); }
  Index most(Index population) const { return std::min(population, limit); }
  void check() const {
    require<SettingsError>(limit >= 1 && limit <= most_minibatches, "HelpTheActive: limit is ", limit, ", expected 1 to ",
                           most_minibatches);
  }
};

static_assert(Batching<OneBatch> && Batching<Minibatches> && Batching<HelpTheActive>);

}  // namespace genoprop
