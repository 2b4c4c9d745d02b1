// The helpers of the tests are tested first: a helper that cannot say no proves nothing.

#include <cmath>
#include <limits>
#include <set>
#include <vector>

#include <doctest/doctest.h>

#include "support/accuracy.hpp"
#include "support/bits.hpp"
#include "support/near.hpp"
#include "support/pass.hpp"
#include "support/seeds.hpp"

#include <genoprop/nn/sequential.hpp>

namespace genoprop::support {
namespace {

constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();
constexpr double infinite = std::numeric_limits<double>::infinity();

TEST_CASE("bits_equal: tells signs of zero apart, knows NaN, asks for length") {
  CHECK(bits_equal(1.5f, 1.5f));
  CHECK_FALSE(bits_equal(1.5f, std::nextafter(1.5f, 2.0f)));
  CHECK_FALSE(bits_equal(0.0, -0.0));
  CHECK(bits_equal(nan_value, nan_value));
  CHECK(bits_equal(std::vector{1.0, nan_value}, std::vector{1.0, nan_value}));
  CHECK_FALSE(bits_equal(std::vector{1.0, 2.0}, std::vector{1.0}));
  CHECK_FALSE(bits_equal(std::vector{1.0, 2.0}, std::vector{1.0, 2.5}));
}

TEST_CASE("BitHash: the published FNV-1a values; order counts") {
  BitHash empty, letter, word;
  CHECK(empty.value() == 0xCBF29CE484222325u);
  letter.add('a');
  CHECK(letter.value() == 0xAF63DC4C8601EC8Cu);
  for (const char c : {'f', 'o', 'o', 'b', 'a', 'r'}) word.add(c);
  CHECK(word.value() == 0x85944171F73967E8u);
  BitHash ab, ba;
  ab.add(std::vector{1.0f, 2.0f});
  ba.add(std::vector{2.0f, 1.0f});
  CHECK(ab.value() != ba.value());
}

TEST_CASE("near: absolute below one, relative above, never for NaN") {
  CHECK(near(1e-9, 0.0, 1e-8));
  CHECK_FALSE(near(1e-7, 0.0, 1e-8));
  CHECK(near(1e6 + 0.5, 1e6, 1e-6));
  CHECK_FALSE(near(1e6 + 2, 1e6, 1e-6));
  CHECK_FALSE(near(nan_value, 0.0, 1.0));
  CHECK_FALSE(near(0.0, nan_value, 1.0));
  CHECK(near(infinite, infinite, 0.0));
  CHECK_FALSE(near(infinite, 1.0, 1.0));
  CHECK(near(std::vector{1.0, 2.0}, std::vector{1.0f, 2.0f}, 0.0));
  CHECK_FALSE(near(std::vector{1.0, 2.0}, std::vector{1.0, 2.1}, 1e-3));
  CHECK_FALSE(near(std::vector{1.0}, std::vector{1.0, 2.0}, 1.0));
}

TEST_CASE("relative_error: of equal numbers none, of anything against NaN infinite") {
  CHECK(relative_error(0.0L, 0.0L) == 0.0);
  CHECK(near(relative_error(1.1L, 1.0L), 0.1, 1e-12));
  CHECK(relative_error(nan_value, 1.0L) == infinite);
  CHECK(relative_error(1.0L, nan_value) == infinite);
  CHECK(relative_error(1.0L, 0.0L) == infinite);
}

TEST_CASE("for_seeds: as many calls as asked for, each with its own numbers") {
  std::set<std::uint32_t> first;
  std::set<std::uint64_t> seeds;
  for_seeds(50, [&](Draw& draw) { first.insert(draw.bits()); });
  for_seeds(50, [&](Draw&, std::uint64_t seed) { seeds.insert(seed); });
  CHECK(first.size() == 50);
  CHECK(seeds.size() == 50);
}

/// the square, but a ten thousandth too large in float
struct WrongInFloat : MeanSquaredError {
  template <class L, class T>
  void operator()(L& lane, Block<const T> y, Targets<T> t, LossOut<T> out) const {
    MeanSquaredError::operator()(lane, y, t, out);
    if constexpr (sizeof(T) == 4)
      for (Index r = 0; r < y.rows; ++r) out.losses(0, 0, r) *= 1.0001f;
  }
};

TEST_CASE("float_is_near_double: sees a loss that differs") {
  Draw draw(1, {});
  const Examples<double> rows{.rows = 3, .x = normals(draw, 6), .values = normals(draw, 3)};
  const auto net = sequential(input(2), dense(1));
  CHECK(float_is_near_double(net, MeanSquaredError{}, rows, draw, 1e-5));
  CHECK_FALSE(float_is_near_double(net, WrongInFloat{}, rows, draw, 1e-5));
}

TEST_CASE("worst_error: none of the truth itself, that of the worst argument, infinite for NaN anywhere") {
  const auto truth = [](long double x) { return x; };
  for (const Spread spread : {Spread::even, Spread::logarithmic}) {
    CHECK(worst_error<double>(
              1, 16, spread, [](double x) { return x; }, truth) == 0);
    const auto off_above_15 = [](double x) { return x > 15 ? x * 1.25 : x; };
    CHECK(worst_error<double>(1, 16, spread, off_above_15, truth) == doctest::Approx(0.25));
    const auto nan_above_15 = [](double x) { return x > 15 ? nan_value : x; };
    CHECK(!(worst_error<double>(1, 16, spread, nan_above_15, truth) < 1e300));
    CHECK(worst_error<double>(1, 15, spread, nan_above_15, truth) == 0);
  }
}

}  // namespace
}  // namespace genoprop::support
