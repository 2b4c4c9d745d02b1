#pragma once
// Runs of many seeds, each on a thread of its own; a progress line.

#include <unistd.h>

#include <atomic>
#include <chrono>
#include <mutex>
#include <thread>
#include <vector>

#include "problem.hpp"
#include "store.hpp"

namespace effect {

/// "123 of 400 runs, 31 %, 2:05 left": rewritten on a terminal, else a line every ten seconds and the last one.
class ProgressLine {
 public:
  ProgressLine(std::size_t runs, double work) : runs_(runs), work_(work) {}

  void one_more(double work) {
    ++done_;
    worked_ += work;
    const bool terminal = isatty(STDERR_FILENO) == 1, last = done_ == runs_;
    const double now = seconds();
    if (!last && now - told_ < (terminal ? 0.2 : 10.0)) return;
    told_ = now;
    const double left = worked_ > 0 ? now * (work_ - worked_) / worked_ : 0;
    std::fprintf(stderr, "%s%zu of %zu runs, %.0f %%, %s%s%s", terminal ? "\r\x1b[2K" : "", done_, runs_, 100 * worked_ / work_,
                 gp::Progress::duration(last ? now : left).c_str(), last ? "" : " left", terminal && !last ? "" : "\n");
  }

 private:
  double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::size_t runs_, done_ = 0;
  double work_, worked_ = 0, told_ = 0;
};

/// what a run costs, in gradient steps
inline double cost_of(const Task& task, const Arm& arm) {
  const double one = arm.alone && !arm.every_minibatch && task.setting.axis == Axis::worker ? 1 : task.setting.population;
  return one * static_cast<double>(task.setting.steps) * static_cast<double>(rates_of(arm, task.setting.population).size());
}

/// All tasks into the store, `threads` at a time; 0: one a core. What a run gives does not depend on it.
inline void run_all(const std::vector<Task>& tasks, Store& store, gp::Index threads) {
  std::size_t runs = 0;
  double work = 0;
  for (const Task& t : tasks)
    for (const Arm* a : t.arms) {
      ++runs;
      work += cost_of(t, *a);
    }
  if (runs == 0) return;
  ProgressLine progress(runs, work);
  std::atomic<std::size_t> next{0};
  std::mutex door;
  std::exception_ptr failure;
  const auto work_on = [&] {
    for (std::size_t n; (n = next++) < tasks.size();) try {
        const Task& task = tasks[n];
        problem_named(task.setting.problem).run(task, [&](const Cell& cell, const Outcome& outcome) {
          const std::lock_guard lock(door);
          store.add(cell, outcome);
          progress.one_more(cost_of(task, arm_named(cell.arm)));
        });
      } catch (...) {
        const std::lock_guard lock(door);
        if (!failure) failure = std::current_exception();
        next = tasks.size();
      }
  };
  const auto cores = static_cast<gp::Index>(std::thread::hardware_concurrency());
  std::vector<std::thread> crew;
  for (gp::Index t = 0; t < (threads > 0 ? threads : std::max(cores, gp::Index{1})); ++t) crew.emplace_back(work_on);
  for (auto& t : crew) t.join();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace effect
