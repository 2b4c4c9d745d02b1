#pragma once
// The normal distribution function and its inverse.

#include <genoprop/core/math_exp.hpp>
#include <genoprop/core/math_log.hpp>

namespace genoprop::math {

/// e^(-z^2 / 2), the normal density times sqrt(2 pi). What rounding takes from z^2 is given back, so that the tails keep their digits.
/// Relative error below 1.6e-7 in float, 3.5e-16 in double; zero beyond |z| = 13.2 (float) or 37.7 (double).
template <Real T>
GENOPROP_HD T gaussian(T z) noexcept {
  constexpr T far = std::same_as<T, float> ? T(14) : T(40);  // zero there, and squares do not overflow
  const T size = min(abs(z), far);
  const T square = size * size;
  const T rest = fma(size, size, -square);
  const T y = exp(T(-0.5) * square);
  return fma(T(-0.5) * rest, y, y);
}

/// P(N(0, 1) < z) = erfc(-z / sqrt 2) / 2, with its digits in the lower tail too. With a = |z| and t = (a - k) / (a + k) as in Schonfelder,
/// "Chebyshev expansions for the error and related functions", Mathematics of Computation 32(144), 1978, the tail times e^(a^2 / 2) (a + k)
/// is a polynomial in t; the coefficients are our own (Chebyshev nodes, relative error below 2e-8 in float, 2e-17 in double).
/// Relative error below 6e-7 in float, 9e-16 in double; zero below z = -13.2 (float) or -37.7 (double).
template <Real T>
GENOPROP_HD T normal_cdf(T z) noexcept {
  constexpr bool single = std::same_as<T, float>;
  constexpr T k = single ? T(4) : T(5), far = single ? T(14) : T(40);
  const T by = T(1) / (min(abs(z), far) + k);
  const T t = fma(T(-2) * k, by, T(1));
  T p;
  if constexpr (single)
    p = polynomial(t, 0x1.82b4bcp-1f, -0x1.373e3ap-1f, 0x1.8c6d9p-2f, -0x1.7dff5ap-3f, 0x1.eeda58p-5f, -0x1.eda6bcp-8f, -0x1.cea71ap-9f,
                   0x1.9d9646p-10f, 0x1.bbb6c4p-13f, -0x1.e5e228p-14f);
  else
    p = polynomial(t, 0x1.89d3abe1f95aep-1, -0x1.54ad03f27ca17p-1, 0x1.fb31653876f8cp-2, -0x1.410ed5f875a6dp-2, 0x1.51f6329f019cfp-3,
                   -0x1.1b1c254c9a859p-4, 0x1.54b4d4f4a7f14p-6, -0x1.88590eaa8ab13p-9, -0x1.a25037b46359dp-11, 0x1.1daf1d47345f1p-11,
                   -0x1.f2146faa5c0e7p-15, -0x1.a170d58851d34p-15, 0x1.17dd81c1a2686p-16, 0x1.0b27d44a0c244p-18, -0x1.73b3bdb525e42p-19,
                   -0x1.698b2538d2425p-22, 0x1.d1444d7059965p-22, 0x1.6cb9662c089eep-25, -0x1.1bae36be19435p-24, -0x1.461449c2bc835p-27,
                   0x1.074ca29425f3fp-27, 0x1.f4bfe4670bb26p-30, -0x1.2a4ea7fff827cp-33);
  const T tail = gaussian(z) * (by * p);
  return z < T(0) ? tail : T(1) - tail;
}

/// z with P(N(0, 1) < z) = p, for p in (0, 1); 0 gives -infinity, 1 infinity, anything outside NaN. Exactly odd about 1/2.
/// Two regions in the variables of Wichura, "Algorithm AS 241", Applied Statistics 37(3), 1988: q^2 = (p - 1/2)^2 around the middle,
/// r = sqrt(-log p) in the tails; the rational functions are our own (minimax, relative error below 5e-8 in float, 3e-16 in double).
/// Relative error below 5e-7 in float, 1.2e-15 in double.
template <Real T>
GENOPROP_HD T inverse_normal(T p) noexcept {
  constexpr bool single = std::same_as<T, float>;
  const T q = p - T(0.5);
  const T upper = T(1) - p;
  const T tail = min(p, upper);
  const T r = sqrt(-log(tail));
  const bool middle = abs(q) <= (single ? T(0.35) : T(0.425));
  T above, below;
  if constexpr (single) {
    const T u = fma(-q, q, 0.1225f), v = r - 1.375f;
    above = middle ? q * polynomial(u, 0x1.7b09dap+1f, 0x1.3fd55ep+4f, 0x1.369a9ap+4f, -0x1.f701eep+1f)
                   : polynomial(v, 0x1.08419p+0f, 0x1.793c56p+1f, 0x1.1d203ep+1f, 0x1.296e92p-1f, 0x1.604f94p-5f);
    below = middle ? polynomial(u, 0x1p+0f, 0x1.1292dp+3f, 0x1.d6324ap+3f)
                   : polynomial(v, 0x1p+0f, 0x1.232ffap+0f, 0x1.7a6fep-2f, 0x1.f21d18p-6f);
  } else {
    const T u = fma(-q, q, 0.180625), v = r - 1.609375;
    above = middle ? q * polynomial(u, 0x1.b18d91e9eef75p+1, 0x1.0a4810e74f0dcp+7, 0x1.ece3f35d579fep+10, 0x1.ad1ae8ff434e3p+13,
                                    0x1.66c0b9f000213p+15, 0x1.06be9fe8b7265p+16, 0x1.052919d342fc8p+15, 0x1.399c7602f0064p+11)
                   : polynomial(v, 0x1.707ee8d003a61p+0, 0x1.32c016415f04dp+2, 0x1.9058d20f405ffp+2, 0x1.12ca5f1ec74bcp+2,
                                0x1.b998afcab1b25p+0, 0x1.af9765424884dp-2, 0x1.fdb4e4c52658bp-5, 0x1.5a09cab160412p-8,
                                0x1.e921375aee738p-13, 0x1.2ed5383d65642p-18, 0x1.c861d2cf0b4b5p-26);
    below = middle ? polynomial(u, 0x1p+0, 0x1.5281260fc9f6bp+5, 0x1.5796ba98069a4p+9, 0x1.5121380b269ebp+12, 0x1.4b74774830bacp+14,
                                0x1.33146860c6f87p+15, 0x1.c0ddf4c9cf6c7p+14, 0x1.46a2198981481p+12)
                   : polynomial(v, 0x1p+0, 0x1.128db28caa926p+1, 0x1.e388b8f1410b2p+0, 0x1.c69d965565f6ap-1, 0x1.efeffa749e81fp-3,
                                0x1.3d78a50aa855fp-5, 0x1.c8cf3aa83024fp-9, 0x1.4f579b12bc651p-13, 0x1.a83784e190102p-19,
                                0x1.42b5d270d25b6p-26);
  }
  const T z = above / below;
  constexpr T infinity = __builtin_huge_valf();
  const T size = tail == T(0) ? infinity : abs(z);
  return copysign(size, q);
}

}  // namespace genoprop::math
