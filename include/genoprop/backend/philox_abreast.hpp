#pragma once
// The words of several columns at once, for bodies that draw four in every column.

#include <algorithm>

#include <genoprop/backend/vectors.hpp>
#include <genoprop/core/draw.hpp>

namespace genoprop {

/// Instruction sets that multiply 32 bits by 32 bits to 64 in every place. Where the compiler vectorises `philox` itself it takes two such
/// products for one vector of upper halves and others for the lower ones, and what is shorter than its vector twice as many.
template <class Set>
concept MultipliesWide = requires(typename Set::Wide& v) {
  Set::multiply(v, v, v);
};

/// `philox` of as many counters as a vector has places of 64 bits: counter, and the same with its first word 1, 2, .. more.
template <MultipliesWide Set>
struct PhiloxAbreast {
  using Wide = typename Set::Wide;
  static constexpr Index width = Set::bytes / 8;

  /// words[k * width + l]: word k of counter l. Upper halves of places are rubbish throughout: nothing reads them.
  GENOPROP_CPU static void draw(std::uint32_t* words, Words counter, std::uint32_t key0, std::uint32_t key1) {
    using N = PhiloxNumbers;
    Wide c0, c1, c2, c3, k0, k1, m0, m1, w0, w1;
    Set::count(c0, counter.word[0]);
    Set::fill(c1, counter.word[1]);
    Set::fill(c2, counter.word[2]);
    Set::fill(c3, counter.word[3]);
    Set::fill(k0, key0);
    Set::fill(k1, key1);
    Set::fill(m0, N::multiplier0);
    Set::fill(m1, N::multiplier1);
    Set::fill(w0, N::weyl0);
    Set::fill(w1, N::weyl1);
    for (int round = 0; round < 10; ++round) {
      Wide product0, product1;
      Set::multiply(product0, m0, c0);
      Set::multiply(product1, m1, c2);
      c0 = product1;
      Set::upper_xor(c0, c1, k0);
      c1 = product1;
      c2 = product0;
      Set::upper_xor(c2, c3, k1);
      c3 = product0;
      Set::add(k0, w0);
      Set::add(k1, w1);
    }
    Set::store_lower(words, c0);
    Set::store_lower(words + width, c1);
    Set::store_lower(words + 2 * width, c2);
    Set::store_lower(words + 3 * width, c3);
  }
};

/// body.take(0, row, column, words) in columns 0 .. columns - 1, with the words that draw_in_column gives
template <MultipliesWide Set, class Body>
GENOPROP_CPU void draw_in_columns(const Body& body, Index row, Index columns) {
  using Blocks = PhiloxAbreast<Set>;
  constexpr Index width = Blocks::width;
  const Site first = body.site(0, row);
  const std::uint64_t key = body.key();
  alignas(64) std::uint32_t words[4 * width];
  for (Index c = 0; c < columns; c += width) {
    Site at = first;
    at.index += static_cast<std::uint32_t>(c);
    Blocks::draw(words, counter_of(at), static_cast<std::uint32_t>(key), static_cast<std::uint32_t>(key >> 32));
    const auto take = [&](Index l) __attribute__((always_inline)) {
      body.take(0, row, c + l, Words{{words[l], words[width + l], words[2 * width + l], words[3 * width + l]}});
    };
    if (columns - c >= width) {
#pragma omp simd
      for (Index l = 0; l < width; ++l) take(l);
    } else {
      for (Index l = 0; l < columns - c; ++l) take(l);
    }
  }
}

}  // namespace genoprop
