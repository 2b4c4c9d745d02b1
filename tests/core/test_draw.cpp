// Philox against the published vectors; the laws of what is drawn; independence of sites.

#include <genoprop/core/draw.hpp>

#include <array>
#include <cmath>
#include <cstdint>
#include <set>
#include <vector>

#include <doctest/doctest.h>

#include "support/bits.hpp"
#include "support/near.hpp"
#include "support/seeds.hpp"

namespace genoprop {
namespace {

using support::bits_equal;
using support::for_seeds;

/// sum over bins of (count - expected)^2 / expected
double chi_square(const std::vector<int>& counts, double total) {
  const double expected = total / static_cast<double>(counts.size());
  double sum = 0;
  for (const int c : counts) sum += (c - expected) * (c - expected) / expected;
  return sum;
}
/// mean and five standard deviations of chi-square with bins - 1 degrees of freedom
double chi_square_bound(std::size_t bins) {
  const double freedom = static_cast<double>(bins) - 1;
  return freedom + 5 * std::sqrt(2 * freedom);
}

TEST_CASE("philox: the known answers of Random123 (kat_vectors, philox4x32 10)") {
  struct Known {
    std::array<std::uint32_t, 4> counter;
    std::array<std::uint32_t, 2> key;
    std::array<std::uint32_t, 4> answer;
  };
  constexpr std::array<Known, 3> known{{
      {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
      {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}, {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
      {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}, {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
  }};
  for (const Known& k : known) {
    const Words w = philox({{k.counter[0], k.counter[1], k.counter[2], k.counter[3]}}, k.key[0], k.key[1]);
    for (std::size_t i = 0; i < 4; ++i) CHECK(w.word[i] == k.answer[i]);
  }
}

TEST_CASE("a draw knows the time of its site, however much was drawn") {
  Draw draw(7, {.purpose = Purpose::hyper, .slot = 3, .time = 41});
  CHECK(draw.time() == 41);
  for (int k = 0; k < 9; ++k) draw.bits();
  CHECK(draw.time() == 41);
  CHECK(draw.shared().time() == 41);
}

TEST_CASE("words_at: the counter is {index, slot, time, purpose:8 | layer:8 | block:16}, the key the seed, low half first") {
  const Site at{.purpose = Purpose::mutate, .index = 11, .slot = 22, .time = 33, .layer = 44, .block = 55};
  const Words came = words_at(0x0123456789ABCDEFu, at);
  const Words expected =
      philox({{11, 22, 33, (static_cast<std::uint32_t>(Purpose::mutate) << 24) | (44u << 16) | 55u}}, 0x89ABCDEFu, 0x01234567u);
  CHECK(bits_equal(came.word, expected.word));
}

TEST_CASE("words_at: every field of the site and both halves of the seed count") {
  std::set<std::uint32_t> first;
  const auto see = [&](std::uint64_t seed, Site at) { first.insert(words_at(seed, at).word[0]); };
  see(1, {});
  see(2, {});
  see(1 + (std::uint64_t{1} << 32), {});
  see(1, {.purpose = Purpose::batch});
  see(1, {.index = 1});
  see(1, {.slot = 1});
  see(1, {.time = 1});
  see(1, {.layer = 1});
  see(1, {.block = 1});
  see(1, {.index = 0x80000000u});
  see(1, {.slot = 0x80000000u});
  see(1, {.time = 0x80000000u});
  see(1, {.layer = 0x80});
  see(1, {.block = 0x8000});
  CHECK(first.size() == 14);
}

TEST_CASE("Draw: the words of its site in order, then the next block's") {
  const Site at{.purpose = Purpose::user, .index = 5, .slot = 6, .time = 7, .layer = 8, .block = 9};
  Draw draw(42, at);
  Site block = at;
  for (int b = 0; b < 3; ++b, ++block.block) {
    const Words w = words_at(42, block);
    for (const std::uint32_t word : w.word) CHECK(draw.bits() == word);
  }
}

TEST_CASE("Draw: a first word made elsewhere comes first; the later ones are those of its site") {
  const Site at{.purpose = Purpose::cross, .index = 17, .slot = 2, .time = 3, .block = 1};
  Draw given(7, at, 0xDEADBEEFu);
  Draw plain(7, at);
  CHECK(given.bits() == 0xDEADBEEFu);
  for (int k = 0; k < 9; ++k) CHECK(given.bits() == plain.bits());
  // the same numbers as if the word had been drawn here
  CHECK(bits_equal(Draw(7, at, 0xDEADBEEFu).unit(), unit_of(0xDEADBEEFu)));
  CHECK(bits_equal(Draw(7, at, 0xDEADBEEFu).normal(), math::inverse_normal(unit_of(0xDEADBEEFu))));
  CHECK(Draw(7, at, 0xDEADBEEFu).below(1000) == below_of(0xDEADBEEFu, 1000));
}

TEST_CASE("Draw: more words than one index has blocks do not come round again") {
  Draw draw(3, {.purpose = Purpose::split});
  const std::array<std::uint32_t, 4> begin{draw.bits(), draw.bits(), draw.bits(), draw.bits()};
  for (int k = 4; k < 4 * 65536; ++k) draw.bits();
  const std::array<std::uint32_t, 4> after{draw.bits(), draw.bits(), draw.bits(), draw.bits()};
  CHECK_FALSE(bits_equal(begin, after));
}

TEST_CASE("unit_of: inside (0, 1) at both ends, halfway in the middle, exact") {
  CHECK(unit_of(0) == 0x1p-24f);
  CHECK(unit_of(0xFFFFFFFFu) == 1.0f - 0x1p-24f);
  CHECK(unit_of(0x80000000u) == 0.5f + 0x1p-24f);
  CHECK(unit_of(0x000001FFu) == unit_of(0));
  CHECK(unit_of(0x00000200u) == 3 * 0x1p-24f);
}

TEST_CASE("below_of: 0 to n - 1, all of them") {
  for (const Index n : {1, 2, 3, 7, 1000, 2147483647}) {
    CHECK(below_of(0, n) == 0);
    CHECK(below_of(0xFFFFFFFFu, n) == n - 1);
  }
  CHECK(below_of(0x7FFFFFFFu, 2) == 0);
  CHECK(below_of(0x80000000u, 2) == 1);
}

TEST_CASE("unit: uniform over seeds (65,536 of them: mean, variance, chi-square of 64 bins, all within five deviations)") {
  constexpr int n = 65536;
  double sum = 0, square = 0;
  std::vector<int> bins(64);
  for_seeds(n, [&](Draw& draw) {
    const double u = static_cast<double>(draw.unit());
    sum += u;
    square += (u - 0.5) * (u - 0.5);
    ++bins[static_cast<std::size_t>(u * 64)];
  });
  CHECK(std::abs(sum / n - 0.5) < 5 * std::sqrt(1.0 / 12 / n));
  CHECK(std::abs(square / n - 1.0 / 12) < 5 * std::sqrt(1.0 / 180 / n));
  CHECK(chi_square(bins, n) < chi_square_bound(64));
}

TEST_CASE("normal: standard over seeds (65,536 of them: first four moments and the tails within five deviations)") {
  constexpr int n = 65536;
  double m1 = 0, m2 = 0, m3 = 0, m4 = 0;
  int beyond = 0;
  for_seeds(n, [&](Draw& draw) {
    const double z = static_cast<double>(draw.normal());
    m1 += z;
    m2 += z * z;
    m3 += z * z * z;
    m4 += z * z * z * z;
    beyond += std::abs(z) > 2;
  });
  const double root = std::sqrt(static_cast<double>(n));
  CHECK(std::abs(m1 / n) < 5 / root);
  CHECK(std::abs(m2 / n - 1) < 5 * std::sqrt(2.0) / root);
  CHECK(std::abs(m3 / n) < 5 * std::sqrt(15.0) / root);
  CHECK(std::abs(m4 / n - 3) < 5 * std::sqrt(96.0) / root);
  const double share = std::erfc(std::sqrt(2.0));  // P(|Z| > 2)
  CHECK(std::abs(beyond / static_cast<double>(n) - share) < 5 * std::sqrt(share * (1 - share)) / root);
}

TEST_CASE("below: uniform over seeds, also where n is no power of two (chi-square within five deviations)") {
  constexpr int n = 65536;
  for (const Index bound : {2, 7, 100}) {
    std::vector<int> bins(static_cast<std::size_t>(bound));
    for_seeds(n, [&](Draw& draw) { ++bins[static_cast<std::size_t>(draw.below(bound))]; });
    CHECK(chi_square(bins, n) < chi_square_bound(bins.size()));
  }
}

TEST_CASE("between: within its bounds, both included, and spread over them") {
  double sum = 0;
  for_seeds(4096, [&](Draw& draw) {
    const float x = draw.between(-3.0f, 5.0f);
    CHECK(x >= -3.0f);
    CHECK(x <= 5.0f);
    sum += static_cast<double>(x);
  });
  CHECK(std::abs(sum / 4096 - 1) < 5 * 8 / std::sqrt(12.0 * 4096));
}

TEST_CASE("sites: neighbours in each direction are uncorrelated (65,536 pairs each, within five deviations)") {
  constexpr int n = 65536;
  const auto correlation = [&](Site step) {
    double sum = 0;
    for (std::uint32_t k = 0; k < n; ++k) {
      Site a{.purpose = Purpose::mutate, .index = k % 256, .slot = k / 256};
      Site b{.purpose = step.purpose,
             .index = a.index + step.index,
             .slot = a.slot + step.slot,
             .time = step.time,
             .layer = step.layer,
             .block = step.block};
      sum += (static_cast<double>(unit_of(words_at(99, a).word[0])) - 0.5) * (static_cast<double>(unit_of(words_at(99, b).word[0])) - 0.5);
    }
    return sum / n * 12;
  };
  const double bound = 5 / std::sqrt(static_cast<double>(n));
  CHECK(std::abs(correlation({.purpose = Purpose::mutate}) - 1) < bound);  // itself: the measure sees what it should
  CHECK(std::abs(correlation({.purpose = Purpose::mutate, .index = 1})) < bound);
  CHECK(std::abs(correlation({.purpose = Purpose::mutate, .slot = 1})) < bound);
  CHECK(std::abs(correlation({.purpose = Purpose::mutate, .time = 1})) < bound);
  CHECK(std::abs(correlation({.purpose = Purpose::mutate, .layer = 1})) < bound);
  CHECK(std::abs(correlation({.purpose = Purpose::mutate, .block = 1})) < bound);
  CHECK(std::abs(correlation({.purpose = Purpose::cross})) < bound);
}

TEST_CASE("Draw: a plain value; copies go on alike") {
  Draw a(5, {.purpose = Purpose::user});
  a.bits();
  Draw b = a;
  for (int k = 0; k < 10; ++k) CHECK(a.bits() == b.bits());
}

TEST_CASE("Draw: what slots share is the same for all of them and as many words on; nothing else is shared") {
  const auto at = [](std::uint32_t slot, std::uint32_t time) {
    return Draw(9, {.purpose = Purpose::select, .index = 2, .slot = slot, .time = time});
  };
  Draw all(9, {.purpose = Purpose::select, .index = 2, .slot = 0xFFFFFFFFu, .time = 4});
  Draw a = at(3, 4), b = at(5, 4);
  for (int k = 0; k < 9; ++k) {  // over two ends of blocks
    Draw of_a = a.shared(), of_b = b.shared();
    const std::uint32_t word = all.bits();
    CHECK(of_a.bits() == word);
    CHECK(of_b.bits() == word);
    CHECK(a.bits() != word);
    CHECK(b.bits() != word);
  }
  CHECK(at(3, 4).shared().bits() != at(3, 5).shared().bits());
  Draw turned = Draw(9, {.purpose = Purpose::select, .layer = 7, .block = 0xFFFF});
  turned.bits();  // the block comes round: the next is the first of the next layer
  Draw before = Draw(9, {.purpose = Purpose::select, .slot = 0xFFFFFFFFu, .layer = 7, .block = 0xFFFF});
  before.bits();
  CHECK(turned.shared().bits() == before.bits());
}

}  // namespace
}  // namespace genoprop
