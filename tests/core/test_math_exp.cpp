#include <genoprop/core/math_exp.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "support/accuracy.hpp"
#include "support/bits.hpp"

namespace math = genoprop::math;
using namespace genoprop::support;

TEST_CASE_TEMPLATE("exp: accuracy, overflow to infinity, flush to zero", T, float, double) {
  const auto own = [](T x) { return math::exp(x); };
  const auto truth = [](long double x) { return std::exp(x); };
  const double bound = single<T> ? 1.0e-7 : 2.0e-16;
  CHECK(worst_error<T>(single<T> ? -86.5 : -707.5, single<T> ? 88.7 : 709.7, Spread::even, own, truth) < bound);
  CHECK(worst_error<T>(-1, 1, Spread::even, own, truth) < bound);
  CHECK(worst_error<T>(1e-9, 1e-3, Spread::logarithmic, own, truth) < bound);
  CHECK(math::exp(T(0)) == T(1));
  CHECK(math::exp(single<T> ? T(88.73) : T(709.79)) == infinite<T>);
  CHECK(std::isfinite(math::exp(single<T> ? T(88.72) : T(709.78))));
  CHECK(math::exp(infinite<T>) == infinite<T>);
  CHECK(math::exp(std::numeric_limits<T>::max()) == infinite<T>);
  CHECK(bits_equal(math::exp(-infinite<T>), T(0)));
  CHECK(bits_equal(math::exp(-std::numeric_limits<T>::max()), T(0)));
  CHECK(bits_equal(math::exp(single<T> ? T(-86.6) : T(-707.6)), T(0)));
  CHECK(math::exp(single<T> ? T(-86.5) : T(-707.5)) >= std::numeric_limits<T>::min());
  CHECK(std::isnan(math::exp(not_a_number<T>)));
}

TEST_CASE_TEMPLATE("expm1: accuracy on both sides and where it is tiny, limits -1 and infinity", T, float, double) {
  const auto own = [](T x) { return math::expm1(x); };
  const auto truth = [](long double x) { return std::expm1(x); };
  const double bound = single<T> ? 2.0e-7 : 4.0e-16;
  CHECK(worst_error<T>(single<T> ? -86 : -707, 0, Spread::even, own, truth) < bound);
  CHECK(worst_error<T>(-2, 2, Spread::even, own, truth) < bound);
  CHECK(worst_error<T>(1e-30, 1, Spread::logarithmic, own, truth) < bound);
  CHECK(worst_error<T>(1, single<T> ? 88 : 709, Spread::even, own, truth) < bound);
  CHECK(bits_equal(math::expm1(T(0)), T(0)));
  CHECK(math::expm1(-infinite<T>) == T(-1));
  CHECK(math::expm1(infinite<T>) == infinite<T>);
  CHECK(std::isnan(math::expm1(not_a_number<T>)));
}

TEST_CASE_TEMPLATE("tanh: accuracy, odd, never above 1, exact for tiny arguments", T, float, double) {
  const auto own = [](T x) { return math::tanh(x); };
  const auto truth = [](long double x) { return std::tanh(x); };
  const double bound = single<T> ? 2.5e-7 : 5e-16;
  CHECK(worst_error<T>(1e-30, 1, Spread::logarithmic, own, truth) < bound);
  CHECK(worst_error<T>(0, 4, Spread::even, own, truth) < bound);
  CHECK(worst_error<T>(4, 50, Spread::even, own, truth) < bound);
  genoprop::Draw draw(2, {});
  for (int i = 0; i < 20'000; ++i) {
    const T x = static_cast<T>(draw.between(-25, 25));
    REQUIRE(bits_equal(math::tanh(-x), -math::tanh(x)));
    REQUIRE(math::abs(math::tanh(x)) <= T(1));
  }
  CHECK(math::tanh(infinite<T>) == T(1));
  CHECK(math::tanh(-infinite<T>) == T(-1));
  CHECK(bits_equal(math::tanh(T(0)), T(0)));
  CHECK(bits_equal(math::tanh(T(-0.0)), T(-0.0)));
  CHECK(math::tanh(T(1e-20)) == T(1e-20));
  CHECK(math::tanh(std::numeric_limits<T>::denorm_min()) == std::numeric_limits<T>::denorm_min());
  CHECK(std::isnan(math::tanh(not_a_number<T>)));
}

TEST_CASE_TEMPLATE("sigmoid: accuracy on both sides, limits 0 and 1", T, float, double) {
  const auto own = [](T x) { return math::sigmoid(x); };
  const auto truth = [](long double x) { return 1 / (1 + std::exp(-x)); };
  const double bound = single<T> ? 2.0e-7 : 4.0e-16;
  CHECK(worst_error<T>(single<T> ? -86 : -707, 40, Spread::even, own, truth) < bound);
  CHECK(worst_error<T>(-5, 5, Spread::even, own, truth) < bound);
  CHECK(math::sigmoid(T(0)) == T(0.5));
  CHECK(math::sigmoid(infinite<T>) == T(1));
  CHECK(math::sigmoid(-infinite<T>) == T(0));
  CHECK(std::isnan(math::sigmoid(not_a_number<T>)));
}
