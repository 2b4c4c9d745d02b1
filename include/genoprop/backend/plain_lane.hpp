#pragma once
// The lane that others are measured against: plain loops, and the order of every sum as concepts/lane.hpp says it.

#include <utility>

#include <genoprop/backend/memory.hpp>
#include <genoprop/backend/operand.hpp>
#include <genoprop/backend/wide_lane.hpp>
#include <genoprop/core/math.hpp>

namespace genoprop {

/// A row of n elements: sums go down 16 strands, column c to strand c % 16, then up a tree of pairs 8, 4, 2, 1.
class PlainRow {
 public:
  static constexpr Index strands = 16;

  GENOPROP_HD explicit PlainRow(Index columns) : columns_(columns) {}
  GENOPROP_HD Index size() const { return columns_; }

  /// largest of x[0..n), NaN if one is NaN, -infinity if there is none
  template <class T>
  GENOPROP_HD T max(const T* x) const {
    return fold<T>(-T(__builtin_huge_valf()), Element<T>{x}, Larger{});
  }
  template <class F>
  GENOPROP_HD auto sum(F&& f) const {
    using T = decltype(f(Index{}));
    return fold<T>(T(0), f, Plus{});
  }
  template <class F>
  GENOPROP_HD void each(F&& f) const {
    for (Index c = 0; c < columns_; ++c) f(c);
  }
  template <class F>
  GENOPROP_HD void once(F&& f) const {
    f();
  }

 private:
  template <class T>
  struct Element {
    const T* x;
    GENOPROP_HD T operator()(Index c) const { return x[c]; }
  };
  struct Larger {
    template <class T>
    GENOPROP_HD T operator()(T a, T b) const {
      return math::max(b, a);
    }
  };
  struct Plus {
    template <class T>
    GENOPROP_HD T operator()(T a, T b) const {
      return a + b;
    }
  };
  template <class T, class F, class Join>
  GENOPROP_HD T fold(T start, F&& f, Join join) const {
    T strand[strands];
    for (T& s : strand) s = start;
    for (Index c = 0; c < columns_; ++c) strand[c % strands] = join(strand[c % strands], f(c));
    for (Index half = strands / 2; half > 0; half /= 2)
      for (Index s = 0; s < half; ++s) strand[s] = join(strand[s], strand[s + half]);
    return strand[0];
  }
  Index columns_;
};

/// p individuals, one after the other.
class PlainLane : public WideLane<Arena> {
 public:
  explicit PlainLane(Index capacity = 1) : WideLane(capacity) {}

  template <class A, class B, class F>
  void gemm(A first, B second, F f) const {
    const auto a = operand(first);
    const auto b = operand(second);
    using T = typename decltype(operand(first))::Scalar;
    each(a.rows(), b.columns(), [&](Index i, Index r, Index c) {
      T sum = 0;
      for (Index k = 0; k < a.columns(); ++k) sum = math::fma(a.at(i, r, k), b.at(i, k, c), sum);
      f(i, r, c, sum);
    });
  }
  template <class T, class F>
  void sum_rows(Block<T> x, F f) const {
    each(1, x.columns, [&](Index i, Index, Index c) {
      std::remove_const_t<T> sum = 0;
      for (Index r = 0; r < x.rows; ++r) sum += x(i, r, c);
      f(i, c, sum);
    });
  }
  template <class F>
  void for_each(Index rows, Index columns, F f) const {
    each(rows, columns, f);
  }
  template <class F>
  void for_each_row(Index rows, Index columns, F f) const {
    each(rows, 1, [&](Index i, Index r, Index) {
      PlainRow row(columns);
      f(i, r, row);
    });
  }
  template <class F>
  void once(F f) const {
    f();
  }
  template <class F>
  void repeat(Index n, F&& f) const {
    for (Index k = 0; k < n; ++k) f();
  }

 private:
  template <class F>
  void each(Index rows, Index columns, F&& f) const {
    for (Index i = 0; i < individuals(); ++i)
      for (Index r = 0; r < rows; ++r)
        for (Index c = 0; c < columns; ++c) f(i, r, c);
  }
};

static_assert(Lane<PlainLane>);

}  // namespace genoprop
