#pragma once
// Grace for newborns.

#include <genoprop/concepts/replacement.hpp>
#include <genoprop/core/error.hpp>

namespace genoprop {

/// `Grace<SteadyState>{.generations = 3}`: any replacement, among the grown-up alone. A slot that was reborn keeps its place until it
/// has trained for some generations: what a birth is worth shows only after some training. First lives have no grace, and a slot
/// that rests is left to the replacement.
template <class Replace>
struct Grace {
  static_assert(Replacement<Replace>,
                "genoprop: Grace wraps a Replacement: Fate operator()(Index slot, const Ranking&, const Clock&) const");
  using Memory = MemoryOf<Replace>;
  static constexpr bool reads_loss = genoprop::reads_loss<Replace>;
  Replace replace{};
  Index generations = 3;  ///< of the new life that are spared, >= 0

  void look(Memory& memory, const Ranking& now, const Clock& clock) const { genoprop::look(replace, memory, now, clock); }
  Fate operator()(Index slot, const Ranking& now, const Clock& clock, const Memory& memory) const {
    if (young(now.life(slot))) return keep_mine;
    return fate_of(replace, slot, now.within([&](Index s) { return !young(now.life(s)); }), clock, memory);
  }

  void check() const {
    require<SettingsError>(generations >= 0, "Grace: generations is ", generations, ", expected at least 0");
    if constexpr (requires { replace.check(); }) replace.check();
  }
  /// beside the demes of a strategy
  template <class Structure>
    requires requires(const Replace r, const Structure s) { r.check(s); }
  void check(const Structure& demes) const { replace.check(demes); }

 private:
  bool young(const Life& life) const { return life.births > 0 && life.age < generations && life.status != Status::resting; }
};
template <class Replace>
Grace(Replace) -> Grace<Replace>;
template <class Replace>
Grace(Replace, Index) -> Grace<Replace>;

}  // namespace genoprop
