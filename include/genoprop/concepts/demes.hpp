#pragma once
// The structure of a population: who may mate with whom, and who moves. It changes the result; where slots live never does.

#include <concepts>

#include <genoprop/concepts/clock.hpp>
#include <genoprop/concepts/ranking.hpp>

namespace genoprop {

/// What Demes::migrant says when nobody comes.
inline constexpr Index no_migrant = -1;

/// `Index deme(slot, population)`: the deme of a slot, 0 .. population - 1. Selection and replacement see the slots of one deme.
/// `Index migrant(slot, pool, clock)`: the slot whose pool row takes the place of `slot` at the end of this generation, or
/// no_migrant; the ranking is over the whole population.
/// Optional: `std::vector<Index> moves(pool, clock)`: that of every slot [P] at once, where it costs less than one after the other. An
/// inherited one is not asked.
/// Optional: `Index numbers_of(slot, migrant, pool, clock)`: the slot whose optimizer numbers the migrant takes here; its own unless
/// demes say so.
template <class D>
concept Demes = requires(const D demes, Index slot, Index population, const Ranking& pool, const Clock& clock) {
  { demes.deme(slot, population) } -> std::same_as<Index>;
  { demes.migrant(slot, pool, clock) } -> std::same_as<Index>;
};

}  // namespace genoprop
