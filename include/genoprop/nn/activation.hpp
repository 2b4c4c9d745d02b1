#pragma once
// Activations: elementwise, each one struct.

#include <cmath>

#include <genoprop/core/error.hpp>
#include <genoprop/core/math.hpp>
#include <genoprop/nn/start.hpp>

namespace genoprop {

/// y = z
struct Identity {
  static constexpr bool odd = true;
  template <class T>
  GENOPROP_HD T value(T z) const noexcept {
    return z;
  }
  template <class T>
  GENOPROP_HD T slope(T) const noexcept {
    return T(1);
  }
};

/// y = max(0, z); NaN stays NaN. Nair & Hinton, "Rectified linear units improve restricted Boltzmann machines", ICML 2010.
struct Relu {
  static constexpr bool odd = false;
  template <class T>
  GENOPROP_HD T value(T z) const noexcept {
    return z < T(0) ? T(0) : z;
  }
  template <class T>
  GENOPROP_HD T slope(T y) const noexcept {
    return y > T(0) ? T(1) : T(0);
  }
  Start start(Index fan_in, Index fan_out) const { return He{}(fan_in, fan_out); }
};

/// y = z above zero, leak * z below. Maas, Hannun & Ng, "Rectifier nonlinearities improve neural network acoustic models", ICML 2013,
/// section 2.1. `leaky_relu(0.01f)`
struct LeakyRelu {
  float leak = 0.01f;  ///< slope below zero, above 0 and below 1: the sign of y then tells that of z
  static constexpr bool odd = false;
  template <class T>
  GENOPROP_HD T value(T z) const noexcept {
    return z < T(0) ? T(leak) * z : z;
  }
  template <class T>
  GENOPROP_HD T slope(T y) const noexcept {
    return y > T(0) ? T(1) : T(leak);
  }
  /// the variance of He, Zhang, Ren & Sun, ICCV 2015, equation 15: 2 / ((1 + leak^2) fan_in)
  Start start(Index fan_in, Index fan_out) const { return He{.gain = 1 / std::sqrt(1 + leak * leak)}(fan_in, fan_out); }
  void check() const { require<SettingsError>(leak > 0 && leak < 1, "leaky_relu: leak is ", leak, ", expected above 0 and below 1"); }
};

/// y = tanh z, dy/dz = 1 - y^2. LeCun et al., "Efficient BackProp", 1998, section 4.4.
struct Tanh {
  static constexpr bool odd = true;
  template <class T>
  GENOPROP_HD T value(T z) const noexcept {
    return math::tanh(z);
  }
  template <class T>
  GENOPROP_HD T slope(T y) const noexcept {
    return math::fma(-y, y, T(1));
  }
};

/// y = 1 / (1 + e^-z), dy/dz = y (1 - y). Rumelhart, Hinton & Williams, "Learning representations by back-propagating errors", 1986.
struct Sigmoid {
  static constexpr bool odd = false;
  template <class T>
  GENOPROP_HD T value(T z) const noexcept {
    return math::sigmoid(z);
  }
  template <class T>
  GENOPROP_HD T slope(T y) const noexcept {
    return math::fma(-y, y, y);
  }
};

/// y = log(1 + e^z), dy/dz = sigmoid z. Dugas et al., "Incorporating second-order functional knowledge for better option pricing",
/// NIPS 2000, equation 4.
struct Softplus {
  static constexpr bool odd = false, stash = true;  // 1 - e^-y is the slope too, but loses its digits where it is small
  template <class T>
  GENOPROP_HD T value(T z) const noexcept {
    return math::softplus(z);
  }
  template <class T>
  GENOPROP_HD T slope(T z) const noexcept {
    return math::sigmoid(z);
  }
  Start start(Index fan_in, Index fan_out) const { return He{}(fan_in, fan_out); }
};

/// y = z above zero, scale * (e^z - 1) below. Clevert, Unterthiner & Hochreiter, "Fast and accurate deep network learning by exponential
/// linear units", ICLR 2016, equation 15. `elu(1)`
struct Elu {
  float scale = 1;  ///< > 0: y never falls below -scale
  static constexpr bool odd = false;
  template <class T>
  GENOPROP_HD T value(T z) const noexcept {
    return z < T(0) ? T(scale) * math::expm1(z) : z;
  }
  template <class T>
  GENOPROP_HD T slope(T y) const noexcept {
    return y > T(0) ? T(1) : y + T(scale);
  }
  Start start(Index fan_in, Index fan_out) const { return He{}(fan_in, fan_out); }
  void check() const {
    require<SettingsError>(scale > 0 && std::isfinite(scale), "elu: scale is ", scale, ", expected above 0 and finite");
  }
};

/// y = z sigmoid z, dy/dz = s + z s (1 - s) with s = sigmoid z. Hendrycks & Gimpel, "Gaussian error linear units", 2016, section 2;
/// Elfwing, Uchibe & Doya, "Sigmoid-weighted linear units", Neural Networks 107, 2018.
struct Silu {
  static constexpr bool odd = false, stash = true;  // it falls and rises: y does not tell z
  template <class T>
  GENOPROP_HD T value(T z) const noexcept {
    return z * math::sigmoid(z);
  }
  template <class T>
  GENOPROP_HD T slope(T z) const noexcept {
    const T s = math::sigmoid(z);
    return math::fma(z, math::fma(-s, s, s), s);
  }
  Start start(Index fan_in, Index fan_out) const { return He{}(fan_in, fan_out); }
};

/// y = z / 2 (1 + tanh u) with u = sqrt(2 / pi) (z + 0.044715 z^3), the tanh form of z Phi(z), within 5e-4 of it: Hendrycks & Gimpel,
/// "Gaussian error linear units (GELUs)", 2016, section 2. Computed as z sigmoid(2 u), which is the same and keeps its digits below zero.
/// The form of jax.nn.gelu and of torch's GELU(approximate="tanh").
struct Gelu {
  static constexpr bool odd = false, stash = true;
  template <class T>
  GENOPROP_HD T value(T z) const noexcept {
    return z * math::sigmoid(z * math::fma(z * z, twice<T> * cubic<T>, twice<T>));
  }
  template <class T>
  GENOPROP_HD T slope(T z) const noexcept {
    const T near = math::clamp(z, T(-30), T(30));  // beyond, the slope is 0 or 1, and squares might overflow
    const T square = near * near;
    const T s = math::sigmoid(near * math::fma(square, twice<T> * cubic<T>, twice<T>));
    const T steep = near * math::fma(square, T(3) * twice<T> * cubic<T>, twice<T>);  // z d(2u)/dz
    return math::fma(steep, math::fma(-s, s, s), s);
  }
  Start start(Index fan_in, Index fan_out) const { return He{}(fan_in, fan_out); }

