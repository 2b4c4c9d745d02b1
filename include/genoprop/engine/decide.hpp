#pragma once
// The births of a generation, from the lives alone: the same answer on every worker.

#include <algorithm>
#include <concepts>
#include <utility>
#include <vector>

#include <genoprop/concepts/clock.hpp>
#include <genoprop/concepts/plan.hpp>
#include <genoprop/core/error.hpp>
#include <genoprop/evolve/strategy.hpp>

namespace genoprop {

/// What decide() found: births, and which slots rest in the next generation.
struct Decision {
  Plan plan;
  std::vector<char> rests;  // [P]
};

/// Who the parents of a child are; nobody: a fresh network. `others`: room for the ranking without those that are chosen.
template <class S>
Birth choose_parents(Index slot, const Ranking& pool, const S& strategy, const Clock& clock, Ranking& others) {
  Draw draw(clock.seed, Site{.purpose = Purpose::select, .slot = static_cast<std::uint32_t>(slot), .time = clock.time()});
  const auto checked = [&](Index parent) {
    require<SettingsError>(parent == no_parent || pool.position(parent) >= 0, "Evolution: selection chose slot ", parent,
                           " as a parent, expected one of the ranking or no_parent");
    return parent;
  };
  using Cross = std::remove_cvref_t<decltype(bare(strategy.cross))>;
  Index wanted = parents_of<Cross>;
  if constexpr (MixingCrossover<Cross>) wanted = bare(strategy.cross).count(pool.size());
  Birth birth{.slot = slot, .kind = Birth::Kind::bred};
  others = pool;  // the same memory for every child
  others.seek_for(slot);
  for (Index k = 0; k < wanted && (k == 0 || others.size() > 0); ++k) {
    const bool own = k == 0 && from_own<Cross> && pool.position(slot) >= 0, best = k == 1 && from_best<Cross>;
    const Index parent = own ? slot : best ? others.slot(0) : checked(strategy.select(others, draw));
    if (parent == no_parent) break;
    birth.parents.add(parent);
    others.take_out(parent);
  }
  if (birth.parents.size() == 0) return {.slot = slot, .kind = Birth::Kind::fresh};
  for (const Index p : birth.parents) birth.losses.push_back(pool.life(p).pool_loss);
  return birth;
}

/// a child's step size, where the mutation adapts itself: its first parent's, changed; a copy's is that of what it copies
template <class M>
float step_size_of(const Birth& birth, std::span<const Life> lives, const M& mutate, const Clock& clock) {
  if (birth.kind == Birth::Kind::fresh) return 1;
  const float parents = lives[static_cast<std::size_t>(birth.parents[0])].pool_step_size;
  if constexpr (AdaptingMutation<M>) {
    if (birth.kind == Birth::Kind::bred) {
      Draw draw(clock.seed,
                Site{.purpose = Purpose::mutate, .slot = static_cast<std::uint32_t>(birth.slot), .time = clock.time(), .layer = 4});
      return mutate.next_step_size(parents, draw);
    }
  }
  return parents;
}

/// Whether a slot's network has diverged while the best row of the pool is its line's: the network is reborn, the row did nothing wrong.
inline bool holds_best_though_diverged(Index slot, const Ranking& pool) {
  return pool.life(slot).status == Status::diverged && pool.position(slot) == 0;
}

namespace detail {
/// the deme of every slot [P]
template <class D>
std::vector<Index> demes_of(const D& demes, Index population) {
  std::vector<Index> all(static_cast<std::size_t>(population));
  for (Index slot = 0; slot < population; ++slot) {
    const Index deme = demes.deme(slot, population);
    require<SettingsError>(deme >= 0 && deme < population, "Evolution: slot ", slot, " is in deme ", deme, ", expected 0 to ",
                           population - 1);
    all[static_cast<std::size_t>(slot)] = deme;
  }
  return all;
}
/// The slots of one deme, in order of merit.
struct DemeRanking {
  Ranking now, pool;
};
inline std::vector<DemeRanking> rank_demes(const Ranking& now, const Ranking& pool, const std::vector<Index>& deme_of) {
  Index count = 1;
  for (const Index d : deme_of) count = std::max(count, d + 1);
  if (count == 1) return {{now, pool}};
  auto by_now = now.parted(deme_of, count), by_pool = pool.parted(deme_of, count);
  std::vector<DemeRanking> demes;
  for (std::size_t d = 0; d < by_now.size(); ++d) demes.push_back({std::move(by_now[d]), std::move(by_pool[d])});
  return demes;
}
/// the struct that has a member itself
template <class C, class F>
C class_with(F C::*);
/// An inherited `moves` knows nothing of a `migrant` that the struct says anew.
template <class D>
concept MovesAtOnce = std::same_as<decltype(class_with(&D::moves)), D>;
/// who comes to every slot [P], or nothing where demes say it slot by slot
template <class D>
std::vector<Index> moves_of(const D& demes, const Ranking& pool, const Clock& clock) {
  if constexpr (MovesAtOnce<D>)
    return demes.moves(pool, clock);
  else
    return {};
}
}  // namespace detail

/// The births of this generation. `memory` is the replacement's, where it has one.
template <class S>
Decision decide(std::span<const Life> lives, const S& strategy, const Clock& clock, MemoryOf<decltype(S::replace)>& memory) {
  const Ranking now(lives, Ranking::By::now), pool(lives, Ranking::By::pool);
  const auto population = static_cast<Index>(lives.size());
  const std::vector<Index> deme_of = detail::demes_of(strategy.demes, population);
  const auto demes = detail::rank_demes(now, pool, deme_of);
  Ranking others = pool;

  look(strategy.replace, memory, now, clock);
  Decision decision{{}, std::vector<char>(lives.size(), 0)};
  const auto copy = [&](Index slot, Index from, const char* who) {
    require<SettingsError>(pool.position(from) >= 0, "Evolution: ", who, " copies slot ", from, ", expected one that may be a parent");
    const Life& mine = lives[static_cast<std::size_t>(slot)];  // a copy of its own pool row: back-off, where that is better
    if (from != slot || mine.fitness < mine.pool_fitness)
      decision.plan.births.push_back({.slot = slot, .kind = Birth::Kind::copied, .parents = {from}});
  };
  const std::vector<Index> moves = detail::moves_of(strategy.demes, pool, clock);
  for (Index slot = 0; slot < population; ++slot) {
    const Index from = moves.empty() ? strategy.demes.migrant(slot, pool, clock) : moves[static_cast<std::size_t>(slot)];
    if (from != no_migrant) {
      copy(slot, from, "migration");
      if constexpr (requires { strategy.demes.numbers_of(slot, from, pool, clock); }) {
        const Index numbers = strategy.demes.numbers_of(slot, from, pool, clock);
        if (from != slot && numbers != from) decision.plan.births.back().parents.add(numbers);
      }
      continue;
    }
    const detail::DemeRanking& deme = demes[static_cast<std::size_t>(deme_of[static_cast<std::size_t>(slot)])];
    const bool lost = lives[static_cast<std::size_t>(slot)].status == Status::diverged;
    const Fate fate = lost ? breed_here : fate_of(strategy.replace, slot, deme.now, clock, memory);
    switch (fate.kind) {
      case Fate::Kind::keep:
        break;
      case Fate::Kind::rest:
        decision.rests[static_cast<std::size_t>(slot)] = 1;
        break;
      case Fate::Kind::copy:
        copy(slot, fate.from, "replacement");
        break;
      case Fate::Kind::breed:
        if (population > 1 || lost)
          decision.plan.births.push_back(choose_parents(slot, deme.pool, strategy, clock, others));  // nobody mates alone
        break;
    }
  }
  for (Birth& birth : decision.plan.births) {
    birth.step_size = step_size_of(birth, lives, strategy.mutate, clock);
    birth.keeps_pool_row = strategy.pool == Pool::best_so_far && holds_best_though_diverged(birth.slot, pool);
  }
  const bool all_rest = std::all_of(decision.rests.begin(), decision.rests.end(), [](char r) { return r != 0; });
  require<SettingsError>(!all_rest, "Evolution: replacement lets all ", population, " slots rest, expected at least one to train");
  return decision;
}

/// FNV-1a (Fowler, Noll & Vo) over a plan: workers compare it with the next gather.
inline std::uint64_t hash_of(const Decision& decision) {
  std::uint64_t hash = 0xCBF29CE484222325u;
  const auto add = [&](std::int64_t value) {
    for (int byte = 0; byte < 8; ++byte) {
      hash ^= static_cast<std::uint64_t>(value >> (8 * byte)) & 0xFFu;
      hash *= 0x100000001B3u;
    }
  };
  for (const Birth& b : decision.plan.births) {
    add(b.slot);
    add(static_cast<std::int64_t>(b.kind));
    for (const Index p : b.parents) add(p);
    add(math::bits(b.step_size));
    add(b.keeps_pool_row);
  }
  for (const char r : decision.rests) add(r);
  return hash;
}

}  // namespace genoprop
