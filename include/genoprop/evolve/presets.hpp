#pragma once
// Published methods as choices of policies for the one generation.

#include <genoprop/evolve/cross/copy.hpp>
#include <genoprop/evolve/cross/one_point.hpp>
#include <genoprop/evolve/mutate/gaussian.hpp>
#include <genoprop/evolve/mutate/nothing.hpp>
#include <genoprop/evolve/replace/elitist.hpp>
#include <genoprop/evolve/replace/keep_all.hpp>
#include <genoprop/evolve/select/fixed.hpp>
#include <genoprop/evolve/select/roulette.hpp>
#include <genoprop/evolve/strategy.hpp>

namespace genoprop::presets {

/// The default: only the stuck are reborn, from two of the best so far, unit by unit after alignment, and the least useful
/// units of the child are drawn afresh under a screen.
inline auto standard() { return Strategy<>{}; }

/// Genetic-optimised BP: roulette, one-point crossover, Gaussian mutation, elites keep their place.
/// Huang Liu, "Genetic-optimised distributed BP algorithm", Computer Knowledge and Technology 17(23), 2021.
inline auto genetic_bp() {
  return strategy(Roulette{}, OnePoint{}, Gaussian{.rate = 0.01f, .sigma = 0.02f}, Elitist{.keep = 2}, Pool::now, State::reset);
}

/// No exchange: a stuck network has its least useful units drawn afresh.
/// After Wales & Doye, "Global optimization by basin-hopping", J. Phys. Chem. A 101, 1997; the step is ours.
inline auto basin_hopping() { return strategy(Itself{}, Copy{}, ScreenedRedraw{}, OnlyTheStuck{}); }

/// Independent networks, best of P: evolution switched off.
inline auto restarts() { return strategy(Nobody{}, Copy{}, NoMutation{}, KeepAll{}, Pool::best_so_far); }

/// A stuck network makes room for a fresh one.
inline auto restart_on_stagnation() { return strategy(Nobody{}, Copy{}, NoMutation{}, OnlyTheStuck{}); }

/// Plain backpropagation: with a population of one, one network and all the steps.
inline auto plain_bp() { return restarts(); }

}  // namespace genoprop::presets
