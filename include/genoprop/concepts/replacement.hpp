#pragma once
// What becomes of a slot at the end of a generation.

#include <concepts>
#include <utility>

#include <genoprop/concepts/clock.hpp>
#include <genoprop/concepts/plan.hpp>
#include <genoprop/concepts/ranking.hpp>

namespace genoprop {

/// A replacement that keeps something from generation to generation. Its memory is the same on every worker, since it is made
/// from what everyone sees:
///   void look(Memory&, const Ranking& now, const Clock&) const    once a generation, before the fates; over all slots
///   Fate operator()(Index slot, const Ranking& now, const Clock&, const Memory&) const
template <class R>
concept RememberingReplacement =
    std::copyable<typename R::Memory> && std::default_initializable<typename R::Memory> &&
    requires(const R replace, typename R::Memory& memory, Index slot, const Ranking& now, const Clock& clock) {
  replace.look(memory, now, clock);
  { replace(slot, now, clock, std::as_const(memory)) } -> std::same_as<Fate>;
};

/// `Fate operator()(Index slot, const Ranking& now, const Clock&) const`: keep_mine, breed_here, copy_of(slot) or rest_here.
/// The ranking is over the population (or the deme) as it is now; ranking.life(slot) knows diverged slots too.
template <class R>
concept Replacement = RememberingReplacement<R> || requires(const R replace, Index slot, const Ranking& now, const Clock& clock) {
  { replace(slot, now, clock) } -> std::same_as<Fate>;
};

/// Whether it judges by losses: not for objectives that have none. A policy says so by `static constexpr bool reads_loss = true;`
template <class R>
inline constexpr bool reads_loss = false;
template <class R>
  requires requires { R::reads_loss; }
inline constexpr bool reads_loss<R> = R::reads_loss;

namespace detail {
struct NoMemory {};
template <class R>
struct MemoryOf {
  using type = NoMemory;
};
template <RememberingReplacement R>
struct MemoryOf<R> {
  using type = typename R::Memory;
};
}  // namespace detail
template <class R>
using MemoryOf = typename detail::MemoryOf<R>::type;

/// The fate of a slot, with the memory or without.
template <class R>
Fate fate_of(const R& replace, Index slot, const Ranking& now, const Clock& clock, const MemoryOf<R>& memory) {
  if constexpr (RememberingReplacement<R>)
    return replace(slot, now, clock, memory);
  else
    return replace(slot, now, clock);
}
template <class R>
void look(const R& replace, MemoryOf<R>& memory, const Ranking& now, const Clock& clock) {
  if constexpr (RememberingReplacement<R>) replace.look(memory, now, clock);
}

}  // namespace genoprop
