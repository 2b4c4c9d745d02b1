// Made problems: the formula, the shares of classes, the draws' independence of each other, every refusal.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <set>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include <genoprop/data/synthetic.hpp>

#include "support/bits.hpp"
#include "support/near.hpp"

namespace genoprop {
namespace {

using support::bits_equal;
using support::near;

TEST_CASE("parity: two bits by hand") {
  const Dataset<float> data = parity({.bits = 2});
  CHECK(data.x() == xt::xtensor<float, 2>{{-1, -1}, {1, -1}, {-1, 1}, {1, 1}});
  CHECK(data.labels() == xt::xtensor<int, 1>{0, 1, 1, 0});
}

TEST_CASE("parity: every row once, half of them odd, and one bit turned turns the label") {
  for (const Index bits : {1, 3, 6, 10}) {
    const Dataset<float> data = parity({.bits = bits});
    const Index rows = Index{1} << bits;
    REQUIRE(data.rows() == rows);
    REQUIRE(data.features() == bits);
    CHECK(data.classes() == 2);
    const auto labels = data.labels();
    std::set<std::vector<float>> seen;
    Index odd = 0;
    for (Index r = 0; r < rows; ++r) {
      seen.emplace(data.row(r).begin(), data.row(r).end());
      odd += labels(r);
      for (Index b = 0; b < bits; ++b) CHECK(labels(r) != labels(r ^ (1 << b)));
    }
    CHECK(static_cast<Index>(seen.size()) == rows);
    CHECK(odd == rows / 2);
  }
}

TEST_CASE("parity: refuses what has no rows or too many") {
  CHECK_THROWS_WITH_AS(parity({.bits = 0}), "parity: bits is 0, expected 1 to 20", SettingsError);
  CHECK_THROWS_AS(parity({.bits = -3}), SettingsError);
  CHECK_THROWS_AS(parity({.bits = 21}), SettingsError);
}

TEST_CASE("two spirals: without noise every point lies on its arm, and the arms face each other") {
  const Dataset<float> data = two_spirals({.rows = 401, .turns = 2, .noise = 0, .seed = 3});
  REQUIRE(data.rows() == 401);
  REQUIRE(data.features() == 2);
  const auto x = data.x();
  const auto labels = data.labels();
  for (Index r = 0; r < data.rows(); ++r) {
    CHECK(labels(r) == r % 2);
    // radius = 2 u and angle = 2 pi turns u, half a circle more for the other arm
    const double u = std::hypot(x(r, 0), x(r, 1)) / 2, angle = 2 * std::acos(-1.0) * 2 * u, side = labels(r) == 0 ? 1 : -1;
    CHECK(u <= 1);
    CHECK(near(x(r, 0), side * 2 * u * std::cos(angle), 1e-5));
    CHECK(near(x(r, 1), side * 2 * u * std::sin(angle), 1e-5));
  }
}

TEST_CASE("two spirals: places are uniform along the arms, noise has the deviation asked for") {
  const Index n = 20'000;
  const TwoSpirals quiet{.rows = n, .noise = 0, .seed = 4}, noisy{.rows = n, .noise = 0.25f, .seed = 4};
  const auto a = two_spirals(quiet).x(), b = two_spirals(noisy).x();
  double place = 0, square = 0, mean = 0, product = 0;
  for (Index r = 0; r < n; ++r) {
    const double dx = b(r, 0) - a(r, 0), dy = b(r, 1) - a(r, 1);
    place += std::hypot(a(r, 0), a(r, 1)) / 2;
    mean += dx + dy;
    square += dx * dx + dy * dy;
    product += dx * dy;
  }
  // five standard deviations of each mean
  CHECK(std::fabs(place / n - 0.5) < 5 * std::sqrt(1.0 / 12 / n));
  CHECK(std::fabs(mean / (2 * n)) < 5 * 0.25 / std::sqrt(2.0 * n));
  CHECK(std::fabs(square / (2 * n) - 0.0625) < 5 * 0.0625 * std::sqrt(2.0 / (2 * n)));
  CHECK(std::fabs(product / n) < 5 * 0.0625 / std::sqrt(1.0 * n));
}

TEST_CASE("two spirals: the seed decides, and the first rows do not depend on how many there are") {
  const auto a = two_spirals({.rows = 50, .seed = 1}).x(), again = two_spirals({.rows = 50, .seed = 1}).x();
  const auto longer = two_spirals({.rows = 80, .seed = 1}).x(), other = two_spirals({.rows = 50, .seed = 2}).x();
  CHECK(bits_equal(a, again));
  CHECK_FALSE(bits_equal(a, other));
  for (Index r = 0; r < 50; ++r) CHECK(bits_equal(a(r, 1), longer(r, 1)));
}

TEST_CASE("two spirals: refusals") {
  constexpr float nan = std::numeric_limits<float>::quiet_NaN(), infinite = std::numeric_limits<float>::infinity();
  CHECK_THROWS_WITH_AS(two_spirals({.rows = 1}), "two_spirals: rows is 1, expected at least 2", SettingsError);
  for (const float bad : {-0.1f, nan, infinite}) {
    CHECK_THROWS_AS(two_spirals({.turns = bad}), SettingsError);
    CHECK_THROWS_AS(two_spirals({.noise = bad}), SettingsError);
  }
  CHECK_THROWS_AS(two_spirals({.turns = 101}), SettingsError);
}

TEST_CASE("teacher: targets have mean 0 and deviation 1, inputs are standard normal") {
  const Index n = 20'000;
  const Dataset<float> data = teacher({.inputs = 4, .units = 8, .rows = n, .seed = 2});
  REQUIRE(data.features() == 4);
  REQUIRE(data.outputs() == 1);
  CHECK_FALSE(data.has_labels());
  const auto x = data.x(), y = data.targets();
  double sum = 0, square = 0;
  for (Index r = 0; r < n; ++r) {
    sum += y(r, 0);
    square += static_cast<double>(y(r, 0)) * y(r, 0);
  }
  CHECK(near(sum / n, 0, 1e-6));
  CHECK(near(square / n, 1, 1e-6));
  for (Index c = 0; c < 4; ++c)
    for (Index d = 0; d <= c; ++d) {
      double mean = 0, moment = 0;
      for (Index r = 0; r < n; ++r) {
        mean += x(r, c);
        moment += static_cast<double>(x(r, c)) * x(r, d);
      }
      CHECK(std::fabs(mean / n) < 5 / std::sqrt(1.0 * n));
      CHECK(std::fabs(moment / n - (c == d)) < 5 * std::sqrt((c == d ? 2.0 : 1.0) / n));
    }
}

TEST_CASE("teacher: one unit on one input is a standardised hinge") {
  // y = +-relu(+-x + b): one side flat, the other a straight line
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Dataset<float> data = teacher({.inputs = 1, .units = 1, .rows = 400, .seed = seed});
    const auto x = data.x(), y = data.targets();
    // the rows of the flat side share one target, exactly; it is the lowest or the highest
    float low = y(0, 0), high = y(0, 0);
    for (Index r = 0; r < 400; ++r) low = std::min(low, y(r, 0)), high = std::max(high, y(r, 0));
    Index at_low = 0, at_high = 0;
    for (Index r = 0; r < 400; ++r) at_low += y(r, 0) == low, at_high += y(r, 0) == high;
    const float flat = at_low > at_high ? low : high;
    CHECK(std::max(at_low, at_high) > 40);
    // all others lie on one line: through the first of them, with the slope to the farthest
    Index p = -1, q = -1;
    for (Index r = 0; r < 400; ++r) {
      if (y(r, 0) == flat) continue;
      if (p < 0) p = r;
      if (q < 0 || std::fabs(x(r, 0) - x(p, 0)) > std::fabs(x(q, 0) - x(p, 0))) q = r;
    }
    REQUIRE(q >= 0);
    const double slope = (y(q, 0) - y(p, 0)) / (x(q, 0) - x(p, 0));
    for (Index r = 0; r < 400; ++r)
      if (y(r, 0) != flat) CHECK(near(y(r, 0), y(p, 0) + slope * (x(r, 0) - x(p, 0)), 1e-4));
  }
}

TEST_CASE("teacher: it is a fixed function of x: a hidden unit is a crease, between creases it is flat") {
  // A network of k hinges on one input has at most k creases, so second differences over sorted x vanish but near k places.
  const Index n = 2'000, k = 5;
  const Dataset<float> data = teacher({.inputs = 1, .units = k, .rows = n, .seed = 7});
  std::vector<std::pair<double, double>> points;
  for (Index r = 0; r < n; ++r) points.emplace_back(data.x()(r, 0), data.targets()(r, 0));
  std::sort(points.begin(), points.end());
  const auto slope = [&](std::size_t a, std::size_t b) {
    return (points[b].second - points[a].second) / (points[b].first - points[a].first);
  };
  Index bends = 0;
  for (std::size_t i = 100; i + 100 < points.size(); i += 50) bends += !near(slope(i, i + 50), slope(i - 50, i), 1e-3);
  CHECK(bends >= k - 1);  // every unit has its own: two may lie close, or beyond the rows
  CHECK(bends <= 2 * k);  // a crease inside a stretch shows at both of its ends
}

TEST_CASE("teacher: weights of a unit have length 1, biases deviation 0.3, signs both ways") {
  // One unit, one input: y = a relu(w x + b), w = +-1, so the crease lies at x = -b / w, and |crease| has the law of |b|.
  double square = 0;
  int up = 0;
  const int trials = 400;
  for (int seed = 1; seed <= trials; ++seed) {
    const Dataset<float> data = teacher({.inputs = 1, .units = 1, .rows = 300, .seed = static_cast<std::uint64_t>(seed)});
    const auto x = data.x(), y = data.targets();
    float low = y(0, 0), high = y(0, 0);
    for (Index r = 0; r < 300; ++r) low = std::min(low, y(r, 0)), high = std::max(high, y(r, 0));
    Index at_low = 0;
    for (Index r = 0; r < 300; ++r) at_low += y(r, 0) == low;
    const float flat = at_low > 1 ? low : high;
    up += flat == low;
    // the two inputs on either side of the crease
    float flat_min = 1e9f, flat_max = -1e9f, line_min = 1e9f, line_max = -1e9f;
    for (Index r = 0; r < 300; ++r) {
      float& least = y(r, 0) == flat ? flat_min : line_min;
      float& most = y(r, 0) == flat ? flat_max : line_max;
      least = std::min(least, x(r, 0)), most = std::max(most, x(r, 0));
    }
    const double crease = flat_max < line_min ? (flat_max + line_min) / 2 : (flat_min + line_max) / 2;
    square += crease * crease;
  }
  CHECK(std::fabs(square / trials - 0.09) < 5 * 0.09 * std::sqrt(2.0 / trials) + 0.002);
  CHECK(std::abs(up - trials / 2) < 5 * std::sqrt(trials / 4.0));
}

TEST_CASE("teacher: the seed decides; seeds and rows do not repeat") {
  const Teacher t{.inputs = 3, .units = 2, .rows = 40, .seed = 5};
  CHECK(bits_equal(teacher(t).targets(), teacher(t).targets()));
  CHECK_FALSE(bits_equal(teacher(t).x(), teacher({.inputs = 3, .units = 2, .rows = 40, .seed = 6}).x()));
  const auto x = teacher(t).x();
  CHECK(std::set<float>(x.begin(), x.end()).size() == x.size());
}

TEST_CASE("teacher: refusals") {
  CHECK_THROWS_WITH_AS(teacher({.inputs = 0}), "teacher: inputs is 0, expected at least 1", SettingsError);
  CHECK_THROWS_AS(teacher({.units = 0}), SettingsError);
  CHECK_THROWS_AS(teacher({.rows = 0}), SettingsError);
  CHECK_THROWS_AS(teacher({.rows = -1}), SettingsError);
}

TEST_CASE("made data: the bits are fixed") {
  // FNV-1a over the numbers, the same from g++ 12 and clang 14, with and without FMA, from -O0 to -O3. A change here changes every
  // figure that was ever published about these problems.
  const auto hash = [](const auto& values) {
    support::BitHash h;
    h.add(values);
    return h.value();
  };
  CHECK(hash(two_spirals({.rows = 300, .seed = 9}).x()) == 8636018528498368682u);
  CHECK(hash(teacher({.seed = 1}).x()) == 4167461540449490593u);
  CHECK(hash(teacher({.seed = 1}).targets()) == 11569690297230408262u);
}

}  // namespace
}  // namespace genoprop
