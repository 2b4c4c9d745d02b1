#pragma once
// Sums down the columns of a block, rows ascending.

#include <cstddef>
#include <utility>

#include <genoprop/backend/isa.hpp>

namespace genoprop {

/// sums[c] = x[0][c] + x[1][c] + ... for up to four vectors of columns side by side: an addition waits for the one before it, its
/// neighbours need not. Part of a verb; whole vectors of sums are written.
template <class Set, class T>
struct ColumnSums {
  using Vector = typename Set::template Vector<T>;
  static constexpr Index width = Set::bytes / static_cast<Index>(sizeof(T));
  static constexpr Index most = 4 * width;

  const T* x;  ///< row 0, the first of at most `most` columns
  std::ptrdiff_t pitch;
  Index rows, columns;
  T* sums;

  GENOPROP_CPU void operator()() const {
    if (columns <= width)
      add(std::make_integer_sequence<int, 1>{});
    else if (columns <= 2 * width)
      add(std::make_integer_sequence<int, 2>{});
    else if (columns <= 3 * width)
      add(std::make_integer_sequence<int, 3>{});
    else
      add(std::make_integer_sequence<int, 4>{});
  }

 private:
  template <int... v>
  GENOPROP_CPU void add(std::integer_sequence<int, v...>) const {
    constexpr int vectors = sizeof...(v);
    const ColumnSums s = *this;  // a copy of its own: the stores below cannot change it
    Vector sum[vectors], next[vectors];
    (Set::zero(sum[v]), ...);
    const T* at = s.x;
    for (Index r = s.rows; r > 0; --r, at += s.pitch) {
      (load<v == vectors - 1>(next[v], at + v * width, s.columns - v * width), ...);
      (Set::add(sum[v], next[v]), ...);
    }
    (Set::store(s.sums + v * width, sum[v]), ...);
  }
  template <bool masked>
  GENOPROP_CPU static void load(Vector& to, const T* from, Index n) {
    if constexpr (masked)
      Set::load(to, from, n);
    else
      Set::load(to, from);
  }
};
/// without vectors of our own
template <class T>
struct ColumnSums<Plain, T> {
  static constexpr Index most = 64;

  const T* x;
  std::ptrdiff_t pitch;
  Index rows, columns;
  T* sums;

  GENOPROP_CPU void operator()() const {
    for (Index c = 0; c < columns; ++c) {
      T sum = 0;
      for (Index r = 0; r < rows; ++r) sum += x[r * pitch + c];
      sums[c] = sum;
    }
  }
};

}  // namespace genoprop
