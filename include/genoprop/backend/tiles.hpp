#pragma once
// Products of our own: C tile by C tile in registers. Every element is a chain of fma over k ascending that starts from +0,
// whatever the instruction set and the shape of the tile.

#include <cstddef>
#include <utility>

#include <genoprop/backend/isa.hpp>
#include <genoprop/backend/operand.hpp>

namespace genoprop {

/// One tile of a product, or the part of its sums that a stretch of k adds.
template <class T>
struct TileJob {
  const T* a;             ///< element (row 0, k 0) of the first operand
  std::ptrdiff_t stride;  ///< from one of its rows to the next; flipped: from one k to the next
  const T* b;             ///< element (k 0, column 0) of the second operand, columns side by side
  std::ptrdiff_t pitch;
  Index depth;  ///< how many k
  Index last;   ///< columns in the last vector: nothing behind them is touched
  bool more;    ///< go on from `sums` instead of from +0
  T* sums;      ///< [rows, vectors * width]
};

template <class Set, class T>
struct Tile {
  using Vector = typename Set::template Vector<T>;
  static constexpr Index width = Set::bytes / static_cast<Index>(sizeof(T));

  /// height x vectors accumulators. A verb of its own: compiled once for all products of an instruction set.
  template <int height, int vectors, bool flip>
  struct Kernel {
    TileJob<T> job;

    GENOPROP_CPU void operator()() const {
      with(std::make_integer_sequence<int, vectors>{}, std::make_integer_sequence<int, height * vectors>{});
    }

    // loops over registers are packs: nvcc's host pass drops unroll pragmas
    template <int... v, int... rv>
    GENOPROP_CPU void with(std::integer_sequence<int, v...>, std::integer_sequence<int, rv...>) const {
      const TileJob<T> j = job;  // a copy of its own: the stores below cannot change it
      Vector acc[height][vectors], b[vectors];
      if (j.more)
        (Set::load(acc[rv / vectors][rv % vectors], j.sums + rv * width), ...);
      else
        (Set::zero(acc[rv / vectors][rv % vectors]), ...);
      const T* at = j.a;
      const T* bt = j.b;
      const std::ptrdiff_t row = flip ? 1 : j.stride, step = flip ? j.stride : 1;
      for (Index k = j.depth; k > 0; --k) {
        (load<v == vectors - 1>(b[v], bt + v * width, j.last), ...);
        (Set::fma(acc[rv / vectors][rv % vectors], at + rv / vectors * row, b[rv % vectors]), ...);
        at += step;
        bt += j.pitch;
      }
      (Set::store(j.sums + rv * width, acc[rv / vectors][rv % vectors]), ...);
    }
    template <bool masked>
    GENOPROP_CPU static void load(Vector& to, const T* from, Index n) {
      if constexpr (masked)
        Set::load(to, from, n);
      else
        Set::load(to, from);
    }
  };
  template <int height, int vectors, bool flip>
  static void run(const TileJob<T>& job) {
    Set::run(Kernel<height, vectors, flip>{job});
  }
};

}  // namespace genoprop
