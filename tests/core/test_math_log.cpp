#include <genoprop/core/math_log.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "support/accuracy.hpp"
#include "support/bits.hpp"

namespace math = genoprop::math;
using namespace genoprop::support;

TEST_CASE_TEMPLATE("log: accuracy from subnormal to largest, limits, NaN below zero", T, float, double) {
  using Limits = std::numeric_limits<T>;
  const auto own = [](T x) { return math::log(x); };
  const auto truth = [](long double x) { return std::log(x); };
  const double bound = single<T> ? 1.5e-7 : 3.0e-16;
  CHECK(worst_error<T>(Limits::min(), Limits::max(), Spread::logarithmic, own, truth) < bound);
  CHECK(worst_error<T>(Limits::denorm_min(), Limits::min(), Spread::logarithmic, own, truth) < bound);
  CHECK(worst_error<T>(0.5, 2, Spread::even, own, truth) < bound);
  CHECK(worst_error<T>(0.999, 1.001, Spread::even, own, truth) < bound);
  CHECK(bits_equal(math::log(T(1)), T(0)));
  CHECK(math::log(T(0)) == -infinite<T>);
  CHECK(math::log(T(-0.0)) == -infinite<T>);
  CHECK(math::log(infinite<T>) == infinite<T>);
  CHECK(std::isnan(math::log(T(-1))));
  CHECK(std::isnan(math::log(-infinite<T>)));
  CHECK(std::isnan(math::log(not_a_number<T>)));
}

TEST_CASE_TEMPLATE("softplus: accuracy also where the result is tiny", T, float, double) {
  const auto own = [](T x) { return math::softplus(x); };
  const auto truth = [](long double x) { return std::log1p(std::exp(x)); };
  const double bound = single<T> ? 3e-7 : 5e-16;
  CHECK(worst_error<T>(single<T> ? -86 : -707, 700, Spread::even, own, truth) < bound);
  CHECK(worst_error<T>(-4, 4, Spread::even, own, truth) < bound);
  CHECK(math::softplus(infinite<T>) == infinite<T>);
  CHECK(math::softplus(-infinite<T>) == T(0));
  CHECK(std::isnan(math::softplus(not_a_number<T>)));
}
