#pragma once
// Truncation selection.

#include <genoprop/concepts/selection.hpp>
#include <genoprop/core/error.hpp>

namespace genoprop {

/// One of the best `share` of the slots, all with the same chance. How many that is: share * n rounded to the nearest, at least 1.
/// Muehlenbein & Schlierkamp-Voosen, "Predictive models for the breeder genetic algorithm", Evolutionary Computation 1(1), 1993.
struct Truncation {
  float share = 0.2f;  ///< in (0, 1]

  Index operator()(const Ranking& ranking, Draw& draw) const {
    if (ranking.size() == 0) return no_parent;
    return ranking.slot(draw.below(parents_among(ranking.size())));
  }

  /// how many of n slots may be parents
  Index parents_among(Index n) const {  // rounding up would turn 0.2f of 10, a hair above 2, into 3
    const auto best = static_cast<Index>(static_cast<double>(share) * n + 0.5);
    return best < 1 ? 1 : best > n ? n : best;
  }

  void check() const { require<SettingsError>(share > 0 && share <= 1, "Truncation: share is ", share, ", expected in (0, 1]"); }
};

static_assert(Selection<Truncation>);

}  // namespace genoprop
