#pragma once
// An optimizer is its numbers plus one step of one weight. Every individual has a copy of the struct: its numbers are that
// individual's hyper-parameters.

#include <concepts>
#include <cstddef>
#include <utility>

#include <genoprop/core/config.hpp>

namespace genoprop {

/// `o(weight, gradient, state, distance, age)`: one step; the weight's state lies at state[0], state[distance], ..., `slots`
/// of them; age counts the steps since the state was zero, from 1. Where aligned crossover turns the sign of a unit, the first
/// `odd_slots` of them turn with their weight: all, unless the optimizer says so (a mean square does not turn). An optimizer
/// that asks for whole batches says `static constexpr bool full_batch_only = true`, and runs of mini-batches are refused; one
/// whose rate is its first step alone says `rate_is_first_step`, and a schedule around it is refused. One whose coefficients
/// depend on the age offers `o.at(age)`: a struct of the same call that has them ready, made once a step and individual.
template <class O>
concept Optimizer = std::copyable<O> && requires(const O o, float& w, float g, float* state, std::ptrdiff_t distance, Index age) {
  { O::slots } -> std::convertible_to<Index>;
  o(w, g, state, distance, age);
};

/// Whether a step is noexcept: then weights are moved side by side (concepts/lane.hpp, rule 7).
template <class Step, class T>
inline constexpr bool quiet_step = noexcept(std::declval<const Step&>()(std::declval<T&>(), T{}, std::declval<T*>(), std::ptrdiff_t{},
                                                                        Index{}));

template <class O>
inline constexpr bool quiet_at = true;
template <class O>
  requires requires(const O& o) { o.at(Index{}); }
inline constexpr bool quiet_at<O> = noexcept(std::declval<const O&>().at(Index{}));

/// The optimizer at `factor` times its learning rate: its member `rate`, or what its `scale_rate(factor)` says. One that has neither
/// stays as it is.
template <class O>
GENOPROP_HD O faster(O o, float factor) noexcept {
  if constexpr (requires { o.scale_rate(factor); })
    o.scale_rate(factor);
  else if constexpr (requires { o.rate *= factor; })
    o.rate *= factor;
  return o;
}

/// The optimizer as it is used in the step `age`.
template <class O>
GENOPROP_HD auto prepared(const O& o, Index age) noexcept(quiet_at<O>) {
  if constexpr (requires { o.at(age); })
    return o.at(age);
  else
    return o;
}

/// An optimizer that must know the length of the whole gradient before a weight moves offers `float shorten(double length) const`: what
/// the gradient is multiplied by. Its steps store their gradients (train/minibatches.hpp).
template <class O>
inline constexpr bool wants_length = requires(const O& o, double length) {
  o.shorten(length);
};

/// An optimizer whose numbers follow a schedule offers `o.at(age, share)` too: as it is where `share` of the run is over, in [0, 1].
template <class O>
concept FollowsTheRun = requires(const O& o, double share) {
  o.at(Index{}, share);
};

/// The optimizer as it is used in the step `age`, where `share` of the run is over.
template <class O>
GENOPROP_HD auto prepared(const O& o, Index age, double share) noexcept(quiet_at<O>) {
  if constexpr (FollowsTheRun<O>)
    return o.at(age, share);
  else
    return prepared(o, age);
}
template <class O>
using Prepared = decltype(prepared(std::declval<const O&>(), Index{}));

}  // namespace genoprop
