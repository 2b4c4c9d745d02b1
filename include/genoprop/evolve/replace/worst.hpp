#pragma once
// The worst make room.

#include <genoprop/concepts/replacement.hpp>
#include <genoprop/core/error.hpp>

namespace genoprop {

/// Steady state: the worst `births` slots by fitness now make room for children, all others train on. The best one always stays.
/// Whitley, "The GENITOR algorithm and selection pressure", ICGA 1989; Syswerda, "A study of reproduction in generational and
/// steady-state genetic algorithms", FOGA 1991.
struct SteadyState {
  Index births = 1;  ///< in a generation, >= 0

  Fate operator()(Index slot, const Ranking& now, const Clock&) const {
    const Index position = now.position(slot);  // -1: diverged
    return position < 0 || (position > 0 && position >= now.size() - births) ? breed_here : keep_mine;
  }

  void check() const { require<SettingsError>(births >= 0, "SteadyState: births is ", births, ", expected at least 0"); }
};

/// The worst `share` of the slots make room for children: share * n rounded to the nearest, at least 1. The best one always stays.
/// With Truncation{.share = 0.2f} and Copy this is the truncation selection of population based training: the bottom fifth
/// continues from one of the top fifth. Jaderberg et al., "Population based training of neural networks", 2017.
struct Bottom {
  float share = 0.2f;  ///< in (0, 1]

  Fate operator()(Index slot, const Ranking& now, const Clock& clock) const {
    return SteadyState{.births = births_among(now.size())}(slot, now, clock);
  }

  /// how many of n slots make room, were the best one not spared
  Index births_among(Index n) const {  // rounding up would turn 0.2f of 10, a hair above 2, into 3
    const auto births = static_cast<Index>(static_cast<double>(share) * n + 0.5);
    return births < 1 ? 1 : births > n ? n : births;
  }

  void check() const { require<SettingsError>(share > 0 && share <= 1, "Bottom: share is ", share, ", expected in (0, 1]"); }
};

static_assert(Replacement<SteadyState> && Replacement<Bottom>);

}  // namespace genoprop
