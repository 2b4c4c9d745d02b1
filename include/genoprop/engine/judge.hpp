#pragma once
// What a network is worth: scores on validation data, or what an objective says in host code; and the fitness that follows.

#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include <genoprop/concepts/clock.hpp>
#include <genoprop/concepts/life.hpp>
#include <genoprop/concepts/objective.hpp>
#include <genoprop/core/error.hpp>
#include <genoprop/engine/desk.hpp>
#include <genoprop/engine/shard.hpp>
#include <genoprop/train/reward.hpp>
#include <genoprop/train/supervised.hpp>

namespace genoprop {

/// minus the loss, unless the objective says otherwise
template <class Objective>
double fitness_of(const Objective& objective, const Scores& scores) {
  if constexpr (WithoutGradient<Objective>)
    return scores.reward;
  else if constexpr (requires { objective.fitness(scores); })
    return objective.fitness(scores);
  else
    return MinusLoss{}(scores);
}

/// The scores of a shard, one a slot, where its lanes write them. Slots are counted from the first of the worker.
template <class Objective, class C>
class Judge {
 public:
  using T = typename Objective::Scalar;

  Judge(const Objective& objective, C& crew, Span slots)
      : objective_(objective), crew_(crew), slots_(slots), scores_(crew.template make<Scores>(static_cast<std::size_t>(slots.count))) {}

  /// of these genes, as those of slot k
  template <class L, class Placed, class O>
  void score(L& lane, const Placed& placed, Desk<Placed, O>& desk, Genes<const T> genes, Index k, const Clock& clock) {
    if constexpr (RewardObjective<Objective>)
      placed.score(lane, genes, desk.scoring, scores_.data() + k, ScoringSite{clock.seed, clock.time(), slots_.first + k});
    else
      placed.score(lane, genes, desk.scoring, scores_.data() + k);
  }
  /// of all individuals in one world
  template <class O>
  void play(Shard<T, O, C>& rows, Index genes, Index population, const Clock& clock) {
    require<SettingsError>(rows.size() == population,
                           "Evolution: an objective that sees all individuals at once runs on one worker, this place has several");
    std::vector<std::span<const T>> all;
    for (Index k = 0; k < rows.size(); ++k) all.emplace_back(rows.now(k).genes, static_cast<std::size_t>(genes));
    std::vector<double> rewards(all.size());
    Draw draw(clock.seed, Site{.purpose = Purpose::score, .slot = 0xFFFFFFFFu, .time = clock.time()});
    objective_.fitness(std::span<const std::span<const T>>(all), std::span<double>(rewards), draw);
    for (std::size_t k = 0; k < rewards.size(); ++k) scores_.data()[k] = {.loss = -rewards[k], .reward = rewards[k]};
  }

  /// of slots first, first + 1, ...
  std::vector<Scores> read(Index first, Index count) {
    std::vector<Scores> scores(static_cast<std::size_t>(count));
    crew_.read(scores_.data() + first, std::span<Scores>(scores));
    return scores;
  }

 private:
  const Objective& objective_;
  C& crew_;
  Span slots_;
  std::remove_cvref_t<decltype(std::declval<C&>().template make<Scores>(std::size_t{}))> scores_;
};

}  // namespace genoprop
