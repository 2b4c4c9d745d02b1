#pragma once
// Which network is the best ever, and whose mean over generations is kept.

#include <genoprop/concepts/life.hpp>

namespace genoprop {

/// The best network a worker has seen. The order is total, so that it does not depend on how many workers there are.
struct ChampionMark {
  double fitness = worst;
  Index generation = 0, slot = 0;
  bool better_than(const ChampionMark& o) const {
    if (fitness != o.fitness) return fitness > o.fitness;
    return generation != o.generation ? generation < o.generation : slot < o.slot;
  }
};

/// Whose mean is kept: a slot, and which of its lives.
struct LeaderMark {
  Index slot = -1, life = 0;
  bool operator==(const LeaderMark&) const = default;
};

}  // namespace genoprop
