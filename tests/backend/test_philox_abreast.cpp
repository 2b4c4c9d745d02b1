#include <genoprop/backend/philox_abreast.hpp>

#include <doctest/doctest.h>

#include <vector>

#include "support/cpu_sets.hpp"
#include "support/vector_sets.hpp"

using namespace genoprop;

namespace {

struct Numbers {
  Words counter;
  std::uint32_t key0, key1;
};
/// of every size, the last of which goes round in the middle of a vector
std::vector<Numbers> some_numbers() {
  std::vector<Numbers> out;
  for (std::uint32_t k = 0; k < 200; ++k) {
    const Words a = philox({{k, 1, 2, 3}}, 4, 5), b = philox({{k, 1, 2, 4}}, 4, 5);
    out.push_back({{{a.word[0] >> k % 32, a.word[1], a.word[2], a.word[3]}}, b.word[0], b.word[1]});
  }
  out.push_back({{{0, 0, 0, 0}}, 0, 0});
  out.push_back({{{0xFFFFFFFDu, 0xFFFFFFFFu, 0xFFFFFFFFu, 0xFFFFFFFFu}}, 0xFFFFFFFFu, 0xFFFFFFFFu});
  return out;
}

template <class Set>
struct DrawAll {
  Numbers of;
  std::uint32_t* words;
  GENOPROP_CPU void operator()() const { PhiloxAbreast<Set>::draw(words, of.counter, of.key0, of.key1); }
};

/// stores its words, and whether a column was taken twice
struct Keep {
  std::uint64_t seed;
  Site at;
  Block<std::uint32_t> words;  // [rows, 4 columns]
  GENOPROP_HD std::uint64_t key() const noexcept { return seed; }
  GENOPROP_HD Site site(Index i, Index r) const noexcept {
    Site there = at;
    there.index += 1000u * static_cast<std::uint32_t>(r) + static_cast<std::uint32_t>(i);
    return there;
  }
  GENOPROP_HD void take(Index i, Index r, Index c, const Words& w) const noexcept {
    for (Index k = 0; k < 4; ++k) words(i, r, 4 * c + k) += w.word[k];
  }
  GENOPROP_HD void operator()(Index i, Index r, Index c) const noexcept { draw_in_column(*this, i, r, c); }
};

}  // namespace

TEST_CASE("philox abreast: the words of philox, counter by counter") {
  support::for_vector_sets([]<class Set>(Set) {
    if constexpr (MultipliesWide<Set>) {
      constexpr Index width = PhiloxAbreast<Set>::width;
      for (const Numbers& n : some_numbers()) {
        std::vector<std::uint32_t> words(4 * width);
        Set::run(DrawAll<Set>{n, words.data()});
        for (Index l = 0; l < width; ++l) {
          Words counter = n.counter;
          counter.word[0] += static_cast<std::uint32_t>(l);
          const Words one = philox(counter, n.key0, n.key1);
          for (Index k = 0; k < 4; ++k) CHECK(words[static_cast<std::size_t>(k * width + l)] == one.word[k]);
        }
      }
    }
  });
}

TEST_CASE("draw_in_column: every lane hands each column its words, once, whatever the number of columns") {
  support::for_each_set([](ThreadsCrew& crew, const char*) {
    for (Index columns = 1; columns <= 35; ++columns) {
      CAPTURE(columns);
      const Index rows = 3, pitch = 4 * columns + 5;
      std::vector<std::uint32_t> words(static_cast<std::size_t>(rows * pitch), 0);
      const Keep keep{0x123456789ABCDEFu,
                      {.purpose = Purpose::user, .index = 0xFFFFFFF0u, .slot = 7, .time = 9, .layer = 2, .block = 3},
                      {words.data(), 0, pitch, rows, 4 * columns}};
      const Span one{0, 1};
      crew.run(std::span<const Span>(&one, 1), [&](auto& lane, Span) { lane.for_each(rows, columns, keep); });
      for (Index r = 0; r < rows; ++r)
        for (Index c = 0; c < pitch; ++c) {
          Site at = keep.site(0, r);
          at.index += static_cast<std::uint32_t>(c / 4);
          const std::uint32_t expected = c < 4 * columns ? words_at(keep.seed, at).word[c % 4] : 0;
          CHECK(words[static_cast<std::size_t>(r * pitch + c)] == expected);
        }
    }
  });
}
