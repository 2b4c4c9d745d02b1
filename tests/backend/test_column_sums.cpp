#include <genoprop/backend/column_sums.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include <genoprop/core/draw.hpp>

#include "support/bits.hpp"
#include "support/seeds.hpp"
#include "support/vector_sets.hpp"

using namespace genoprop;
using namespace genoprop::support;

namespace {

template <class Set, class T>
void check() {
  using Sums = ColumnSums<Set, T>;
  // 1 + 2^60 - 2^60 = 0 in this order, and 3 by itself; what lies behind the last column is not read
  const T big = T(1) * (T(1ull << 60)), nan = std::nan("");
  const T x[3][4]{{1, 3, nan, nan}, {big, 0, nan, nan}, {-big, 0, nan, nan}};
  std::vector<T> sums(static_cast<std::size_t>(Sums::most), T(-7));
  Set::run(Sums{x[0], 4, 3, 2, sums.data()});
  CHECK(sums[0] == 0);
  CHECK(sums[1] == 3);
  for_seeds(20, [&](Draw& draw) {
    const Index rows = draw.below(40), columns = 1 + draw.below(Sums::most), pitch = columns + draw.below(3);
    std::vector<T> from(static_cast<std::size_t>(rows * pitch) + 1);
    for (T& v : from) v = static_cast<T>(draw.normal());
    Set::run(Sums{from.data(), pitch, rows, columns, sums.data()});
    for (Index c = 0; c < columns; ++c) {
      T sum = 0;
      for (Index r = 0; r < rows; ++r) sum += from[static_cast<std::size_t>(r * pitch + c)];
      REQUIRE(bits_equal(sums[static_cast<std::size_t>(c)], sum));
    }
  });
}

}  // namespace

TEST_CASE("column sums: rows ascending, in every instruction set and without") {
  support::for_vector_sets([]<class Set>(Set) {
    check<Set, float>();
    check<Set, double>();
  });
  check<Plain, float>();
  check<Plain, double>();
}
