#pragma once
// Successive halving: losers go to rest.

#include <genoprop/concepts/replacement.hpp>
#include <genoprop/core/error.hpp>

namespace genoprop {

/// The budget is spent in rounds of equal size; after each the best 1 / factor of the slots by fitness now train on and the others
/// go to rest, for good. 16 slots and a factor of 2: rounds of 16, 8, 4 and 2 slots, the last of which takes 8 times as many
/// generations as the first. A diverged slot is reborn and takes part again.
/// Jamieson & Talwalkar, "Non-stochastic best arm identification and hyperparameter optimization", AISTATS 2016, algorithm 1;
/// other factors: Li, Jamieson, DeSalvo, Rostamizadeh & Talwalkar, "Hyperband", JMLR 18, 2018 (their eta).
struct Halving {
  Index factor = 2;  ///< one slot of how many trains on, >= 2

  Fate operator()(Index slot, const Ranking& now, const Clock& clock) const {
    if (now.position(slot) < 0) return breed_here;
    if (now.life(slot).status == Status::resting) return rest_here;
    Index better = 0;  // that train as well
    for (Index k = 0; k < now.position(slot); ++k) better += now.life(now.slot(k)).status != Status::resting ? 1 : 0;
    return better < active(round(clock, now.members()), now.members()) ? keep_mine : rest_here;
  }

  /// how many of n slots train in a round, counted from 0
  Index active(Index round, Index n) const {
    for (; round > 0 && n > 1; --round) n /= factor;
    return n > 1 ? n : 1;
  }
  /// how many rounds n slots have: log n to the base `factor`, rounded up; at least 1
  Index rounds(Index n) const {
    Index count = 0;
    for (std::int64_t power = 1; power < n; power *= factor) ++count;
    return count > 1 ? count : 1;
  }
  /// the round that comes next: as many as are over by the steps that are spent
  Index round(const Clock& clock, Index n) const {
    const std::int64_t all = rounds(n);
    if (clock.budget <= 0) return 0;
    const std::int64_t over = clock.spent * all / clock.budget;
    return static_cast<Index>(over < all ? over : all - 1);
  }

  void check() const { require<SettingsError>(factor >= 2, "Halving: factor is ", factor, ", expected at least 2"); }
};

static_assert(Replacement<Halving>);

}  // namespace genoprop
