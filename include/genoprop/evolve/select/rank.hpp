#pragma once
// Selection by rank: chances that know who is better, not by how much. Any fitness, of any sign.

#include <genoprop/core/error.hpp>
#include <genoprop/evolve/select/wheel.hpp>

namespace genoprop {

/// Linear ranking: chances fall evenly from pressure / n for the best to (2 - pressure) / n for the worst. A pressure of 2 leaves
/// the worst no child, 1 is chance alone. O(n) a draw.
/// Baker, "Adaptive selection methods for genetic algorithms", ICGA 1985; the formula as in Blickle & Thiele, "A comparison of
/// selection schemes used in evolutionary algorithms", Evolutionary Computation 4(4), 1996, section on linear ranking.
struct LinearRank {
  float pressure = 1.5f;  ///< how many children in n draws the best one expects, in [1, 2]

  Index operator()(const Ranking& ranking, Draw& draw) const {
    if (ranking.size() == 0) return no_parent;
    return ranking.slot(pocket_at(pockets(ranking), static_cast<double>(draw.unit())));
  }
  /// children expected in n draws
  std::vector<double> pockets(const Ranking& ranking) const {
    const Index n = ranking.size();
    const double best = static_cast<double>(pressure), lowest = 2.0 - best;
    std::vector<double> all;
    for (Index k = 0; k < n; ++k) all.push_back(n == 1 ? 1.0 : lowest + (best - lowest) * (n - 1 - k) / (n - 1));
    return all;
  }

  void check() const {
    require<SettingsError>(pressure >= 1 && pressure <= 2, "LinearRank: pressure is ", pressure, ", expected in [1, 2]");
  }
};

/// Exponential ranking: each position has `base` times the chance of the one before it: base^k (1 - base) / (1 - base^n) for
/// position k of n, best first. O(n) a draw.
/// Blickle & Thiele, "A comparison of selection schemes used in evolutionary algorithms", Evolutionary Computation 4(4), 1996,
/// section on exponential ranking (their c).
struct ExponentialRank {
  float base = 0.8f;  ///< in (0, 1): near 1 chance alone, near 0 the best alone

  Index operator()(const Ranking& ranking, Draw& draw) const {
    if (ranking.size() == 0) return no_parent;
    return ranking.slot(pocket_at(pockets(ranking), static_cast<double>(draw.unit())));
  }
  /// in units of the best one's
  std::vector<double> pockets(const Ranking& ranking) const {
    std::vector<double> all;
    double power = 1;
    for (Index k = 0; k < ranking.size(); ++k, power *= static_cast<double>(base)) all.push_back(power);
    return all;
  }

  void check() const { require<SettingsError>(base > 0 && base < 1, "ExponentialRank: base is ", base, ", expected in (0, 1)"); }
};

static_assert(Proportional<LinearRank> && Proportional<ExponentialRank>);

}  // namespace genoprop
