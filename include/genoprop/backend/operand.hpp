#pragma once
// An operand of a product: a block as it lies, or with rows and columns exchanged.

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

}  // namespace genoprop
