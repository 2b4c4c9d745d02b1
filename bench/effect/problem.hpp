#pragma once
// The problems. Each objective is compiled in a file of its own.

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "trial.hpp"

namespace effect {

/// One seed of one setting: the arms share data and initial networks.
struct Task {
  Setting setting;
  std::uint64_t seed = 0;
  std::vector<const Arm*> arms{};
  std::filesystem::path data{};
  Witness witness{};
};
using Sink = std::function<void(const Cell&, const Outcome&)>;

struct Problem {
  std::string name;
  std::string what;        ///< data, network, optimizer
  std::string metric;      ///< what the test error is
  std::string target;      ///< what "solved" means; empty: nothing
  std::int64_t steps = 0;  ///< S unless another is asked for
  std::function<void(const Task&, const Sink&)> run;
};

std::vector<Problem> binary_problems();      ///< tanh networks, sigmoid cross-entropy
std::vector<Problem> regression_problems();  ///< ReLU networks, mean squared error
std::vector<Problem> image_problems();       ///< ReLU networks, softmax cross-entropy
std::vector<Problem> risk_problems();        ///< the closed-form teacher-student risk

/// A user's table: which file, and how it is read.
struct TableFile {
  std::filesystem::path path{};
  std::vector<std::string> targets{};  ///< the columns that are predicted: words are classes, numbers are values; several are values
  bool classes = false;                ///< numbers in the target are names of classes
  std::string missing{"refuse"};       ///< cells: refuse, median or drop
  std::vector<std::string> drop{};
};
/// Reads the file once; what it refuses is a FileError, a DataError or a SettingsError.
Problem table_problem(const TableFile& file);

/// those of every run, and what `add_problem` was given before the runs began
inline std::vector<Problem>& known_problems() {
  static std::vector<Problem> all = [] {
    std::vector<Problem> p;
    for (auto part : {binary_problems, regression_problems, risk_problems, image_problems})
      for (Problem& one : part()) p.push_back(std::move(one));
    return p;
  }();
  return all;
}
inline const std::vector<Problem>& all_problems() { return known_problems(); }
inline void add_problem(Problem problem) { known_problems().push_back(std::move(problem)); }
inline const Problem& problem_named(const std::string& name) {
  for (const Problem& p : all_problems())
    if (p.name == name) return p;
  gp::require<gp::SettingsError>(false, "effect: problem is ", name, ", expected one of those that --list shows");
  return all_problems().front();
}

/// Every arm of a task on one objective; `judge` as in Trial.
template <class Objective, class O, class Judge>
void run_arms(const Task& task, const Sink& sink, const Objective& objective, const O& optimizer, const Sizes& sizes, const Judge& judge,
              const gp::Population<typename Objective::Scalar>* start = nullptr) {
  const Trial<Objective, O, Judge> trial{
      .objective = objective, .optimizer = optimizer, .sizes = sizes, .judge = judge, .start = start, .witness = task.witness};
  for (const Arm* arm : task.arms) {
    const Cell cell{task.setting, arm->name, task.seed};
    sink(cell, trial(*arm, cell));
  }
}

}  // namespace effect
