#pragma once
// What a budget of gradient steps is charged for beside the steps: births that look at activations.

#include <algorithm>

#include <genoprop/concepts/clock.hpp>
#include <genoprop/concepts/plan.hpp>
#include <genoprop/engine/settings.hpp>
#include <genoprop/evolve/cross/aligned.hpp>

namespace genoprop {

/// Forward passes over the probe rows that a birth takes: two for every mate that is aligned by activations, and those that the
/// mutation says it takes: `Index passes(hidden_layers)`.
template <class S>
Index passes_of(const S& strategy, const Birth& birth, Index hidden_layers) {
  if (birth.kind != Birth::Kind::bred) return 0;
  Index passes = 0;
  if constexpr (AligningCrossover<decltype(S::cross)>)
    if (strategy.cross.by == Alike::activations) passes += 2 * (static_cast<Index>(birth.parents.size()) - 1);
  if constexpr (requires { strategy.mutate.passes(hidden_layers); }) passes += strategy.mutate.passes(hidden_layers);
  return passes;
}

/// Gradient steps that births cost: a forward pass over as many rows as a batch has is a third of a step (a backward pass takes two).
/// They are paid in whole generations of one slot, so that what is left of a budget is always a number of those; the last one is
/// for training. Validation is not charged: every strategy that looks at its networks takes the same passes at the pace that the user
/// chose, and a budget of population * generations * steps is one of gradient steps. Neither are objectives without rows.
class BirthCharge {
 public:
  template <class Objective>
  BirthCharge(const Objective& objective, Index batch, Index hidden_layers) : hidden_layers_(hidden_layers) {
    if constexpr (requires { objective.rows_of_probe(); }) {
      rows_of_pass_ = objective.rows_of_probe();
      rows_of_step_ = std::int64_t{3} * (batch == full_batch ? objective.training_rows() : batch);
    }
  }
  template <class S>
  void add(const Plan& plan, const S& strategy) {
    for (const Birth& birth : plan.births) owed_ += rows_of_pass_ * passes_of(strategy, birth, hidden_layers_);
  }
  void pay(Clock& clock) {
    if (clock.steps == 0) return;
    const std::int64_t turn = rows_of_step_ * clock.steps, left = (clock.budget - clock.spent) / clock.steps;
    const std::int64_t paid = std::min(owed_ / turn, std::max(left - 1, std::int64_t{0}));
    clock.spent += paid * clock.steps;
    owed_ -= paid * turn;
  }

 private:
  Index hidden_layers_;
  std::int64_t rows_of_pass_ = 0, rows_of_step_ = 1;
  std::int64_t owed_ = 0;  // rows that have been passed forward and not been paid
};

}  // namespace genoprop
