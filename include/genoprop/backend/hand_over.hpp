#pragma once
// Finished sums on their way to a consumer: a body that takes them one by one, run over whole tiles.

#include <algorithm>
#include <cstddef>

#include <genoprop/backend/isa.hpp>

namespace genoprop {

/// f(0, row, column + c, sums[c]) for c < n. Whole vectors first, then halves: loops of a fixed length vectorise without a rest.
/// (One masked step would be shorter, but compilers make scalars or scatters of a loop with a condition.)
template <Index width, class F, class T>
GENOPROP_CPU void hand_over(const F& f, Index row, Index column, const T* sums, Index n) {
  Index c = 0;
  if constexpr (noexcept(f(row, row, column, *sums))) {
    for (; c + width <= n; c += width) {
#pragma omp simd
      for (Index l = 0; l < width; ++l) f(0, row, column + c + l, sums[c + l]);
    }
  } else {
    for (; c < n; ++c) f(0, row, column + c, sums[c]);
  }
  if constexpr (width > 1)
    if (c < n) hand_over<width / 2>(f, row, column + c, sums + c, n - c);
}

/// A body as it is for one individual. One that reads numbers of the individual from memory may offer `of(i)`: itself, with
/// those numbers in registers. (No store of a body can then make the compiler read them again.)
template <class F>
GENOPROP_CPU auto of_individual(const F& f, Index i) {
  if constexpr (requires { f.of(i); })
    return f.of(i);
  else
    return f;
}

/// A finished tile: rows x columns of sums that lie `across` apart, at (row, column) of the result.
template <class T>
struct TileSums {
  T* sums;
  Index row, rows, column, columns, across;
};

/// Where finished tiles go. The consumer's type is forgotten here, so that the product is compiled once for all consumers:
/// a call a tile costs nothing beside the tile, and a consumer costs the compiler one small loop.
template <class T>
struct TileConsumer {
  const void* f;
  void (*take)(const void* f, const TileSums<T>& tile);
  void (*warm)(const void* f, const TileSums<T>& tile);  ///< asks for what the consumer will touch; none: it cannot say
};
/// A verb: rows of whole vectors move together until nothing lies between them. (What a row writes too much, the next one overwrites.)
template <class Set, class T>
struct CloseUp {
  const TileSums<T>& tile;
  GENOPROP_CPU void operator()() const {
    constexpr Index width = Set::bytes / static_cast<Index>(sizeof(T));
    const TileSums<T> t = tile;
    typename Set::template Vector<T> v[2];
    const T* from = t.sums;
    T* to = t.sums;
    for (Index r = 0; r < t.rows; ++r, from += t.across, to += t.columns) {
      Set::load(v[0], from);
      if (t.across > width) Set::load(v[1], from + width);
      Set::store(to, v[0]);
      if (t.across > width) Set::store(to + width, v[1]);
    }
  }
};
template <class Set, class T, class F>
struct HandOver {
  const F* consumer;
  const TileSums<T>& tile;
  GENOPROP_CPU void operator()() const {
    auto f = of_individual(*consumer, 0);  // a copy of its own: what the body stores cannot change it
    TileSums<T> t = tile;
    if constexpr (Set::bytes > 0) {
      constexpr Index width = Set::bytes / static_cast<Index>(sizeof(T)), wide = 2 * width;
      if constexpr (requires { f.seamless(wide); })
        if (t.columns < wide && f.seamless(t.columns)) {  // narrow rows as a single long one: whole vectors of it
          if (t.columns < t.across) Set::run(CloseUp<Set, T>{tile});
          t = {t.sums, t.row, 1, t.column, t.rows * t.columns, 0};
        }
      alignas(64) T numbers[wide];
      if constexpr (requires { f.padded(); })
        if (t.columns < t.across && f.padded()) {  // the last columns with those behind them: one store a row, which a load can follow
          typename Set::template Vector<T> v;
          for (Index c = 0; c < t.across; c += width) {
            Set::load(v, f.of_columns() + t.column + c, std::clamp(t.columns - c, Index{0}, width));
            Set::store(numbers + c, v);
          }
          f = f.from_column(t.column, numbers);
          t.column = 0;
          t.columns = t.across;
        }
      strips<wide>(f, t, 0);
    } else {
      rows(f, t, 0, t.columns);  // a piece from BLAS: long rows
    }
  }
  /// columns from c on, in strips of a width known to the compiler, each through all rows
  template <Index n, class G>
  GENOPROP_CPU static void strips(const G& f, const TileSums<T>& t, Index c) {
    for (; t.columns - c >= n; c += n) rows(f, t, c, n);
    if constexpr (n > 1)
      if (c < t.columns) strips<n / 2>(f, t, c);
  }
  template <class G>
  GENOPROP_CPU static void rows(const G& f, const TileSums<T>& t, Index from, Index n) {
    for (Index r = 0; r < t.rows; ++r) {
      const T* sums = t.sums + static_cast<std::ptrdiff_t>(r) * t.across + from;
      if constexpr (noexcept(f(n, n, n, *sums))) {
#pragma omp simd
        for (Index c = 0; c < n; ++c) f(0, t.row + r, t.column + from + c, sums[c]);
      } else {
        for (Index c = 0; c < n; ++c) f(0, t.row + r, t.column + from + c, sums[c]);
      }
    }
  }
  static void take(const void* f, const TileSums<T>& tile) { Set::run(HandOver{static_cast<const F*>(f), tile}); }
  static constexpr bool warms = requires(const F& f) { f.warm(Index{}, Index{}, Index{}); };
  static void warm(const void* f, const TileSums<T>& tile) {
    if constexpr (warms)
      for (Index r = 0; r < tile.rows; ++r)
        for (Index c = 0; c < tile.columns; c += 64 / static_cast<Index>(sizeof(T)))
          static_cast<const F*>(f)->warm(0, tile.row + r, tile.column + c);
  }
  static TileConsumer<T> of(const F& f) { return {&f, &take, warms ? &warm : nullptr}; }
};

}  // namespace genoprop
