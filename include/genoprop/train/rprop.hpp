#pragma once
// Rprop: Riedmiller & Braun, "A direct adaptive method for faster backpropagation learning: the RPROP algorithm", ICNN 1993.

#include <cmath>

#include <genoprop/concepts/optimizer.hpp>
#include <genoprop/core/error.hpp>
#include <genoprop/core/math.hpp>

namespace genoprop {

/// Every weight has a step of its own: it grows while the sign of the gradient stays and shrinks where it turns (equations 4 to 6);
/// its size does not depend on the gradient's. Where the sign turned the weight waits for a step and forgets the gradient, in place of
/// the step back of their equation 7 (iRprop- of Igel & Huesken, "Empirical evaluation of the improved Rprop learning algorithms",
/// Neurocomputing 50, 2003). For full batches: the noise of mini-batches turns signs. `Rprop{.rate = 0.01f}`
struct Rprop {
  float rate = 0.01f;                 ///< the first step of every weight, > 0, between least and most
  float grow = 1.2f;                  ///< > 1
  float shrink = 0.5f;                ///< in (0, 1)
  float least = 1e-6f, most = 50.0f;  ///< bounds of a step, 0 < least <= most
  static constexpr Index slots = 2;
  static constexpr Index odd_slots = 1;  // the last gradient turns with its weight, the step's size does not
  static constexpr bool full_batch_only = true;
  static constexpr bool rate_is_first_step = true;

  template <class T>
  GENOPROP_HD void operator()(T& w, T g, T* state, std::ptrdiff_t distance, Index) const noexcept {
    const T before = state[0], first = math::clamp(T(rate), T(least), T(most)),
            had = state[distance] > T(0) ? state[distance] : first;  // 0: a new weight
    const bool same = (g > T(0) && before > T(0)) || (g < T(0) && before < T(0));
    const bool turned = (g > T(0) && before < T(0)) || (g < T(0) && before > T(0));
    const T step = same ? math::min(had * T(grow), T(most)) : (turned ? math::max(had * T(shrink), T(least)) : had);
    const T counts = turned ? T(0) : g;
    state[0] = counts;
    state[distance] = step;
    w -= counts > T(0) ? step : (counts < T(0) ? -step : counts);  // a gradient that is no number stays visible
  }
  void check() const {
    require<SettingsError>(rate > 0 && std::isfinite(rate), "Rprop: rate is ", rate, ", expected above 0 and finite");
    require<SettingsError>(grow > 1 && std::isfinite(grow), "Rprop: grow is ", grow, ", expected above 1 and finite");
    require<SettingsError>(shrink > 0 && shrink < 1, "Rprop: shrink is ", shrink, ", expected above 0 and below 1");
    require<SettingsError>(least > 0 && least <= most && std::isfinite(most), "Rprop: least is ", least, ", most is ", most,
                           ", expected 0 < least <= most, finite");
  }
};

static_assert(Optimizer<Rprop>);

}  // namespace genoprop
