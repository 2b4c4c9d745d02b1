// Stroke digits: pictures in [0, 1], classes in balance, every form legible to a simple rule, the knobs do what they say.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <vector>

#include <doctest/doctest.h>

#include <genoprop/data/strokes.hpp>

#include "support/bits.hpp"

namespace genoprop {
namespace {

using support::bits_equal;

float ink_of(const Dataset<float>& data, Index row) {
  float sum = 0;
  for (const float pixel : data.row(row)) sum += pixel;
  return sum;
}

/// Areas of paper that ink encloses; `inked(pixel)`. Paper is joined along edges, so a thin diagonal stroke still holds.
template <class F>
int holes(F inked) {
  std::array<bool, 784> seen{};
  int areas = 0;
  for (Index start = 0; start < 784; ++start) {
    if (seen[static_cast<std::size_t>(start)] || inked(start)) continue;
    bool border = false;
    std::vector<Index> open{start};
    seen[static_cast<std::size_t>(start)] = true;
    while (!open.empty()) {
      const Index at = open.back(), x = at % 28, y = at / 28;
      open.pop_back();
      border |= x == 0 || x == 27 || y == 0 || y == 27;
      const auto visit = [&](bool inside, Index next) {
        if (!inside || seen[static_cast<std::size_t>(next)] || inked(next)) return;
        seen[static_cast<std::size_t>(next)] = true;
        open.push_back(next);
      };
      visit(x > 0, at - 1), visit(x < 27, at + 1), visit(y > 0, at - 28), visit(y < 27, at + 28);
    }
    areas += !border;
  }
  return areas;
}

TEST_CASE("holes: none in a line, one in a ring") {
  CHECK(holes([](Index) { return false; }) == 0);
  CHECK(holes([](Index k) { return k / 28 == 5; }) == 0);
  CHECK(holes([](Index k) { return std::max(std::abs(k % 28 - 9), std::abs(k / 28 - 9)) == 3; }) == 1);
}

TEST_CASE("glyphs: every way to write a digit has the digit's holes") {
  constexpr std::array<std::array<int, 2>, 10> expected = {
      {{1, 1}, {0, 0}, {0, 1}, {0, 0}, {0, 1}, {0, 0}, {1, 1}, {0, 0}, {2, 2}, {1, 1}}};
  for (std::size_t digit = 0; digit < 10; ++digit)
    for (std::size_t way = 0; way < 2; ++way) {
      CAPTURE(digit);
      CAPTURE(way);
      int right = 0;
      for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        Draw draw(seed, {.purpose = Purpose::user});
        strokes::Paper paper(2);
        strokes::write(paper, strokes::glyphs[digit][way], strokes::Hand(draw, 0));
        right += holes([&](Index k) { return paper.distance(k) < 0.71f; }) == expected[digit][way];
      }
      CHECK(right >= 25);  // of 40: pixels are coarse
    }
}

TEST_CASE("stroke digits: both ways to write occur, and hands lean to the right more often than to the left") {
  const Dataset<float> data = stroke_digits({.rows = 4000, .noise = 0, .seed = 10});
  int closed_fours = 0;
  double lean = 0;
  for (Index r = 4; r < data.rows(); r += 10)
    closed_fours += holes([&](Index k) { return data.row(r)[static_cast<std::size_t>(k)] > 0.1f; }) > 0;
  for (Index r = 1; r < data.rows(); r += 10) {
    double upper = 0, upper_ink = 0, lower = 0, lower_ink = 0;
    for (Index k = 0; k < 784; ++k) {
      const double ink = data.row(r)[static_cast<std::size_t>(k)];
      (k < 392 ? upper : lower) += ink * (k % 28);
      (k < 392 ? upper_ink : lower_ink) += ink;
    }
    lean += upper / upper_ink - lower / lower_ink;
  }
  CHECK(closed_fours > 140);  // of 400
  CHECK(closed_fours < 260);
  CHECK(lean / 400 > 0.5);  // pixels
}

TEST_CASE("stroke digits: shape, range, 255ths, classes in turns") {
  const Dataset<float> data = stroke_digits({.rows = 205, .seed = 2});
  CHECK(data.rows() == 205);
  CHECK(data.features() == 784);
  CHECK(data.classes() == 10);
  std::array<int, 10> count{};
  for (const int label : data.labels()) ++count[static_cast<std::size_t>(label)];
  for (const int n : count) CHECK((n == 20 || n == 21));
  for (const float pixel : data.x()) {
    REQUIRE(pixel >= 0);
    REQUIRE(pixel <= 1);
    REQUIRE(pixel == std::round(pixel * 255) / 255);
  }
}

TEST_CASE("stroke digits: there is a digit on every picture, and it is not cut off") {
  const Dataset<float> data = stroke_digits({.rows = 2000, .noise = 0, .seed = 3});
  int cut = 0;
  for (Index r = 0; r < data.rows(); ++r) {
    CHECK(ink_of(data, r) > 8);
    CHECK(ink_of(data, r) < 300);
    bool border = false;
    for (Index k = 0; k < 28; ++k)
      for (const Index pixel : {k, 27 * 28 + k, 28 * k, 28 * k + 27}) border |= data.row(r)[static_cast<std::size_t>(pixel)] > 0.5f;
    cut += border;
  }
  CHECK(cut < 160);  // 8 % reach the border with more than the edge of a stroke
}

TEST_CASE("stroke digits: few rows do not say how many classes there are; the first rows do not depend on the number of rows") {
  CHECK(stroke_digits({.rows = 1}).classes() == 10);
  const Dataset<float> few = stroke_digits({.rows = 7, .seed = 4}), more = stroke_digits({.rows = 30, .seed = 4});
  for (Index r = 0; r < few.rows(); ++r) CHECK(bits_equal(few.row(r), more.row(r)));
}

TEST_CASE("stroke digits: the seed decides; no two pictures are the same") {
  const auto a = stroke_digits({.rows = 60, .seed = 5}), again = stroke_digits({.rows = 60, .seed = 5}),
             other = stroke_digits({.rows = 60, .seed = 6});
  CHECK(bits_equal(a.x(), again.x()));
  CHECK_FALSE(bits_equal(a.x(), other.x()));
  for (Index r = 0; r < 60; ++r)
    for (Index s = 0; s < r; ++s) CHECK_FALSE(bits_equal(a.row(r), a.row(s)));
}

TEST_CASE("stroke digits: grain has the deviation asked for, and only grain differs") {
  const StrokeDigits quiet{.rows = 50, .noise = 0, .seed = 7}, noisy{.rows = 50, .noise = 0.05f, .seed = 7};
  const auto a = stroke_digits(quiet).x(), b = stroke_digits(noisy).x();
  // where ink is between 0.3 and 0.7 nothing is cut off at 0 or 1
  double square = 0;
  int n = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (a.data()[i] > 0.3f && a.data()[i] < 0.7f) {
      const double d = b.data()[i] - a.data()[i];
      square += d * d;
      ++n;
    }
  REQUIRE(n > 1000);
  CHECK(std::fabs(square / n - 0.0025) < 5 * 0.0025 * std::sqrt(2.0 / n));
}

TEST_CASE("stroke digits: every picture has its own grain, its own darkness and its own thickness") {
  const auto quiet = stroke_digits({.rows = 200, .noise = 0, .seed = 7}), noisy = stroke_digits({.rows = 200, .noise = 0.1f, .seed = 7});
  int same = 0, blank = 0;
  for (std::size_t k = 0; k < 784; ++k)
    if (quiet.row(0)[k] == 0 && quiet.row(10)[k] == 0 && noisy.row(0)[k] > 0) same += noisy.row(0)[k] == noisy.row(10)[k], ++blank;
  REQUIRE(blank > 100);
  CHECK(same < blank / 5);

  float lightest = 1, darkest = 0, thinnest = 1e9f, thickest = 0;
  for (Index r = 1; r < 200; r += 10) {  // the ones
    const auto row = quiet.row(r);
    const float dark = *std::max_element(row.begin(), row.end());
    lightest = std::min(lightest, dark), darkest = std::max(darkest, dark);
    thinnest = std::min(thinnest, ink_of(quiet, r) / dark), thickest = std::max(thickest, ink_of(quiet, r) / dark);
  }
  CHECK(lightest > 0.7f);
  CHECK(lightest < 0.85f);
  CHECK(darkest > 0.9f);
  CHECK(thickest > 2 * thinnest);
}

TEST_CASE("glyphs: points lie in the unit square, strokes have two of them at least, the ways to write a digit differ") {
  for (const auto& ways : strokes::glyphs) {
    CHECK(ways[0].data() != ways[1].data());
    for (const strokes::Glyph glyph : ways) {
      int run = 0;
      for (const strokes::Point p : glyph) {
        if (p.x < 0) {
          CHECK(run >= 2);
          run = 0;
          continue;
        }
        ++run;
        CHECK((p.x <= 1 && p.y >= 0 && p.y <= 1));
      }
      CHECK(run >= 2);
    }
  }
}

TEST_CASE("hand: upright at its own size without bending, and a curve passes the points of a stroke") {
  Draw draw(3, {.purpose = Purpose::user});
  const strokes::Hand hand(draw, 0);
  // an affine map: the middle of two points goes to the middle of their images
  const auto a = hand({0, 0}), b = hand({1, 0.5f}), middle = hand({0.5f, 0.25f});
  CHECK(middle.x == doctest::Approx((a.x + b.x) / 2).epsilon(1e-5));
  CHECK(middle.y == doctest::Approx((a.y + b.y) / 2).epsilon(1e-5));
  CHECK(std::hypot(hand({0.5f, 1}).x - hand({0.5f, 0}).x, hand({0.5f, 1}).y - hand({0.5f, 0}).y) >= 16);

  strokes::Paper paper(2);
  strokes::write(paper, strokes::glyphs[8][0], hand);
  for (const strokes::Point p : strokes::glyphs[8][0]) {
    const auto at = hand(p);
    CHECK(paper.distance(28 * static_cast<Index>(std::lround(at.y)) + static_cast<Index>(std::lround(at.x))) < 0.75f);
  }
  Draw other(3, {.purpose = Purpose::user});
  const strokes::Hand bent(other, 0.1f);
  const auto straight = hand({0.5f, 0.5f}), moved = bent({0.5f, 0.5f});
  CHECK(std::hypot(moved.x - straight.x, moved.y - straight.y) > 0.01f);
}

TEST_CASE("grain: mean 0, deviation 1, and the extremes of four bytes") {
  CHECK(strokes::grain_of(0) == -510.0f / 147.80054f);
  CHECK(strokes::grain_of(0xFFFFFFFFu) == 510.0f / 147.80054f);
  CHECK(strokes::grain_of(0x01020304u) == -500.0f / 147.80054f);
  double sum = 0, square = 0;
  const int n = 40'000;
  Draw draw(1, {.purpose = Purpose::user});
  for (int k = 0; k < n; ++k) {
    const double g = strokes::grain_of(draw.bits());
    sum += g;
    square += g * g;
  }
  CHECK(std::fabs(sum / n) < 5 / std::sqrt(1.0 * n));
  CHECK(std::fabs(square / n - 1) < 5 * std::sqrt(2.0 / n));
}

TEST_CASE("paper: distance of pixels from a straight piece, by hand") {
  strokes::Paper paper(3);
  paper.segment({10, 10}, {14, 10});
  const auto at = [&](Index x, Index y) { return paper.distance(28 * y + x); };
  CHECK(at(12, 10) == 0);
  CHECK(at(12, 12) == 2);  // beside it, on either side
  CHECK(at(12, 8) == 2);
  CHECK(at(16, 10) == 2);  // beyond its end
  CHECK(at(15, 11) == doctest::Approx(std::sqrt(2.0f)));
  CHECK(at(12, 13) == 3);             // as far as the pen reaches
  CHECK(at(0, 0) == 3);               // untouched
  paper.segment({12, 13}, {12, 13});  // a point is a piece too
  CHECK(at(12, 13) == 0);
  CHECK(at(12, 12) == doctest::Approx(1));  // the nearer of the two

  strokes::Paper between(3);  // between rows of pixels: two and a half away, still within reach
  between.segment({10, 10.5f}, {14, 10.5f});
  CHECK(between.distance(28 * 8 + 12) == 2.5f);
  CHECK(between.distance(28 * 13 + 12) == 2.5f);
}

TEST_CASE("paper: strokes beyond the border leave the rest alone") {
  strokes::Paper paper(2);
  paper.segment({-40, -40}, {-30, 60});
  paper.segment({20, 50}, {60, 27});
  for (Index k = 0; k < strokes::pixels; ++k) CHECK(paper.distance(k) == 2);
  paper.segment({-5, 0}, {1, 0});
  CHECK(paper.distance(0) == doctest::Approx(0).epsilon(1e-6));
  CHECK(paper.distance(1) == 0);
  CHECK(paper.distance(2) == 1);
}

TEST_CASE("stroke digits: the nearest of ten mean pictures reads most of them, but not all") {
  const Dataset<float> train = stroke_digits({.rows = 2000, .seed = 8}), test = stroke_digits({.rows = 1000, .seed = 9});
  std::vector<double> mean(10 * 784);
  for (Index r = 0; r < train.rows(); ++r)
    for (std::size_t k = 0; k < 784; ++k) mean[static_cast<std::size_t>(r % 10) * 784 + k] += train.row(r)[k] / 200;
  int right = 0;
  for (Index r = 0; r < test.rows(); ++r) {
    Index best = 0;
    double least = std::numeric_limits<double>::infinity();
    for (Index d = 0; d < 10; ++d) {
      double distance = 0;
      for (std::size_t k = 0; k < 784; ++k) {
        const double e = test.row(r)[k] - mean[static_cast<std::size_t>(d) * 784 + k];
        distance += e * e;
      }
      if (distance < least) least = distance, best = d;
    }
    right += best == r % 10;
  }
  CHECK(right > 600);
  CHECK(right < 900);
}

TEST_CASE("stroke digits: refusals") {
  constexpr float nan = std::numeric_limits<float>::quiet_NaN();
  CHECK_THROWS_WITH_AS(stroke_digits({.rows = 0}), "stroke_digits: rows is 0, expected at least 1", SettingsError);
  CHECK_THROWS_AS(stroke_digits({.rows = -5}), SettingsError);
  for (const float bad : {-0.1f, nan, std::numeric_limits<float>::infinity()}) {
    CHECK_THROWS_AS(stroke_digits({.rows = 1, .bend = bad}), SettingsError);
    CHECK_THROWS_AS(stroke_digits({.rows = 1, .noise = bad}), SettingsError);
  }
  CHECK_THROWS_AS(stroke_digits({.rows = 1, .bend = 0.3f}), SettingsError);
}

TEST_CASE("stroke digits: the bits are fixed") {
  support::BitHash hash;
  hash.add(stroke_digits({.rows = 100, .seed = 1}).x());
  CHECK(hash.value() == 315614949084860441u);  // FNV-1a; see test_synthetic.cpp
}

}  // namespace
}  // namespace genoprop