 private:
  template <class T>
  static constexpr T twice = T(1.5957691216057307117597842397375);  // 2 sqrt(2 / pi)
  template <class T>
  static constexpr T cubic = T(0.044715);
};

/// y = z Phi(z) = z / 2 (1 + erf(z / sqrt 2)), dy/dz = Phi(z) + z phi(z), Phi the normal distribution function: Hendrycks & Gimpel,
/// "Gaussian error linear units (GELUs)", 2016, section 2. The form of torch's GELU().
struct GeluExact {
  static constexpr bool odd = false, stash = true;
  template <class T>
  GENOPROP_HD T value(T z) const noexcept {
    return z * math::normal_cdf(z);
  }
  template <class T>
  GENOPROP_HD T slope(T z) const noexcept {
    // Infinity times a density of zero would be NaN. The others get z itself: clamped twice, a number makes g++ branch, and the loop stays
    // scalar, six times slower and more.
    const T near = math::clamp(z, T(-50), T(50));
    return math::fma(T(0.39894228040143267793994605993438) * near, math::gaussian(z), math::normal_cdf(z));  // 1 / sqrt(2 pi)
  }
  Start start(Index fan_in, Index fan_out) const { return He{}(fan_in, fan_out); }
};

inline constexpr Identity identity() { return {}; }
inline constexpr Relu relu() { return {}; }
inline constexpr Tanh tanh() { return {}; }
inline constexpr LeakyRelu leaky_relu(float leak = 0.01f) { return {.leak = leak}; }
inline constexpr Sigmoid sigmoid() { return {}; }
inline constexpr Softplus softplus() { return {}; }
inline constexpr Elu elu(float scale = 1) { return {.scale = scale}; }
inline constexpr Silu silu() { return {}; }
inline constexpr Gelu gelu() { return {}; }
inline constexpr GeluExact gelu_exact() { return {}; }

/// How weights before an activation start: as it says, else Glorot.
template <Activation Act>
Start suited_start(const Act& act, Index fan_in, Index fan_out) {
  if constexpr (requires {
                  { act.start(fan_in, fan_out) } -> std::same_as<Start>;
                })
    return act.start(fan_in, fan_out);
  else
    return Glorot{}(fan_in, fan_out);
}

static_assert(Activation<Identity> && Activation<Relu> && Activation<Tanh> && Activation<LeakyRelu> && Activation<Sigmoid> &&
              Activation<Softplus> && Activation<Elu> && Activation<Silu> && Activation<Gelu> && Activation<GeluExact>);

}  // namespace genoprop
