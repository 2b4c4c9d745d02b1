#pragma once
// What becomes of a slot at the end of a generation.

#include <concepts>

#include <genoprop/concepts/clock.hpp>
#include <genoprop/concepts/plan.hpp>
#include <genoprop/concepts/ranking.hpp>

namespace genoprop {

/// `Fate operator()(Index slot, const Ranking& now, const Clock&) const`: keep_mine, breed_here, copy_of(slot) or rest_here.
/// The ranking is over the population as it is now; ranking.life(slot) knows diverged slots too.
template <class R>
concept Replacement = requires(const R replace, Index slot, const Ranking& now, const Clock& clock) {
  { replace(slot, now, clock) } -> std::same_as<Fate>;
};

}  // namespace genoprop
