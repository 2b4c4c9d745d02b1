#pragma once
// A budget of gradient steps: who trains while it lasts, and for how long it does.

#include <algorithm>
#include <cstdint>
#include <vector>

#include <genoprop/concepts/clock.hpp>
#include <genoprop/concepts/life.hpp>
#include <genoprop/core/order.hpp>

namespace genoprop {

/// how many slots train
inline Index active(const std::vector<Life>& lives) {
  return static_cast<Index>(std::count_if(lives.begin(), lives.end(), [](const Life& l) { return l.status != Status::resting; }));
}

/// What one slot takes of the budget in a generation: a run without steps counts its evaluations.
inline std::int64_t share_of(const Clock& clock, Index minibatches) { return std::int64_t{std::max(clock.steps, Index{1})} * minibatches; }

/// Where less is left than all active slots would take, the best take it and the others rest.
inline void trim_to_budget(std::vector<Life>& lives, const Clock& clock, Index minibatches) {
  const std::int64_t left = (clock.budget - clock.spent) / share_of(clock, minibatches);
  std::vector<Index> order;
  for (Index s = 0; s < static_cast<Index>(lives.size()); ++s)
    if (lives[static_cast<std::size_t>(s)].status != Status::resting) order.push_back(s);
  if (left >= static_cast<std::int64_t>(order.size())) return;
  const auto merit = [&](Index s) {
    const Life& l = lives[static_cast<std::size_t>(s)];
    return std::min(l.best_loss, l.pool_loss);
  };
  sort_stably(order, [&](Index a, Index b) { return merit(a) < merit(b); });
  for (std::size_t n = static_cast<std::size_t>(left); n < order.size(); ++n)
    lives[static_cast<std::size_t>(order[n])].status = Status::resting;
}

}  // namespace genoprop
