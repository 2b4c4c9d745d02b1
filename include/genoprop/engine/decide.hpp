#pragma once
// The births of a generation, from the lives alone: the same answer on every worker.

#include <cstring>

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

/// who the parents of a child are; nobody: a fresh network
template <class S>
Birth choose_parents(Index slot, const Ranking& pool, const S& strategy, const Clock& clock) {
  Draw draw(clock.seed, Site{.purpose = Purpose::select, .slot = static_cast<std::uint32_t>(slot), .time = clock.time()});
  const auto checked = [&](Index parent) {
    require<SettingsError>(parent == no_parent || pool.position(parent) >= 0, "Evolution: selection chose slot ", parent,
                           " as a parent, expected one of the ranking or no_parent");
    return parent;
  };
  const Ranking for_child = pool.for_child(slot);
  const Index a = checked(strategy.select(for_child, draw));
  if (a == no_parent) return {.slot = slot, .kind = Birth::Kind::fresh};
  Index b = no_parent;
  if constexpr (parents_of<decltype(S::cross)> == 2) {
    const Ranking others = for_child.without(a);
    if (others.size() > 0) b = checked(strategy.select(others, draw));
  }
  return {.slot = slot, .kind = Birth::Kind::bred, .parents = {a, b}};
}

template <class S>
Decision decide(std::span<const Life> lives, const S& strategy, const Clock& clock) {
  const Ranking now(lives, Ranking::By::now), pool(lives, Ranking::By::pool);
  const auto population = static_cast<Index>(lives.size());
  Decision decision{{}, std::vector<char>(lives.size(), 0)};
  for (Index slot = 0; slot < population; ++slot) {
    const bool lost = lives[static_cast<std::size_t>(slot)].status == Status::diverged;
    const Fate fate = lost ? breed_here : strategy.replace(slot, now, clock);
    switch (fate.kind) {
      case Fate::Kind::keep:
        break;
      case Fate::Kind::rest:
        decision.rests[static_cast<std::size_t>(slot)] = 1;
        break;
      case Fate::Kind::copy:
        require<SettingsError>(pool.position(fate.from) >= 0, "Evolution: replacement copies slot ", fate.from,
                               ", expected one that may be a parent");
        if (fate.from != slot) decision.plan.births.push_back({.slot = slot, .kind = Birth::Kind::copied, .parents = {fate.from, -1}});
        break;
      case Fate::Kind::breed:
        if (population > 1 || lost) decision.plan.births.push_back(choose_parents(slot, pool, strategy, clock));  // nobody mates alone
        break;
    }
  }
  bool all_rest = true;
  for (Index slot = 0; slot < population; ++slot) all_rest = all_rest && decision.rests[static_cast<std::size_t>(slot)] != 0;
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
  }
  for (const char r : decision.rests) add(r);
  return hash;
}

/// What a birth does to the lives: the slot starts again; its pool row is its first parent's until it is beaten.
inline Life born(const Life& before, const Birth& birth, std::span<const Life> lives, Pool pool) {
  Life life;
  life.births = before.births + 1;
  life.parents = birth.parents;
  life.sketch = before.sketch;
  if (pool == Pool::best_of_both) {
    life.pool_fitness = before.pool_fitness;
    life.pool_loss = before.pool_loss;
  } else if (birth.parents[0] >= 0) {
    const Life& parent = lives[static_cast<std::size_t>(birth.parents[0])];
    life.pool_fitness = parent.pool_fitness;
    life.pool_loss = parent.pool_loss;
  }
  return life;
}

}  // namespace genoprop
