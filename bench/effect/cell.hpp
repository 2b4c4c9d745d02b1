#pragma once
// One run: what its numbers depend on, and what came of it.

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <tuple>

namespace effect {

/// What is equal in every arm.
enum class Axis : std::uint8_t {
  total,   ///< gradient steps over all networks: P * S
  worker,  ///< steps in a row, as on P machines: nobody takes more than S
};
inline const char* name_of(Axis axis) { return axis == Axis::total ? "total" : "worker"; }

/// Everything but arm and seed: what is compared with each other.
struct Setting {
  std::string problem;
  Axis axis = Axis::total;
  std::int32_t population = 16;
  std::int64_t steps = 0;         ///< S, of each network
  double gain = 1;                ///< of the initial weights
  std::int32_t generations = 40;  ///< in which S steps are planned; fewer where that would be less than half an epoch each
  auto key() const { return std::tie(problem, axis, population, steps, gain, generations); }
  bool operator==(const Setting& o) const { return key() == o.key(); }
  bool operator<(const Setting& o) const { return key() < o.key(); }
};
struct Cell {
  Setting setting;
  std::string arm;
  std::uint64_t seed = 0;
  bool operator<(const Cell& o) const { return std::tie(setting, arm, seed) < std::tie(o.setting, o.arm, o.seed); }
};

struct Outcome {
  bool solved = false;
  double to = 0;          ///< steps until the target was met, all of them where it was not; on the workers' axis those of one network
  double spent = 0;       ///< gradient steps of the run, over all networks; births are in it (engine/charge.hpp)
  double validation = 0;  ///< loss of the network that was returned
  double test = 0;        ///< its error on test data, lower is better
  double charged = 0;     ///< evaluations as gradient steps: a third of a step a row of a batch. Not in `spent`
  double births = 0;
  double training_seconds = 0;  ///< BP and evaluation
  double operator_seconds = 0;  ///< deciding, alignment, crossover, mutation
};

}  // namespace effect
