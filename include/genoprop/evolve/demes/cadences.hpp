#pragma once
// Demes that evolve at different cadences: some greedily, every generation, some after a long time.

#include <concepts>
#include <cstdint>
#include <vector>

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

  Index migrant(Index slot, const Ranking& pool, const Clock& clock) const { return moves(pool, clock)[static_cast<std::size_t>(slot)]; }
  /// that of every slot, in O(P)
  std::vector<Index> moves(const Ranking& pool, const Clock& clock) const {
    const auto population = static_cast<Index>(pool.lives().size());
    std::vector<Index> from(static_cast<std::size_t>(population), no_migrant);
    std::vector<std::vector<Index>> positions(static_cast<std::size_t>(count));  // of each deme, best first
    const auto deme_at = [&](Index k) { return deme(pool.slot(k), population); };
    for (Index k = 0; k < pool.size(); ++k) positions[static_cast<std::size_t>(deme_at(k))].push_back(k);
    for (Index here = 0; here < count; ++here) {
      if (!evolves(here, clock)) continue;
      const auto& home = positions[static_cast<std::size_t>(here)];
      const std::size_t quarter = home.size() / 4;
      Index abroad = 0;  // the best of the others that nobody took
      for (std::size_t k = 2 * quarter; k < 3 * quarter; ++k) {
        while (abroad < pool.size() && deme_at(abroad) == here) ++abroad;
        if (abroad == pool.size()) break;
        if (pool.fitness(abroad) > pool.fitness(home[k])) from[static_cast<std::size_t>(pool.slot(home[k]))] = pool.slot(abroad++);
      }
    }
    return from;
  }

  /// whose optimizer numbers a migrant has
  Index numbers_of(Index slot, Index migrant, const Ranking& pool, const Clock&) const {
    const auto population = static_cast<Index>(pool.lives().size());
    const Index here = deme(slot, population);
    if (deme(migrant, population) > here) return migrant;
    Index best = 0;
    while (best + 1 < pool.size() && deme(pool.slot(best), population) != here) ++best;
    return pool.slot(best);
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
    if constexpr (std::derived_from<Structure, Cadences>)
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
