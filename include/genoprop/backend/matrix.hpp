#pragma once
// One individual's operand of a product.

#include <cstddef>
#include <type_traits>

#include <genoprop/core/view.hpp>

namespace genoprop {

/// rows x columns. `flipped`: they lie in memory with rows and columns exchanged.
template <class T>
struct Matrix {
  const T* data;
  std::ptrdiff_t pitch;
  Index rows, columns;
  bool flipped;

  GENOPROP_HD const T* at(Index r, Index c) const { return data + (flipped ? c * pitch + r : r * pitch + c); }
};

/// of individual i
template <class T>
Matrix<std::remove_const_t<T>> matrix(const Block<T>& b, Index i) {
  return {b.row(i, 0), b.pitch, b.rows, b.columns, false};
}
template <class T>
Matrix<T> matrix(const Flipped<T>& f, Index i) {
  return {f.block.row(i, 0), f.block.pitch, f.block.columns, f.block.rows, true};
}

}  // namespace genoprop
