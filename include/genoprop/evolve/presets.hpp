#pragma once
// Published methods as choices of policies for the one generation.

#include <type_traits>

#include <genoprop/concepts/objective.hpp>
#include <genoprop/evolve/cross/by_loss.hpp>
#include <genoprop/evolve/cross/copy.hpp>
#include <genoprop/evolve/cross/differential.hpp>
#include <genoprop/evolve/cross/mean.hpp>
#include <genoprop/evolve/cross/one_point.hpp>
#include <genoprop/evolve/demes/cadences.hpp>
#include <genoprop/evolve/mutate/gaussian.hpp>
#include <genoprop/evolve/mutate/gaussian_forms.hpp>
#include <genoprop/evolve/mutate/nothing.hpp>
#include <genoprop/evolve/mutate/uniform_reset.hpp>
#include <genoprop/evolve/replace/elitist.hpp>
#include <genoprop/evolve/replace/halving.hpp>
#include <genoprop/evolve/replace/keep_all.hpp>
#include <genoprop/evolve/replace/m_elitist.hpp>
#include <genoprop/evolve/replace/only_the_stuck.hpp>
#include <genoprop/evolve/replace/worst.hpp>
#include <genoprop/evolve/select/boltzmann.hpp>
#include <genoprop/evolve/select/fixed.hpp>
#include <genoprop/evolve/select/random_pairs.hpp>
#include <genoprop/evolve/select/roulette.hpp>
#include <genoprop/evolve/select/truncation.hpp>
#include <genoprop/evolve/strategy.hpp>

