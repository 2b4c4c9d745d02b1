#pragma once
// A row on a CPU: sixteen strands side by side.

#include <genoprop/backend/plain_lane.hpp>
#include <genoprop/backend/shuffles.hpp>
#include <genoprop/core/math.hpp>

namespace genoprop {

/// The row handed to bodies of for_each_row where the lane has vectors of its own: same orders as PlainRow, a strand a place in a
/// vector. A short row is one whole padded vector: columns behind the last are computed and thrown away, so rows have a pitch of 16 or
/// more.
/// `strands`: 16, or 4 where no row has more columns: strands without a column change nothing.
template <class Set, Index strands>
class CpuRow {
 public:
  GENOPROP_HD explicit CpuRow(Index columns) : columns_(columns) {}
  GENOPROP_HD Index size() const { return columns_; }

  /// largest of x[0..n), NaN if one is NaN, -infinity if there is none
  template <class T>
  GENOPROP_HD T max(const T* x) const {
    return fold<true, T>(-T(__builtin_huge_valf()), Element<T>{x});
  }
  template <class F>
  GENOPROP_HD auto sum(const F& f) const {
    using T = decltype(f(Index{}));
    if constexpr (noexcept(f(Index{})))
      return fold<false, T>(T(0), f);
    else
      return PlainRow(columns_).sum(f);
  }
  template <class F>
  GENOPROP_HD void each(const F& f) const {
    if constexpr (noexcept(f(Index{}))) {
      for (Index c = 0; c < columns_; c += strands) {
#pragma omp simd
        for (Index s = 0; s < strands; ++s) f(c + s);
      }
    } else {
      PlainRow(columns_).each(f);
    }
  }
  template <class F>
  GENOPROP_HD void once(const F& f) const {
    f();
  }

 private:
  template <class T>
  struct Element {
    const T* x;
    GENOPROP_HD T operator()(Index c) const noexcept { return x[c]; }
  };

  template <bool largest, class T>
  GENOPROP_HD static T join(T a, T b) {
    if constexpr (largest)
      return math::max(b, a);
    else
      return a + b;
  }
  /// `none` joined to anything changes nothing: it stands for columns behind the last
  template <bool largest, class T, class F>
  GENOPROP_HD T fold(T none, const F& f) const {
    if (columns_ <= strands) {  // straight through registers
      alignas(64) T strand[strands];
      last<largest>(strand, none, 0, f);
      return tree<largest>(strand);
    }
    alignas(64) T strand[strands];
#pragma omp simd
    for (Index s = 0; s < strands; ++s) strand[s] = none;
    Index c = 0;
    for (; c + strands <= columns_; c += strands) {
#pragma omp simd
      for (Index s = 0; s < strands; ++s) strand[s] = join<largest>(strand[s], f(c + s));
    }
    if (c < columns_) {
      alignas(64) T rest[strands];
      last<largest>(rest, none, c, f);
#pragma omp simd
      for (Index s = 0; s < strands; ++s) strand[s] = join<largest>(strand[s], rest[s]);
    }
    return tree<largest>(strand);
  }
  template <bool largest, class T, class F>
  GENOPROP_HD void last(T* strand, T none, Index c, const F& f) const {
    const Index n = columns_ - c;
#pragma omp simd
    for (Index s = 0; s < strands; ++s) {
      const T here = f(c + s);
      strand[s] = join<largest>(none, s < n ? here : none);
    }
  }
#if defined(__CUDACC__)
#pragma nv_exec_check_disable  // Set is host code, and so is every lane that has this row
#endif
  template <bool largest, class T>
  GENOPROP_HD static T tree(T* strand) {
    return Tree<Set, T, largest>::template of<strands>(strand);
  }
  Index columns_;
};

}  // namespace genoprop
