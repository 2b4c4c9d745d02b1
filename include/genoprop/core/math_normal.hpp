#pragma once
// The inverse of the normal distribution function.

#include <genoprop/core/math_log.hpp>

namespace genoprop::math {

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
