#include <genoprop/core/array_blas.hpp>

#include <doctest/doctest.h>

#include <limits>

namespace {

template <class T>
xt::xtensor<T, 2> product(bool flip_a, bool flip_b, T beta) {
  // A = [1 2 3; 4 5 6] and B = [1 0; 2 -1; 3 1], as they lie or transposed in memory
  const xt::xtensor<T, 2> a = flip_a ? xt::xtensor<T, 2>{{1, 4}, {2, 5}, {3, 6}} : xt::xtensor<T, 2>{{1, 2, 3}, {4, 5, 6}};
  const xt::xtensor<T, 2> b = flip_b ? xt::xtensor<T, 2>{{1, 2, 3}, {0, -1, 1}} : xt::xtensor<T, 2>{{1, 0}, {2, -1}, {3, 1}};
  xt::xtensor<T, 2> c{{100, 200}, {300, 400}};
  if (beta == T(0)) c.fill(std::numeric_limits<T>::quiet_NaN());  // beta 0 overwrites, it does not multiply
  const auto form = [](bool flip) { return flip ? cxxblas::Transpose::Trans : cxxblas::Transpose::NoTrans; };
  cxxblas::gemm<xt::blas_index_t>(cxxblas::StorageOrder::RowMajor, form(flip_a), form(flip_b), 2, 2, 3, T(1), a.data(), flip_a ? 2 : 3,
                                  b.data(), flip_b ? 3 : 2, beta, c.data(), 2);
  return c;
}

}  // namespace

// That it is cblas which multiplies, and not loops of xtensor-blas, is counted in tests/backend/test_blas.cpp.
static_assert(HAVE_CBLAS == 1);

TEST_CASE_TEMPLATE("gemm of xtensor-blas: row-major, either operand transposed", T, float, double) {
  for (const bool flip_a : {false, true})
    for (const bool flip_b : {false, true}) {
      CAPTURE(flip_a);
      CAPTURE(flip_b);
      CHECK(product<T>(flip_a, flip_b, T(0)) == xt::xtensor<T, 2>{{14, 1}, {32, 1}});
      CHECK(product<T>(flip_a, flip_b, T(1)) == xt::xtensor<T, 2>{{114, 201}, {332, 401}});
    }
}
