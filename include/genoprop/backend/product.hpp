#pragma once
// A product as a verb: tiles of sums, handed to a consumer while they are warm.

#include <algorithm>
#include <bit>

#include <genoprop/backend/column_sums.hpp>
#include <genoprop/backend/hand_over.hpp>
#include <genoprop/backend/memory.hpp>
#include <genoprop/backend/shuffles.hpp>
#include <genoprop/backend/tiles.hpp>

namespace genoprop {

/// What a thread's products need beside registers, whatever their shape.
struct ProductMemory {
  static constexpr Index panel_bytes = 64 * 1024;  ///< a stretch of k of the second operand, as wide as a tile
  static constexpr Index many_rows = 240;          ///< rows whose sums wait for the next stretch of k
  static constexpr Index few_rows = 48;            ///< rows whose sums are handed over together
  static constexpr Index kept_bytes = 12 * 1024;   ///< rows of the first operand that stay in the first cache beside a panel of the second
  static constexpr Index far = 192 * 1024;         ///< elements of an operand that no longer fits the second cache
  static constexpr Index cold = 192 * 1024;        ///< elements of a result that no longer lies in a near cache
  static constexpr Index blas_bytes = 256 * 1024;  ///< what BLAS writes at a time; smaller pieces cost it speed
  void* panel = nullptr;
  void* sums = nullptr;
  void* blas = nullptr;  ///< set: products go through BLAS

  static ProductMemory own(Arena& arena) {
    return {.panel = arena.take<std::byte>(panel_bytes), .sums = arena.take<std::byte>((many_rows + 1) * 2 * 64), .blas = nullptr};
  }
  static ProductMemory for_blas(Arena& arena) { return {.panel = nullptr, .sums = nullptr, .blas = arena.take<std::byte>(blas_bytes)}; }
};

/// Tiles below each other, as high as they go. A verb of its own: a product asks for one in many places, and they would all
/// hold a copy.
template <class Set, class T, int vectors, Lie lie>
struct TileStack {
  using Tiles = Tile<Set, T>;
  static constexpr Index width = Tiles::width;

  const TileJob<T>& job;
  const TileSums<T>& sums;
  const TileConsumer<T>* warm;  ///< whom to tell which tile comes; none: nobody

  // more rows than tile_rows would want more registers than there are for where listed ones begin
  static constexpr int highest = lie == Lie::listed_rows ? Set::tile_rows : Set::tile_rows * 2 / vectors;

  GENOPROP_CPU void operator()() const { from_the_top<highest>(job, sums); }

 private:
  GENOPROP_CPU static void go_down(TileJob<T>& job, Index rows) {
    if constexpr (lie == Lie::rows) job.a += rows * job.stride;
    if constexpr (lie == Lie::columns) job.a += rows;
    if constexpr (lie == Lie::listed_rows) job.list += rows;
    if constexpr (lie == Lie::listed_columns) job.offset += rows;
  }
  template <int height>
  GENOPROP_CPU void from_the_top(TileJob<T> now, TileSums<T> at) const {
    for (; at.rows >= height; at.rows -= height) {
      if (warm) warm->warm(warm->f, {nullptr, at.row, height, at.column, at.columns, 0});
      Tiles::template run<height, vectors, lie>(now);
      go_down(now, height);
      now.sums += height * vectors * width;
      at.row += height;
    }
    if constexpr (height > 1)
      if (at.rows > 0) from_the_top<static_cast<int>(std::bit_floor(height - 1u))>(now, at);
  }
};

/// f(0, row, column, sum) for every element of A B; and where they are asked for, the sums over the rows of B as one more row: what it
/// would be if A had one more row, all ones.
template <class Set, class T, class A, bool flip_b>
struct TileProduct {
  using Tiles = Tile<Set, T>;
  static constexpr Index width = Tiles::width;
  static constexpr int tile_rows = Set::tile_rows;

  const A& a;
  const Operand<T, flip_b>& b;
  const TileConsumer<T>& consumer;
  const ProductMemory& memory;
  bool and_sums = false;

  GENOPROP_CPU void operator()() const {
    const Index rows = a.rows(), columns = b.columns();
    if constexpr (lie_of<A> == Lie::columns && !flip_b)
      if (columns <= width / 4 && rows >= width && a.block.pitch < 1024) return turned();
    const Index rest = columns % (2 * width), wide = rest > width ? columns : columns - rest;  // a narrow rest takes higher tiles
    if (in_place()) {
      if (static_cast<std::ptrdiff_t>(a.columns()) * columns >= ProductMemory::far) {  // panels of B take turns in the second cache
        for (Index c = 0; c < wide; c += 2 * width)
          for (Index r = 0; r < rows; r += ProductMemory::few_rows) in_place<2>(r, ProductMemory::few_rows, c);
      } else {  // B is near: it passes by once for as many rows of A as the first cache keeps
        const Index rows_kept = ProductMemory::kept_bytes / static_cast<Index>(sizeof(T)) / std::max(a.columns(), Index{1});
        const Index down = std::clamp<Index>(rows_kept / tile_rows * tile_rows, tile_rows, ProductMemory::few_rows);
        for (Index r = 0; r < rows; r += down)
          for (Index c = 0; c < wide; c += 2 * width) in_place<2>(r, down, c);
      }
      if (wide < columns)
        for (Index r = 0; r < rows; r += ProductMemory::few_rows) in_place<1>(r, ProductMemory::few_rows, wide);
    } else {
      for (Index c = 0; c < wide; c += 2 * width) packed<2>(c, std::min(2 * width, columns - c));
      if (wide < columns) packed<1>(wide, rest);
    }
  }

