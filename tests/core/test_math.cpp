#include <doctest/doctest.h>

#include <cmath>
#include <initializer_list>
#include <limits>

#include <genoprop/core/draw.hpp>
#include <genoprop/core/math.hpp>

#include "support/bits.hpp"
#include "support/near.hpp"

namespace math = genoprop::math;
using genoprop::support::bits_equal;
using genoprop::support::relative_error;

namespace {

/// Where arguments are taken from: evenly spread, or evenly spread in the logarithm.
enum class Spread { even, logarithmic };

/// largest relative error of `own` against libm in long double, 200,000 random arguments
template <class T, class Own, class True>
double worst_error(double low, double high, Spread spread, Own own, True truth) {
  double worst = 0;
  genoprop::Draw draw(1, {.purpose = genoprop::Purpose::user});
  for (int i = 0; i < 200'000; ++i) {
    const double share = (static_cast<double>(draw.bits()) + 0.5) * 0x1p-32;
    const T x = static_cast<T>(spread == Spread::even ? low + share * (high - low) : low * std::exp(share * std::log(high / low)));
    const double error = relative_error(static_cast<long double>(own(x)), truth(static_cast<long double>(x)));
    if (!(error <= worst)) worst = error;  // NaN counts as wrong
  }
  return worst;
}

template <class T>
constexpr bool single = sizeof(T) == 4;
template <class T>
constexpr T infinite = std::numeric_limits<T>::infinity();
template <class T>
constexpr T not_a_number = std::numeric_limits<T>::quiet_NaN();

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
