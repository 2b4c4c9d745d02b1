#pragma once
// Products through the BLAS that the program links: for CPUs without a product of our own, and on request.

#include <algorithm>
#include <mutex>

#include <genoprop/backend/product.hpp>
#include <genoprop/core/array_blas.hpp>

// OpenBLAS alone has these; a program that links another BLAS links all the same.
extern "C" {
__attribute__((weak)) void openblas_set_num_threads(int);
__attribute__((weak)) int openblas_get_num_threads(void);
}

namespace genoprop {

/// One BLAS thread while one of these lives, anywhere in the process: two threads of ours that ask for two each are twenty
/// times slower. The last one to go puts back what the first one found.
class OneBlasThread {
 public:
  explicit OneBlasThread(bool wanted) : counted_(wanted && openblas_set_num_threads && openblas_get_num_threads) {
    if (!counted_) return;
    const std::lock_guard lock(mutex_);
    if (users_++ == 0) before_ = openblas_get_num_threads();
    set();
  }
  ~OneBlasThread() {
    if (!counted_) return;
    const std::lock_guard lock(mutex_);
    if (--users_ == 0 && before_ != 1) openblas_set_num_threads(before_);
  }
  OneBlasThread(const OneBlasThread&) = delete;
  OneBlasThread& operator=(const OneBlasThread&) = delete;

  /// for the calling thread: in builds of OpenBLAS on OpenMP the number belongs to it
  static void set() {
    if (openblas_set_num_threads && openblas_get_num_threads && openblas_get_num_threads() != 1) openblas_set_num_threads(1);
  }

 private:
  static inline std::mutex mutex_;
  static inline int users_ = 0, before_ = 1;
  bool counted_;
};

/// Hands over every element of A B, in pieces that stay in the cache.
template <bool flip_a, bool flip_b, class T>
void blas_product(Operand<T, flip_a> a, Operand<T, flip_b> b, const TileConsumer<T>& consumer, T* sums) {
  constexpr Index room = ProductMemory::blas_bytes / static_cast<Index>(sizeof(T));
  const auto transposed = [](bool flip) { return flip ? cxxblas::Transpose::Trans : cxxblas::Transpose::NoTrans; };
  const Index rows = a.rows(), columns = b.columns(), depth = a.columns();
  const Index across = std::min(columns, room), down = std::max(Index{1}, room / std::max(Index{1}, across));
  for (Index r = 0; r < rows; r += down)
    for (Index c = 0; c < columns; c += across) {
      const Index m = std::min(down, rows - r), n = std::min(across, columns - c);
      // xt::blas::gemm wants whole rows; its floor takes rows with a pitch
      cxxblas::gemm<xt::blas_index_t>(cxxblas::StorageOrder::RowMajor, transposed(flip_a), transposed(flip_b), m, n, depth, T(1),
                                      flip_a ? a.block.data + r : a.block.row(0, r), std::max(Index{1}, a.block.pitch),
                                      flip_b ? b.block.row(0, c) : b.block.data + c, std::max(Index{1}, b.block.pitch), T(0), sums, n);
      consumer.take(consumer.f, {sums, r, m, c, n, n});
    }
}

}  // namespace genoprop
