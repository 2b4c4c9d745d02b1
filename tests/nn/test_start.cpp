#include <genoprop/nn/start.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <set>
#include <vector>

#include <genoprop/backend/serial.hpp>
#include <genoprop/nn/sequential.hpp>

using namespace genoprop;

namespace {
/// mean and mean square of n draws
struct Moments {
  double mean = 0, square = 0, largest = 0;
};
Moments moments(Start start, int n) {
  Moments m;
  for (int k = 0; k < n; ++k) {
    const double v = start_value<double>(start, Draw(7, {.purpose = Purpose::start, .index = static_cast<std::uint32_t>(k)}));
    m.mean += v / n;
    m.square += v * v / n;
    m.largest = std::max(m.largest, std::abs(v));
  }
  return m;
}
/// genomes of `count` slots
std::vector<double> start_of(const Layout& layout, Index first, Index count, std::uint64_t seed, std::uint32_t time) {
  const auto crew = Serial{.width = count}.open();
  std::vector<double> genes(static_cast<std::size_t>(count * layout.genes()));
  const Span all{0, count};
  crew->run(std::span<const Span>(&all, 1), [&](auto& lane, Span) {
    draw_start(lane, layout, Genes<double>{genes.data(), layout.genes(), layout.genes()}, first, seed, time);
  });
  return genes;
}
Layout layout_of_2_3_1() {
  Layout l;
  sequential(input(2), dense(3), relu(), dense(1)).describe(l);
  return l;
}
}  // namespace

TEST_CASE("He: normal, variance gain^2 * 2 / fan_in; mean and variance within five standard errors of 400,000 draws") {
  constexpr int n = 400'000;
  for (const Index fan : {1, 8, 784})
    for (const float gain : {1.0f, 0.5f}) {
      const Start start = He{.gain = gain}(fan, 3);
      CHECK(start.law == Start::Law::normal);
      const double variance = static_cast<double>(gain) * static_cast<double>(gain) * 2 / fan;
      const Moments m = moments(start, n);
      CHECK(std::abs(m.mean) < 5 * std::sqrt(variance / n));
      CHECK(std::abs(m.square - variance) < 5 * variance * std::sqrt(2.0 / n));
    }
}

TEST_CASE("Glorot: uniform within +- gain sqrt(6 / (fan_in + fan_out)); mean and variance within five standard errors of 100,000 draws") {
  constexpr int n = 100'000;
  for (const Index fan : {1, 8, 784})
    for (const float gain : {1.0f, 2.0f}) {
      const Start start = Glorot{.gain = gain}(fan, 10);
      CHECK(start.law == Start::Law::uniform);
      const double bound = static_cast<double>(gain) * std::sqrt(6.0 / (fan + 10)), variance = bound * bound / 3;
      const Moments m = moments(start, n);
      CHECK(std::abs(m.mean) < 5 * std::sqrt(variance / n));
      CHECK(std::abs(m.square - variance) < 5 * variance * std::sqrt(0.8 / n));  // of a uniform law
      CHECK(m.largest <= bound * (1 + 1e-6));
      CHECK(m.largest > bound * 0.9998);
    }
}

TEST_CASE("LeCun: normal, variance gain^2 / fan_in") {
  const Start start = LeCun{.gain = 3}(16, 5);
  CHECK(start.law == Start::Law::normal);
  CHECK(start.scale == 0.75f);
}

TEST_CASE("UniformStart: between its ends, all of it; and any start times a factor") {
  constexpr int n = 100'000;
  const Start start = UniformStart{.low = 1, .high = 3}(7, 7);
  const Moments m = moments(start, n);
  CHECK(std::abs(m.mean - 2) < 5 * std::sqrt(4.0 / 12 / n));
  CHECK(m.largest <= 3);
  CHECK(m.largest > 2.999);
  const Moments narrow = moments(Scaled{UniformStart{.low = 1, .high = 3}, -0.5f}(7, 7), n);
  CHECK(std::abs(narrow.mean + 1) < 5 * std::sqrt(1.0 / 12 / n));
  CHECK(narrow.largest <= 1.5);
  CHECK(Scaled{He{}, 0.5f}(8, 3).scale == 0.25f);
}

TEST_CASE("Orthogonal: columns orthonormal times the gain, rows where they are fewer, over many slots and sizes") {
  for (const auto& [rows, columns] : {std::pair<Index, Index>{7, 7}, {12, 5}, {5, 12}, {1, 4}, {4, 1}, {64, 64}}) {
    CAPTURE(rows);
    CAPTURE(columns);
    Layout l;
    sequential(input(rows), dense(columns, Orthogonal{.gain = 1.5f})).describe(l);
    const auto genes = start_of(l, 0, 6, 5, 0);
    for (Index slot = 0; slot < 6; ++slot) {
      const double* w = genes.data() + slot * l.genes();
      const Index count = std::min(rows, columns), length = std::max(rows, columns);
      const auto element = [&](Index vector, Index e) { return rows >= columns ? w[e * columns + vector] : w[vector * columns + e]; };
      for (Index a = 0; a < count; ++a)
        for (Index b = 0; b <= a; ++b) {
          double dot = 0;
          for (Index e = 0; e < length; ++e) dot += element(a, e) * element(b, e);
          CHECK(std::abs(dot - (a == b ? 2.25 : 0.0)) < 1e-6);  // the gain is a float
        }
    }
  }
}

