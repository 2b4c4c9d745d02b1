#pragma once
// Demes that evolve at different cadences: some greedily, every generation, some after a long time.

#include <concepts>
#include <cstdint>

#include <genoprop/concepts/demes.hpp>
#include <genoprop/concepts/replacement.hpp>
#include <genoprop/core/error.hpp>

namespace genoprop {

/// `count` demes of neighbouring slots; deme d evolves every ratio^d generations: what pays at once decides in the first, what pays in
/// the long run in the last. When a deme evolves, the third quarter of its ranking is open: the best of all other demes take these
/// places, one each, as long as they are better than who is there. The quarters before stay; the last one is the replacement's:
/// `AtCadence{Bottom{.share = 0.25f}, cadences}`. Doulazmi, Lehuger, Toromanoff et al., "Multiple-frequencies
/// population-based training", arXiv:2506.03225, 2025. Theirs are any frequencies, ours powers. A migrant brings its optimizer numbers,
/// but where it comes from a deme that evolves more often it takes those of the best of its new deme: greedy ones do not spread.
struct Cadences {
  Index count = 3;  ///< demes, at least 1, of at least 4 slots each
  Index ratio = 4;  ///< how many times as long a deme waits as the one before it, at least 2

  Index deme(Index slot, Index population) const {
    require<SettingsError>(count <= population / 4, "Cadences: count is ", count, ", expected at most a quarter of the population, ",
                           population / 4);
    return static_cast<Index>(std::int64_t{slot} * count / population);
  }
  /// generations from one evolution of a deme to the next
  Index period(Index deme) const {
    Index generations = 1;
    for (Index d = 0; d < deme; ++d) generations *= ratio;
    return generations;
  }
  bool evolves(Index deme, const Clock& clock) const { return (clock.generation + 1) % period(deme) == 0; }

  Index migrant(Index slot, const Ranking& pool, const Clock& clock) const {
    const auto population = static_cast<Index>(pool.lives().size());
    const Index here = deme(slot, population);
    if (!evolves(here, clock)) return no_migrant;
    const Ranking home = pool.within([&](Index s) { return deme(s, population) == here; });
    const Ranking abroad = pool.within([&](Index s) { return deme(s, population) != here; });
    const Index quarter = home.size() / 4, position = home.position(slot);
    if (position < 2 * quarter || position >= 3 * quarter) return no_migrant;
    Index taken = 0;
    for (Index k = 2 * quarter; k < 3 * quarter && taken < abroad.size(); ++k) {
      const bool comes = abroad.fitness(taken) > home.fitness(k);
      if (k == position) return comes ? abroad.slot(taken) : no_migrant;
      taken += comes ? 1 : 0;
    }
    return no_migrant;
  }

  /// whose optimizer numbers a migrant has
  Index numbers_of(Index slot, Index migrant, const Ranking& pool, const Clock&) const {
    const auto population = static_cast<Index>(pool.lives().size());
    const Index here = deme(slot, population);
    if (deme(migrant, population) > here) return migrant;
    return pool.within([&](Index s) { return deme(s, population) == here; }).slot(0);
  }

  void check() const {
    require<SettingsError>(count >= 1, "Cadences: count is ", count, ", expected at least 1");
    require<SettingsError>(ratio >= 2, "Cadences: ratio is ", ratio, ", expected at least 2");
    std::int64_t longest = 1;
    for (Index d = 1; d < count; ++d) {
      longest *= ratio;
      require<SettingsError>(longest <= 1'000'000, "Cadences: the last of ", count,
                             " demes waits more than a million generations at a ratio of ", ratio, ", expected a million at most");
    }
  }
  friend bool operator==(const Cadences&, const Cadences&) = default;
};

/// Any replacement, but only when the slot's deme evolves: `AtCadence{Bottom{.share = 0.25f}, Cadences{...}}`, the strategy's demes
/// being the same: others are refused. A slot that rests is left to the replacement.
template <class Replace>
struct AtCadence {
  static_assert(Replacement<Replace>,
                "genoprop: AtCadence wraps a Replacement: Fate operator()(Index slot, const Ranking&, const Clock&) const");
  using Memory = MemoryOf<Replace>;
  static constexpr bool reads_loss = genoprop::reads_loss<Replace>;
  Replace replace{};
  Cadences cadences{};

  void look(Memory& memory, const Ranking& now, const Clock& clock) const { genoprop::look(replace, memory, now, clock); }
  Fate operator()(Index slot, const Ranking& now, const Clock& clock, const Memory& memory) const {
    const Index deme = cadences.deme(slot, static_cast<Index>(now.lives().size()));
    if (!cadences.evolves(deme, clock) && now.life(slot).status != Status::resting) return keep_mine;
    return fate_of(replace, slot, now, clock, memory);
  }

  void check() const {
    cadences.check();
    if constexpr (requires { replace.check(); }) replace.check();
  }
  /// beside the demes of a strategy
  template <class Structure>
  void check(const Structure& demes) const {
    if constexpr (std::same_as<Structure, Cadences>)
      require<SettingsError>(cadences == demes, "AtCadence: cadences are count ", cadences.count, ", ratio ", cadences.ratio,
                             ", expected those of the strategy's demes: count ", demes.count, ", ratio ", demes.ratio);
    else
      require<SettingsError>(false, "AtCadence: the strategy's demes are no Cadences, expected Cadences{.count = ", cadences.count,
                             ", .ratio = ", cadences.ratio, "} as here");
  }
};
template <class Replace>
AtCadence(Replace, Cadences) -> AtCadence<Replace>;

static_assert(Demes<Cadences>);

}  // namespace genoprop
