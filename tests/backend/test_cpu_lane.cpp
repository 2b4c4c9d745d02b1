#include <genoprop/backend/cpu_lane.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <vector>

#include <genoprop/nn/dense.hpp>

#include "support/cpu_sets.hpp"
#include "support/verbs.hpp"

using namespace genoprop;
using namespace genoprop::support;

TEST_CASE("cpu lane: all verbs, bit for bit, in every instruction set") {
  for_each_set([](ThreadsCrew& crew, const char*) {
    check_verbs(crew, 1);
    check_verbs(crew, 2);  // the second individual: a stride, and a span of its own
    check_products<double>(crew, 1);
  });
}

namespace {

template <class T>
struct Store {
  Block<T> c;
  GENOPROP_HD void operator()(Index i, Index r, Index column, T sum) const noexcept { c(i, r, column) = sum; }
};

template <class T>
struct StoreColumn {
  Block<T> c;
  GENOPROP_HD void operator()(Index i, Index column, T sum) const noexcept { c(i, 0, column) = sum; }
};
/// counts its calls; `gapless`: narrow rows may come as a single long one
template <class T, bool gapless>
struct Count {
  Block<T> c;
  Block<std::int32_t> calls;
  GENOPROP_HD bool seamless(Index columns) const noexcept { return gapless && c.pitch == columns; }
  GENOPROP_HD void operator()(Index i, Index r, Index column, T sum) const noexcept {
    c(i, r, column) = sum;
    calls(i, r, column) += 1;
  }
};
/// A product with the sums of its second operand behind it beside the product and the sums by themselves.
template <class T, bool gapless>
void check_with_sums(ThreadsCrew& crew, Index rows, Index columns, Index terms, bool flip, Index pitch) {
  CAPTURE(rows);
  CAPTURE(columns);
  CAPTURE(terms);
  CAPTURE(flip);
  const Index across = flip ? rows : terms, down = flip ? terms : rows;
  std::vector<T> a(static_cast<std::size_t>(down * across)), b(static_cast<std::size_t>(terms * pitch), T(NAN));
  for (std::size_t k = 0; k < a.size(); ++k) a[k] = T(k * 2654435761u % 1009) / T(1009) - T(0.5);
  for (Index r = 0; r < terms; ++r)
    for (Index c = 0; c < columns; ++c) b[static_cast<std::size_t>(r * pitch + c)] = T((r * 40503 + c * 17) % 997) / T(997) - T(0.5);
  std::vector<T> there(static_cast<std::size_t>((rows + 2) * columns), T(-7)), here = there;
  std::vector<std::int32_t> calls(there.size(), 0), once = calls;
  std::fill(once.begin(), once.end() - columns, 1);
  const Span one{0, 1};
  crew.run(std::span<const Span>(&one, 1), [&](auto& lane, Span) {
    const Block<const T> first{a.data(), 0, across, down, across}, second{b.data(), 0, pitch, terms, columns};
    const Store<T> plain{{there.data(), 0, columns, rows, columns}};
    const Count<T, gapless> count{{here.data(), 0, columns, rows + 1, columns}, {calls.data(), 0, columns, rows + 1, columns}};
    if (flip) {
      lane.gemm(flipped(first), second, plain);
      lane.gemm_and_sums(flipped(first), second, count);
    } else {
      lane.gemm(first, second, plain);
      lane.gemm_and_sums(first, second, count);
    }
    lane.sum_rows(second, StoreColumn<T>{{there.data() + rows * columns, 0, columns, 1, columns}});
  });
  CHECK(here == there);
  CHECK(calls == once);
}

/// A listed product beside that of the same rows copied together: rows of a table in any order, some twice.
template <class T>
void check_listed(ThreadsCrew& crew, Index rows, Index columns, Index terms, bool flip) {
  CAPTURE(rows);
  CAPTURE(columns);
  CAPTURE(terms);
  CAPTURE(flip);
  const Index listed_rows = flip ? terms : rows, width = flip ? rows : terms, stored = 37;
  std::vector<T> table(static_cast<std::size_t>(stored * (width + 3))), copied(static_cast<std::size_t>(listed_rows * width));
  for (std::size_t k = 0; k < table.size(); ++k) table[k] = T(k * 2654435761u % 1009) / T(1009) - T(0.5);
  std::vector<T> b(static_cast<std::size_t>(terms * columns));
  for (std::size_t k = 0; k < b.size(); ++k) b[k] = T(k * 40503u % 997) / T(997) - T(0.5);
  std::vector<const T*> list(static_cast<std::size_t>(listed_rows));
  for (Index r = 0; r < listed_rows; ++r) {
    const T* row = table.data() + (r * 29 + r / 5) % stored * (width + 3);
    list[static_cast<std::size_t>(r)] = row;
    std::copy(row, row + width, copied.data() + r * width);
  }
  std::vector<T> there(static_cast<std::size_t>(rows * columns), T(-7)), here = there;
  const Span one{0, 1};
  crew.run(std::span<const Span>(&one, 1), [&](auto& lane, Span) {
    CHECK(lane.reads_row_lists());
    const Block<const T> second{b.data(), 0, columns, terms, columns}, first{copied.data(), 0, width, listed_rows, width};
    const RowList<T> rows_of{{list.data(), 0, listed_rows, 1, listed_rows}, width};
    const Store<T> to_here{{here.data(), 0, columns, rows, columns}}, to_there{{there.data(), 0, columns, rows, columns}};
    if (flip) {
      lane.gemm(flipped(first), second, to_here);
      lane.gemm(flipped(rows_of), second, to_there);
    } else {
      lane.gemm(first, second, to_here);
      lane.gemm(rows_of, second, to_there);
    }
  });
  CHECK(here == there);
}

/// A layer's y = gelu(x W + b), z kept, beside element by element; how far behind the last column it writes says the pitch.
template <class T>
void check_padded(ThreadsCrew& crew, Index rows, Index columns, Index terms, bool flip, Index pitch) {
  CAPTURE(rows);
  CAPTURE(columns);
  CAPTURE(flip);
  CAPTURE(pitch);
  const auto numbers = [](Index n, std::size_t factor) {
    std::vector<T> v(static_cast<std::size_t>(n));
    for (std::size_t k = 0; k < v.size(); ++k) v[k] = T((k + 1) * factor % 1009) / T(1009) - T(0.5);
    return v;
  };
  const std::vector<T> x = numbers(rows * terms, 2654435761u), w = numbers(terms * columns, 40503u), b = numbers(columns, 577u);
  constexpr Index guard = 64;
  std::vector<T> y(static_cast<std::size_t>(rows * pitch + guard), T(-7)), z = y;
  const Span one{0, 1};
  crew.run(std::span<const Span>(&one, 1), [&](auto& lane, Span) {
    const Block<const T> first{x.data(), 0, terms, rows, terms};
    const Activate<Gelu, T> body{
        {}, {b.data(), 0, columns, 1, columns}, {y.data(), 0, pitch, rows, columns}, {z.data(), 0, pitch, rows, columns}};
    if (flip)
      lane.gemm(first, flipped(Block<const T>{w.data(), 0, terms, columns, terms}), body);
    else
      lane.gemm(first, Block<const T>{w.data(), 0, columns, terms, columns}, body);
  });
  for (Index r = 0; r < rows; ++r) {
    for (Index c = 0; c < columns; ++c) {
      T sum = 0;
      for (Index k = 0; k < terms; ++k)
        sum =
            math::fma(x[static_cast<std::size_t>(r * terms + k)], w[static_cast<std::size_t>(flip ? c * terms + k : k * columns + c)], sum);
      const T here = sum + b[static_cast<std::size_t>(c)];
      REQUIRE(z[static_cast<std::size_t>(r * pitch + c)] == here);
      REQUIRE(y[static_cast<std::size_t>(r * pitch + c)] == Gelu{}.value(here));
    }
    for (Index c = pitch % 16 == 0 ? round_up(columns, 16) : columns; c < pitch; ++c) {
      REQUIRE(y[static_cast<std::size_t>(r * pitch + c)] == T(-7));
      REQUIRE(z[static_cast<std::size_t>(r * pitch + c)] == T(-7));
    }
  }
  for (Index k = rows * pitch; k < rows * pitch + guard; ++k) {
    REQUIRE(y[static_cast<std::size_t>(k)] == T(-7));
    REQUIRE(z[static_cast<std::size_t>(k)] == T(-7));
  }
}

}  // namespace

