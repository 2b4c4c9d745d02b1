#pragma once
// The address of one random number (design law 1): nothing in the library holds a generator.

#include <cstdint>

#include <genoprop/core/config.hpp>

namespace genoprop {

/// What a random number is for. Part of its address: two purposes never share a number.
enum class Purpose : std::uint8_t {
  start = 1,   ///< initial weights
  batch,       ///< rows of a mini-batch
  select,      ///< parents
  replace,     ///< fates of slots
  cross,       ///< choices of a crossover
  mutate,      ///< changes of a mutation
  redraw,      ///< new weights of redrawn units
  hyper,       ///< optimizer numbers
  migrate,     ///< exchange between demes
  split,       ///< rows of training, validation, test
  data,        ///< made data sets
  probe,       ///< made probe rows
  score,       ///< what a simulation draws
  dropout,     ///< units that are left out of a step
  user = 128,  ///< free for programs that use the library
};

/// Counter of Philox4x32: {index, slot, time, purpose:8 | layer:8 | block:16}.
/// time is the global step for batches and dropout, the generation for everything else.
struct Site {
  Purpose purpose = Purpose::user;
  std::uint32_t index = 0;  ///< which of many: a gene, a row, a unit
  std::uint32_t slot = 0;
  std::uint32_t time = 0;
  std::uint8_t layer = 0;
  std::uint16_t block = 0;  ///< advanced by a Draw that needs more than four words
};

}  // namespace genoprop
