#pragma once
// A product as a verb: tiles of sums, handed to a consumer while they are warm. Control alone: what works on vectors is a table.

#include <algorithm>

#include <genoprop/backend/hand_over.hpp>
#include <genoprop/backend/memory.hpp>
#include <genoprop/backend/operand.hpp>
#include <genoprop/backend/tile_verbs.hpp>

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

/// The first operand of a product, whatever its type.
template <class T>
struct Left {
  Lie lie;
  Index rows, depth;
  const T* data = nullptr;  ///< its block
  std::ptrdiff_t pitch = 0;
  const T* const* list = nullptr;  ///< where listed rows begin

  template <bool flip>
  Left(const Operand<T, flip>& a)
      : lie(flip ? Lie::columns : Lie::rows), rows(a.rows()), depth(a.columns()), data(a.block.data), pitch(a.block.pitch) {}
  template <bool flip>
  Left(const ListedOperand<T, flip>& a)
      : lie(flip ? Lie::listed_columns : Lie::listed_rows), rows(a.rows()), depth(a.columns()), list(a.list.row.row(0, 0)) {}
};
/// The second one.
template <class T>
struct Right {
  bool flip;
  Index depth, columns;
  const T* data;
  std::ptrdiff_t pitch;

  template <bool flipped>
  Right(const Operand<T, flipped>& b) : flip(flipped), depth(b.rows()), columns(b.columns()), data(b.block.data), pitch(b.block.pitch) {}
};

/// f(0, row, column, sum) for every element of A B; and where they are asked for, the sums over the rows of B as one more row: what it
/// would be if A had one more row, all ones.
template <class T>
struct TileProduct {
  const Left<T>& a;
  const Right<T>& b;
  const TileConsumer<T>& consumer;
  const ProductMemory& memory;
  const TileVerbs<T>& verbs;
  bool and_sums = false;  // B as it lies

  /// out of line: one copy for all products
  __attribute__((noinline)) void operator()() const {
    const Index width = verbs.width;
    if (a.lie == Lie::columns && !b.flip && a.rows >= width && a.pitch < 1024 && better_turned()) return turned();
    const Index rest = b.columns & (2 * width - 1);                  // (no division here: a small product would feel it)
    const Index wide = rest > width ? b.columns : b.columns - rest;  // a narrow rest takes higher tiles
    if (in_place()) {
      if (static_cast<std::ptrdiff_t>(a.depth) * b.columns >= ProductMemory::far) {  // panels of B take turns in the second cache
        for (Index c = 0; c < wide; c += 2 * width) strip(c, 2);
      } else {  // B is near: it passes by once for as many rows of A as the first cache keeps
        const Index high = verbs.stack(a.lie, 2).front().rows;
        Index down = ProductMemory::few_rows;
        while (down > high && static_cast<std::ptrdiff_t>(down) * a.depth > ProductMemory::kept_bytes / static_cast<Index>(sizeof(T)))
          down -= high;
        for (Index r = 0; r < a.rows; r += down)
          for (Index c = 0; c < wide; c += 2 * width) piece(r, down, c, 2);
      }
      if (wide < b.columns) strip(wide, 1);
    } else {
      for (Index c = 0; c < wide; c += 2 * width) packed(c, std::min(2 * width, b.columns - c), 2);
      if (wide < b.columns) packed(wide, rest, 1);
    }
  }

 private:
  /// Whether what A' B of few columns leaves empty of a vector is more than turning the result costs.
  bool better_turned() const {
    const Index n = b.columns, width = verbs.width;
    return n <= width / 4 || (n < width && static_cast<std::ptrdiff_t>(a.depth) * (width - n) >= 128);
  }
  /// Rows of the second operand are read as they lie, unless they are the columns, or lie so far apart that a panel of them
  /// fights for the same lines of the cache.
  bool in_place() const {
    return !b.flip && (b.pitch < 1024 || a.depth * 2 * verbs.width * static_cast<Index>(sizeof(T)) <= ProductMemory::panel_bytes);
  }
  T* sums() const { return static_cast<T*>(memory.sums); }

  /// Tiles below each other, as high as they go.
  void stack(Lie lie, Index vectors, TileJob<T> job, TileSums<T> at, bool warm) const {
    const std::ptrdiff_t down = lie == Lie::rows ? job.stride : lie == Lie::columns ? 1 : 0;
    for (const auto* height = verbs.stack(lie, vectors).data(); at.rows > 0; ++height)
      for (const Index n = height->rows; at.rows >= n; at.rows -= n) {
        if (warm) consumer.warm(consumer.f, {nullptr, at.row, n, at.column, at.columns, 0});
        height->run(job);
        job.a += n * down;
        job.list += lie == Lie::listed_rows ? n : 0;
        job.offset += lie == Lie::listed_columns ? n : 0;
        job.sums += n * at.across;
        at.row += n;
      }
  }

