#pragma once
// One check of all verbs, for every crew: what a lane gives must be what plain loops give, bit for bit, written here once
// more and without a lane. Bodies are named functors, so that device lanes take them too.

#include <cstdint>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

#include <doctest/doctest.h>

#include <genoprop/concepts/backend.hpp>
#include <genoprop/core/draw.hpp>
#include <genoprop/core/math.hpp>
#include <genoprop/core/view.hpp>

#include "support/bits.hpp"
#include "support/near.hpp"

namespace genoprop::support {

/// How the operands of a product lie.
enum class Form { plain, first_flipped, second_flipped };
inline const char* name_of(Form form) { return form == Form::plain ? "A B" : form == Form::first_flipped ? "A' B" : "A B'"; }

struct Shape {
  Index rows, columns, terms;
};

/// p blocks of rows x columns whose every other element is poison: what a verb must neither read nor write.
template <class T>
struct Canvas {
  Index p, rows, columns, pitch, margin;
  std::vector<T> data;

  Canvas(Index individuals, Index r, Index c, Index row_pitch, T poison, Index rows_around = 2)
      : p(individuals),
        rows(r),
        columns(c),
        pitch(row_pitch),
        margin(rows_around),
        data(static_cast<std::size_t>(stride()) * static_cast<std::size_t>(p), poison) {}

