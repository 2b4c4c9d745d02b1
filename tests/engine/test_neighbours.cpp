#include <genoprop/engine/neighbours.hpp>

#include <doctest/doctest.h>

#include <utility>

using namespace genoprop;

namespace {

using Pairs = std::vector<std::pair<Index, Index>>;

template <class F>
Pairs among(Index count, Index width, F who) {
  Neighbours neighbours;
  Pairs all;
  for (int again = 0; again < 2; ++again) {  // the second call forgets the first
    all.clear();
    for (const Span s : neighbours.among(count, width, who)) all.emplace_back(s.first, s.count);
  }
  return all;
}

}  // namespace

TEST_CASE("neighbours: rows of slots side by side, cut where one is missing and where a lane is full") {
  const auto but_two = [](Index k) { return k != 2; };
  CHECK(among(7, 1, but_two) == Pairs{{0, 1}, {1, 1}, {3, 1}, {4, 1}, {5, 1}, {6, 1}});
  CHECK(among(7, 3, but_two) == Pairs{{0, 2}, {3, 3}, {6, 1}});
  CHECK(among(7, 9, but_two) == Pairs{{0, 2}, {3, 4}});
  CHECK(among(0, 3, but_two).empty());
  CHECK(among(4, 3, [](Index) { return false; }).empty());
}

TEST_CASE("neighbours: every slot that satisfies is in exactly one, whatever the width") {
  for (Index width = 1; width <= 9; ++width)
    for (unsigned mask = 0; mask < 256; mask += 5) {
      unsigned seen = 0;
      for (const auto& [first, n] : among(8, width, [&](Index k) { return (mask >> k & 1u) != 0; })) {
        CHECK((n >= 1 && n <= width));
        for (Index k = first; k < first + n; ++k) {
          CHECK((seen >> k & 1u) == 0);
          seen |= 1u << k;
        }
      }
      CHECK(seen == mask);
    }
}
