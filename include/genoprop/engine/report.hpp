#pragma once
// What a generation was like: for observers, history and files.

#include <algorithm>
#include <cmath>
#include <vector>

#include <genoprop/concepts/clock.hpp>
#include <genoprop/concepts/life.hpp>
#include <genoprop/concepts/plan.hpp>

namespace genoprop {

struct Report {
  Index generation = 0;       ///< how many are over in this run: 1 after the first
  Index generations = 0;      ///< how many are planned; more when slots rest
  std::vector<Life> lives;    ///< [P] as they were when the births were decided
  std::vector<Birth> births;  ///< made at the end of this generation
  double best = worst;        ///< fitness
  double median = worst;      ///< of the finite ones
  double best_loss = 0;       ///< lowest validation loss now
  double diversity = 0;       ///< spread of sixteen sampled genes over their size: 0 when all networks are one
  Index diverged = 0;         ///< individuals that have diverged; they are reborn where a generation follows
  Index active = 0;           ///< individuals that trained
  bool restarted = false;     ///< all had diverged, and all were drawn afresh: nobody had a pool row to go on from
  std::int64_t steps = 0;     ///< gradient steps so far, over all individuals
  std::int64_t budget = 0;
  double seconds = 0;           ///< since the start
  double training_seconds = 0;  ///< of this generation, on worker 0's clock, the slowest worker waited for
  double evolving_seconds = 0;  ///< alignment, crossover, mutation of the generation before
  double steps_per_second = 0;  ///< of this run so far
  double seconds_left = 0;      ///< at this pace
};

/// sd over slots of sixteen sampled genes, root of the mean square, over the root of the mean square of the genes
inline double diversity_of(const std::vector<Life>& lives) {
  double spread = 0, size = 0;
  for (std::size_t k = 0; k < lives.front().sketch.size(); ++k) {
    double mean = 0, square = 0;
    Index n = 0;
    for (const Life& life : lives) {
      const auto gene = static_cast<double>(life.sketch[k]);
      if (!std::isfinite(gene)) continue;
      mean += gene;
      square += gene * gene;
      ++n;
    }
    if (n == 0) continue;
    mean /= n;
    square /= n;
    spread += std::max(0.0, square - mean * mean);
    size += square;
  }
  return size > 0 ? std::sqrt(spread / size) : 0.0;
}

/// The numbers that follow from the lives.
inline void summarise(Report& report) {
  std::vector<double> fitness;
  report.best_loss = std::numeric_limits<double>::infinity();
  for (const Life& life : report.lives) {
    if (std::isfinite(life.fitness)) fitness.push_back(life.fitness);
    if (std::isfinite(life.loss)) report.best_loss = std::min(report.best_loss, life.loss);
    report.diverged += life.status == Status::diverged ? 1 : 0;
    report.active += life.status != Status::resting ? 1 : 0;
  }
  std::sort(fitness.begin(), fitness.end());
  if (!fitness.empty()) {
    report.best = fitness.back();
    const std::size_t n = fitness.size();
    report.median = n % 2 == 1 ? fitness[n / 2] : 0.5 * (fitness[n / 2 - 1] + fitness[n / 2]);
  }
  report.diversity = diversity_of(report.lives);
  const bool fresh = std::all_of(report.births.begin(), report.births.end(), [](const Birth& b) { return b.kind == Birth::Kind::fresh; });
  report.restarted = report.diverged == static_cast<Index>(report.lives.size()) && report.births.size() == report.lives.size() && fresh;
}

/// what a generation tells its observers; its times are told later
inline Report report_of(const std::vector<Life>& lives, const Plan& plan, const Clock& clock, double seconds) {
  Report r{.generation = clock.done, .generations = clock.planned, .lives = lives, .births = plan.births};
  summarise(r);
  r.steps = clock.steps > 0 ? clock.spent : 0;
  r.budget = clock.steps > 0 ? clock.budget : 0;
  r.seconds = seconds;
  r.steps_per_second = seconds > 0 ? static_cast<double>(r.steps) / seconds : 0;
  r.seconds_left = clock.spent > 0 ? seconds * static_cast<double>(clock.budget - clock.spent) / static_cast<double>(clock.spent) : 0;
  return r;
}

}  // namespace genoprop