 private:
  /// Rows of the second operand are read as they lie, unless they are the columns, or lie so far apart that a panel of them
  /// fights for the same lines of the cache.
  GENOPROP_CPU bool in_place() const {
    return !flip_b && (b.block.pitch < 1024 || a.columns() * 2 * Set::bytes <= ProductMemory::panel_bytes);
  }

  /// A' B of very few columns as (B' A)': they would leave most of a vector empty, and rows of A lie as it wants them.
  GENOPROP_CPU void turned() const {
    const Index n = b.columns();
    T* const sums = static_cast<T*>(memory.sums);
    T* const result = sums + n * 2 * width;
    for (Index row = 0; row < a.rows(); row += 2 * width) {
      const Index rows = std::min(2 * width, a.rows() - row);
      const Index across = rows > width ? 2 * width : width;
      const TileJob<T> job{.a = b.block.data,
                           .stride = b.block.pitch,
                           .b = a.block.data + row,
                           .pitch = a.block.pitch,
                           .depth = a.columns(),
                           .last = rows > width ? rows - width : rows,
                           .more = false,
                           .sums = sums};
      const TileSums<T> at{sums, 0, n, row, rows, across};
      if (rows > width)
        Set::run(TileStack<Set, T, 2, Lie::columns>{job, at, nullptr});
      else
        Set::run(TileStack<Set, T, 1, Lie::columns>{job, at, nullptr});
      for (Index r = 0; r < rows; ++r)
        for (Index c = 0; c < n; ++c) result[r * n + c] = sums[c * across + r];
      const bool end = and_sums && row + rows == a.rows();
      if (end) ColumnSums<Set, T>{b.block.data, b.block.pitch, b.block.rows, n, result + rows * n}();
      consumer.take(consumer.f, {result, row, rows + end, 0, n, n});
    }
  }

  /// at most `down` rows from `row` and a tile's columns from `column`
  template <int vectors>
  GENOPROP_CPU void in_place(Index row, Index down, Index column) const {
    const Index across = std::min(vectors * width, b.columns() - column);
    product<vectors>({.b = b.block.data + column,
                      .pitch = b.block.pitch,
                      .depth = a.columns(),
                      .last = across - (vectors - 1) * width,
                      .more = false,
                      .sums = static_cast<T*>(memory.sums)},
                     0, row, std::min(down, a.rows() - row), column, across, true);
  }

  /// Panel by panel of the second operand through memory. A long k goes in stretches: sums wait in memory, the chain goes on.
  template <int vectors>
  GENOPROP_CPU void packed(Index column, Index columns) const {
    constexpr Index across = vectors * width, stretch = ProductMemory::panel_bytes / (across * static_cast<Index>(sizeof(T)));
    const Index rows = a.rows(), depth = a.columns();
    T* const panel = static_cast<T*>(memory.panel);
    const bool whole = depth <= stretch;
    if (whole) pack<vectors>(panel, 0, depth, column, columns);
    const Index at_once = whole ? ProductMemory::few_rows : ProductMemory::many_rows;
    for (Index r = 0; r < rows; r += at_once)
      for (Index k = 0; k == 0 || k < depth; k += stretch) {
        const Index here = std::min(stretch, depth - k);
        if (!whole) pack<vectors>(panel, k, here, column, columns);
        product<vectors>({.b = panel, .pitch = across, .depth = here, .last = width, .more = k > 0, .sums = static_cast<T*>(memory.sums)},
                         k, r, std::min(at_once, rows - r), column, columns, k + here >= depth);
      }
  }

  /// the sums of n rows from k on; the last stretch of k hands them over
  template <int vectors>
  GENOPROP_CPU void product(TileJob<T> job, Index k, Index row, Index n, Index column, Index columns, bool last) const {
    if constexpr (listed<A>) {
      job.list = a.list.row.row(0, 0) + (A::flip ? k : row);
      job.offset = A::flip ? row : k;
    } else {
      job.a = A::flip ? a.block.row(0, k) + row : a.block.row(0, row) + k;
      job.stride = a.block.pitch;
    }
    TileSums<T> at{job.sums, row, n, column, columns, vectors * width};
    const bool warm = last && consumer.warm && a.rows() >= ProductMemory::cold / b.columns();
    Set::run(TileStack<Set, T, vectors, lie_of<A>>{job, at, warm ? &consumer : nullptr});
    if (!last) return;
    if constexpr (!flip_b)
      if (and_sums && row + n == a.rows()) {
        ColumnSums<Set, T>{b.block.data + column, b.block.pitch, b.block.rows, columns, job.sums + n * at.across}();
        ++at.rows;
      }
    consumer.take(consumer.f, at);
  }

  /// panel[k][c] = B[from + k][column + c], zeros behind the last column
  template <int vectors>
  GENOPROP_CPU void pack(T* panel, Index from, Index depth, Index column, Index columns) const {
    constexpr Index across = vectors * width;
    for (Index c = 0; c < across; c += width)
      if constexpr (flip_b) {
        const T* const from_here = b.block.row(0, column + c) + from;
        for (Index k = 0; k < depth; k += width)
          Set::run(Transpose<Set, T>{panel + k * across + c, across, from_here + k, b.block.pitch, std::clamp(columns - c, Index{0}, width),
                                     std::min(width, depth - k)});
      } else {
        typename Tiles::Vector v;
        for (Index k = 0; k < depth; ++k) {
          Set::load(v, b.block.row(0, from + k) + column + c, std::min(width, columns - c));
          Set::store(panel + k * across + c, v);
        }
      }
  }
};

}  // namespace genoprop
