#include <genoprop/core/math_basic.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "support/accuracy.hpp"

namespace math = genoprop::math;
using namespace genoprop::support;

TEST_CASE_TEMPLATE("fma rounds once, min, max and clamp let NaN through from either side", T, float, double) {
  const T e = std::numeric_limits<T>::epsilon();
  CHECK(math::fma(T(1) + e, T(1) - e, T(-1)) == -e * e);  // zero when rounded twice
  CHECK(math::max(T(1), T(2)) == T(2));
  CHECK(math::max(T(2), T(1)) == T(2));
  CHECK(math::min(T(1), T(2)) == T(1));
  CHECK(math::min(T(2), T(1)) == T(1));
  for (const T other : {T(-1), T(1), infinite<T>}) {
    CHECK(std::isnan(math::max(not_a_number<T>, other)));
    CHECK(std::isnan(math::max(other, not_a_number<T>)));
    CHECK(std::isnan(math::min(not_a_number<T>, other)));
    CHECK(std::isnan(math::min(other, not_a_number<T>)));
  }
  CHECK(math::clamp(T(-3), T(-1), T(1)) == T(-1));
  CHECK(math::clamp(T(0.5), T(-1), T(1)) == T(0.5));
  CHECK(math::clamp(T(3), T(-1), T(1)) == T(1));
  CHECK(std::isnan(math::clamp(not_a_number<T>, T(-1), T(1))));
  CHECK(math::sqrt(T(2)) == std::sqrt(T(2)));
  CHECK(std::isnan(math::sqrt(T(-1))));
  CHECK(math::abs(T(-3)) == T(3));
  CHECK(math::copysign(T(3), T(-0.0)) == T(-3));
  CHECK(math::polynomial(T(2), T(1), T(10), T(100)) == T(421));
}
