// Stands in front of the BLAS library: counts calls of cblas_sgemm and cblas_dgemm, and passes them on to the library's
// Fortran names. In a file of its own, because the enumerations of <cblas.h> and those of xtensor-blas do not go together; as
// arguments they are ints.
#include "support/blas_calls.hpp"

#include <atomic>

#include <doctest/doctest.h>

namespace {

std::atomic<int> sgemm_calls{0}, dgemm_calls{0};
constexpr int row_major = 101, as_it_lies = 111;
const char* form(int transposed) { return transposed == as_it_lies ? "N" : "T"; }

}  // namespace

extern "C" {
void sgemm_(const char*, const char*, const int*, const int*, const int*, const float*, const float*, const int*, const float*, const int*,
            const float*, float*, const int*);
void dgemm_(const char*, const char*, const int*, const int*, const int*, const double*, const double*, const int*, const double*,
            const int*, const double*, double*, const int*);

// row-major C = A B is column-major C' = B' A'
void cblas_sgemm(int, int ta, int tb, int m, int n, int k, float alpha, const float* a, int lda, const float* b, int ldb, float beta,
                 float* c, int ldc) {
  ++sgemm_calls;
  sgemm_(form(tb), form(ta), &n, &m, &k, &alpha, b, &ldb, a, &lda, &beta, c, &ldc);
}
void cblas_dgemm(int, int ta, int tb, int m, int n, int k, double alpha, const double* a, int lda, const double* b, int ldb, double beta,
                 double* c, int ldc) {
  ++dgemm_calls;
  dgemm_(form(tb), form(ta), &n, &m, &k, &alpha, b, &ldb, a, &lda, &beta, c, &ldc);
}
}

namespace genoprop::support {
BlasCalls blas_calls() { return {sgemm_calls, dgemm_calls}; }
}  // namespace genoprop::support

TEST_CASE("blas calls: a call through the counter gives the library's result") {
  const int before = genoprop::support::blas_calls().sgemm;
  const float a[6]{1, 2, 3, 4, 5, 6}, b[6]{1, 0, 2, -1, 3, 1};  // [2, 3], [3, 2]
  float c[4]{};
  cblas_sgemm(row_major, as_it_lies, as_it_lies, 2, 2, 3, 1.0f, a, 3, b, 2, 0.0f, c, 2);
  CHECK(c[0] == 14);
  CHECK(c[1] == 1);
  CHECK(c[2] == 32);
  CHECK(c[3] == 1);
  CHECK(genoprop::support::blas_calls().sgemm == before + 1);
}