  /// A' B of very few columns as (B' A)': they would leave most of a vector empty, and rows of A lie as it wants them.
  void turned() const {
    const Index n = b.columns, width = verbs.width;
    T* const result = sums() + n * 2 * width;
    for (Index row = 0; row < a.rows; row += 2 * width) {
      const Index rows = std::min(2 * width, a.rows - row), vectors = rows > width ? 2 : 1, across = vectors * width;
      const TileJob<T> job{.a = b.data,
                           .stride = b.pitch,
                           .b = a.data + row,
                           .pitch = a.pitch,
                           .depth = a.depth,
                           .last = rows - (vectors - 1) * width,
                           .more = false,
                           .sums = sums()};
      stack(Lie::columns, vectors, job, {sums(), 0, n, row, rows, across}, false);
      if (n <= width / 4) {
        for (Index r = 0; r < rows; ++r)
          for (Index c = 0; c < n; ++c) result[r * n + c] = sums()[c * across + r];
      } else {  // what a row writes too much, the next one overwrites
        for (Index r = 0; r < rows; r += width) verbs.transpose(result + r * n, n, sums() + r, across, n, std::min(width, rows - r));
      }
      const bool end = and_sums && row + rows == a.rows;
      if (end) verbs.sum_columns(result + rows * n, b.data, b.pitch, b.depth, n);
      consumer.take(consumer.f, {result, row, rows + end, 0, n, n});
    }
  }

  /// all rows of a tile's columns
  void strip(Index column, Index vectors) const {
    for (Index r = 0; r < a.rows; r += ProductMemory::few_rows) piece(r, ProductMemory::few_rows, column, vectors);
  }
  /// at most `down` rows from `row` and a tile's columns from `column`
  void piece(Index row, Index down, Index column, Index vectors) const {
    const Index across = std::min(vectors * verbs.width, b.columns - column);
    product(b.data + column, b.pitch, a.depth, across - (vectors - 1) * verbs.width, 0, row, std::min(down, a.rows - row), column, across,
            vectors, true);
  }

  /// Panel by panel of the second operand through memory. A long k goes in stretches: sums wait in memory, the chain goes on.
  void packed(Index column, Index columns, Index vectors) const {
    const Index across = vectors * verbs.width, stretch = ProductMemory::panel_bytes / (across * static_cast<Index>(sizeof(T)));
    const bool whole = a.depth <= stretch;
    if (whole) pack(0, a.depth, column, columns, across);
    const Index at_once = whole ? ProductMemory::few_rows : ProductMemory::many_rows;
    for (Index r = 0; r < a.rows; r += at_once)
      for (Index k = 0; k == 0 || k < a.depth; k += stretch) {
        const Index here = std::min(stretch, a.depth - k);
        if (!whole) pack(k, here, column, columns, across);
        product(static_cast<const T*>(memory.panel), across, here, verbs.width, k, r, std::min(at_once, a.rows - r), column, columns,
                vectors, k + here >= a.depth);
      }
  }

  /// the sums of n rows from k on; the last stretch of k hands them over
  void product(const T* from, std::ptrdiff_t pitch, Index depth, Index last_columns, Index k, Index row, Index n, Index column,
               Index columns, Index vectors, bool last) const {
    TileJob<T> job{.b = from, .pitch = pitch, .depth = depth, .last = last_columns, .more = k > 0, .sums = sums()};
    const bool flip = a.lie == Lie::columns || a.lie == Lie::listed_columns;
    if (a.list) {
      job.list = a.list + (flip ? k : row);
      job.offset = flip ? row : k;
    } else {
      job.a = flip ? a.data + k * a.pitch + row : a.data + row * a.pitch + k;
      job.stride = a.pitch;
    }
    TileSums<T> at{job.sums, row, n, column, columns, vectors * verbs.width};
    stack(a.lie, vectors, job, at, last && consumer.warm && static_cast<std::ptrdiff_t>(a.rows) * b.columns >= ProductMemory::cold);
    if (!last) return;
    if (and_sums && row + n == a.rows) {
      verbs.sum_columns(job.sums + n * at.across, b.data + column, b.pitch, b.depth, columns);
      ++at.rows;
    }
    consumer.take(consumer.f, at);
  }

  /// panel[k][c] = B[from + k][column + c], zeros behind the last column
  void pack(Index from, Index depth, Index column, Index columns, Index across) const {
    T* const panel = static_cast<T*>(memory.panel);
    if (!b.flip) return verbs.copy(panel, across, b.data + from * b.pitch + column, b.pitch, depth, columns);
    const Index width = verbs.width;
    for (Index c = 0; c < across; c += width)
      for (Index k = 0; k < depth; k += width)
        verbs.transpose(panel + k * across + c, across, b.data + (column + c) * b.pitch + from + k, b.pitch,
                        std::clamp(columns - c, Index{0}, width), std::min(width, depth - k));
  }
};

}  // namespace genoprop
