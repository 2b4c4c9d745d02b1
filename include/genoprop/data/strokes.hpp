#pragma once
// Digits drawn with a shaky pen: an image problem that needs no download.

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include <genoprop/data/glyphs.hpp>
#include <genoprop/data/synthetic.hpp>

namespace genoprop {

/// 28 x 28 pixels, as MNIST has them. Each digit is written in one of two ways, bent, slanted, turned, scaled, moved, drawn with a
/// pen of its own width and darkness, and covered with grain. A 784-128-10 network that has learnt 8,000 of them (10 to 40 epochs) reads
/// 98 % of others.
struct StrokeDigits {
  Index rows = 10'000;
  float bend = 0.05f;   ///< standard deviation of the bending, in digit heights
  float noise = 0.08f;  ///< standard deviation of a pixel before it is cut to [0, 1]; black is 1
  std::uint64_t seed = 1;
};

namespace strokes {

inline constexpr Index side = 28;
inline constexpr Index pixels = side * side;
inline constexpr Index steps_per_span = 5;  // straight pieces between two points of a stroke

/// What happens to the points of one digit. Drawn in this order.
class Hand {
 public:
  Hand(Draw& draw, float bend) {
    for (auto& row : bend_)
      for (Point& p : row) p = {bend * draw.normal(), bend * draw.normal()};
    math::sincos(draw.between(-0.2f, 0.2f), sine_, cosine_);
    slant_ = draw.between(-0.2f, 0.45f);
    width_ = draw.between(13.0f, 21.0f);
    height_ = draw.between(16.0f, 21.0f);
    shift_ = {draw.between(-2.2f, 2.2f), draw.between(-2.2f, 2.2f)};
  }

  /// from the unit square to pixels
  Point operator()(Point p) const {
    p = bent(p);
    const float y = (p.y - 0.5f) * height_;
    const float x = math::fma(-slant_, y, (p.x - 0.5f) * width_);
    constexpr float middle = 0.5f * (side - 1);
    return {math::fma(cosine_, x, math::fma(-sine_, y, middle + shift_.x)), math::fma(sine_, x, math::fma(cosine_, y, middle + shift_.y))};
  }

 private:
  /// A smooth field of displacements, bilinear over a grid of 3 x 3: an elastic distortion in the manner of Simard,
  /// Steinkraus & Platt, ICDAR 2003.
  Point bent(Point p) const {
    const float gx = 2 * math::clamp(p.x, 0.0f, 1.0f), gy = 2 * math::clamp(p.y, 0.0f, 1.0f);
    const std::size_t left = gx >= 1, top = gy >= 1;
    const float u = gx - static_cast<float>(left), v = gy - static_cast<float>(top);
    const auto between = [&](float Point::*axis) {
      const auto along = [&](const auto& row) { return math::fma(u, row[left + 1].*axis - row[left].*axis, row[left].*axis); };
      const float a = along(bend_[top]), b = along(bend_[top + 1]);
      return math::fma(v, b - a, a);
    };
    return {p.x + between(&Point::x), p.y + between(&Point::y)};
  }

  std::array<std::array<Point, 3>, 3> bend_{};
  float sine_ = 0, cosine_ = 1, slant_ = 0, width_ = 0, height_ = 0;
  Point shift_{};
};

/// Squared distance of every pixel from the nearest stroke, as far as the pen reaches.
class Paper {
 public:
  explicit Paper(float reach) : reach_(reach) { squares_.fill(reach * reach); }

  void segment(Point a, Point b) {
    const auto [left, right] = range(a.x, b.x);
    const auto [top, bottom] = range(a.y, b.y);
    const float dx = b.x - a.x, dy = b.y - a.y;
    const float length2 = math::max(math::fma(dx, dx, dy * dy), 1e-12f);
    for (Index y = top; y <= bottom; ++y)
      for (Index x = left; x <= right; ++x) {
        const float px = static_cast<float>(x) - a.x, py = static_cast<float>(y) - a.y;
        const float along = math::clamp(math::fma(px, dx, py * dy) / length2, 0.0f, 1.0f);
        const float ex = math::fma(-along, dx, px), ey = math::fma(-along, dy, py);
        float& least = squares_[static_cast<std::size_t>(y * side + x)];
        least = math::min(least, math::fma(ex, ex, ey * ey));
      }
  }
  float distance(Index pixel) const { return math::sqrt(squares_[static_cast<std::size_t>(pixel)]); }