namespace genoprop::presets {

/// The default: the stuck are reborn, from two of the best so far, unit by unit after alignment, and the least useful units of the
/// child are drawn afresh under a screen; the best quarter is never reborn; while the leader is a slow steady learner the others rest and
/// it gets their steps; and the leader's mean over generations is a candidate for the returned network. Where workers must not idle:
/// `.with(RestWhileSlow{.least_active = cores})`, or `.with(HelpTheActive{})`.
inline auto standard() {
  Strategy<> s;
  s.leader_average = 0.75f;
  return s;
}

/// The same without rest and mean: only the stuck are reborn, everybody trains all the time.
inline auto stagnation() { return Strategy<>{}.with(OnlyTheStuck{}); }

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

/// Plain backpropagation: with a population of one, one network and all the steps.
inline auto plain_bp() { return restarts(); }

/// A stuck network makes room for a fresh one.
inline auto restart_on_stagnation() { return strategy(Nobody{}, Copy{}, NoMutation{}, OnlyTheStuck{}); }

/// No gradients: parents among the best, a normal added to every gene, the very best kept.
/// Such, Madhavan, Conti, Lehman, Stanley & Clune, "Deep neuroevolution", arXiv:1712.06567, 2017, algorithm 1.
inline auto deep_ga() {
  return strategy(Truncation{.share = 0.2f}, Copy{}, Gaussian{.rate = 1, .sigma = 0.05f}, Elitist{.keep = 1}, Pool::now);
}

/// Nobody breeds; round by round the better half trains on and the others go to rest.
/// Jamieson & Talwalkar, "Non-stochastic best arm identification and hyperparameter optimization", AISTATS 2016.
inline auto successive_halving() { return strategy(Nobody{}, Copy{}, NoMutation{}, Halving{}); }

/// Population based training: the worst fifth goes on from one of the best fifth, weights and optimizer state, with other numbers:
/// `pbt(Evolve{&Sgd::rate, {.low = 1e-4, .high = 1, .scale = Scale::log}})`. Jaderberg et al., 2017; arXiv:1711.09846, figure 2.
template <class H = FirstParent>
auto pbt(H hyper = {}) {
  return strategy(Truncation{.share = 0.2f}, Copy{}, NoMutation{}, Bottom{.share = 0.2f}, Pool::now, State::carry).with(hyper);
}

/// Population based training at several frequencies: `mf_pbt(Evolve{&Sgd::rate, {...}}, {.count = 3, .ratio = 4})`. In every deme, at its
/// own cadence, the last quarter goes on from one of the first with other numbers, and the third makes room for better ones from
/// other demes. Doulazmi et al., arXiv:2506.03225, 2025; theirs pairs losers and winners by rank, ours draws the winner.
template <class H = FirstParent>
auto mf_pbt(H hyper = {}, Cadences demes = {}) {
  return strategy(Truncation{.share = 0.25f}, Copy{}, NoMutation{}, AtCadence{Bottom{.share = 0.25f}, demes}, Pool::now, State::carry)
      .with(hyper)
      .with(demes);
}

/// Every individual trains on its own, then all go on from the mean of all: local SGD, model averaging.
/// McDonald, Hall & Mann, "Distributed training strategies for the structured perceptron", 2010; Stich, "Local SGD converges fast and
/// communicates little", ICLR 2019, algorithm 1.
inline auto local_sgd() {  // the best of who is left, again and again: all parents in one order, so that all children are the same bits
  return strategy(Truncation{.share = 1e-6f}, Mean{}, NoMutation{}, Elitist{.keep = 0}, Pool::now, State::carry);
}

/// Synchronous data-parallel BP on `workers` workers, with a population of one: so many mini-batches a step.
inline auto data_parallel(Index workers) { return plain_bp().with(Minibatches{.count = workers}); }

/// With Adam: parents by softmax of -loss, genes from the better parent more often, a uniform reset that fades with fitness, and the
/// better of parent and child goes on. Zhang & Gouza, "GADAM: Genetic-evolutionary ADAM for deep neural network optimization", 2018.
inline auto gadam() {
  return strategy(Boltzmann{.temperature = 1, .in = TemperatureIn::range}, ByLoss{},
                  UniformReset{.rate = 0.01f, .low = -0.5f, .high = 0.5f}, MElitist{.keep = 1}, Pool::best_of_both);
}

/// Steps of SGD and of evolution in turns: the mean of two parents plus annealed normal noise, m-elitist. Several optimizers in one
/// population: AnyOf and `.with(DrawOptimizer{})`. Cui, Zhang, Tuske & Picheny, "Evolutionary stochastic gradient descent for
/// optimization of deep neural networks", NeurIPS 2018, algorithm 1.
inline auto esgd() {
  return strategy(Truncation{.share = 0.5f}, Mean{.parents = 2}, AnnealedGaussian{.rate = 1, .first = 0.01f, .last = 0.0001f},
                  MElitist{.keep = 4}, Pool::best_of_both);
}

/// (mu/mu, lambda): every child is the mean of the best mu plus a normal whose size adapts itself; for steps = 0, lambda is the
/// population. Beyer & Schwefel, "Evolution strategies: a comprehensive introduction", Natural Computing 1, 2002.
inline auto evolution_strategy(Index mu = 5) {
  return strategy(Truncation{.share = 1e-6f}, Mean{.parents = mu}, SelfAdaptiveGaussian{}, Elitist{.keep = 0}, Pool::now);
}

/// rand/1/bin, for steps = 0. Storn & Price, "Differential evolution", Journal of Global Optimization 11, 1997.
inline auto differential_evolution() {
  return strategy(RandomPairs{}, Differential{}, NoMutation{}, Elitist{.keep = 0}, Pool::best_of_both);
}

/// The genetic algorithm that looks for a start, for steps = 0; BP goes on from the best:
/// `Evolution{problem, Sgd{}, presets::genetic_start()}.fit({.population = 32, .generations = 50, .steps = 0})`, then
/// `Population<float>::from(...)`. Montana & Davis, "Training feedforward neural networks using genetic algorithms", IJCAI 1989.
inline auto genetic_start() {
  return strategy(Roulette{}, OnePoint{}, Gaussian{.rate = 0.1f, .sigma = 0.3f}, Elitist{.keep = 2}, Pool::now);
}

/// What Evolution takes unless it is told: for objectives that have only a fitness deep_ga(), otherwise standard().
template <class Objective>
auto default_for() {
  if constexpr (WithoutGradient<Objective>)
    return deep_ga();
  else
    return standard();
}
template <class Objective>
using DefaultFor = decltype(default_for<Objective>());

}  // namespace genoprop::presets
