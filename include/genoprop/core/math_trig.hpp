#pragma once
// sin and cos together.
//
// x = n pi/2 + r, |r| <= pi/4, with pi/2 in three parts (Cody & Waite, "Software Manual for the Elementary Functions", 1980; the
// first fma is exact, since n times the first part is). Coefficients are our own (Remez, relative error below 4e-9 in
// float, 4e-18 in double).

#include <genoprop/core/math_basic.hpp>

namespace genoprop::math {

template <class T>
struct QuarterTurn;
template <>
struct QuarterTurn<float> {
  static constexpr float inverse = 0x1.45f306p-1f, first = 0x1.921fb6p+0f, second = -0x1.777a5cp-25f, third = -0x1.ee59dap-50f;
  static constexpr float furthest = 1e5f;
};
template <>
struct QuarterTurn<double> {
  static constexpr double inverse = 0x1.45f306dc9c883p-1, first = 0x1.921fb54442d18p+0, second = 0x1.1a62633145c07p-54,
                          third = -0x1.f1976b7ed8fbcp-110;
  static constexpr double furthest = 1e9;
};

/// sine <- sin x, cosine <- cos x. Relative error below 1.8e-7 in float, |x| <= 1e5; 3e-16 in double, |x| <= 1e9; NaN beyond.
template <Real T>
GENOPROP_HD void sincos(T x, T& sine, T& cosine) noexcept {
  using N = QuarterTurn<T>;
  const T sum = fma(x, N::inverse, Format<T>::round);
  const T n = sum - Format<T>::round;
  const Bits<T> quadrant = bits(sum);  // its last two bits
  const T r = fma(n, -N::third, fma(n, -N::second, fma(n, -N::first, x)));
  const T z = r * r;
  T s, c;
  if constexpr (std::same_as<T, float>) {
    s = polynomial(z, -0x1.555546p-3f, 0x1.110776p-7f, -0x1.9952f8p-13f);
    c = polynomial(z, 0x1.55554ap-5f, -0x1.6c0c28p-10f, 0x1.99e80cp-16f);
  } else {
    s = polynomial(z, -0x1.5555555555548p-3, 0x1.111111110f730p-7, -0x1.a01a019be920ep-13, 0x1.71de35552c186p-19, -0x1.ae5e4b8701ce9p-26,
                   0x1.5d8b4ec31be65p-33);
    c = polynomial(z, 0x1.555555555554bp-5, -0x1.6c16c16c1500dp-10, 0x1.a01a019c8dd18p-16, -0x1.27e4f7f04f6b5p-22, 0x1.1ee9daca78b28p-29,
                   -0x1.8fa5eb81611c4p-37);
  }
  const T sin_r = fma(r * z, s, r);
  const T cos_r = fma(z, fma(z, c, T(-0.5)), T(1));
  const bool swap = (quadrant & 1) != 0;
  constexpr int sign = 8 * sizeof(T) - 2;  // second bit of the quadrant to the sign's place
  const T a = swap ? cos_r : sin_r;
  const T b = swap ? sin_r : cos_r;
  const bool within = abs(x) <= N::furthest;
  constexpr T nothing = __builtin_nanf("");
  sine = within ? from_bits<T>(bits(a) ^ ((quadrant & 2) << sign)) : nothing;
  cosine = within ? from_bits<T>(bits(b) ^ (((quadrant + 1) & 2) << sign)) : nothing;
}

}  // namespace genoprop::math
