#pragma once
// An operand of a product: a block or a list of rows as they lie, or with rows and columns exchanged.

#include <type_traits>

#include <genoprop/core/view.hpp>

namespace genoprop {

template <class T, bool Flip>
struct Operand {
  static constexpr bool flip = Flip;
  using Scalar = T;
  Block<const T> block;

  GENOPROP_HD Index rows() const { return Flip ? block.columns : block.rows; }
  GENOPROP_HD Index columns() const { return Flip ? block.rows : block.columns; }
  GENOPROP_HD T at(Index i, Index r, Index c) const { return Flip ? block(i, c, r) : block(i, r, c); }
};

template <class T>
GENOPROP_HD Operand<std::remove_const_t<T>, false> operand(Block<T> b) {
  return {b};
}
template <class T>
GENOPROP_HD Operand<T, true> operand(Flipped<T> f) {
  return {f.block};
}

/// The first operand of a product of one individual, row by row or, flipped, column by column.
template <class T, bool Flip>
struct ListedOperand {
  static constexpr bool flip = Flip;
  using Scalar = T;
  const RowList<T>& list;

  Index rows() const { return Flip ? list.columns : list.row.columns; }
  Index columns() const { return Flip ? list.row.columns : list.columns; }
};
template <class T>
ListedOperand<T, false> operand(const RowList<T>& list) {
  return {list};
}
template <class T>
ListedOperand<T, true> operand(FlippedRowList<T> f) {
  return {f.list};
}
template <class A>
inline constexpr bool listed = false;
template <class T, bool Flip>
inline constexpr bool listed<ListedOperand<T, Flip>> = true;

}  // namespace genoprop