TEST_CASE("cpu lane: activations are written as whole vectors where their rows have room, and no further") {
  for_each_set([](ThreadsCrew& crew, const char*) {
    for (const bool flip : {false, true})
      for (const Index rows : {1, 7, 33})
        for (const Index columns : {1, 2, 7, 8, 10, 15, 16, 17, 20, 31, 33, 50})
          for (const Index pitch : {round_up(columns, 16), round_up(columns, 16) + 16, columns, columns + 3}) {
            check_padded<float>(crew, rows, columns, 5, flip, pitch);
            check_padded<double>(crew, rows, columns, 5, flip, pitch);
          }
  });
}

TEST_CASE("cpu lane: sums over the rows of the second operand are one row more of a product") {
  for_each_set([](ThreadsCrew& crew, const char*) {
    for (const bool flip : {false, true}) {
      for (const Index rows : {1, 2, 7, 8, 16, 17, 33})
        for (const Index columns : {1, 2, 3, 4, 8, 10, 15, 16, 17, 31, 32, 33, 50, 65})
          for (const Index terms : {0, 1, 2, 33}) {
            check_with_sums<float, true>(crew, rows, columns, terms, flip, columns + 3);
            check_with_sums<float, false>(crew, rows, columns, terms, flip, columns + 3);
          }
      check_with_sums<float, true>(crew, 240, 21, 600, flip, 1040);   // panels of the second operand are packed,
      check_with_sums<float, false>(crew, 480, 21, 600, flip, 1040);  // and as many rows wait as there is room for
      check_with_sums<double, true>(crew, 33, 10, 40, flip, 16);
      check_with_sums<double, true>(crew, 48, 5, 40, flip, 16);
      check_with_sums<double, false>(crew, 21, 6, 64, flip, 16);  // few columns: turned, where a vector has room for them
      check_with_sums<float, true>(crew, 784, 10, 64, flip, 16);
      check_with_sums<float, true>(crew, 96, 3, 64, flip, 16);
    }
  });
  for (const Isa isa : {isa_here(), Isa::blas}) {
    ThreadsCrew crew(1, isa, Product::blas);
    for (const Index columns : {1, 10, 33, 100}) {
      check_with_sums<float, true>(crew, 20, columns, 9, true, 112);
      check_with_sums<double, false>(crew, 20, columns, 9, true, 112);
    }
  }
}

