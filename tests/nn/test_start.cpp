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
