#pragma once
// Gradients that are kept from being too large.

#include <cmath>

#include <genoprop/concepts/optimizer.hpp>
#include <genoprop/core/error.hpp>
#include <genoprop/core/math.hpp>

namespace genoprop {

/// `ClipByValue{Sgd{.rate = 0.1f}, 1.0f}`: every component of the gradient is brought into [-limit, limit] before the optimizer sees it.
/// Mikolov, "Statistical language models based on neural networks", 2012, section 3.2.2. NaN stays NaN.
template <class O>
struct ClipByValue : O {
  static_assert(Optimizer<O>, "genoprop: the first of ClipByValue is an optimizer such as Sgd{} or Adam{}");
  float limit = 1;  ///< > 0

  struct Step {
    Prepared<O> step;
    float limit;
    template <class T>
    GENOPROP_HD void operator()(T& w, T g, T* state, std::ptrdiff_t distance, Index age) const noexcept(quiet_step<Prepared<O>, T>) {
      step(w, math::clamp(g, T(-limit), T(limit)), state, distance, age);
    }
  };
  GENOPROP_HD Step at(Index age) const noexcept(quiet_at<O>) { return {prepared(own(), age), limit}; }
  GENOPROP_HD Step at(Index age, double share) const noexcept(quiet_at<O>) requires FollowsTheRun<O> {
    return {prepared(own(), age, share), limit};
  }
  template <class T>
  GENOPROP_HD void operator()(T& w, T g, T* state, std::ptrdiff_t distance, Index age) const noexcept(quiet_step<Prepared<O>, T>) {
    at(age)(w, g, state, distance, age);
  }
  void check() const {
    if constexpr (requires { own().check(); }) own().check();
    require<SettingsError>(limit > 0, "ClipByValue: limit is ", limit, ", expected above 0");
  }

 private:
  GENOPROP_HD const O& own() const noexcept { return *this; }
};
template <class O>
ClipByValue(O, float) -> ClipByValue<O>;

/// `ClipByNorm{Adam{}, 1.0f}`: a gradient longer than `limit` is shortened to it, over all weights of a network together, behind the
/// mean over the mini-batches of a step. Pascanu, Mikolov & Bengio, "On the difficulty of training recurrent neural networks", ICML
/// 2013, algorithm 1. Costs a gradient in memory for every lane and two more passes over it. Of a limit
/// around a limit the smaller counts.
template <class O>
struct ClipByNorm : O {
  static_assert(Optimizer<O>, "genoprop: the first of ClipByNorm is an optimizer such as Sgd{} or Adam{}");
  float limit = 1;  ///< > 0

  GENOPROP_HD float shorten(double length) const noexcept {
    float inside = 1;
    if constexpr (wants_length<O>) inside = own().shorten(length);
    const float by = length > static_cast<double>(limit) ? static_cast<float>(static_cast<double>(limit) / length) : 1.0f;
    return by < inside ? by : inside;
  }
  void check() const {
    if constexpr (requires { own().check(); }) own().check();
    require<SettingsError>(limit > 0, "ClipByNorm: limit is ", limit, ", expected above 0");
  }

 private:
  GENOPROP_HD const O& own() const noexcept { return *this; }
};
template <class O>
ClipByNorm(O, float) -> ClipByNorm<O>;

}  // namespace genoprop
