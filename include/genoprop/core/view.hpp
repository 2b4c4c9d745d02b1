#pragma once
// Views that layers, losses, optimizers and gene rules see: on a CPU and on a GPU alike.

#include <cstddef>
#include <type_traits>

#include <genoprop/core/config.hpp>

namespace genoprop {

#if defined(__CUDACC__)
#pragma nv_diagnostic push
#pragma nv_diag_suppress 554  // of a const T there is no conversion to const T, as `requires` says
#endif

/// [p, rows, columns] somewhere in a lane's memory. stride 0: shared by all individuals; pitch 0: one row for all rows.
/// Columns lie side by side; between `columns` and `pitch` lies padding that bodies may touch.
template <class T>
struct Block {
  T* data = nullptr;
  std::ptrdiff_t stride = 0;  ///< elements from one individual to the next
  Index pitch = 0;            ///< elements from one row to the next
  Index rows = 0, columns = 0;

  GENOPROP_HD T& operator()(Index i, Index r, Index c) const noexcept { return row(i, r)[c]; }
  GENOPROP_HD T* row(Index i, Index r) const noexcept {
    return data + static_cast<std::ptrdiff_t>(i) * stride + static_cast<std::ptrdiff_t>(r) * pitch;
  }
  /// the same memory, the first n rows
  GENOPROP_HD Block first_rows(Index n) const noexcept { return {data, stride, pitch, n, columns}; }
  /// individual i alone
  GENOPROP_HD Block of(Index i) const noexcept { return {data + static_cast<std::ptrdiff_t>(i) * stride, 0, pitch, rows, columns}; }
  GENOPROP_HD explicit operator bool() const noexcept { return data != nullptr; }
  GENOPROP_HD operator Block<const T>() const noexcept requires(!std::is_const_v<T>) { return {data, stride, pitch, rows, columns}; }
};

/// A block read with rows and columns exchanged: the transposed operand of a product.
template <class T>
struct Flipped {
  Block<const T> block;
};
template <class T>
GENOPROP_HD Flipped<T> flipped(Block<const T> b) {
  return {b};
}
template <class T>
  requires(!std::is_const_v<T>)
GENOPROP_HD Flipped<T> flipped(Block<T> b) { return {b}; }

/// Rows that lie where their data lie, [p, rows, columns]: row r of individual i begins at row(i, 0, r). The first operand of a product,
/// where the lane reads such lists: a batch that is not copied together.
template <class T>
struct RowList {
  Block<const T* const> row{};  // [p, 1, rows]
  Index columns = 0;

  GENOPROP_HD explicit operator bool() const noexcept { return row.data != nullptr; }
};
template <class T>
struct FlippedRowList {
  const RowList<T>& list;
};
template <class T>
GENOPROP_HD FlippedRowList<T> flipped(const RowList<T>& list) {
  return {list};
}

/// The weights of p individuals: genome i starts at data + i * stride. `pitch` is genome_pitch(D).
template <class T>
struct Genes {
  T* data = nullptr;
  std::ptrdiff_t stride = 0;
  Index size = 0;

  GENOPROP_HD T* row(Index i) const noexcept { return data + static_cast<std::ptrdiff_t>(i) * stride; }
  GENOPROP_HD Genes of(Index i) const noexcept { return {row(i), stride, size}; }
  /// the slice [rows, columns] that starts at `offset`, of every individual; weights are not padded
  GENOPROP_HD Block<T> slice(Index offset, Index rows, Index columns) const noexcept {
    return {data + offset, stride, columns, rows, columns};
  }
  GENOPROP_HD operator Genes<const T>() const noexcept requires(!std::is_const_v<T>) { return {data, stride, size}; }
};

#if defined(__CUDACC__)
#pragma nv_diagnostic pop
#endif

}  // namespace genoprop
