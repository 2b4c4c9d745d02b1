#include <genoprop/core/math_normal.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "support/accuracy.hpp"
#include "support/bits.hpp"

namespace math = genoprop::math;
using namespace genoprop::support;

namespace {

/// z with P(N < z) = p: bisection on libm's erfc
long double true_normal(long double p) {
  const bool lower = p < 0.5L;
  const long double tail = lower ? p : 1 - p;
  long double a = 0, b = 39;
  for (int i = 0; i < 80; ++i) {
    const long double middle = (a + b) / 2;
    (0.5L * std::erfc(middle / std::sqrt(2.0L)) > tail ? a : b) = middle;
  }
  return lower ? -a : a;
}

}  // namespace

TEST_CASE_TEMPLATE("inverse_normal: accuracy, exactly odd, limits", T, float, double) {
  const double bound = single<T> ? 5e-7 : 1.2e-15;
  genoprop::Draw draw(3, {});
  double worst = 0;
  for (int i = 0; i < 6'000; ++i) {
    const double share = (static_cast<double>(draw.bits()) + 0.5) * 0x1p-32;
    const T p = static_cast<T>(i % 2 ? share : std::exp(share * (single<T> ? -87.0 : -700.0)));
    if (math::abs(p - T(0.5)) < T(1e-3)) continue;  // there the bisection of erfc is not better than we are
    const double error = relative_error(math::inverse_normal(p), true_normal(p));
    if (!(error <= worst)) worst = error;
  }
  CHECK(worst < bound);
  // z / (p - 1/2) = sqrt(2 pi) (1 + O((p - 1/2)^2)) close to the middle
  CHECK(relative_error(math::inverse_normal(T(0.5) + T(0x1p-20)), 0x1p-20L * 2.50662827463100050242L) < (single<T> ? 3e-7 : 3e-12));
  for (int k = 1; k < 4096; ++k) {
    const T p = static_cast<T>(k) * T(0x1p-12);
    REQUIRE(math::inverse_normal(p) == -math::inverse_normal(T(1) - p));
    REQUIRE(math::inverse_normal(p - T(0x1p-13)) < math::inverse_normal(p));
  }
  CHECK(math::inverse_normal(T(0.5)) == T(0));
  CHECK(math::inverse_normal(T(0)) == -infinite<T>);
  CHECK(math::inverse_normal(T(1)) == infinite<T>);
  for (const T p : {not_a_number<T>, T(-0.1), T(1.1), infinite<T>, -infinite<T>}) CHECK(std::isnan(math::inverse_normal(p)));
}

TEST_CASE_TEMPLATE("gaussian: accuracy into the tails, even, limits", T, float, double) {
  const auto own = [](T x) { return math::gaussian(x); };
  const auto truth = [](long double x) { return std::exp(-x * x / 2); };
  const double far = single<T> ? 13.15 : 37.6;
  CHECK(worst_error<T>(-far, far, Spread::even, own, truth) < (single<T> ? 1.6e-7 : 3.5e-16));
  CHECK(worst_error<T>(-1, 1, Spread::even, own, truth) < (single<T> ? 1.6e-7 : 3.5e-16));
  CHECK(math::gaussian(T(0)) == T(1));
  CHECK(bits_equal(math::gaussian(T(2.5)), math::gaussian(T(-2.5))));
  for (const T z : {T(40), std::numeric_limits<T>::max(), infinite<T>, -infinite<T>}) CHECK(bits_equal(math::gaussian(z), T(0)));
  CHECK(std::isnan(math::gaussian(not_a_number<T>)));
}

TEST_CASE_TEMPLATE("normal_cdf: accuracy in the middle and in both tails, limits, and inverse_normal undoes it", T, float, double) {
  const auto own = [](T x) { return math::normal_cdf(x); };
  const auto truth = [](long double x) { return std::erfc(-x / std::sqrt(2.0L)) / 2; };
  const double bound = single<T> ? 6e-7 : 9e-16;
  CHECK(worst_error<T>(-2, 2, Spread::even, own, truth) < bound);
  CHECK(worst_error<T>(single<T> ? -13.1 : -37.5, 0, Spread::even, own, truth) < bound);
  CHECK(worst_error<T>(0, 10, Spread::even, own, truth) < (single<T> ? 4.5e-7 : 7e-16));
  CHECK(relative_error(math::normal_cdf(T(0)), 0.5L) < (single<T> ? 4.5e-7 : 7e-16));
  CHECK(relative_error(math::normal_cdf(T(1)), 0.841344746068542948585L) < (single<T> ? 4.5e-7 : 7e-16));
  CHECK(relative_error(math::normal_cdf(T(-5)), 2.86651571879193911674e-7L) < bound);
  for (const T z : {T(40), std::numeric_limits<T>::max(), infinite<T>}) {
    CHECK(math::normal_cdf(z) == T(1));
    CHECK(bits_equal(math::normal_cdf(-z), T(0)));
  }
  CHECK(std::isnan(math::normal_cdf(not_a_number<T>)));
  for (T z = T(-6); z <= T(2); z += T(0.25)) {
    CAPTURE(z);
    CHECK(near(math::inverse_normal(math::normal_cdf(z)), z, single<T> ? 2e-6 : 4e-15));
  }
}
