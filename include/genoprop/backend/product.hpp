#pragma once
// A product as a verb: tiles of sums, handed to a consumer while they are warm.

#include <algorithm>

#include <genoprop/backend/memory.hpp>
#include <genoprop/backend/tiles.hpp>

namespace genoprop {

/// f(0, row, column + c, sums[c]) for c < n. Whole vectors first, then halves: loops of a fixed length vectorise without a rest.
template <Index width, class F, class T>
GENOPROP_HD void hand_over(const F& f, Index row, Index column, const T* sums, Index n) {
  Index c = 0;
  for (; c + width <= n; c += width) {
#pragma omp simd
    for (Index l = 0; l < width; ++l) f(0, row, column + c + l, sums[c + l]);
  }
  if constexpr (width > 1)
    if (c < n) hand_over<width / 2>(f, row, column + c, sums + c, n - c);
}

/// A finished tile: rows x columns of sums that lie `across` apart, at (row, column) of the result.
template <class T>
struct TileSums {
  const T* sums;
  Index row, rows, column, columns, across;
};

/// Where finished tiles go. The consumer's type is forgotten here, so that the product is compiled once for all consumers:
/// a call a tile costs nothing beside the tile, and a consumer costs the compiler one small loop.
template <class T>
struct TileConsumer {
  const void* f;
  void (*take)(const void* f, const TileSums<T>& tile);
};
template <class Set, class T, class F>
struct HandOver {
  static constexpr Index width = Set::bytes > 0 ? Set::bytes / static_cast<Index>(sizeof(T)) : 16;
  const F* consumer;
  TileSums<T> tile;
  GENOPROP_HD void operator()() const {
    const F f = *consumer;   // a copy of its own: what the body stores cannot change it
    const TileSums<T> t = tile;
    for (Index r = 0; r < t.rows; ++r) hand_over<width>(f, t.row + r, t.column, t.sums + static_cast<std::ptrdiff_t>(r) * t.across, t.columns);
  }
  static void take(const void* f, const TileSums<T>& tile) { Set::run(HandOver{static_cast<const F*>(f), tile}); }
  static TileConsumer<T> of(const F& f) { return {&f, &take}; }
};

/// What a thread's products need beside registers, whatever their shape.
struct ProductMemory {
  static constexpr Index panel_bytes = 64 * 1024;   ///< a stretch of k of the second operand, as wide as a tile
  static constexpr Index sums_rows = 240;           ///< rows whose sums wait for the next stretch of k
  static constexpr Index blas_bytes = 256 * 1024;   ///< what BLAS writes at a time; smaller pieces cost it speed
  void* panel = nullptr;
  void* sums = nullptr;
  void* blas = nullptr;                             ///< set: products go through BLAS

  static ProductMemory own(Arena& arena) {
    return {.panel = arena.take<std::byte>(panel_bytes), .sums = arena.take<std::byte>(sums_rows * 2 * 64), .blas = nullptr};
  }
  static ProductMemory for_blas(Arena& arena) { return {.panel = nullptr, .sums = nullptr, .blas = arena.take<std::byte>(blas_bytes)}; }
};

/// f(0, row, column, sum) for every element of A B.
template <class Set, class T, bool flip_a, bool flip_b>
struct TileProduct {
  using Tiles = Tile<Set, T>;
  static constexpr Index width = Tiles::width;
  static constexpr int tile_rows = Set::bytes == 64 ? 8 : 6;

  Operand<T, flip_a> a;
  Operand<T, flip_b> b;
  TileConsumer<T> consumer;
  ProductMemory memory;

  GENOPROP_HD void operator()() const {
    const Index rows = a.rows(), columns = b.columns();
    const Index rest = columns % (2 * width), wide = rest > width ? columns : columns - rest;   // a narrow rest takes higher tiles
    if (in_place()) {
      for (Index r = 0; r < rows; r += tile_rows)
        for (Index c = 0; c < wide; c += 2 * width) in_place<tile_rows, 2>(r, std::min<Index>(tile_rows, rows - r), c, std::min(2 * width, columns - c));
      if (wide < columns) in_place<2 * tile_rows, 1>(0, rows, wide, rest);
    } else {
      for (Index c = 0; c < wide; c += 2 * width) packed<2>(c, std::min(2 * width, columns - c));
      if (wide < columns) packed<1>(wide, rest);
    }
  }

