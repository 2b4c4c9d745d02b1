#include <genoprop/backend/vectors.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "support/bits.hpp"
#include "support/vector_sets.hpp"

using namespace genoprop;
using genoprop::support::bits_equal;

namespace {

template <class Set, class T>
constexpr Index width = Set::bytes / static_cast<Index>(sizeof(T));

template <int n>
struct Backwards {
  static constexpr int at(int l) { return 2 * n - 1 - l; }
};
/// equal bits, or both NaN
template <class T>
bool same(T a, T b) {
  return bits_equal(a, b) || (std::isnan(a) && std::isnan(b));
}

/// results of every operation on x and y, one after another, each a whole vector
template <class Set, class T>
struct Operations {
  const T *x, *y;
  T* to;
  GENOPROP_CPU void operator()() const {
    constexpr Index n = width<Set, T>;
    typename Set::template Vector<T> a, b, v;
    Set::load(a, x);
    Set::load(b, y);
    Set::zero(v);
    Set::store(to, v);
    v = a;
    Set::add(v, b);
    Set::store(to + n, v);
    v = a;
    Set::max(v, b);
    Set::store(to + 2 * n, v);
    v = a;
    Set::fma(v, y + 1, b);
    Set::store(to + 3 * n, v);
    Set::template pick<Backwards<n>>(v, a, b);
    Set::store(to + 4 * n, v);
  }
};
template <class Set, class T>
struct FirstOf {
  const T* x;
  Index n;
  T* to;
  GENOPROP_CPU void operator()() const {
    typename Set::template Vector<T> v;
    Set::load(v, x, n);
    Set::store(to, v);
  }
};

template <class Set, class T>
void check_operations() {
  constexpr auto n = static_cast<std::size_t>(width<Set, T>);
  constexpr T nan = std::numeric_limits<T>::quiet_NaN(), infinity = std::numeric_limits<T>::infinity();
  std::vector<T> x(n), y(n), to(5 * n, T(-3));
  for (std::size_t l = 0; l < n; ++l) x[l] = T(1) / static_cast<T>(l + 3), y[l] = static_cast<T>(l % 3) - T(0.3);
  for (const T odd : {T(7), nan, infinity, -infinity})
    for (const bool first : {true, false}) {
      (first ? x : y)[n - 2] = odd;
      Set::run(Operations<Set, T>{x.data(), y.data(), to.data()});
      for (std::size_t l = 0; l < n; ++l) {
        CAPTURE(l);
        REQUIRE(bits_equal(to[l], T(0)));
        REQUIRE(same(to[n + l], x[l] + y[l]));
        const T larger = std::isnan(x[l]) || std::isnan(y[l]) ? nan : std::max(x[l], y[l]);
        REQUIRE(same(to[2 * n + l], larger));
        REQUIRE(same(to[3 * n + l], std::fma(y[1], y[l], x[l])));
        REQUIRE(same(to[4 * n + l], y[n - 1 - l]));  // a, b backwards begins with b's last
      }
      x[n - 2] = T(0.5), y[n - 2] = T(0.25);
    }
}
template <class Set, class T>
void check_first() {
  constexpr Index n = width<Set, T>;
  std::vector<T> x(static_cast<std::size_t>(n)), to(x.size());
  for (std::size_t l = 0; l < x.size(); ++l) x[l] = static_cast<T>(l + 1);
  for (Index first = 0; first <= n; ++first) {
    const std::vector<T> short_one(x.begin(), x.begin() + first);  // its end is the end of its memory: a sanitizer would see more
    Set::run(FirstOf<Set, T>{short_one.data(), first, to.data()});
    for (Index l = 0; l < n; ++l) REQUIRE(to[static_cast<std::size_t>(l)] == (l < first ? static_cast<T>(l + 1) : T(0)));
  }
}

}  // namespace

TEST_CASE("vectors: each operation is that of its elements; the larger of two is NaN where one is") {
  support::for_vector_sets([]<class Set>(Set) {
    check_operations<Set, float>();
    check_operations<Set, double>();
  });
}

TEST_CASE("vectors: the first n of a row, zeros behind them") {
  support::for_vector_sets([]<class Set>(Set) {
    check_first<Set, float>();
    check_first<Set, double>();
  });
}