  std::ptrdiff_t stride() const { return static_cast<std::ptrdiff_t>(rows + 2 * margin) * pitch; }
  std::size_t index(Index i, Index r, Index c) const {
    return static_cast<std::size_t>(i * stride() + static_cast<std::ptrdiff_t>(r + margin) * pitch + c);
  }
  T& at(Index i, Index r, Index c) { return data[index(i, r, c)]; }
  const T& at(Index i, Index r, Index c) const { return data[index(i, r, c)]; }
  /// the blocks of individuals first .. first + n - 1 in a copy of `data` that starts at p
  template <class U>
  Block<U> block(U* memory, Index first) const {
    return {memory + first * stride() + static_cast<std::ptrdiff_t>(margin) * pitch, stride(), pitch, rows, columns};
  }
};

/// numbers in (-1, 1), different for every salt
template <class T>
void fill(Canvas<T>& canvas, std::uint32_t salt) {
  for (Index i = 0; i < canvas.p; ++i)
    for (Index r = 0; r < canvas.rows; ++r)
      for (Index c = 0; c < canvas.columns; ++c) {
        const Words w = words_at(salt, {.purpose = Purpose::user,
                                        .index = static_cast<std::uint32_t>(c),
                                        .slot = static_cast<std::uint32_t>(i),
                                        .time = static_cast<std::uint32_t>(r)});
        canvas.at(i, r, c) = T(2) * (T(unit_of(w.word[0])) + T(unit_of(w.word[1])) * T(0x1p-24)) - T(1);
      }
}

/// one span an individual, or one for all that a lane takes together
inline std::vector<Span> spans_of(Index p, Index width) {
  std::vector<Span> spans;
  for (Index first = 0; first < p; first += width) spans.push_back({first, first + width <= p ? width : p - first});
  return spans;
}

/// memory of a crew with a copy of a vector
template <class C, class T>
auto memory_with(C& crew, const std::vector<T>& from) {
  auto memory = crew.template make<T>(from.size());
  crew.write(std::span<const T>(from), memory.data());
  return memory;
}
template <class C, class M, class T>
void read_back(C& crew, M& memory, std::vector<T>& to) {
  crew.read(static_cast<const T*>(memory.data()), std::span<T>(to));
}

// --- bodies -----------------------------------------------------------------------------------------------------------
// `quiet`: noexcept, and so run side by side

/// keeps a sum, and counts how often it was given one
template <class T, bool quiet = true>
struct KeepProduct {
  Block<T> to;
  Block<std::int32_t> calls;
  GENOPROP_HD void operator()(Index i, Index r, Index c, T sum) const noexcept(quiet) {
    to(i, r, c) = sum;
    calls(i, r, c) += 1;
  }
};
template <class T, bool quiet = true>
struct KeepColumn {
  Block<T> to;
  Block<std::int32_t> calls;
  GENOPROP_HD void operator()(Index i, Index c, T sum) const noexcept(quiet) {
    to(i, 0, c) = sum;
    calls(i, 0, c) += 1;
  }
};
template <class T, bool quiet = true>
struct Affine2 {  // y = 3 x + row - column, once
  Block<const T> x;
  Block<T> y;
  Block<std::int32_t> calls;
  GENOPROP_HD void operator()(Index i, Index r, Index c) const noexcept(quiet) {
    y(i, r, c) = math::fma(T(3), x(i, r, c), T(r - c));
    calls(i, r, c) += 1;
  }
};
template <class T, bool quiet = true>
struct Scaled {
  const T* x;
  T* y;
  T by;
  GENOPROP_HD T operator()(Index c) const noexcept(quiet) { return y[c] = x[c] * by; }
};
template <class T, bool quiet = true>
struct Shifted {
  T* y;
  T by;
  GENOPROP_HD void operator()(Index c) const noexcept(quiet) { y[c] += by; }
};
template <class T>
struct KeepThree {
  T* to;
  T a, b, c;
  GENOPROP_HD void operator()() const noexcept {
    to[0] = a;
    to[1] = b;
    to[2] = c;
  }
};
/// y = 3 x + sum of 3 x; to: largest x, the sum, the length
template <class T, bool quiet = true>
struct RowBody {
  Block<const T> x;
  Block<T> y, to;
  GENOPROP_HD void operator()(Index i, Index r, auto& row) const {
    const T top = row.max(x.row(i, r));
    const T sum = row.sum(Scaled<T, quiet>{x.row(i, r), y.row(i, r), T(3)});
    row.each(Shifted<T, quiet>{y.row(i, r), sum});
    row.once(KeepThree<T>{to.row(i, r), top, sum, T(row.size())});
  }
};
struct Add {
  std::int32_t* to;
  std::int32_t n;
  GENOPROP_HD void operator()() const noexcept { *to += n; }
};

// --- checks -----------------------------------------------------------------------------------------------------------

/// What a product must give: a chain of fma over k ascending from +0.
template <class T>
T chain(const Canvas<T>& a, bool a_flipped, const Canvas<T>& b, bool b_flipped, Index i, Index r, Index c, Index terms) {
  T sum = 0;
  for (Index k = 0; k < terms; ++k)
    sum = math::fma(a_flipped ? a.at(i, k, r) : a.at(i, r, k), b_flipped ? b.at(i, c, k) : b.at(i, k, c), sum);
  return sum;
}

/// The bits of a product; or, where `tolerance` > 0, its value within tolerance times the sum of |a b|, at least terms / 4 of it.
template <class T, bool quiet = true, class C>
void check_product(C& crew, Index p, Shape s, Form form, double tolerance = 0) {
  CAPTURE(name_of(form));
  CAPTURE(s.rows);
  CAPTURE(s.columns);
  CAPTURE(s.terms);
  constexpr T poison = std::numeric_limits<T>::quiet_NaN();
  const bool af = form == Form::first_flipped, bf = form == Form::second_flipped;
  const auto padded = [](Index n) { return round_up(n, 16) + 16; };
  // activations are padded, weights are not: here A is padded and B is not, but for A' B, where B is an activation too
  Canvas<T> a(p, af ? s.terms : s.rows, af ? s.rows : s.terms, padded(af ? s.rows : s.terms), poison);
  Canvas<T> b(p, bf ? s.columns : s.terms, bf ? s.terms : s.columns, af ? padded(s.columns) : (bf ? s.terms : s.columns), poison);
  Canvas<T> c(p, s.rows, s.columns, s.columns, T(-77));
  Canvas<std::int32_t> calls(p, s.rows, s.columns, s.columns, 0);
  fill(a, 1);
  fill(b, 2);

  auto am = memory_with(crew, a.data), bm = memory_with(crew, b.data), cm = memory_with(crew, c.data);
  auto km = memory_with(crew, calls.data);
  const auto spans = spans_of(p, crew.width());
  crew.run(std::span<const Span>(spans), [&](auto& lane, Span span) {
    const auto x = a.template block<const T>(am.data(), span.first), y = b.template block<const T>(bm.data(), span.first);
    const KeepProduct<T, quiet> keep{c.template block<T>(cm.data(), span.first), calls.template block<std::int32_t>(km.data(), span.first)};
    if (form == Form::plain) lane.gemm(x, y, keep);
    if (form == Form::first_flipped) lane.gemm(flipped(x), y, keep);
    if (form == Form::second_flipped) lane.gemm(x, flipped(y), keep);
  });
  read_back(crew, cm, c.data);
  read_back(crew, km, calls.data);

  Canvas<T> expected(p, s.rows, s.columns, s.columns, T(-77));
  Canvas<std::int32_t> once(p, s.rows, s.columns, s.columns, 0);
  for (Index i = 0; i < p; ++i)
    for (Index r = 0; r < s.rows; ++r)
      for (Index k = 0; k < s.columns; ++k) {
        expected.at(i, r, k) = chain(a, af, b, bf, i, r, k, s.terms);
        once.at(i, r, k) = 1;
      }
  if (tolerance > 0)
    CHECK(near(c.data, expected.data, tolerance));
  else
    CHECK(bits_equal(c.data, expected.data));
  CHECK(calls.data == once.data);  // every element once, and no other
}

template <class T, bool quiet = true, class C>
void check_sum_rows(C& crew, Index p, Index rows, Index columns) {
  CAPTURE(rows);
  CAPTURE(columns);
  Canvas<T> x(p, rows, columns, round_up(columns, 16) + 16, std::numeric_limits<T>::quiet_NaN());
  Canvas<T> sums(p, 1, columns, columns, T(-77)), expected = sums;
  Canvas<std::int32_t> calls(p, 1, columns, columns, 0), once = calls;
  fill(x, 3);
  auto xm = memory_with(crew, x.data), sm = memory_with(crew, sums.data);
  auto km = memory_with(crew, calls.data);
  const auto spans = spans_of(p, crew.width());
  crew.run(std::span<const Span>(spans), [&](auto& lane, Span span) {
    lane.sum_rows(
        x.template block<const T>(xm.data(), span.first),
        KeepColumn<T, quiet>{sums.template block<T>(sm.data(), span.first), calls.template block<std::int32_t>(km.data(), span.first)});
  });
  read_back(crew, sm, sums.data);
  read_back(crew, km, calls.data);
  for (Index i = 0; i < p; ++i)
    for (Index c = 0; c < columns; ++c) {
      T sum = 0;
      for (Index r = 0; r < rows; ++r) sum += x.at(i, r, c);
      expected.at(i, 0, c) = sum;
      once.at(i, 0, c) = 1;
    }
  CHECK(bits_equal(sums.data, expected.data));
  CHECK(calls.data == once.data);
}

template <class T, bool quiet = true, class C>
void check_for_each(C& crew, Index p, Index rows, Index columns) {
  CAPTURE(rows);
  CAPTURE(columns);
  Canvas<T> x(p, rows, columns, columns + 3, std::numeric_limits<T>::quiet_NaN());
  Canvas<T> y(p, rows, columns, columns + 1, T(-77)), expected = y;
  Canvas<std::int32_t> calls(p, rows, columns, columns, 0), once = calls;
  fill(x, 4);
  auto xm = memory_with(crew, x.data), ym = memory_with(crew, y.data);
  auto km = memory_with(crew, calls.data);
  const auto spans = spans_of(p, crew.width());
  crew.run(std::span<const Span>(spans), [&](auto& lane, Span span) {
    lane.for_each(rows, columns,
                  Affine2<T, quiet>{x.template block<const T>(xm.data(), span.first), y.template block<T>(ym.data(), span.first),
                                    calls.template block<std::int32_t>(km.data(), span.first)});
  });
  read_back(crew, ym, y.data);
  read_back(crew, km, calls.data);
  for (Index i = 0; i < p; ++i)
    for (Index r = 0; r < rows; ++r)
      for (Index c = 0; c < columns; ++c) {
        expected.at(i, r, c) = math::fma(T(3), x.at(i, r, c), T(r - c));
        once.at(i, r, c) = 1;
      }
  CHECK(bits_equal(y.data, expected.data));
  CHECK(calls.data == once.data);
}

/// the sum of a row: column c to strand c % 16, then pairs 8, 4, 2, 1
template <class T, class F>
T strand_sum(Index n, F term) {
  T strand[16] = {};
  for (Index c = 0; c < n; ++c) strand[c % 16] += term(c);
  for (int half = 8; half > 0; half /= 2)
    for (int j = 0; j < half; ++j) strand[j] += strand[j + half];
  return strand[0];
}

template <class T, bool quiet = true, class C>
void check_for_each_row(C& crew, Index p, Index rows, Index columns) {
  CAPTURE(rows);
  CAPTURE(columns);
  const Index pitch = round_up(columns, 16);  // bodies may touch padding up to it, no further
  Canvas<T> x(p, rows, columns, pitch, std::numeric_limits<T>::quiet_NaN()), y(p, rows, columns, pitch, T(0)), to(p, rows, 3, 3, T(0));
  fill(x, 5);
  auto xm = memory_with(crew, x.data), ym = memory_with(crew, y.data), tm = memory_with(crew, to.data);
  const auto spans = spans_of(p, crew.width());
  crew.run(std::span<const Span>(spans), [&](auto& lane, Span span) {
    lane.for_each_row(rows, columns,
                      RowBody<T, quiet>{x.template block<const T>(xm.data(), span.first), y.template block<T>(ym.data(), span.first),
                                        to.template block<T>(tm.data(), span.first)});
  });
  read_back(crew, ym, y.data);
  read_back(crew, tm, to.data);
  bool tops = true, sums = true, lengths = true, values = true, outside = true;
  for (Index i = 0; i < p; ++i) {
    for (Index r = 0; r < rows; ++r) {
      T top = x.at(i, r, 0);
      for (Index c = 1; c < columns; ++c) top = x.at(i, r, c) > top ? x.at(i, r, c) : top;
      const T sum = strand_sum<T>(columns, [&](Index c) { return x.at(i, r, c) * T(3); });
      tops = tops && bits_equal(to.at(i, r, 0), top);
      sums = sums && bits_equal(to.at(i, r, 1), sum);
      lengths = lengths && to.at(i, r, 2) == T(columns);
      for (Index c = 0; c < columns; ++c) values = values && bits_equal(y.at(i, r, c), x.at(i, r, c) * T(3) + sum);
    }
    for (Index c = 0; c < pitch; ++c) outside = outside && y.at(i, -1, c) == T(0) && y.at(i, rows, c) == T(0);
  }
  CHECK(tops);
  CHECK(sums);
  CHECK(lengths);
  CHECK(values);
  CHECK(outside);
}

template <class C>
void check_once_and_repeat(C& crew) {
  auto count = crew.template make<std::int32_t>(1);
  const std::vector<Span> spans{{0, 1}};
  crew.run(std::span<const Span>(spans), [&](auto& lane, Span) {
    lane.once(Add{count.data(), 5});
    lane.repeat(7, [&] { lane.once(Add{count.data(), 100}); });
    lane.repeat(0, [&] { lane.once(Add{count.data(), 10'000}); });
  });
  std::vector<std::int32_t> n(1);
  read_back(crew, count, n);
  CHECK(n[0] == 705);
}

/// Sizes around every border that tiles, panels and vectors may have, for one scalar type.
template <class T, class C>
void check_products(C& crew, Index p, double tolerance = 0) {
  for (const Form form : {Form::plain, Form::first_flipped, Form::second_flipped}) {
    for (const Index m : {1, 2, 3, 5, 6, 7, 8, 9, 12, 13, 16, 17, 31, 33})
      for (const Index n : {1, 2, 3, 4, 5, 7, 8, 9, 10, 12, 13, 15, 16, 17, 24, 31, 32, 33, 35})
        for (const Index k : {0, 1, 2, 3, 7, 8, 9, 17, 33}) check_product<T>(crew, p, {m, n, k}, form, tolerance);
    // the layers of real networks, and more rows, columns and terms than any buffer holds at once
    for (const Shape s : {Shape{32, 10, 32}, Shape{32, 16, 2}, Shape{16, 16, 32}, Shape{128, 10, 64}, Shape{64, 10, 128},
                          Shape{64, 128, 10}, Shape{2, 16, 32}, Shape{65, 100, 70}, Shape{70, 10, 200}, Shape{250, 33, 40},
                          Shape{20, 40, 515}, Shape{5, 37, 1030}, Shape{70, 20, 1100}, Shape{40, 3, 1030}, Shape{245, 18, 520},
                          Shape{3, 520, 5}, Shape{1, 1, 1100}, Shape{0, 5, 5}, Shape{5, 0, 5}})
      check_product<T>(crew, p, s, form, tolerance);
  }
}
template <class T, class C>
void check_elementwise(C& crew, Index p) {
  for (const Index rows : {1, 2, 5, 33})
    for (const Index columns : {1, 2, 3, 7, 8, 9, 10, 15, 16, 17, 31, 32, 33, 47, 48, 63, 64, 65, 80, 130, 260}) {
      check_sum_rows<T>(crew, p, rows, columns);
      check_for_each<T>(crew, p, rows, columns);
      check_for_each_row<T>(crew, p, rows, columns);
    }
  check_sum_rows<T>(crew, p, 0, 5);
  check_for_each<T>(crew, p, 0, 5);
  check_for_each<T>(crew, p, 5, 0);
}
/// The same for bodies that are not noexcept: plain loops, the same bits.
template <class T, class C>
void check_loud_bodies(C& crew, Index p, bool products) {
  for (const Form form : {Form::plain, Form::first_flipped, Form::second_flipped})
    for (const Shape s : {Shape{1, 1, 1}, Shape{9, 7, 5}, Shape{33, 35, 20}, Shape{20, 32, 16}, Shape{7, 16, 3}})
      if (products) check_product<T, false>(crew, p, s, form);
  for (const Index columns : {1, 3, 4, 10, 16, 17, 33, 40}) {
    check_sum_rows<T, false>(crew, p, 5, columns);
    check_for_each<T, false>(crew, p, 5, columns);
    check_for_each_row<T, false>(crew, p, 5, columns);
  }
}
/// All verbs in float and double, p individuals. `tolerance`: 0 for exact products.
template <class C>
void check_verbs(C& crew, Index p) {
  check_products<float>(crew, p);
  check_elementwise<float>(crew, p);
  check_elementwise<double>(crew, p);
  check_once_and_repeat(crew);
}

}  // namespace genoprop::support
