#pragma once
// What everybody knows of every slot: the only thing that all workers share in a generation.

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>

#include <genoprop/core/config.hpp>

namespace genoprop {

enum class Status : std::uint8_t { trained, resting, diverged };

/// What a validation pass measured.
struct Scores {
  double loss = std::numeric_limits<double>::quiet_NaN();               ///< mean over rows
  double accuracy = std::numeric_limits<double>::quiet_NaN();           ///< in [0, 1]; NaN where the task has none
  double balanced_accuracy = std::numeric_limits<double>::quiet_NaN();  ///< mean over the classes that have rows of their accuracy
  double measured = std::numeric_limits<double>::quiet_NaN();           ///< what a fitness measures for itself: train/measured.hpp
  double reward = std::numeric_limits<double>::quiet_NaN();             ///< of objectives without a loss
};

inline constexpr double worst = -std::numeric_limits<double>::infinity();

/// A few numbers of an optimizer, as a hyper policy shows them (concepts/hyper.hpp); NaN where it has fewer.
inline constexpr Index shown_numbers = 4;
using ShownNumbers = std::array<float, shown_numbers>;
inline constexpr ShownNumbers no_numbers{std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::quiet_NaN(),
                                         std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::quiet_NaN()};

/// The record of a slot.
struct Life {
  double fitness = worst;                                      ///< of the network now; higher is better
  double loss = std::numeric_limits<double>::infinity();       ///< on validation data, now
  double accuracy = std::numeric_limits<double>::quiet_NaN();  ///< on validation data, where the task has one
  double best_loss = std::numeric_limits<double>::infinity();  ///< lowest of this life
  std::array<double, 4> best_before{                           ///< best_loss 1, 2, 3, 4 generations ago
                                    std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity(),
                                    std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
  double pool_fitness = worst;  ///< of the slot's pool row
  double pool_loss = std::numeric_limits<double>::infinity();
  std::int64_t steps = 0;                ///< gradient steps of this life
  Index age = 0;                         ///< generations of this life
  Index births = 0;                      ///< lives of this slot before this one
  std::array<Index, 2> parents{-1, -1};  ///< slots; -1: none
  std::array<float, 16> sketch{};        ///< sixteen genes of the genome: diversity without rows
  ShownNumbers numbers = no_numbers;     ///< of its optimizer, where the strategy's hyper policy shows some
  float step_size = 1;                   ///< inherited and changed by mutations that adapt themselves; how it was made
  float pool_step_size = 1;              ///< the same of the slot's pool row
  Status status = Status::trained;
};

inline bool diverged(double fitness, double loss) { return !std::isfinite(fitness) || !std::isfinite(loss); }

}  // namespace genoprop
