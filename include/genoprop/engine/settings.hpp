#pragma once
// The numbers of a run.

#include <cstdint>
#include <stop_token>

#include <genoprop/concepts/objective.hpp>
#include <genoprop/core/error.hpp>

namespace genoprop {

/// `run.fit({.population = 16, .generations = 40, .steps = 100, .batch = 64, .seed = 1})`: a budget of
/// population * generations * steps gradient steps.
struct Settings {
  Index population = 16;
  Index generations = 40;
  Index steps = 100;  ///< gradient steps of every individual in a generation; 0: evolution alone
  Index batch = 64;   ///< rows of a mini-batch; full_batch: all
  Batches batches = Batches::own;
  Sample sample = Sample::all;
  std::uint64_t seed = 1;
  std::stop_token stop{};  ///< asked once a generation

  void check(const char* who) const {
    require<SettingsError>(population >= 1, who, ": population is ", population, ", expected at least 1");
    require<SettingsError>(population <= 65'535, who, ": population is ", population, ", expected at most 65535");
    require<SettingsError>(generations >= 1, who, ": generations is ", generations, ", expected at least 1");
    require<SettingsError>(steps >= 0, who, ": steps is ", steps, ", expected at least 0");
    require<SettingsError>(batch >= 0, who, ": batch is ", batch, ", expected at least 1, or full_batch");
    require<SettingsError>(sample == Sample::all || (batch != full_batch && batches == Batches::own), who,
                           ": sample is bootstrap or shard, expected mini-batches, and every individual's own");
  }
};

}  // namespace genoprop
