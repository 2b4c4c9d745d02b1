#include <genoprop/backend/tile_verbs.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include <genoprop/core/draw.hpp>
#include <genoprop/core/math.hpp>

#include "support/bits.hpp"
#include "support/seeds.hpp"
#include "support/vector_sets.hpp"

using namespace genoprop;
using namespace genoprop::support;

namespace {

template <class T>
std::vector<T> drawn(Draw& draw, Index n) {
  std::vector<T> v(static_cast<std::size_t>(n));
  for (T& x : v) x = static_cast<T>(draw.normal());
  return v;
}

/// every tile of a stack beside one chain of fma an element, going on from sums that are there already or from zero
template <class Set, class T>
void check_stack(Draw& draw, Lie lie, Index vectors) {
  const TileVerbs<T>& verbs = TileVerbsOf<Set, T>::all;
  const Index width = verbs.width, across = vectors * width, depth = 1 + draw.below(9), last = 1 + draw.below(width);
  const Index columns = across - width + last;
  const bool down = lie == Lie::columns || lie == Lie::listed_columns;  // an element of A lies k rows down
  Index before = 0;
  for (const auto& height : verbs.stack(lie, vectors)) {
    if (before == 1) break;  // the stack ended with a tile of one row
    REQUIRE((before == 0 ? height.rows >= Set::tile_rows : height.rows < before));
    before = height.rows;
    const Index rows = height.rows, a_rows = down ? depth : rows, a_columns = down ? rows : depth, apart = a_columns + 3;
    const std::vector<T> a = drawn<T>(draw, a_rows * apart), start = drawn<T>(draw, rows * across);
    std::vector<T> b = drawn<T>(draw, depth * columns);
    std::vector<const T*> list;
    for (Index r = 0; r < a_rows; ++r) list.push_back(a.data() + r * apart);
    for (const bool more : {false, true}) {
      std::vector<T> sums = start;
      TileJob<T> job{.b = b.data(), .pitch = columns, .depth = depth, .last = last, .more = more, .sums = sums.data()};
      if (lie == Lie::listed_rows || lie == Lie::listed_columns) {
        job.list = list.data();
      } else {
        job.a = a.data();
        job.stride = apart;
      }
      height.run(job);
      for (Index r = 0; r < rows; ++r)
        for (Index c = 0; c < columns; ++c) {
          T sum = more ? start[static_cast<std::size_t>(r * across + c)] : T(0);
          for (Index k = 0; k < depth; ++k)
            sum = math::fma(a[static_cast<std::size_t>(down ? k * apart + r : r * apart + k)], b[static_cast<std::size_t>(k * columns + c)],
                            sum);
          REQUIRE(bits_equal(sums[static_cast<std::size_t>(r * across + c)], sum));
        }
    }
  }
  CHECK(before == 1);
}

template <class Set, class T>
void check() {
  const TileVerbs<T>& verbs = TileVerbsOf<Set, T>::all;
  const Index width = verbs.width;
  CHECK(width == Set::bytes / static_cast<Index>(sizeof(T)));
  for_seeds(10, [&](Draw& draw) {
    for (const Lie lie : {Lie::rows, Lie::columns, Lie::listed_rows, Lie::listed_columns})
      for (const Index vectors : {1, 2}) check_stack<Set, T>(draw, lie, vectors);
    // copies: whole vectors, zeros behind the last column
    const Index rows = draw.below(5), across = (1 + draw.below(2)) * width, columns = 1 + draw.below(across),
                pitch = columns + draw.below(3);
    const std::vector<T> from = drawn<T>(draw, rows * pitch);
    std::vector<T> to(static_cast<std::size_t>(rows * across) + 1, T(-7));
    verbs.copy(to.data(), across, from.data(), pitch, rows, columns);
    for (Index r = 0; r < rows; ++r)
      for (Index c = 0; c < across; ++c)
        REQUIRE(to[static_cast<std::size_t>(r * across + c)] == (c < columns ? from[static_cast<std::size_t>(r * pitch + c)] : T(0)));
    CHECK(to.back() == T(-7));
  });
  // by hand: [[1, 2], [3, 4], [5, 6]] turned, and summed down its columns
  const T x[3][2]{{1, 2}, {3, 4}, {5, 6}};
  std::vector<T> turned(static_cast<std::size_t>(2 * width), T(-7)), sums(static_cast<std::size_t>(width), T(-7));
  const Index rows = std::min(Index{3}, width);  // of a square
  verbs.transpose(turned.data(), width, x[0], 2, rows, 2);
  for (Index r = 0; r < rows; ++r) {
    CHECK(turned[static_cast<std::size_t>(r)] == T(1 + 2 * r));
    CHECK(turned[static_cast<std::size_t>(width + r)] == T(2 + 2 * r));
  }
  verbs.sum_columns(sums.data(), x[0], 2, 3, 2);
  CHECK(sums[0] == 9);
  CHECK(sums[1] == 12);
}

}  // namespace

TEST_CASE("tile verbs: the table of every instruction set multiplies, copies, turns and sums") {
  for_vector_sets([]<class Set>(Set) {
    check<Set, float>();
    check<Set, double>();
  });
}
