#pragma once
// RMSprop: Tieleman & Hinton, "Lecture 6.5: rmsprop", Coursera: Neural networks for machine learning, 2012.

#include <cmath>

#include <genoprop/concepts/optimizer.hpp>
#include <genoprop/core/error.hpp>
#include <genoprop/core/math.hpp>

namespace genoprop {

/// s = memory s + (1 - memory) g^2;  w = w - rate g / (sqrt(s) + epsilon).  `RmsProp{.rate = 0.001f}`
struct RmsProp {
  float rate = 0.001f;    ///< > 0
  float memory = 0.9f;    ///< of the mean square, in [0, 1)
  float epsilon = 1e-8f;  ///< > 0
  float decay = 0.0f;     ///< >= 0, an L2 term
  static constexpr Index slots = 1;
  static constexpr Index odd_slots = 0;  // a mean square has no sign to turn

  template <class T>
  GENOPROP_HD void operator()(T& w, T g, T* state, std::ptrdiff_t, Index) const noexcept {
    const T d = math::fma(T(decay), w, g);
    const T s = math::fma(T(memory), *state, (T(1) - T(memory)) * (d * d));
    *state = s;
    w -= T(rate) * d / (math::sqrt(s) + T(epsilon));
  }
  void check() const {
    require<SettingsError>(rate > 0 && std::isfinite(rate), "RmsProp: rate is ", rate, ", expected above 0 and finite");
    require<SettingsError>(memory >= 0 && memory < 1, "RmsProp: memory is ", memory, ", expected in [0, 1)");
    require<SettingsError>(epsilon > 0 && std::isfinite(epsilon), "RmsProp: epsilon is ", epsilon, ", expected above 0 and finite");
    require<SettingsError>(decay >= 0 && std::isfinite(decay), "RmsProp: decay is ", decay, ", expected at least 0 and finite");
  }
};

static_assert(Optimizer<RmsProp>);

}  // namespace genoprop