TEST_CASE("cpu lane: rows read where they lie give the bits of rows copied together") {
  for_each_set([](ThreadsCrew& crew, const char*) {
    for (const bool flip : {false, true}) {
      for (const Index rows : {1, 3, 5, 7, 8, 9, 17, 31, 50})
        for (const Index columns : {1, 2, 9, 10, 16, 17, 32, 33, 50})
          for (const Index terms : {1, 2, 8, 33}) check_listed<float>(crew, rows, columns, terms, flip);
      check_listed<float>(crew, 64, 128, 784, flip);
      check_listed<float>(crew, 60, 40, 1030, flip);   // more terms than a panel holds
      check_listed<float>(crew, 30, 1100, 600, flip);  // rows of the second operand far apart: its panels are packed
      check_listed<float>(crew, 250, 20, 9, flip);
      check_listed<double>(crew, 33, 21, 40, flip);
      check_listed<double>(crew, 30, 1100, 600, flip);
    }
  });
}

TEST_CASE("cpu lane: lists of rows are nothing for BLAS") {
  ThreadsCrew crew(1, Isa::blas, Product::blas);
  const Span one{0, 1};
  float x = 1, y = 2, z = 0;
  const float* row = &x;
  crew.run(std::span<const Span>(&one, 1), [&](auto& lane, Span) {
    CHECK(!lane.reads_row_lists());
    const Block<const float> second{&y, 0, 1, 1, 1};
    CHECK_THROWS_AS(lane.gemm(RowList<float>{{&row, 0, 1, 1, 1}, 1}, second, Store<float>{{&z, 0, 1, 1, 1}}), SettingsError);
  });
}

