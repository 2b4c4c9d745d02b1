#pragma once
// Problems made from a formula: the same rows for the same settings, everywhere.

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

#include <genoprop/core/draw.hpp>
#include <genoprop/data/scale.hpp>

namespace genoprop {

namespace synthetic_detail {

/// Part of a site's address: no two of these share a number.
enum Layer : std::uint8_t { spirals = 1, teacher_rows, teacher_units, stroke_shapes, stroke_noise };

inline Draw draw(std::uint64_t seed, Layer what, Index number) {
  return Draw(seed, {.purpose = Purpose::data, .index = static_cast<std::uint32_t>(number), .layer = what});
}
inline void require_at_least(const char* what, Index came, Index least) {
  require<SettingsError>(came >= least, what, " is ", came, ", expected at least ", least);
}
inline void require_not_negative(const char* what, float came) {
  require<SettingsError>(came >= 0 && std::isfinite(came), what, " is ", came, ", expected a finite number, at least 0");
}
/// [rows, columns] and [rows], to be filled
inline xt::xtensor<float, 2> matrix(Index rows, Index columns) {
  return xt::xtensor<float, 2>::from_shape(std::array{static_cast<std::size_t>(rows), static_cast<std::size_t>(columns)});
}
inline xt::xtensor<std::int32_t, 1> label_column(Index rows) {
  return xt::xtensor<std::int32_t, 1>::from_shape(std::array{static_cast<std::size_t>(rows)});
}

}  // namespace synthetic_detail

/// Two spirals that turn around each other: Lang & Witbrock, "Learning to tell two spirals apart", Connectionist Models
/// Summer School 1988. Theirs are 194 fixed points of three turns; these lie at uniform places along the arms, with noise.
struct TwoSpirals {
  Index rows = 300;
  float turns = 1.5f;  ///< of each arm
  float noise = 0.1f;  ///< standard deviation; the arms end at radius 2 and lie 1 / turns apart
  std::uint64_t seed = 1;
};

/// x [rows, 2], labels 0 and 1 in turns
inline Dataset<float> two_spirals(TwoSpirals s = {}) {
  synthetic_detail::require_at_least("two_spirals: rows", s.rows, 2);
  synthetic_detail::require_not_negative("two_spirals: turns", s.turns);
  require<SettingsError>(s.turns <= 100, "two_spirals: turns is ", s.turns, ", expected at most 100");
  synthetic_detail::require_not_negative("two_spirals: noise", s.noise);
  auto x = synthetic_detail::matrix(s.rows, 2);
  auto labels = synthetic_detail::label_column(s.rows);
  for (Index r = 0; r < s.rows; ++r) {
    Draw draw = synthetic_detail::draw(s.seed, synthetic_detail::spirals, r);
    const Index arm = r % 2;
    const float along = draw.unit();
    float sine, cosine;
    math::sincos(6.2831853f * (s.turns * along), sine, cosine);
    const float radius = arm == 0 ? 2 * along : -2 * along;  // the other arm is this one turned by half a circle
    x(r, 0) = math::fma(radius, cosine, s.noise * draw.normal());
    x(r, 1) = math::fma(radius, sine, s.noise * draw.normal());
    labels(r) = arm;
  }
  return {std::move(x), std::move(labels), 2};
}

/// Is the number of ones odd? (Minsky & Papert, Perceptrons, 1969, chapter 3: no unit that sees fewer than all bits helps.)
struct Parity {
  Index bits = 6;
};

/// x [2^bits, bits]: bit c of the row's number as -1 or +1; label 1 where the ones are odd
inline Dataset<float> parity(Parity p = {}) {
  require<SettingsError>(p.bits >= 1 && p.bits <= 20, "parity: bits is ", p.bits, ", expected 1 to 20");
  const Index rows = Index{1} << p.bits;
  auto x = synthetic_detail::matrix(rows, p.bits);
  auto labels = synthetic_detail::label_column(rows);
  for (Index r = 0; r < rows; ++r) {
    for (Index c = 0; c < p.bits; ++c) x(r, c) = (r >> c & 1) ? 1.0f : -1.0f;
    labels(r) = std::popcount(static_cast<std::uint32_t>(r)) % 2;
  }
  return {std::move(x), std::move(labels), 2};
}

/// Rows taught by a random network of one hidden layer:
///   x ~ N(0, I), y = sum_j a_j relu(w_j . x + b_j), |w_j| = 1, a_j = -1 or +1, b_j ~ N(0, 0.09), y standardised.
struct Teacher {
  Index inputs = 8;
  Index units = 8;
  Index rows = 1'500;
  std::uint64_t seed = 1;
};

/// x [rows, inputs], targets [rows, 1] of mean 0 and deviation 1
inline Dataset<float> teacher(Teacher t = {}) {
  synthetic_detail::require_at_least("teacher: inputs", t.inputs, 1);
  synthetic_detail::require_at_least("teacher: units", t.units, 1);
  synthetic_detail::require_at_least("teacher: rows", t.rows, 1);
  auto w = synthetic_detail::matrix(t.units, t.inputs);
  std::vector<double> length(static_cast<std::size_t>(t.units)), bias(length.size()), sign(length.size());
  for (Index j = 0; j < t.units; ++j) {
    Draw draw = synthetic_detail::draw(t.seed, synthetic_detail::teacher_units, j);
    const auto unit = static_cast<std::size_t>(j);
    double squares = 0;
    for (Index c = 0; c < t.inputs; ++c) {
      w(j, c) = draw.normal();
      squares = math::fma(static_cast<double>(w(j, c)), static_cast<double>(w(j, c)), squares);
    }
    length[unit] = std::sqrt(squares);
    bias[unit] = 0.3 * static_cast<double>(draw.normal());
    sign[unit] = draw.below(2) == 0 ? -1 : 1;
  }
  auto x = synthetic_detail::matrix(t.rows, t.inputs);
  xt::xtensor<double, 2> y(std::array{static_cast<std::size_t>(t.rows), std::size_t{1}}, 0.0);
  for (Index r = 0; r < t.rows; ++r) {
    Draw draw = synthetic_detail::draw(t.seed, synthetic_detail::teacher_rows, r);
    for (Index c = 0; c < t.inputs; ++c) x(r, c) = draw.normal();
    for (Index j = 0; j < t.units; ++j) {
      const auto unit = static_cast<std::size_t>(j);
      double sum = 0;
      for (Index c = 0; c < t.inputs; ++c) sum = math::fma(static_cast<double>(w(j, c)), static_cast<double>(x(r, c)), sum);
      const double z = sum / length[unit] + bias[unit];
      if (z > 0) y(r, 0) += sign[unit] * z;
    }
  }
  return {std::move(x), Scaler::of(y).apply(y)};
}

}  // namespace genoprop
