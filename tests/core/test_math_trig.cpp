#include <genoprop/core/math_trig.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "support/accuracy.hpp"
#include "support/bits.hpp"

namespace math = genoprop::math;
using namespace genoprop::support;

TEST_CASE_TEMPLATE("sincos: accuracy within the stated range, all quadrants, NaN beyond it", T, float, double) {
  const auto sine = [](T x) {
    T s, c;
    math::sincos(x, s, c);
    return s;
  };
  const auto cosine = [](T x) {
    T s, c;
    math::sincos(x, s, c);
    return c;
  };
  const auto true_sine = [](long double x) { return std::sin(x); };
  const auto true_cosine = [](long double x) { return std::cos(x); };
  const double bound = single<T> ? 1.8e-7 : 3.0e-16;
  for (const double far : {0.7, 10.0, 1e4, single<T> ? 1e5 : 1e9}) {
    CAPTURE(far);
    CHECK(worst_error<T>(-far, far, Spread::even, sine, true_sine) < bound);
    CHECK(worst_error<T>(-far, far, Spread::even, cosine, true_cosine) < bound);
  }
  CHECK(worst_error<T>(1e-30, 1, Spread::logarithmic, sine, true_sine) < bound);
  const T quarter = static_cast<T>(1.57079632679489661923L);  // the hard places: beside multiples of pi / 2
  for (int k = -1000; k <= 1000; ++k) {
    const T x = static_cast<T>(k) * quarter;
    REQUIRE(relative_error(sine(x), true_sine(x)) < bound);
    REQUIRE(relative_error(cosine(x), true_cosine(x)) < bound);
  }
  CHECK(bits_equal(sine(T(0)), T(0)));
  CHECK(cosine(T(0)) == T(1));
  for (const T x : {not_a_number<T>, infinite<T>, -infinite<T>, single<T> ? T(100'001) : T(1.0001e9)}) {
    CHECK(std::isnan(sine(x)));
    CHECK(std::isnan(cosine(x)));
  }
}
