#pragma once
// Products through xtensor-blas, and BLAS kept to one thread while threads of our own call it.

#include <algorithm>
#include <mutex>

#include <genoprop/backend/matrix.hpp>
#include <genoprop/core/array_blas.hpp>


// Of OpenBLAS; weak, so that a program links with any other BLAS too.
extern "C" {
__attribute__((weak)) void openblas_set_num_threads(int);
__attribute__((weak)) int openblas_get_num_threads(void);
}

namespace genoprop {

/// result [rows, columns] <- rows from `row` of A times columns from `column` of B. One call of cblas_sgemm or cblas_dgemm.
template <class T>
void blas_product(const Matrix<T>& a, const Matrix<T>& b, Index row, Index rows, Index column, Index columns, T* result) {
  const Index terms = a.columns;
  if (terms == 0) std::fill_n(result, static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns), T(0));
  if (rows == 0 || columns == 0 || terms == 0) return;
  const auto form = [](const Matrix<T>& m) { return m.flipped ? cxxblas::Transpose::Trans : cxxblas::Transpose::NoTrans; };
  cxxblas::gemm<xt::blas_index_t>(cxxblas::StorageOrder::RowMajor, form(a), form(b), rows, columns, terms, T(1), a.at(row, 0),
                                  static_cast<xt::blas_index_t>(a.pitch), b.at(0, column), static_cast<xt::blas_index_t>(b.pitch), T(0), result,
                                  columns);
}

/// BLAS runs on one thread while at least one of these lives: threads of ours outside, one BLAS thread inside. Two threads of
/// sgemm 256^3 took 0.3 s so, and 6.7 s with two BLAS threads each.
class OneBlasThread {
 public:
  OneBlasThread() {
    const std::lock_guard lock(shared().guard);
    if (shared().holders++ == 0 && openblas_get_num_threads) shared().before = openblas_get_num_threads();
    here();
  }
  ~OneBlasThread() {
    const std::lock_guard lock(shared().guard);
    if (--shared().holders == 0 && openblas_set_num_threads) openblas_set_num_threads(shared().before);
  }
  OneBlasThread(const OneBlasThread&) = delete;
  OneBlasThread& operator=(const OneBlasThread&) = delete;

  /// for the calling thread: OpenMP builds of OpenBLAS keep the number per thread
  static void here() {
    if (openblas_set_num_threads) openblas_set_num_threads(1);
  }

 private:
  struct Shared {
    std::mutex guard;
    int holders = 0, before = 1;
  };
  static Shared& shared() {
    static Shared s;
    return s;
  }
};

}  // namespace genoprop
