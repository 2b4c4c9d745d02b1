#pragma once
// What many runs of an arm say.

#include <string>
#include <vector>

#include "../support/statistics.hpp"
#include "store.hpp"

namespace effect {

struct ArmSummary {
  std::string arm;
  int n = 0, solved = 0;
  double low = 0, high = 1;                                   ///< success rate, Wilson's interval at 95 %
  double p = std::nan("");                                    ///< Fisher's exact test of success against best of P; NaN: not beside it
  double first_quartile = 0, median = 0, third_quartile = 0;  ///< steps to target, failures beyond every number
  double expected = 0;                                        ///< all steps of all runs until their target over the number of successes
  double test = 0, deviation = 0, error = 0;                  ///< test error: mean, deviation over seeds, standard error of the mean
  double worst_decile = 0;                                    ///< mean of the worst tenth of the seeds
  double against_best = std::nan("");  ///< mean of (test error - best of P's of the same seed) in its standard errors; below 0: better
  double spent = 0, charged = 0, births = 0, training_seconds = 0, operator_seconds = 0;  ///< means
  std::vector<double> to{}, tests{};                                                      ///< seed by seed; infinite where not solved
};
struct SettingSummary {
  Setting setting;
  std::vector<ArmSummary> arms;
};

namespace summary_detail {

using BySeed = std::map<std::uint64_t, Outcome>;

inline ArmSummary of(const std::string& arm, const BySeed& runs) {
  ArmSummary a{.arm = arm, .n = static_cast<int>(runs.size())};
  double until = 0;
  const auto mean_of = [&](double Outcome::*number) {
    double sum = 0;
    for (const auto& [seed, o] : runs) sum += o.*number;
    return sum / a.n;
  };
  for (const auto& [seed, o] : runs) {
    a.solved += o.solved ? 1 : 0;
    a.to.push_back(o.solved ? o.to : std::numeric_limits<double>::infinity());
    a.tests.push_back(o.test);
    until += o.to;
  }
  std::tie(a.low, a.high) = bench::wilson(a.solved, a.n);
  a.first_quartile = bench::quantile(a.to, 0.25);
  a.median = bench::median(a.to);
  a.third_quartile = bench::quantile(a.to, 0.75);
  a.expected = a.solved > 0 ? until / a.solved : std::numeric_limits<double>::infinity();
  a.test = bench::mean(a.tests);
  a.deviation = bench::deviation(a.tests);
  a.error = a.deviation / std::sqrt(static_cast<double>(a.n));
  a.worst_decile = bench::worst_decile(a.tests);
  a.spent = mean_of(&Outcome::spent);
  a.charged = mean_of(&Outcome::charged);
  a.births = mean_of(&Outcome::births);
  a.training_seconds = mean_of(&Outcome::training_seconds);
  a.operator_seconds = mean_of(&Outcome::operator_seconds);
  return a;
}

/// the mean difference over seeds that both have, in its standard errors; NaN for fewer than two, 0 where nothing differs
inline double paired(const BySeed& a, const BySeed& b) {
  std::vector<double> d;
  for (const auto& [seed, o] : a)
    if (const auto other = b.find(seed); other != b.end()) d.push_back(o.test - other->second.test);
  if (d.size() < 2) return std::nan("");
  const double sd = bench::deviation(d), m = bench::mean(d);
  if (sd == 0) return m == 0 ? 0 : std::copysign(std::numeric_limits<double>::infinity(), m);
  return m / (sd / std::sqrt(static_cast<double>(d.size())));
}

}  // namespace summary_detail

/// One setting, the arms in the given order; arms without runs are left out.
inline SettingSummary summarise(const Runs& runs, const Setting& setting, const std::vector<std::string>& arms) {
  std::map<std::string, summary_detail::BySeed> by_arm;
  for (const auto& [cell, o] : runs)
    if (cell.setting == setting) by_arm[cell.arm].emplace(cell.seed, o);
  SettingSummary s{.setting = setting, .arms = {}};
  const auto best = by_arm.find("best_of_p");
  for (const std::string& name : arms) {
    const auto here = by_arm.find(name);
    if (here == by_arm.end()) continue;
    ArmSummary a = summary_detail::of(name, here->second);
    if (best != by_arm.end() && name != "best_of_p") {
      int won = 0;
      for (const auto& [seed, o] : best->second) won += o.solved ? 1 : 0;
      a.p = bench::fisher(a.solved, a.n, won, static_cast<int>(best->second.size()));
      a.against_best = summary_detail::paired(here->second, best->second);
    }
    s.arms.push_back(std::move(a));
  }
  return s;
}

}  // namespace effect
