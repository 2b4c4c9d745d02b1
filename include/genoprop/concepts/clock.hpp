#pragma once
// Where a run stands. The same on every worker; lanes keep a copy whose step they move on.

#include <cstdint>

#include <genoprop/core/config.hpp>

namespace genoprop {

struct Clock {
  std::uint64_t seed = 0;
  std::int64_t step = 0;    ///< global: moves on by `steps` every generation; the time of batches
  Index minibatch = 0;      ///< which of the mini-batches of a step
  Index generation = 0;     ///< counted from 0, never set back: the time of everything else
  Index steps = 0;          ///< gradient steps of a generation
  Index done = 0;           ///< generations of this run that are over
  Index planned = 0;        ///< generations of this run, were all slots to train
  std::int64_t spent = 0;   ///< gradient steps of this run, over all individuals
  std::int64_t budget = 0;  ///< population * generations * steps
  std::int64_t began = 0;   ///< the step at which this generation began
  std::int64_t taking = 0;  ///< gradient steps that one step of this generation spends, over all individuals

  std::uint32_t time() const { return static_cast<std::uint32_t>(generation); }
  /// share of the budget that is spent, in [0, 1]
  double progress() const { return budget > 0 ? static_cast<double>(spent) / static_cast<double>(budget) : 1.0; }
  /// the same within a generation: what is spent before this step; what schedules are functions of
  GENOPROP_HD double run_share() const noexcept {
    const std::int64_t now = spent + (step - began) * taking;
    return now < budget ? static_cast<double>(now) / static_cast<double>(budget) : 1.0;
  }
};

}  // namespace genoprop
