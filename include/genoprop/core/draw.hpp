#pragma once
// Random numbers by address: Philox4x32-10.

#include <cstdint>

#include <genoprop/core/math.hpp>
#include <genoprop/core/site.hpp>

namespace genoprop {

/// Four random words.
struct Words {
  std::uint32_t word[4];
};

/// Upper half of a 64-bit product: in this form, apart from the lower half, compilers find the vector instruction.
GENOPROP_HD std::uint32_t high_product(std::uint32_t a, std::uint32_t b) noexcept {
  return static_cast<std::uint32_t>((static_cast<std::uint64_t>(a) * b) >> 32);
}

/// The multipliers and Weyl sequences of Philox4x32.
struct PhiloxNumbers {
  static constexpr std::uint32_t multiplier0 = 0xD2511F53u, multiplier1 = 0xCD9E8D57u, weyl0 = 0x9E3779B9u, weyl1 = 0xBB67AE85u;
};

/// Philox4x32-10: Salmon, Moraes, Dror & Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011, section 3.3;
/// constants of their table of multipliers and Weyl sequences. Plain arithmetic: vectorises, same bits everywhere.
GENOPROP_HD Words philox(Words counter, std::uint32_t key0, std::uint32_t key1) noexcept {
  using N = PhiloxNumbers;
  std::uint32_t c0 = counter.word[0], c1 = counter.word[1], c2 = counter.word[2], c3 = counter.word[3];
#if !defined(__CUDACC__)  // nvcc knows no GCC pragmas, and unrolls this by itself
#pragma GCC unroll 10
#endif
  for (int round = 0; round < 10; ++round) {
    const std::uint32_t high0 = high_product(N::multiplier0, c0), low0 = N::multiplier0 * c0;
    const std::uint32_t high1 = high_product(N::multiplier1, c2), low1 = N::multiplier1 * c2;
    c0 = high1 ^ c1 ^ key0;
    c1 = low1;
    c2 = high0 ^ c3 ^ key1;
    c3 = low0;
    key0 += N::weyl0;
    key1 += N::weyl1;
  }
  return {{c0, c1, c2, c3}};
}

/// The site as philox counts.
GENOPROP_HD Words counter_of(Site at) noexcept {
  const std::uint32_t tag = (static_cast<std::uint32_t>(at.purpose) << 24) | (static_cast<std::uint32_t>(at.layer) << 16) | at.block;
  return {{at.index, at.slot, at.time, tag}};
}

/// The four words at a site.
GENOPROP_HD Words words_at(std::uint64_t seed, Site at) noexcept {
  return philox(counter_of(at), static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32));
}

/// What a body does that takes four words in every column: those at body.site(i, row), the index of the site up by the column. A lane may
/// draw for several columns at once and hand each its words (concepts/lane.hpp).
template <class Body>
GENOPROP_HD void draw_in_column(const Body& body, Index i, Index row, Index column) noexcept {
  Site at = body.site(i, row);
  at.index += static_cast<std::uint32_t>(column);
  body.take(i, row, column, words_at(body.key(), at));
}

/// A word as a number in (0, 1), never 0 and never 1: 24 bits and a half, exact in float.
GENOPROP_HD float unit_of(std::uint32_t word) noexcept { return (static_cast<float>(word >> 9) + 0.5f) * 0x1p-23f; }

/// A word as a whole number in [0, n): multiply and shift (Lemire, ACM TOMACS 29, 2019, without rejection:
/// the bias is below n / 2^32).
GENOPROP_HD Index below_of(std::uint32_t word, Index n) noexcept {
  return static_cast<Index>((static_cast<std::uint64_t>(word) * static_cast<std::uint32_t>(n)) >> 32);
}

/// The random numbers of one site, drawn in order: `Draw draw(seed, {.purpose = Purpose::select, .slot = 3, .time = g});`
class Draw {
 public:
  GENOPROP_HD Draw(std::uint64_t seed, Site at) noexcept : seed_(seed), at_(at) {}

  /// A draw whose first word was made elsewhere (gene rules: four genes share a Philox block); later words are drawn
  /// from the site's own block on, only when they are asked for.
  GENOPROP_HD Draw(std::uint64_t seed, Site at, std::uint32_t first) noexcept : seed_(seed), at_(at), left_(1), rare_(true) {
    words_.word[3] = first;
  }

  GENOPROP_HD std::uint32_t bits() noexcept {
    if (left_ == 0) refill();
    return words_.word[4 - left_--];
  }
  /// uniform in (0, 1)
  GENOPROP_HD float unit() noexcept { return unit_of(bits()); }
  /// uniform in [low, high]; its ends only by rounding
  GENOPROP_HD float between(float low, float high) noexcept { return math::fma(high - low, unit(), low); }
  /// standard normal, by inversion
  GENOPROP_HD float normal() noexcept { return math::inverse_normal(unit()); }
  /// uniform over 0 .. n - 1
  GENOPROP_HD Index below(Index n) noexcept { return below_of(bits(), n); }

  /// of its site: the generation, for batches and dropout the step
  GENOPROP_HD std::uint32_t time() const noexcept { return at_.time; }

  /// The numbers that all slots have in common here, for what is drawn once for everybody: same seed, purpose, index and time, no
  /// slot, and as many words on as this draw is. Not for draws whose first word was made elsewhere.
  GENOPROP_HD Draw shared() const noexcept {
    Draw all(seed_, at_);
    all.at_.slot = 0xFFFFFFFFu;  // a population has at most 65,535 slots
    if (left_ > 0) {             // words of the block before are left
      if (all.at_.block-- == 0) --all.at_.layer;
      all.refill();
      all.left_ = left_;
    }
    return all;
  }

 private:
  GENOPROP_HD void refill() noexcept {
    if (rare_) asm volatile("");  // without a barrier a loop over genes is vectorised by drawing this block for every gene
    words_ = words_at(seed_, at_);
    if (++at_.block == 0) ++at_.layer;  // after 2^18 words: on into the next layer's place, so that nothing comes round again
    left_ = 4;
  }

  std::uint64_t seed_;
  Site at_;
  Words words_{};
  int left_ = 0;
  bool rare_ = false;  // whether later words are asked for by few of many
};

}  // namespace genoprop
