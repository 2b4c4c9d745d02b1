#pragma once
// Activations: elementwise, each one struct.

#include <genoprop/concepts/network.hpp>
#include <genoprop/core/math.hpp>

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

inline constexpr Identity identity() { return {}; }
inline constexpr Relu relu() { return {}; }
inline constexpr Tanh tanh() { return {}; }

static_assert(Activation<Identity> && Activation<Relu> && Activation<Tanh>);

}  // namespace genoprop
