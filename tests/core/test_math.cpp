#include <genoprop/core/math.hpp>

#include <doctest/doctest.h>

namespace math = genoprop::math;

TEST_CASE_TEMPLATE("one include has all of the scalar math, and every function is noexcept", T, float, double) {
  T s = 0, c = 0;
  static_assert(noexcept(math::fma(s, s, s))&& noexcept(math::sqrt(s))&& noexcept(math::abs(s))&& noexcept(math::clamp(s, s, s)));
  static_assert(noexcept(math::exp(s))&& noexcept(math::tanh(s))&& noexcept(math::sigmoid(s)));
  static_assert(noexcept(math::log(s))&& noexcept(math::softplus(s))&& noexcept(math::inverse_normal(s)));
  static_assert(noexcept(math::sincos(s, s, c)));
  // e^(i x) = cos x + i sin x, and log and exp undo each other
  math::sincos(T(0.5), s, c);
  CHECK(math::fma(s, s, c * c) == doctest::Approx(1));
  CHECK(math::log(math::exp(T(0.5))) == doctest::Approx(0.5));
  CHECK(math::softplus(T(0)) == doctest::Approx(static_cast<double>(math::log(T(2)))));
  CHECK(math::sigmoid(math::inverse_normal(T(0.5))) == T(0.5));
}