 private:
  /// Rows of the second operand are read as they lie, unless they are the columns, or lie so far apart that a panel of them
  /// fights for the same lines of the cache.
  GENOPROP_HD bool in_place() const { return !flip_b && (b.block.pitch < 1024 || a.columns() * 2 * Set::bytes <= ProductMemory::panel_bytes); }

  template <int height, int vectors>
  GENOPROP_HD void in_place(Index row, Index n, Index column, Index columns) const {
    alignas(64) T sums[height * vectors * width];
    const TileJob<T> job{.a = first(row, 0),
                         .stride = a.block.pitch,
                         .b = b.block.data + column,
                         .pitch = b.block.pitch,
                         .depth = a.columns(),
                         .last = columns - (vectors - 1) * width,
                         .more = false,
                         .sums = sums};
    tiles<height, vectors>(job, row, n, column, columns, 0, true);
  }

  /// Panel by panel of the second operand through memory. A long k goes in stretches: sums wait in memory, the chain goes on.
  template <int vectors>
  GENOPROP_HD void packed(Index column, Index columns) const {
    constexpr Index height = tile_rows * 2 / vectors, across = vectors * width;
    constexpr Index stretch = ProductMemory::panel_bytes / (across * static_cast<Index>(sizeof(T)));
    const Index rows = a.rows(), depth = a.columns();
    alignas(64) T tile[height * across];
    T* const panel = static_cast<T*>(memory.panel);
    T* const waiting = static_cast<T*>(memory.sums);
    const bool whole = depth <= stretch;
    const Index at_once = whole ? rows : ProductMemory::sums_rows;
    for (Index r = 0; r < rows; r += at_once)
      for (Index k = 0; k == 0 || k < depth; k += stretch) {
        const Index here = std::min(stretch, depth - k);
        pack<vectors>(panel, k, here, column, columns);
        const TileJob<T> job{.a = first(r, k),
                             .stride = a.block.pitch,
                             .b = panel,
                             .pitch = across,
                             .depth = here,
                             .last = width,
                             .more = k > 0,
                             .sums = whole ? tile : waiting};
        tiles<height, vectors>(job, r, std::min(at_once, rows - r), column, columns, whole ? 0 : across, k + here >= depth);
      }
  }

  /// n rows from `row` in tiles as high as they go; `across`: from the sums of one row to the next in memory, 0: one tile is
  /// kept at a time. The last stretch of k hands over.
  template <int height, int vectors>
  GENOPROP_HD void tiles(TileJob<T> job, Index row, Index n, Index column, Index columns, Index across, bool last) const {
    const std::ptrdiff_t down = flip_a ? 1 : job.stride;
    for (; n >= height; n -= height) {
      Tiles::template run<height, vectors, flip_a>(job);
      if (last) consumer.take(consumer.f, {job.sums, row, height, column, columns, vectors * width});
      row += height;
      job.a += height * down;
      job.sums += height * across;
    }
    if constexpr (height > 1)
      if (n > 0) tiles<height / 2, vectors>(job, row, n, column, columns, across, last);
  }

  GENOPROP_HD const T* first(Index row, Index k) const { return flip_a ? a.block.row(0, k) + row : a.block.row(0, row) + k; }

  /// panel[k][c] = B[from + k][column + c], zeros behind the last column
  template <int vectors>
  GENOPROP_HD void pack(T* panel, Index from, Index depth, Index column, Index columns) const {
    constexpr Index across = vectors * width;
    typename Tiles::Vector v[flip_b ? width : 1];
    for (Index c = 0; c < across; c += width)
      if constexpr (!flip_b) {
        for (Index k = 0; k < depth; ++k) {
          Set::load(v[0], b.block.row(0, from + k) + column + c, std::min(width, columns - c));
          Set::store(panel + k * across + c, v[0]);
        }
      } else {
        for (Index k = 0; k < depth; k += width) {
          const Index here = std::min(width, depth - k);
          for (Index l = 0; l < width; ++l)
            if (c + l < columns)
              Set::load(v[l], b.block.row(0, column + c + l) + from + k, here);
            else
              Set::zero(v[l]);
          Set::template transpose<T>(v);
          for (Index l = 0; l < here; ++l) Set::store(panel + (k + l) * across + c, v[l]);
        }
      }
  }
};

}  // namespace genoprop
