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

/// A verb: to[c][r] = from[r][c] for one square of vectors; `rows` of them are read, zeros behind, `columns` of them written.
template <class Set, class T>
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
    ((l < t.rows ? Set::load(x[l], t.from + l * t.pitch, t.columns) : Set::zero(x[l])), ...);
    exchange<n / 2>(x, std::make_integer_sequence<int, n / 2>{});
    ((l < t.columns ? Set::store(t.to + l * t.across, x[l]) : void()), ...);
  }
  /// rows and columns change places bit by bit of their numbers
  template <int d, int... pair>
  GENOPROP_CPU static void exchange(Vector* x, std::integer_sequence<int, pair...> pairs) {
    (exchange<d>(x[pair / d * 2 * d + pair % d], x[pair / d * 2 * d + pair % d + d]), ...);
    if constexpr (d > 1) exchange<d / 2>(x, pairs);
  }
  template <int d>
  GENOPROP_CPU static void exchange(Vector& x, Vector& y) {
    Vector low, high;
    Set::template pick<LowOf<n, d>>(low, x, y);
    Set::template pick<HighOf<n, d>>(high, x, y);
    x = low;
    y = high;
  }
};

}  // namespace genoprop
