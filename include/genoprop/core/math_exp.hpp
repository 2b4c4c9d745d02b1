#pragma once
// exp, expm1, tanh, sigmoid.
//
// Range reduction after Cody & Waite, "Software Manual for the Elementary Functions", 1980: x = n ln 2 + r, |r| <= ln 2 / 2,
// with ln 2 in two parts and n taken from the bits of a magic sum, so that no NaN is ever made an integer. Coefficients are
// our own (Remez, relative error of expm1 below 3e-10 in float, 4e-17 in double).

#include <genoprop/core/math_basic.hpp>

namespace genoprop::math {

/// e^r - 1 for |r| <= ln 2 / 2
template <Real T>
GENOPROP_HD T expm1_reduced(T r) noexcept {
  T q;
  if constexpr (std::same_as<T, float>)
    q = polynomial(r, 0x1p-1f, 0x1.555556p-3f, 0x1.55549ep-5f, 0x1.11101ep-7f, 0x1.6d8396p-10f, 0x1.a2a338p-13f);
  else
    q = polynomial(r, 0x1.0000000000009p-1, 0x1.5555555555558p-3, 0x1.55555555503a0p-5, 0x1.111111110f7efp-7, 0x1.6c16c18611db9p-10,
                   0x1.a01a01b015fc1p-13, 0x1.a019938664e2bp-16, 0x1.71ddf69834cdap-19, 0x1.28b43b4f111dbp-22, 0x1.af635f16ead2dp-26);
  return fma(r * r, q, r);
}

template <class T>
struct ExpNumbers;
template <>
struct ExpNumbers<float> {
  static constexpr float log2e = 0x1.715476p+0f, ln2 = 0x1.62e43p-1f, ln2_rest = -0x1.05c61p-29f;
  static constexpr float lowest = -86.5f, highest = 89.0f;  ///< e^lowest >= 2^-125, e^highest is too large
  static constexpr int bias = 127;
};
template <>
struct ExpNumbers<double> {
  static constexpr double log2e = 0x1.71547652b82fep+0, ln2 = 0x1.62e42fefa39efp-1, ln2_rest = 0x1.abc9e3b39803fp-56;
  static constexpr double lowest = -707.5, highest = 710.0;
  static constexpr int bias = 1023;
};

/// e^x. Relative error below 1.0e-7 in float, 2.0e-16 in double; above the largest number infinity, below e^-86.5 (float: 2.7e-38)
/// or e^-707.5 (double) zero, so that no result is subnormal.
template <Real T>
GENOPROP_HD T exp(T x) noexcept {
  using N = ExpNumbers<T>;
  const T top = x > N::highest ? N::highest : x;
  // the sum's last bits are n + bias - 1: shifted up they are 2^(n - 1), which is finite even where 2^n is not
  const T magic = Format<T>::round + T(N::bias - 1);
  const T sum = fma(top, N::log2e, magic);
  const T n = sum - magic;
  const T r = fma(n, -N::ln2_rest, fma(n, -N::ln2, top));
  const T half = from_bits<T>(bits(sum) << Format<T>::mantissa);
  const T y = fma(expm1_reduced(r), T(2), T(2)) * half;
  return x < N::lowest ? T(0) : y;
}

/// e^x - 1, also where it is tiny. Relative error below 1.5e-7 in float, 4.0e-16 in double; -1 below e^-86.5 or e^-707.5.
template <Real T>
GENOPROP_HD T expm1(T x) noexcept {
  using N = ExpNumbers<T>;
  const T top = clamp(x, T(N::lowest), T(N::highest));
  const T magic = Format<T>::round + T(N::bias - 1);
  const T sum = fma(top, N::log2e, magic);
  const T n = sum - magic;
  const T r = fma(n, -N::ln2_rest, fma(n, -N::ln2, top));
  const T half = from_bits<T>(bits(sum) << Format<T>::mantissa);  // 2^(n - 1)
  return T(2) * fma(half, expm1_reduced(r), half - T(0.5));
}

/// 1 / (1 + e^-z). Relative error below 2.0e-7 in float, 4.0e-16 in double.
template <Real T>
GENOPROP_HD T sigmoid(T z) noexcept {
  return T(1) / (T(1) + exp(-z));
}

/// tanh z = t / (t + 2) with t = e^2|z| - 1: odd, never above 1, exact for tiny z. Relative error below 2.5e-7 in float, 5e-16 in double.
template <Real T>
GENOPROP_HD T tanh(T z) noexcept {
  using N = ExpNumbers<T>;
  constexpr T flat = std::same_as<T, float> ? T(10) : T(20);  // 1 to the last bit from here on
  const T size = abs(z);
  const T x = size > flat ? flat : size;
  const T magic = Format<T>::round + T(N::bias);
  const T sum = fma(x, T(2) * N::log2e, magic);
  const T n = sum - magic;
  const T r = fma(n, -N::ln2_rest, fma(n, -N::ln2, x + x));
  const T power = from_bits<T>(bits(sum) << Format<T>::mantissa);  // 2^n >= 1
  const T t = fma(power, expm1_reduced(r), power - T(1));
  return copysign(t / (t + T(2)), z);
}

}  // namespace genoprop::math
