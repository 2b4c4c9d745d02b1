#pragma once
// What lanes do across a vector: a tree of pairs over a row's strands, and rows that become columns.

#include <algorithm>
#include <cstddef>
#include <utility>

#include <genoprop/backend/vectors.hpp>

namespace genoprop {

/// Which elements a shuffle takes: l and l ^ half change places; or of two vectors, n elements each, the parts of an exchange.
template <int half>
struct Exchanged {
  static constexpr int at(int l) { return l ^ half; }
};
template <int n, int d>
struct LowOf {
  static constexpr int at(int l) { return l & d ? n + l - d : l; }
};
template <int n, int d>
struct HighOf {
  static constexpr int at(int l) { return l & d ? n + l : l + d; }
};

/// Strands of a row joined in pairs, by `add` or by `max`.
template <class Set, class T, bool largest>
struct Tree {
  using Vector = typename Set::template Vector<T>;
  static constexpr int n = Set::bytes / static_cast<int>(sizeof(T));

  /// `count` strands, 16 or 4, in the order 8, 4, 2, 1
  template <int count>
  GENOPROP_CPU static T of(const T* strands) {
    if constexpr (count == 4) {
      return Set::Short::template tree<largest>(strands);
    } else {
      Vector v[16 / n];
      for (int i = 0; i < 16 / n; ++i) Set::load(v[i], strands + i * n);
      for (int half = 8 / n; half > 0; half /= 2)
        for (int i = 0; i < half; ++i) join(v[i], v[i + half]);
      up<std::min(n / 2, 8)>(v[0]);
      T result[n];
      Set::store(result, v[0]);
      return result[0];
    }
  }

 private:
  GENOPROP_CPU static void join(Vector& v, const Vector& b) {
    if constexpr (largest)
      Set::max(v, b);
    else
      Set::add(v, b);
  }
  template <int half>
  GENOPROP_CPU static void up(Vector& v) {
    Vector other;
    Set::template pick<Exchanged<half>>(other, v, v);
    join(v, other);
    if constexpr (half > 1) up<half / 2>(v);
  }
};

/// A verb: to[c][r] = from[r][c] for one square of vectors; `rows` of them are read, zeros behind, `columns` of them written. Where
/// fewer than all can be asked for, `most_rows` or `most_columns` says so, and the shuffles that only move what nobody asked for go.
template <class Set, class T, int most_rows = Set::bytes / static_cast<int>(sizeof(T)),
          int most_columns = Set::bytes / static_cast<int>(sizeof(T))>
struct Transpose {
  using Vector = typename Set::template Vector<T>;
  static constexpr int n = Set::bytes / static_cast<int>(sizeof(T));

  T* to;
  std::ptrdiff_t across;
  const T* from;
  std::ptrdiff_t pitch;
  Index rows, columns;

  GENOPROP_CPU void operator()() const { square(std::make_integer_sequence<int, n>{}); }

 private:
  template <int... l>
  GENOPROP_CPU void square(std::integer_sequence<int, l...>) const {
    const Transpose t = *this;  // a copy of its own: the stores below cannot change it
    Vector x[n];
    if (t.rows >= most_rows)
      (load<l>(t, x[l], t.columns), ...);
    else  // no branch a row: compilers make a copy of the rest for each of them, and a step of a small network must stay in the near cache
      (load<l>(t, x[l], l < t.rows ? t.columns : 0), ...);
    exchange<(few_rows ? 1 : n / 2)>(x, std::make_integer_sequence<int, n / 2>{});
    (store<l>(t, x[l]), ...);
  }
  template <int l>
  GENOPROP_CPU static void load(const Transpose& t, Vector& x, Index here) {
    if constexpr (l < most_rows)
      Set::load(x, t.from + l * t.pitch, here);
    else
      Set::zero(x);
  }
  template <int l>
  GENOPROP_CPU static void store(const Transpose& t, const Vector& x) {
    if constexpr (l < most_columns)
      if (l < t.columns) Set::store(t.to + l * t.across, x);
  }
  /// Rows and columns change places bit by bit of their numbers: the high bits first, so that columns nobody asked for are gone after
  /// the first round; where rows are few the low ones, so that zeros come in as late as can be.
  static constexpr bool few_rows = most_rows < n;
  template <int d, int... pair>
  GENOPROP_CPU static void exchange(Vector* x, std::integer_sequence<int, pair...> pairs) {
    (exchange<pair / d * 2 * d + pair % d, d>(x), ...);
    if constexpr (few_rows && d < n / 2) exchange<d * 2>(x, pairs);
    if constexpr (!few_rows && d > 1) exchange<d / 2>(x, pairs);
  }
  /// x[l] and x[l + d]
  template <int l, int d>
  GENOPROP_CPU static void exchange(Vector* x) {
    if constexpr (!few_rows || l / (2 * d) * 2 * d < most_rows) {  // else both are zeros still
      Vector low, high;
      Set::template pick<LowOf<n, d>>(low, x[l], x[l + d]);
      Set::template pick<HighOf<n, d>>(high, x[l], x[l + d]);
      x[l] = low;
      x[l + d] = high;
    }
  }
};

}  // namespace genoprop
