#pragma once
// The oldest make room.

#include <genoprop/concepts/replacement.hpp>
#include <genoprop/core/error.hpp>

namespace genoprop {

/// Ageing evolution: the `births` slots whose lives are longest make room for children, however good they are; what is good
/// lives on in its descendants. Of equal age the first slots go first, as in a queue.
/// Real, Aggarwal, Huang & Le, "Regularized evolution for image classifier architecture search", AAAI 2019, algorithm 1.
struct Oldest {
  Index births = 1;  ///< in a generation, >= 0

  Fate operator()(Index slot, const Ranking& now, const Clock&) const {
    if (now.position(slot) < 0) return breed_here;
    const Index age = now.life(slot).age;
    Index before = 0;
    for (Index k = 0; k < now.size(); ++k) {
      const Index other = now.slot(k), its = now.life(other).age;
      before += its > age || (its == age && other < slot) ? 1 : 0;
    }
    return before < births ? breed_here : keep_mine;
  }

  void check() const { require<SettingsError>(births >= 0, "Oldest: births is ", births, ", expected at least 0"); }
};

static_assert(Replacement<Oldest>);

}  // namespace genoprop
