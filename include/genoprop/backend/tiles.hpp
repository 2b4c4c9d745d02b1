#pragma once
// Products of our own: C tile by C tile in registers. Every element is a chain of fma over k ascending that starts from +0,
// whatever the instruction set and the shape of the tile.

#include <cstddef>
#include <cstdint>
#include <utility>

#include <genoprop/backend/isa.hpp>
#include <genoprop/backend/operand.hpp>

namespace genoprop {

/// How the first operand of a product lies: rows or, flipped, columns that are evenly apart; or each where a list says.
enum class Lie : std::uint8_t { rows, columns, listed_rows, listed_columns };

/// One tile of a product, or the part of its sums that a stretch of k adds.
template <class T>
struct TileJob {
  const T* a = nullptr;            ///< element (row 0, k 0) of the first operand
  std::ptrdiff_t stride = 0;       ///< from one of its rows to the next; flipped: from one k to the next
  const T* const* list = nullptr;  ///< listed: where its rows begin, from row 0 on; flipped: from k 0 on
  std::ptrdiff_t offset = 0;       ///< listed: k 0 in each of them; flipped: row 0
  const T* b;                      ///< element (k 0, column 0) of the second operand, columns side by side
  std::ptrdiff_t pitch;
  Index depth;  ///< how many k
  Index last;   ///< columns in the last vector: nothing behind them is touched
  bool more;    ///< go on from `sums` instead of from +0
  T* sums;      ///< [rows, vectors * width]
};

/// The first operand along k.
template <class T, Lie lie>
class Walk {
 public:
  GENOPROP_CPU explicit Walk(const TileJob<T>& j)
      : at_(j.a), row_(lie == Lie::columns ? 1 : j.stride), step_(lie == Lie::columns ? j.stride : 1) {}
  GENOPROP_CPU const T* row(int r) const { return at_ + r * row_; }
  GENOPROP_CPU void next() { at_ += step_; }

 private:
  const T* at_;
  std::ptrdiff_t row_, step_;
};
template <class T>
class Walk<T, Lie::listed_rows> {
 public:
  GENOPROP_CPU explicit Walk(const TileJob<T>& j) : list_(j.list), k_(j.offset) {}
  GENOPROP_CPU const T* row(int r) const { return list_[r] + k_; }
  GENOPROP_CPU void next() { ++k_; }

 private:
  const T* const* list_;
  std::ptrdiff_t k_;
};
template <class T>
class Walk<T, Lie::listed_columns> {
 public:
  GENOPROP_CPU explicit Walk(const TileJob<T>& j) : list_(j.list), first_(j.offset) {}
  GENOPROP_CPU const T* row(int r) const { return *list_ + first_ + r; }
  GENOPROP_CPU void next() { ++list_; }

 private:
  const T* const* list_;
  std::ptrdiff_t first_;
};

template <class Set, class T>
struct Tile {
  using Vector = typename Set::template Vector<T>;
  static constexpr Index width = Set::bytes / static_cast<Index>(sizeof(T));

  /// height x vectors accumulators. A verb of its own: compiled once for all products of an instruction set.
  template <int height, int vectors, Lie lie>
  struct Kernel {
    const TileJob<T>& job;

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
      Walk<T, lie> a(j);
      const T* bt = j.b;
      for (Index k = j.depth; k > 0; --k) {
        (load<v == vectors - 1>(b[v], bt + v * width, j.last), ...);
        (Set::fma(acc[rv / vectors][rv % vectors], a.row(rv / vectors), b[rv % vectors]), ...);
        a.next();
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
  template <int height, int vectors, Lie lie>
  static void run(const TileJob<T>& job) {
    Set::run(Kernel<height, vectors, lie>{job});
  }
};

}  // namespace genoprop
