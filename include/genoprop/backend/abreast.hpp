#pragma once
// Narrow rows side by side: a row a place of the vectors, so that what a row sums costs a step a column and no tree of shuffles.

#include <algorithm>
#include <cstddef>

#include <genoprop/backend/shuffles.hpp>

namespace genoprop {

/// Up to `width` rows of at most 16 columns. Folds go the way of CpuRow's strands (a column each), so the bits are the same.
template <class Set, class T>
class Abreast {
 public:
  static constexpr Index width = Set::bytes / static_cast<Index>(sizeof(T));
  static constexpr Index most = 16;  ///< columns: a row's strands

  GENOPROP_CPU Abreast(Index rows, Index columns) : rows_(rows), columns_(columns) {}

  Index rows() const { return rows_; }
  Index columns() const { return columns_; }
  /// [width] elements, those of the rows that are there first
  GENOPROP_CPU T* column(Index c) { return at_[c]; }

  GENOPROP_CPU void load(const T* from, std::ptrdiff_t pitch) {
    if (columns_ <= few) return Set::run(Transpose<Set, T, width, few>{at_[0], width, from, pitch, rows_, columns_});
    for (Index c = 0; c < columns_; c += width)
      Set::run(Transpose<Set, T>{at_[c], width, from + c, pitch, rows_, std::min(width, columns_ - c)});
  }
  /// whole vectors: zeros behind the last column, as far as a pitch of 16 reaches
  GENOPROP_CPU void store(T* to, std::ptrdiff_t pitch) const {
    if (columns_ <= few) return Set::run(Transpose<Set, T, few, width>{to, pitch, at_[0], width, columns_, rows_});
    for (Index c = 0; c < columns_; c += width)
      Set::run(Transpose<Set, T>{to + c, pitch, at_[c], width, std::min(width, columns_ - c), rows_});
  }

  /// result[row]: largest, NaN if one is NaN
  GENOPROP_CPU void max(T* result) { fold<true>(result, -T(__builtin_huge_valf())); }
  GENOPROP_CPU void sum(T* result) { fold<false>(result, T(0)); }

 private:
  using Vector = typename Set::template Vector<T>;
  static constexpr Index few = std::min(width, Index{4});

  /// Columns that are not there hold what changes nothing. (A strand begins with zero and its column is added: of numbers other than
  /// -0 the sum is the column itself, and of those one zero at the end makes what zeros at the beginning would have made.)
  template <bool largest>
  GENOPROP_CPU void fold(T* result, T none) {
    const Index all = columns_ <= few ? few : most;
    for (Index c = columns_; c < all; ++c)
#pragma omp simd
      for (Index l = 0; l < width; ++l) at_[c][l] = none;
    Vector v;
    columns_ <= few ? pairs<largest, few, 0, 1>(v) : pairs<largest, most, 0, 1>(v);
    if constexpr (!largest) {
      Vector zero;
      Set::zero(zero);
      Set::add(v, zero);
    }
    Set::store(result, v);
  }
  /// columns c, c + step, c + 2 step, ... of n, in pairs n / 2, ..., step
  template <bool largest, Index n, Index c, Index step>
  GENOPROP_CPU void pairs(Vector& v) const {
    if constexpr (step == n) {
      Set::load(v, at_[c]);
    } else {
      Vector other;
      pairs<largest, n, c, 2 * step>(v);
      pairs<largest, n, c + step, 2 * step>(other);
      if constexpr (largest)
        Set::max(v, other);
      else
        Set::add(v, other);
    }
  }

  Index rows_, columns_;
  alignas(64) T at_[most][width];
};

}  // namespace genoprop