TEST_CASE("cpu lane: without vectors of its own, the elementwise verbs have the same bits") {
  ThreadsCrew crew(1, Isa::blas, Product::blas);
  check_elementwise<float>(crew, 2);
  check_elementwise<double>(crew, 2);
  check_once_and_repeat(crew);
}

TEST_CASE("cpu lane: bodies that may throw run in plain loops, with the same bits") {
  for_each_set([](ThreadsCrew& crew, const char*) {
    check_loud_bodies<float>(crew, 2, true);
    check_loud_bodies<double>(crew, 1, true);
  });
  ThreadsCrew crew(1, Isa::blas, Product::blas);
  check_loud_bodies<float>(crew, 2, false);
}

TEST_CASE("cpu lane: rows of activations are whole vectors, and not a multiple of 256 apart") {
  for_each_set([](ThreadsCrew& crew, const char*) {
    crew.prepare([](auto& lane) {
      CHECK(lane.pitch(1) == 16);
      CHECK(lane.pitch(16) == 16);
      CHECK(lane.pitch(17) == 32);
      for (Index n = 1; n < 3000; ++n) {
        const Index pitch = lane.pitch(n);
        REQUIRE(pitch >= n);
        REQUIRE(pitch % 16 == 0);
        REQUIRE(pitch % 256 != 0);
        REQUIRE(pitch < n + 48);
      }
    });
  });
}

namespace {

struct KeepTop {
  Block<const float> x;
  float* to;
  GENOPROP_HD void operator()(Index, Index, auto& row) const { row.once(Put{to, row.max(x.row(0, 0))}); }
  struct Put {
    float* to;
    float value;
    GENOPROP_HD void operator()() const { *to = value; }
  };
};

template <class C>
float top_of(C& crew, std::vector<float> x) {
  const auto n = static_cast<Index>(x.size());
  x.resize(static_cast<std::size_t>(round_up(n, 16)), std::numeric_limits<float>::infinity());  // padding must not win
  auto m = memory_with(crew, x);
  float top = 0;
  const std::vector<Span> spans{{0, 1}};
  crew.run(std::span<const Span>(spans), [&](auto& lane, Span) {
    lane.for_each_row(1, n, KeepTop{{m.data(), 0, round_up(n, 16), 1, n}, &top});
  });
  return top;
}

}  // namespace

TEST_CASE("cpu lane: the largest of a row is NaN wherever a NaN stands, and padding never wins") {
  for_each_set([](ThreadsCrew& crew, const char*) {
    for (const Index n : {1, 2, 10, 16, 17, 40}) {
      CAPTURE(n);
      std::vector<float> x(static_cast<std::size_t>(n), -5.0f);
      CHECK(top_of(crew, x) == -5.0f);
      for (std::size_t at = 0; at < x.size(); ++at) {
        auto with_nan = x, with_top = x;
        with_nan[at] = NAN;
        with_top[at] = -4.0f;
        CHECK(std::isnan(top_of(crew, with_nan)));
        CHECK(top_of(crew, with_top) == -4.0f);
      }
      CHECK(top_of(crew, std::vector<float>(static_cast<std::size_t>(n), -INFINITY)) == -INFINITY);
    }
  });
}

