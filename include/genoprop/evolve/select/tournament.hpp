#pragma once
// Tournament selection.

#include <genoprop/concepts/selection.hpp>
#include <genoprop/core/error.hpp>

namespace genoprop {

/// The best of `size` slots drawn uniformly with replacement: position k of n wins with chance ((n-k)^size - (n-k-1)^size) / n^size.
/// Goldberg & Deb, "A comparative analysis of selection schemes used in genetic algorithms", FOGA 1991, section 2.3.
struct Tournament {
  Index size = 2;  ///< slots that compete, 1 (chance alone) or more

  Index operator()(const Ranking& ranking, Draw& draw) const {
    const Index n = ranking.size();
    if (n == 0) return no_parent;
    Index winner = n;
    for (Index k = 0; k < size; ++k) {
      const Index position = draw.below(n);  // the ranking is sorted: the better slot stands before the worse
      winner = position < winner ? position : winner;
    }
    return ranking.slot(winner);
  }

  void check() const { require<SettingsError>(size >= 1, "Tournament: size is ", size, ", expected at least 1"); }
};

static_assert(Selection<Tournament>);

}  // namespace genoprop
