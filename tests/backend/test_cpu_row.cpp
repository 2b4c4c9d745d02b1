#include <genoprop/backend/cpu_row.hpp>

#include <doctest/doctest.h>

#include <limits>
#include <vector>

#include <genoprop/core/draw.hpp>

#include "support/bits.hpp"
#include "support/vector_sets.hpp"

using namespace genoprop;
using genoprop::support::bits_equal;

namespace {

template <class T, bool quiet>
struct Square {
  const T* x;
  GENOPROP_HD T operator()(Index c) const noexcept(quiet) { return x[c] * x[c] - T(0.25); }
};
template <bool quiet>
struct Mark {
  int* seen;
  GENOPROP_HD void operator()(Index c) const noexcept(quiet) { seen[c] += 1; }
};

/// sums and maxima of rows of 0 to `longest` columns, against PlainRow
template <class Set, Index strands, class T>
void check_row(Index longest) {
  Draw draw(1, {.purpose = Purpose::user});
  for (Index n = 0; n <= longest; ++n) {
    CAPTURE(n);
    std::vector<T> x(static_cast<std::size_t>(round_up(n, 16)) + 16, std::numeric_limits<T>::infinity());  // behind the last: not counted
    for (Index c = 0; c < n; ++c) x[static_cast<std::size_t>(c)] = static_cast<T>(draw.normal());
    const CpuRow<Set, strands> row(n);
    const PlainRow plain(n);
    REQUIRE(row.size() == n);
    REQUIRE(bits_equal(row.max(x.data()), plain.max(x.data())));
    REQUIRE(bits_equal(row.sum(Square<T, true>{x.data()}), plain.sum(Square<T, true>{x.data()})));
    REQUIRE(bits_equal(row.sum(Square<T, false>{x.data()}), plain.sum(Square<T, true>{x.data()})));
    if (n > 0) {
      x[static_cast<std::size_t>(draw.below(n))] = std::numeric_limits<T>::quiet_NaN();
      REQUIRE(row.max(x.data()) != row.max(x.data()));
    }
    std::vector<int> quiet(x.size()), loud(x.size());
    row.each(Mark<true>{quiet.data()});
    row.each(Mark<false>{loud.data()});
    int once = 0;
    row.once([&] { ++once; });
    CHECK(once == 1);
    for (Index c = 0; c < static_cast<Index>(x.size()); ++c) {
      const auto at = static_cast<std::size_t>(c);
      REQUIRE(quiet[at] == (c < round_up(n, strands) ? 1 : 0));  // whole vectors: padding too, and nothing behind it
      REQUIRE(loud[at] == (c < n ? 1 : 0));
    }
  }
}
template <class Set>
void check_set() {
  check_row<Set, 16, float>(50);
  check_row<Set, 16, double>(50);
  check_row<Set, 4, float>(4);
  check_row<Set, 4, double>(4);
}

}  // namespace

TEST_CASE("cpu row: sums and maxima of a plain row, bit for bit, whether a body may throw or not") {
  support::for_vector_sets([]<class Set>(Set) { check_set<Set>(); });
}