TEST_CASE("cpu lane: products let NaN and infinity through to the elements they belong to, and to no other") {
  for_each_set([](ThreadsCrew& crew, const char*) {
    for (const Shape s : {Shape{9, 10, 12}, Shape{33, 35, 20}, Shape{20, 2, 16}}) {
      Canvas<float> a(1, s.rows, s.terms, 32, 0.0f), b(1, s.terms, s.columns, s.columns, 0.0f), c(1, s.rows, s.columns, s.columns, 0.0f);
      Canvas<std::int32_t> calls(1, s.rows, s.columns, s.columns, 0);
      fill(a, 1);
      fill(b, 2);
      a.at(0, 3, 5) = NAN;
      a.at(0, 4, 1) = INFINITY;
      auto am = memory_with(crew, a.data), bm = memory_with(crew, b.data), cm = memory_with(crew, c.data);
      auto km = memory_with(crew, calls.data);
      const std::vector<Span> spans{{0, 1}};
      crew.run(std::span<const Span>(spans), [&](auto& lane, Span) {
        lane.gemm(a.block<const float>(am.data(), 0), b.block<const float>(bm.data(), 0),
                  KeepProduct<float>{c.block<float>(cm.data(), 0), calls.block<std::int32_t>(km.data(), 0)});
      });
      read_back(crew, cm, c.data);
      bool nan = true, infinite = true, finite = true;
      for (Index r = 0; r < s.rows; ++r)
        for (Index k = 0; k < s.columns; ++k) {
          nan = nan && (r != 3 || std::isnan(c.at(0, r, k)));
          infinite = infinite && (r != 4 || std::isinf(c.at(0, r, k)));
          finite = finite && (r == 3 || r == 4 || std::isfinite(c.at(0, r, k)));
        }
      CHECK(nan);
      CHECK(infinite);
      CHECK(finite);
    }
  });
}

namespace {

/// adds one where a bit of the pattern is set
struct AddWhereSet {
  Block<float> to;
  std::uint64_t pattern;
  GENOPROP_HD bool idle(Index, Index r, Index c) const noexcept { return (pattern >> ((r * 7 + c) % 64) & 1) == 0; }
  GENOPROP_HD void operator()(Index i, Index r, Index c) const noexcept {
    if (!idle(i, r, c)) to(i, r, c) += 1;
  }
};

}  // namespace

TEST_CASE("cpu lane: a body that says where it is idle runs once everywhere else, and touches nothing behind the last column") {
  constexpr Index rows = 3, pitch = 80;
  const auto check = [](ThreadsCrew& crew) {
    for (const std::uint64_t pattern : {0ull, ~0ull, 1ull, 0x8000000000000000ull, 0x0420018000010003ull, 0xffff0000ffff0000ull})
      for (Index columns = 0; columns <= 70; ++columns) {
        std::vector<float> to(rows * pitch), expected(rows * pitch);
        const Block<float> block{to.data(), 0, pitch, rows, columns};
        const std::vector<Span> spans{{0, 1}};
        crew.run(std::span<const Span>(spans), [&](auto& lane, Span) { lane.for_each(rows, columns, AddWhereSet{block, pattern}); });
        for (Index r = 0; r < rows; ++r)
          for (Index c = 0; c < columns; ++c)
            expected[static_cast<std::size_t>(r * pitch + c)] = (pattern >> ((r * 7 + c) % 64) & 1) != 0 ? 1.0f : 0.0f;
        REQUIRE(to == expected);
      }
  };
  for_each_set([&](ThreadsCrew& crew, const char*) { check(crew); });
  ThreadsCrew crew(1, Isa::blas, Product::blas);
  check(crew);
}
