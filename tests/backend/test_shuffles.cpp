#include <genoprop/backend/shuffles.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "support/bits.hpp"
#include "support/seeds.hpp"
#include "support/vector_sets.hpp"

#include <genoprop/core/math.hpp>

using namespace genoprop;
using namespace genoprop::support;

namespace {

template <class Set, class T, bool largest, int count>
struct TreeOf {
  const T* strands;
  T* to;
  GENOPROP_CPU void operator()() const { *to = Tree<Set, T, largest>::template of<count>(strands); }
};

/// pairs 8, 4, 2, 1 by the book
template <bool largest, class T>
T by_pairs(std::vector<T> v) {
  for (std::size_t half = v.size() / 2; half > 0; half /= 2)
    for (std::size_t s = 0; s < half; ++s) v[s] = largest ? math::max(v[s + half], v[s]) : v[s] + v[s + half];
  return v[0];
}

template <class Set, class T, bool largest, int count>
void check_tree() {
  for_seeds(50, [](Draw& draw) {
    std::vector<T> strands(count);
    for (T& s : strands) s = static_cast<T>(draw.normal()) * static_cast<T>(draw.normal());
    const auto check = [&] {
      T came{};
      Set::run(TreeOf<Set, T, largest, count>{strands.data(), &came});
      const T expected = by_pairs<largest>(strands);
      REQUIRE((bits_equal(came, expected) || (std::isnan(came) && std::isnan(expected))));
    };
    check();
    T& odd = strands[static_cast<std::size_t>(draw.below(count))];
    for (const T value : {std::numeric_limits<T>::quiet_NaN(), std::numeric_limits<T>::infinity(), -std::numeric_limits<T>::infinity()}) {
      odd = value;
      check();
    }
  });
}
template <class Set, class T>
void check_trees() {
  check_tree<Set, T, false, 16>();
  check_tree<Set, T, true, 16>();
  check_tree<Set, T, false, 4>();
  check_tree<Set, T, true, 4>();
}

template <class Set, class T>
void check_transpose() {
  constexpr Index n = Set::bytes / static_cast<Index>(sizeof(T)), pitch = n + 3, across = n + 5;
  std::vector<T> from(static_cast<std::size_t>(n * pitch));
  for (std::size_t k = 0; k < from.size(); ++k) from[k] = static_cast<T>(k + 1);
  for (Index rows = 0; rows <= n; ++rows)
    for (Index columns = 0; columns <= n; ++columns) {
      std::vector<T> to(static_cast<std::size_t>(n * across), T(-1)), expected = to;
      Set::run(Transpose<Set, T>{to.data(), across, from.data(), pitch, rows, columns});
      for (Index c = 0; c < columns; ++c)
        for (Index r = 0; r < n; ++r)
          expected[static_cast<std::size_t>(c * across + r)] = r < rows ? from[static_cast<std::size_t>(r * pitch + c)] : T(0);
      REQUIRE(to == expected);
    }
}

}  // namespace

TEST_CASE("shuffles: strands are joined in pairs 8, 4, 2, 1, bit for bit; a NaN gets through") {
  support::for_vector_sets([]<class Set>(Set) {
    check_trees<Set, float>();
    check_trees<Set, double>();
  });
}

TEST_CASE("shuffles: rows become columns, zeros stand for missing rows, nothing is written behind the last column") {
  support::for_vector_sets([]<class Set>(Set) {
    check_transpose<Set, float>();
    check_transpose<Set, double>();
  });
}
