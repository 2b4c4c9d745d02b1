#pragma once
// Adam: Kingma & Ba, "Adam: a method for stochastic optimization", ICLR 2015, algorithm 1.

#include <cmath>

#include <genoprop/concepts/optimizer.hpp>
#include <genoprop/core/error.hpp>
#include <genoprop/core/math.hpp>

namespace genoprop {

/// base^n by squaring: the same products on every machine.
template <class T>
GENOPROP_HD T power(T base, Index n) noexcept {
  T result = T(1);
  for (Index left = n; left > 0; left /= 2) {
    if (left % 2 == 1) result *= base;
    base *= base;
  }
  return result;
}

/// m = beta1 m + (1 - beta1) g;  v = beta2 v + (1 - beta2) g^2;
/// w = w - rate m / (1 - beta1^t) / (sqrt(v / (1 - beta2^t)) + epsilon).  `Adam{.rate = 0.001f}`
struct Adam {
  float rate = 0.001f;    ///< > 0
  float beta1 = 0.9f;     ///< in [0, 1)
  float beta2 = 0.999f;   ///< in [0, 1)
  float epsilon = 1e-8f;  ///< > 0
  float decay = 0.0f;     ///< >= 0, an L2 term
  static constexpr Index slots = 2;
  static constexpr Index odd_slots = 1;  // m follows the sign of its weight, v does not

  /// The step of one age: bias corrections folded in, 1 / (1 - beta1^t) and 1 / (1 - beta2^t).
  struct Step {
    float rate, beta1, beta2, epsilon, decay;
    double first, second;
    template <class T>
    GENOPROP_HD void operator()(T& w, T g, T* state, std::ptrdiff_t distance, Index) const noexcept {
      const T d = math::fma(T(decay), w, g);
      const T m = math::fma(T(beta1), state[0], (T(1) - T(beta1)) * d);
      const T v = math::fma(T(beta2), state[distance], (T(1) - T(beta2)) * (d * d));
      state[0] = m;
      state[distance] = v;
      w -= T(rate) * (m * T(first)) / (math::sqrt(v * T(second)) + T(epsilon));
    }
  };
  GENOPROP_HD Step at(Index age) const noexcept {
    return {rate, beta1, beta2, epsilon, decay, 1.0 / (1.0 - power(double(beta1), age)), 1.0 / (1.0 - power(double(beta2), age))};
  }
  template <class T>
  GENOPROP_HD void operator()(T& w, T g, T* state, std::ptrdiff_t distance, Index age) const noexcept {
    at(age)(w, g, state, distance, age);
  }

  void check() const {
    require<SettingsError>(rate > 0 && std::isfinite(rate), "Adam: rate is ", rate, ", expected above 0 and finite");
    require<SettingsError>(beta1 >= 0 && beta1 < 1, "Adam: beta1 is ", beta1, ", expected in [0, 1)");
    require<SettingsError>(beta2 >= 0 && beta2 < 1, "Adam: beta2 is ", beta2, ", expected in [0, 1)");
    require<SettingsError>(epsilon > 0 && std::isfinite(epsilon), "Adam: epsilon is ", epsilon, ", expected above 0 and finite");
    require<SettingsError>(decay >= 0 && std::isfinite(decay), "Adam: decay is ", decay, ", expected at least 0 and finite");
  }
};

/// Adam whose decay pulls at the weights themselves, not through the moments: w = (1 - rate decay) w, then Adam's step. Loshchilov &
/// Hutter, "Decoupled weight decay regularization", ICLR 2019, algorithm 2, in the form of torch.optim.AdamW: theirs takes off
/// schedule decay w, without the rate; here the rate multiplies both, so that a schedule or an evolved rate does too. Their lambda is
/// rate decay. `AdamW{.decay = 0.01f}`
struct AdamW {
  float rate = 0.001f;    ///< > 0
  float beta1 = 0.9f;     ///< in [0, 1)
  float beta2 = 0.999f;   ///< in [0, 1)
  float epsilon = 1e-8f;  ///< > 0
  float decay = 0.01f;    ///< >= 0
  static constexpr Index slots = Adam::slots, odd_slots = Adam::odd_slots;

  struct Step {
    Adam::Step adam;
    float shrink;  // rate * decay
    template <class T>
    GENOPROP_HD void operator()(T& w, T g, T* state, std::ptrdiff_t distance, Index age) const noexcept {
      w = math::fma(T(-shrink), w, w);
      adam(w, g, state, distance, age);
    }
  };
  GENOPROP_HD Step at(Index age) const noexcept { return {without_decay().at(age), rate * decay}; }
  template <class T>
  GENOPROP_HD void operator()(T& w, T g, T* state, std::ptrdiff_t distance, Index age) const noexcept {
    at(age)(w, g, state, distance, age);
  }

  void check() const {
    without_decay().check();
    require<SettingsError>(decay >= 0 && std::isfinite(decay), "AdamW: decay is ", decay, ", expected at least 0 and finite");
  }

 private:
  GENOPROP_HD Adam without_decay() const noexcept { return {.rate = rate, .beta1 = beta1, .beta2 = beta2, .epsilon = epsilon, .decay = 0}; }
};

static_assert(Optimizer<Adam> && Optimizer<AdamW>);

}  // namespace genoprop