TEST_CASE("Orthogonal: a gain of 0 is a start of zeros, as that of the others is; so is one that no float holds") {
  for (const float gain : {0.0f, 1e-45f}) {
    Layout l;
    sequential(input(3), dense(4, Orthogonal{.gain = gain})).describe(l);
    for (const double w : start_of(l, 0, 2, 5, 0)) CHECK(std::abs(w) <= static_cast<double>(gain));
  }
  std::vector<float> w{0, 3, 0, 0, 0, 0};  // [3, 2]: a column of zeros has no direction, it stays and bends no other
  orthonormalise(w.data(), 3, 2, 2.0f);
  CHECK(w == std::vector<float>{0, 2, 0, 0, 0, 0});
}

TEST_CASE("Orthogonal: float is orthonormal to rounding; weights have mean 0 and variance gain^2 / longer side") {
  std::vector<float> w(40 * 40);
  double mean = 0, square = 0;
  constexpr int n = 50;
  for (std::uint32_t seed = 0; seed < n; ++seed) {
    Draw draw(seed, {});
    for (float& v : w) v = draw.normal();
    orthonormalise(w.data(), 40, 40, 1.0f);
    for (std::size_t a = 0; a < 40; ++a)
      for (std::size_t b = 0; b <= a; ++b) {
        double dot = 0;
        for (std::size_t e = 0; e < 40; ++e) dot += static_cast<double>(w[e * 40 + a]) * static_cast<double>(w[e * 40 + b]);
        REQUIRE(std::abs(dot - (a == b ? 1.0 : 0.0)) < 5e-7);
      }
    for (const float v : w) {
      mean += static_cast<double>(v) / (1600 * n);
      square += static_cast<double>(v) * static_cast<double>(v) / (1600 * n);
    }
  }
  CHECK(std::abs(mean) < 5 * std::sqrt(1.0 / 40 / (1600 * n)));
  CHECK(square == doctest::Approx(1.0 / 40).epsilon(1e-6));
  const Start alone = Orthogonal{.gain = 3}(4, 9);  // a unit redrawn by itself: normal, the same variance
  CHECK(alone.scale == 1);
  const Moments m = moments(alone, 400'000);
  CHECK(std::abs(m.square - 1) < 5 * std::sqrt(2.0 / 400'000));
}

TEST_CASE("initialisers: numbers out of range are refused where the network is written down") {
  CHECK_THROWS_WITH_AS(sequential(input(2), dense(1, UniformStart{.low = 1, .high = 0})),
                       "UniformStart: low is 1, high is 0, expected finite numbers, low not above high", SettingsError);
  CHECK_THROWS_AS(sequential(input(2), dense(1, UniformStart{.low = NAN})), SettingsError);
  CHECK_THROWS_AS(sequential(input(2), dense(1, Scaled{UniformStart{.high = INFINITY}, 1.0f})), SettingsError);
  CHECK_THROWS_WITH_AS(sequential(input(2), dense(1, Scaled{He{}, INFINITY})), "Scaled: the factor is inf, expected a finite number",
                       SettingsError);
}

TEST_CASE("a start of law zero is zero") { CHECK(start_value<float>(Start{}, Draw(1, {})) == 0.0f); }

TEST_CASE("draw_start: biases at zero, no weight twice; every slot, life and seed its own") {
  const Layout l = layout_of_2_3_1();
  const auto genes = start_of(l, 0, 3, 5, 0);
  REQUIRE(genes.size() == 39);
  std::set<double> seen;
  for (std::size_t s = 0; s < 3; ++s)
    for (std::size_t g = 0; g < 13; ++g) {
      const bool bias = (g >= 6 && g < 9) || g == 12;
      CHECK((genes[s * 13 + g] == 0) == bias);
      if (!bias) seen.insert(genes[s * 13 + g]);
    }
  CHECK(seen.size() == 27);
  CHECK(start_of(l, 0, 3, 5, 0) == genes);
  for (const auto& other : {start_of(l, 0, 3, 6, 0), start_of(l, 0, 3, 5, 1), start_of(l, 3, 3, 5, 0)})
    for (std::size_t g = 0; g < 6; ++g) CHECK(other[g] != genes[g]);
}

TEST_CASE("draw_start: a slot's network does not depend on who is drawn beside it") {
  const Layout l = layout_of_2_3_1();
  const auto three = start_of(l, 0, 3, 5, 0), one = start_of(l, 1, 1, 5, 0);
  CHECK(std::vector(three.begin() + 13, three.begin() + 26) == one);
}

TEST_CASE("initialisers: a gain that is negative or no number is refused where a layer is built; 0 is one") {
  const auto refused = [](auto start, const char* what) {
    CHECK_THROWS_WITH_AS(sequential(input(2), dense(3, start), relu(), dense(1)), what, SettingsError);
  };
  refused(He{.gain = -1}, "He: gain is -1, expected at least 0 and finite");
  refused(Glorot{.gain = INFINITY}, "Glorot: gain is inf, expected at least 0 and finite");
  refused(LeCun{.gain = -0.5f}, "LeCun: gain is -0.5, expected at least 0 and finite");
  refused(Orthogonal{.gain = -2}, "Orthogonal: gain is -2, expected at least 0 and finite");
  refused(Scaled{He{.gain = -1}, 2.0f}, "He: gain is -1, expected at least 0 and finite");
  for (const float gain : {NAN, -INFINITY}) CHECK_THROWS_AS(He{.gain = gain}.check(), SettingsError);
  CHECK_NOTHROW(sequential(input(2), dense(3, He{.gain = 0}), relu(), dense(1)));
}

TEST_CASE("Glorot: fans whose sum is more than an Index holds") {
  const float scale = Glorot{}(2'000'000'000, 2'000'000'000).scale;
  CHECK(scale == doctest::Approx(std::sqrt(6 / 4e9)));
}
