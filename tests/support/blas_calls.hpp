#pragma once
// How often cblas_sgemm and cblas_dgemm were called: tests/backend/test_blas_calls.cpp stands between the program and the library.

namespace genoprop::support {

struct BlasCalls {
  int sgemm = 0, dgemm = 0;
};
BlasCalls blas_calls();

}  // namespace genoprop::support
