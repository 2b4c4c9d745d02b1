#pragma once
// Stochastic gradient descent.

#include <cmath>

#include <genoprop/concepts/optimizer.hpp>
#include <genoprop/core/error.hpp>
#include <genoprop/core/math.hpp>

namespace genoprop {

/// v = momentum v + (g + decay w); w = w - rate v. Polyak, "Some methods of speeding up the convergence of iteration
/// methods", 1964; weight decay as an L2 term. `Sgd{.rate = 0.1f, .momentum = 0.9f}`. With `nesterov` w = w - rate (g + decay w +
/// momentum v): Nesterov, 1983, in the form of Sutskever, Martens, Dahl & Hinton, "On the importance of initialization and momentum in
/// deep learning", ICML 2013, equations 3 and 4, written for the weights at which the gradient is taken.
struct Sgd {
  float rate = 0.1f;      ///< > 0
  float momentum = 0.0f;  ///< in [0, 1)
  float decay = 0.0f;     ///< >= 0
  bool nesterov = false;
  static constexpr Index slots = 1;

  template <class T>
  GENOPROP_HD void operator()(T& w, T g, T* state, std::ptrdiff_t, Index) const noexcept {
    const T d = math::fma(T(decay), w, g);
    const T v = math::fma(T(momentum), *state, d);
    *state = v;
    w = math::fma(T(-rate), nesterov ? math::fma(T(momentum), v, d) : v, w);
  }
  void check() const {
    require<SettingsError>(rate > 0 && std::isfinite(rate), "Sgd: rate is ", rate, ", expected above 0 and finite");
    require<SettingsError>(momentum >= 0 && momentum < 1, "Sgd: momentum is ", momentum, ", expected in [0, 1)");
    require<SettingsError>(decay >= 0 && std::isfinite(decay), "Sgd: decay is ", decay, ", expected at least 0 and finite");
  }
};

static_assert(Optimizer<Sgd>);

}  // namespace genoprop