 private:
  /// pixels that the pen reaches between a and b
  std::pair<Index, Index> range(float a, float b) const {
    const auto pixel = [](float at) { return static_cast<Index>(math::clamp(at, 0.0f, static_cast<float>(side - 1))); };
    return {pixel(std::min(a, b) - reach_ + 1), pixel(std::max(a, b) + reach_)};
  }

  float reach_;
  std::array<float, pixels> squares_;
};

/// Catmull-Rom curves through the points of each stroke (Catmull & Rom, "A class of local interpolating splines", 1974);
/// ends are doubled.
inline void write(Paper& paper, Glyph glyph, const Hand& hand) {
  for (auto first = glyph.begin(); first != glyph.end();) {
    const auto last = std::find_if(first, glyph.end(), [](Point p) { return p.x < 0; });
    for (auto at = first; at + 1 < last; ++at) {
      const Point b = at[0], c = at[1], a = at == first ? b : at[-1], d = at + 2 < last ? at[2] : c;
      const auto curve = [&](float Point::*axis, float t) {
        const float p = a.*axis, q = b.*axis, r = c.*axis, s = d.*axis;
        const float cubic = math::fma(3.0f, q - r, s - p), square = math::fma(2.0f, p, math::fma(-5.0f, q, math::fma(4.0f, r, -s)));
        return math::fma(0.5f * t, math::fma(t, math::fma(t, cubic, square), r - p), q);
      };
      Point from = hand(b);
      for (Index k = 1; k <= steps_per_span; ++k) {
        const float t = static_cast<float>(k) / steps_per_span;
        const Point to = hand({curve(&Point::x, t), curve(&Point::y, t)});
        paper.segment(from, to);
        from = to;
      }
    }
    first = last == glyph.end() ? last : last + 1;
  }
}

/// Grain of deviation 1: the sum of a word's four bytes, near enough to a normal for a pixel and ten times cheaper.
inline float grain_of(std::uint32_t word) {
  const std::uint32_t pairs = (word & 0x00FF00FFu) + ((word >> 8) & 0x00FF00FFu);
  constexpr float deviation = 147.80054f;  // sqrt(4 (256^2 - 1) / 12)
  return (static_cast<float>((pairs & 0xFFFFu) + (pairs >> 16)) - 510.0f) / deviation;
}

}  // namespace strokes

/// x [rows, 784] in 255ths of [0, 1] (so IDX files keep them bit for bit), labels 0 to 9 in turns
inline Dataset<float> stroke_digits(StrokeDigits s = {}) {
  synthetic_detail::require_at_least("stroke_digits: rows", s.rows, 1);
  synthetic_detail::require_not_negative("stroke_digits: bend", s.bend);
  require<SettingsError>(s.bend <= 0.2f, "stroke_digits: bend is ", s.bend, ", expected at most 0.2");
  synthetic_detail::require_not_negative("stroke_digits: noise", s.noise);
  using strokes::pixels;
  auto x = synthetic_detail::matrix(s.rows, pixels);
  auto labels = synthetic_detail::label_column(s.rows);
  for (Index r = 0; r < s.rows; ++r) {
    const Index digit = r % 10;
    Draw draw = synthetic_detail::draw(s.seed, synthetic_detail::stroke_shapes, r);
    const strokes::Glyph glyph = strokes::glyphs[static_cast<std::size_t>(digit)][static_cast<std::size_t>(draw.below(2))];
    const strokes::Hand hand(draw, s.bend);
    const float pen = draw.between(0.6f, 1.7f), dark = draw.between(0.75f, 1.0f);  // half the stroke's width in pixels; black is 1
    strokes::Paper paper(pen + 0.5f);
    strokes::write(paper, glyph, hand);
    Draw grain = synthetic_detail::draw(s.seed, synthetic_detail::stroke_noise, r);
    for (Index k = 0; k < pixels; ++k) {
      const float ink = dark * math::clamp(pen + 0.5f - paper.distance(k), 0.0f, 1.0f);
      const float seen = math::clamp(math::fma(s.noise, strokes::grain_of(grain.bits()), ink), 0.0f, 1.0f);
      x(r, k) = static_cast<float>(static_cast<int>(math::fma(seen, 255.0f, 0.5f))) / 255.0f;
    }
    labels(r) = digit;
  }
  return {std::move(x), std::move(labels), 10};
}

}  // namespace genoprop
