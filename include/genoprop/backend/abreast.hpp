#pragma once
// Narrow rows side by side: a row a place of the vectors, so that what a row sums costs a step a column and no tree of shuffles.

#include <algorithm>
#include <cstddef>

#include <genoprop/backend/shuffles.hpp>
#include <genoprop/core/math.hpp>

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
    for (Index c = 0; c < columns_; c += width) Transpose<Set, T>{at_[c], width, from + c, pitch, rows_, std::min(width, columns_ - c)}();
  }
  /// whole vectors: zeros behind the last column, as far as a pitch of 16 reaches
  GENOPROP_CPU void store(T* to, std::ptrdiff_t pitch) const {
    for (Index c = 0; c < columns_; c += width) Transpose<Set, T>{to + c, pitch, at_[c], width, std::min(width, columns_ - c), rows_}();
  }

  /// result[row]: largest, NaN if one is NaN
  GENOPROP_CPU void max(T* result) const { fold<true>(result, -T(__builtin_huge_valf())); }
  GENOPROP_CPU void sum(T* result) const { fold<false>(result, T(0)); }

 private:
  template <bool largest>
  GENOPROP_CPU static T join(T a, T b) {
    if constexpr (largest)
      return math::max(b, a);
    else
      return a + b;
  }
  template <bool largest>
  GENOPROP_CPU void fold(T* result, T none) const {
    alignas(64) T strand[most / 2][width]{};
    const Index n = std::min(columns_, most / 2);
    for (Index c = 0; c < n; ++c) {
      const bool pair = c + most / 2 < columns_;
      const T* const other = at_[pair ? c + most / 2 : c];
#pragma omp simd
      for (Index l = 0; l < width; ++l) {
        const T first = join<largest>(none, at_[c][l]);
        strand[c][l] = pair ? join<largest>(first, join<largest>(none, other[l])) : first;
      }
    }
    for (Index half = most / 4; half > 0; half /= 2)
      for (Index c = 0; c + half < n && c < half; ++c)
#pragma omp simd
        for (Index l = 0; l < width; ++l) strand[c][l] = join<largest>(strand[c][l], strand[c + half][l]);
#pragma omp simd
    for (Index l = 0; l < width; ++l) result[l] = strand[0][l];
  }

  Index rows_, columns_;
  alignas(64) T at_[most][width];
};

}  // namespace genoprop
