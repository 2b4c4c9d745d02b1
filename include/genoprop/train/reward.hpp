#pragma once
// Objectives without a gradient: a game, a simulation, anything that says how good a genome is. Runs with steps = 0.

#include <vector>

#include <genoprop/concepts/clock.hpp>
#include <genoprop/concepts/objective.hpp>
#include <genoprop/core/draw.hpp>

namespace genoprop {

/// The optimizer of runs without gradients.
struct NoOptimizer {
  static constexpr Index slots = 0;
  template <class T>
  GENOPROP_HD void operator()(T&, T, T*, std::ptrdiff_t, Index) const noexcept {}
};

/// What is asked where: the run, the generation, the individual.
struct ScoringSite {
  std::uint64_t seed = 0;
  std::uint32_t time = 0;
  Index slot = 0;
};

/// The mean of `times` calls, each with a draw of its own: site {score, slot, generation, index of the call}.
template <RewardObjective O, class T>
double mean_reward(const O& objective, std::span<const T> genes, const ScoringSite& at, Index times) {
  double sum = 0;
  for (Index k = 0; k < times; ++k) {
    Draw draw(at.seed, Site{.purpose = Purpose::score,
                            .index = static_cast<std::uint32_t>(k),
                            .slot = static_cast<std::uint32_t>(at.slot),
                            .time = at.time});
    sum += objective.fitness(genes, draw);
  }
  return sum / times;
}

/// A reward objective where the lanes of a crew on the host reach it. There is nothing to train.
template <class O>
struct PlacedReward {
  using Scalar = typename O::Scalar;
  using T = Scalar;
  struct Work {};

  const O* objective;  // the run's own copy

  template <class L>
  Work take_training(L&) const {
    return {};
  }
  template <class L>
  Work take_scoring(L&) const {
    return {};
  }
  template <class L>
  void begin(L&, Work&) const {}
  template <class L, class Sink>
  void gradient(L&, Genes<const T>, Work&, const Clock*, Index, Sink&) const {}

  /// The loss is minus the reward, so that reports have a curve; nothing that reads losses may decide on it.
  template <class L>
  void score(L& lane, Genes<const T> genes, Work&, Scores* out, const ScoringSite& at) const {
    for (Index i = 0; i < lane.individuals(); ++i) {
      const std::span<const T> row(genes.row(i), static_cast<std::size_t>(genes.size));
      const double reward = mean_reward(*objective, row, {at.seed, at.time, at.slot + i}, 1);
      out[i] = {.loss = -reward, .reward = reward};
    }
  }
};

}  // namespace genoprop
