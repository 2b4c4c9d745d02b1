#pragma once
// log, softplus.
//
// x = 2^e m with m in [sqrt(1/2), sqrt(2)); log m = 2 atanh(f / (2 + f)), f = m - 1, arranged so that the leading term f is exact
// (the arrangement of Ng's e_log.c, fdlibm, 1993). Coefficients are our own (Remez, relative error of log below 1e-9 in float,
// 2e-18 in double).

#include <genoprop/core/math_exp.hpp>

namespace genoprop::math {

/// log(1 + f) + e ln 2 for 1 + f in [sqrt(1/2), sqrt(2)]
template <Real T>
GENOPROP_HD T log_reduced(T f, T e) noexcept {
  using N = ExpNumbers<T>;
  const T s = f / (f + T(2));
  const T z = s * s;
  T p;
  if constexpr (std::same_as<T, float>)
    p = polynomial(z, 0x1.55557ap-1f, 0x1.995ec6p-2f, 0x1.31e366p-2f);
  else
    p = polynomial(z, 0x1.5555555555593p-1, 0x1.999999997f9d4p-2, 0x1.249249422e2bdp-2, 0x1.c71c51d32ea52p-3, 0x1.74664aeb30456p-3,
                   0x1.39a06ebf2dc13p-3, 0x1.2f1349b82596dp-3);
  // log(1 + f) = f - (h - s (h + z p)), h = f^2 / 2
  const T half = T(0.5) * f;
  const T inner = fma(half, f, z * p);
  const T small = fma(s, inner, e * N::ln2_rest);
  const T rest = fma(-half, f, small);
  return fma(e, N::ln2, f + rest);
}

/// Natural logarithm. Relative error below 1.5e-7 in float, 3e-16 in double; log 0 is -infinity, below zero NaN.
template <Real T>
GENOPROP_HD T log(T x) noexcept {
  constexpr int m = Format<T>::mantissa;
  constexpr Bits<T> one = __builtin_bit_cast(Bits<T>, T(1));
  constexpr Bits<T> root = __builtin_bit_cast(Bits<T>, T(0.70710678118654752440));
  constexpr T least = std::same_as<T, float> ? T(0x1p-126f) : T(0x1p-1022);
  const bool tiny = x < least;  // subnormal: bring it up
  const T up = tiny ? x * (std::same_as<T, float> ? T(0x1p24f) : T(0x1p53)) : x;
  const Bits<T> shifted = bits(up) + (one - root);  // exponent field: e + bias
  // a whole number becomes a float by the bits of 2^mantissa: no conversion, the same in both formats
  constexpr T base = std::same_as<T, float> ? T(0x1p23f) : T(0x1p52);
  const T down = tiny ? (std::same_as<T, float> ? T(24) : T(53)) : T(0);
  const T e = (from_bits<T>(__builtin_bit_cast(Bits<T>, base) | (shifted >> m)) - (base + T(ExpNumbers<T>::bias))) - down;
  const T mantissa = from_bits<T>((shifted & ((Bits<T>(1) << m) - 1)) + root);
  const T y = log_reduced(mantissa - T(1), e);
  constexpr T infinity = __builtin_huge_valf();
  const T top = x < infinity ? y : x;  // infinity and NaN answer themselves
  return x > T(0) ? top : (x < T(0) ? T(__builtin_nanf("")) : (x != x ? x : -infinity));
}

/// log(1 + u) for u in [0, 1]
template <Real T>
GENOPROP_HD T log1p_unit(T u) noexcept {
  const bool upper = u > T(0.41421356237309504880);  // 1 + u = 2 (1 + (u - 1) / 2)
  const T f = upper ? fma(T(0.5), u, T(-0.5)) : u;
  return log_reduced(f, upper ? T(1) : T(0));
}

/// log(1 + e^z). Relative error below 3e-7 in float, 5e-16 in double, also where the result is tiny.
template <Real T>
GENOPROP_HD T softplus(T z) noexcept {
  return max(z, T(0)) + log1p_unit(exp(-abs(z)));
}

}  // namespace genoprop::math
