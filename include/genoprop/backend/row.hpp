#pragma once
// Loops over neighbouring columns, and the row that bodies of for_each_row are given, on one CPU lane.

#include <genoprop/core/config.hpp>

namespace genoprop {

inline constexpr Index row_strands = 16;  ///< of a row's sum: column c goes to strand c % 16

/// The larger of two, NaN if one is NaN.
template <class T>
GENOPROP_HD T larger(T a, T b) {
  return b > a || b != b ? b : a;
}

/// f(c) for c < n. Where the set has masks, a partial vector is one masked step: a loop of ten would be eight and two.
template <class Set, class F>
GENOPROP_HD void each_column(Index n, const F& f) {
  if constexpr (Set::masked) {
    const Index whole = n & ~Index{15};
#pragma omp simd
    for (Index c = 0; c < whole; ++c) f(c);
    if (whole < n) {
#pragma omp simd
      for (Index c = whole; c < whole + 16; ++c)
        if (c < n) f(c);
    }
  } else {
#pragma omp simd
    for (Index c = 0; c < n; ++c) f(c);
  }
}

/// A row of n columns, sixteen at a time: bodies may touch the row's padding, which is the lane's own.
class Row {
 public:
  GENOPROP_HD explicit Row(Index n) : n_(n) {}
  GENOPROP_HD Index size() const { return n_; }

  template <class T>
  GENOPROP_HD T max(const T* x) const {
    T strand[row_strands];
    const T first = x[0];
#pragma omp simd
    for (Index j = 0; j < row_strands; ++j) strand[j] = j < n_ ? larger(first, x[j]) : first;
    for (Index c = row_strands; c < n_; c += row_strands) {
#pragma omp simd
      for (Index j = 0; j < row_strands; ++j) strand[j] = larger(strand[j], c + j < n_ ? x[c + j] : first);
    }
    tree(strand, Larger{});
    return strand[0];
  }
  template <class F>
  GENOPROP_HD auto sum(const F& f) const {
    using T = decltype(f(Index{}));
    T strand[row_strands] = {};
    for (Index c = 0; c < n_; c += row_strands) {
#pragma omp simd
      for (Index j = 0; j < row_strands; ++j) {
        const T term = f(c + j);
        strand[j] += c + j < n_ ? term : T(0);
      }
    }
    tree(strand, Plus{});
    return strand[0];
  }
  template <class F>
  GENOPROP_HD void each(const F& f) const {
    for (Index c = 0; c < n_; c += row_strands) {
#pragma omp simd
      for (Index j = 0; j < row_strands; ++j) f(c + j);
    }
  }
  template <class F>
  GENOPROP_HD void once(const F& f) const {
    f();
  }

 private:
  struct Plus {
    template <class T>
    GENOPROP_HD T operator()(T a, T b) const {
      return a + b;
    }
  };
  struct Larger {
    template <class T>
    GENOPROP_HD T operator()(T a, T b) const {
      return larger(a, b);
    }
  };
  template <class T, class Join>
  GENOPROP_HD static void tree(T* strand, Join join) {
    step<8>(strand, join);
    step<4>(strand, join);
    step<2>(strand, join);
    step<1>(strand, join);
  }
  template <Index half, class T, class Join>
  GENOPROP_HD static void step(T* strand, Join join) {
#pragma omp simd
    for (Index j = 0; j < half; ++j) strand[j] = join(strand[j], strand[j + half]);
  }

  Index n_;
};

}  // namespace genoprop
