#pragma once
// How far own math is from libm in long double.

#include <cmath>
#include <limits>

#include <genoprop/core/draw.hpp>

#include "support/near.hpp"

namespace genoprop::support {

/// Where arguments are taken from: evenly spread, or evenly spread in the logarithm.
enum class Spread { even, logarithmic };

/// largest relative error of `own` against libm in long double, 200,000 random arguments
template <class T, class Own, class True>
double worst_error(double low, double high, Spread spread, Own own, True truth) {
  double worst = 0;
  Draw draw(1, {.purpose = Purpose::user});
  for (int i = 0; i < 200'000; ++i) {
    const double share = (static_cast<double>(draw.bits()) + 0.5) * 0x1p-32;
    const T x = static_cast<T>(spread == Spread::even ? low + share * (high - low) : low * std::exp(share * std::log(high / low)));
    const double error = relative_error(static_cast<long double>(own(x)), truth(static_cast<long double>(x)));
    if (!(error <= worst)) worst = error;  // NaN counts as wrong
  }
  return worst;
}

template <class T>
inline constexpr bool single = sizeof(T) == 4;
template <class T>
inline constexpr T infinite = std::numeric_limits<T>::infinity();
template <class T>
inline constexpr T not_a_number = std::numeric_limits<T>::quiet_NaN();

}  // namespace genoprop::support
