#pragma once
// What the other math headers are made of: exact operations, bits, polynomials.

#include <concepts>
#include <cstdint>
#include <type_traits>

#include <genoprop/core/config.hpp>

/// The scalar math of everything a weight, a fitness or a birth depends on: branch-free text that vectorises under
/// `omp simd` and gives the same bits for every vector width, optimisation level, compiler and device (design law 1).
/// The bits rest on IEEE + - * / sqrt and fma, rounded to nearest. No product is left to be added outside an fma, so a
/// compiler that contracts changes nothing. NaN in, NaN out; its sign and payload are not fixed.
namespace genoprop::math {

/// An operation that the host's compiler and the device's name differently.
#if defined(__CUDA_ARCH__)
#define GENOPROP_EXACT(host, device) device
#else
#define GENOPROP_EXACT(host, device) host
#endif

template <class T>
concept Real = std::same_as<T, float> || std::same_as<T, double>;

/// a b + c, rounded once
template <Real T>
GENOPROP_HD T fma(T a, T b, T c) noexcept {
  if constexpr (std::same_as<T, float>)
    return GENOPROP_EXACT(__builtin_fmaf, __fmaf_rn)(a, b, c);
  else
    return GENOPROP_EXACT(__builtin_fma, __fma_rn)(a, b, c);
}

/// square root, exactly rounded; NaN below zero
template <Real T>
GENOPROP_HD T sqrt(T x) noexcept {
  if constexpr (std::same_as<T, float>)
    return GENOPROP_EXACT(__builtin_sqrtf, __fsqrt_rn)(x);
  else
    return GENOPROP_EXACT(__builtin_sqrt, __dsqrt_rn)(x);
}

template <Real T>
GENOPROP_HD T abs(T x) noexcept {
  if constexpr (std::same_as<T, float>)
    return GENOPROP_EXACT(__builtin_fabsf, ::fabsf)(x);
  else
    return GENOPROP_EXACT(__builtin_fabs, ::fabs)(x);
}

/// the size of x with the sign of s
template <Real T>
GENOPROP_HD T copysign(T x, T s) noexcept {
  if constexpr (std::same_as<T, float>)
    return GENOPROP_EXACT(__builtin_copysignf, ::copysignf)(x, s);
  else
    return GENOPROP_EXACT(__builtin_copysign, ::copysign)(x, s);
}
#undef GENOPROP_EXACT

/// larger and smaller of two; NaN if either is
template <Real T>
GENOPROP_HD T max(T a, T b) noexcept {
  return ((a > b) | (a != a)) ? a : b;
}
template <Real T>
GENOPROP_HD T min(T a, T b) noexcept {
  return ((a < b) | (a != a)) ? a : b;
}
/// x brought into [low, high]; NaN stays NaN
template <Real T>
GENOPROP_HD T clamp(T x, T low, T high) noexcept {
  const T y = x < low ? low : x;
  return y > high ? high : y;
}

/// What the functions know of a format.
template <class T>
struct Format;
template <>
struct Format<float> {
  using Bits = std::uint32_t;
  static constexpr int mantissa = 23;
  static constexpr float round = 0x1.8p23f;  ///< added and taken away again: rounds to whole numbers
};
template <>
struct Format<double> {
  using Bits = std::uint64_t;
  static constexpr int mantissa = 52;
  static constexpr double round = 0x1.8p52;
};
template <class T>
using Bits = typename Format<T>::Bits;

template <Real T>
GENOPROP_HD Bits<T> bits(T x) noexcept {
  return __builtin_bit_cast(Bits<T>, x);
}
template <Real T>
GENOPROP_HD T from_bits(Bits<T> b) noexcept {
  return __builtin_bit_cast(T, b);
}

/// c + c1 x + c2 x^2 + ..., one fma a term (Horner)
template <Real T>
GENOPROP_HD T polynomial(T, T c) noexcept {
  return c;
}
template <Real T, class... More>
GENOPROP_HD T polynomial(T x, T c, More... more) noexcept {
  return fma(polynomial(x, more...), x, c);
}

}  // namespace genoprop::math
