#pragma once
// Old weights made small, and noise: a warm start that still learns.

#include <cmath>

#include <genoprop/concepts/mutation.hpp>
#include <genoprop/core/error.hpp>

namespace genoprop {

/// w = shrink w + N(0, sigma^2), every gene: Ash & Adams, "On warm-starting neural network training", NeurIPS 2020, section 4.
struct ShrinkAndPerturb {
  float shrink = 0.5f;  ///< in [0, 1]; 1 keeps the weights
  float sigma = 0.01f;  ///< standard deviation, in weight units, >= 0

  template <class T>
  GENOPROP_HD T operator()(T value, GeneSite, Draw& draw) const noexcept {
    const T noise = T(sigma) * T(draw.normal());
    return math::fma(T(shrink), value, noise);
  }

  void check() const {
    require<SettingsError>(shrink >= 0 && shrink <= 1, "ShrinkAndPerturb: shrink is ", shrink, ", expected in [0, 1]");
    require<SettingsError>(sigma >= 0 && std::isfinite(sigma), "ShrinkAndPerturb: sigma is ", sigma, ", expected at least 0 and finite");
  }
};

static_assert(Mutation<ShrinkAndPerturb>);

}  // namespace genoprop
