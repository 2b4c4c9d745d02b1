#pragma once
// Where gradients go. `Update` moves the weights at once; `Gradients` stores them.

#include <genoprop/concepts/optimizer.hpp>
#include <genoprop/core/view.hpp>
#include <genoprop/nn/dense.hpp>

namespace genoprop {

namespace sink_body {

/// one weight of an individual: f(i, row, column, dW)
template <class Step, class T>
struct Move {
  const Step* step;        // [p]: the individual's optimizer, prepared for this step
  const Index* age;        // [p]
  Block<T> weight, state;  // the slice in the genome, and in the first state slot
  std::ptrdiff_t distance;
  GENOPROP_HD void operator()(Index i, Index r, Index c, T gradient) const noexcept(quiet_step<Step, T>) {
    const Step s = step[i];
    s(weight(i, r, c), gradient, &state(i, r, c), distance, age[i]);
  }
  /// the same for one individual: its step and its age as values, not behind pointers that a store might change
  struct One {
    Step step;
    Index age;
    Block<T> weight, state;
    std::ptrdiff_t distance;
    GENOPROP_HD bool seamless(Index columns) const noexcept { return weight.pitch == columns && state.pitch == columns; }
    GENOPROP_HD void operator()(Index i, Index r, Index c, T gradient) const noexcept(quiet_step<Step, T>) {
      step(weight(i, r, c), gradient, &state(i, r, c), distance, age);
    }
  };
  GENOPROP_HD One of(Index i) const { return {step[i], age[i], weight, state, distance}; }
  /// a hint: the cache line at (r, c) will be wanted soon
  GENOPROP_HD void warm(Index i, Index r, Index c) const noexcept {
    __builtin_prefetch(&weight(i, r, c), 1);
    __builtin_prefetch(&state(i, r, c), 1);
  }
};
/// the same for a bias: f(i, column, db)
template <class Step, class T>
struct MoveBias {
  Move<Step, T> move;
  GENOPROP_HD void operator()(Index i, Index c, T gradient) const noexcept(quiet_step<Step, T>) { move(i, 0, c, gradient); }
};
/// a gradient that lies in memory: f(i, row, column)
template <class Step, class T>
struct MoveWhole {
  Move<Step, T> move;
  Block<const T> gradient;
  GENOPROP_HD void operator()(Index i, Index r, Index c) const noexcept(quiet_step<Step, T>) { move(i, r, c, gradient(i, r, c)); }
};
template <class T>
struct Keep {
  Block<T> to;
  GENOPROP_HD bool seamless(Index columns) const noexcept { return to.pitch == columns; }
  GENOPROP_HD void operator()(Index i, Index r, Index c, T gradient) const noexcept { to(i, r, c) = gradient; }
};
template <class T>
struct KeepBias {
  Block<T> to;
  GENOPROP_HD void operator()(Index i, Index c, T gradient) const noexcept { to(i, 0, c) = gradient; }
};
template <class T>
struct KeepWhole {
  Block<T> to;
  Block<const T> gradient;
  GENOPROP_HD void operator()(Index i, Index r, Index c) const noexcept { to(i, r, c) = gradient(i, r, c); }
};

}  // namespace sink_body

/// Consumes gradients as they appear: no [p, D] gradient is ever stored.
template <class Step, class T>
struct Update {
  Genes<T> genes;           // [p, D]
  Genes<T> state;           // [p, slots * pitch(D)]
  std::ptrdiff_t distance;  // from one state slot to the next
  const Step* step;         // [p]
  const Index* age;         // [p]

  sink_body::Move<Step, T> move(Index offset, Index rows, Index columns) const {
    return {step, age, genes.slice(offset, rows, columns), state.slice(offset, rows, columns), distance};
  }
  /// dW [p, in, out] = x' dy and db [p, 1, out] of an affine map, x [p, B, in] a block or a list of rows, dy [p, B, out]
  template <class L, class X>
  void affine(L& lane, const Affine& at, const X& x, Block<const T> dy) const {
    if constexpr (requires { lane.gemm_and_sums(flipped(x), dy, move(0, 0, 0)); }) {  // b lies behind W: one row more of it
      lane.gemm_and_sums(flipped(x), dy, move(at.weight, at.inputs + 1, at.outputs));
    } else {
      product(lane, at.weight, x, dy);
      sums(lane, at.bias, dy);
    }
  }
  /// dW [p, in, out] = x' dy of the slice at `offset`
  template <class L, class X>
  void product(L& lane, Index offset, const X& x, Block<const T> dy) const {
    lane.gemm(flipped(x), dy, move(offset, x.columns, dy.columns));
  }
  /// the slice [p, 1, columns] at `offset`: its gradient is the sum over the rows of d [p, B, columns]
  template <class L>
  void sums(L& lane, Index offset, Block<const T> d) const {
    lane.sum_rows(d, sink_body::MoveBias<Step, T>{move(offset, 1, d.columns)});
  }
  /// the gradient of the whole genome, [p, 1, D]
  template <class L>
  void whole(L& lane, Block<const T> gradient) const {
    lane.for_each(1, gradient.columns, sink_body::MoveWhole<Step, T>{move(0, 1, gradient.columns), gradient});
  }
  template <class L>
  void finish(L&) const {}
};

/// Stores gradients, [p, D]: for gradient checks, clipping by norm, sums over mini-batches.
template <class T>
struct Gradients {
  Genes<T> to;

  template <class L, class X>
  void affine(L& lane, const Affine& at, const X& x, Block<const T> dy) const {
    if constexpr (requires { lane.gemm_and_sums(flipped(x), dy, sink_body::Keep<T>{}); }) {
      lane.gemm_and_sums(flipped(x), dy, sink_body::Keep<T>{to.slice(at.weight, at.inputs + 1, at.outputs)});
    } else {
      product(lane, at.weight, x, dy);
      sums(lane, at.bias, dy);
    }
  }
  template <class L, class X>
  void product(L& lane, Index offset, const X& x, Block<const T> dy) const {
    lane.gemm(flipped(x), dy, sink_body::Keep<T>{to.slice(offset, x.columns, dy.columns)});
  }
  template <class L>
  void sums(L& lane, Index offset, Block<const T> d) const {
    lane.sum_rows(d, sink_body::KeepBias<T>{to.slice(offset, 1, d.columns)});
  }
  template <class L>
  void whole(L& lane, Block<const T> gradient) const {
    lane.for_each(1, gradient.columns, sink_body::KeepWhole<T>{to.slice(0, 1, gradient.columns), gradient});
  }
  template <class L>
  void finish(L&) const {}
};

}  // namespace genoprop
