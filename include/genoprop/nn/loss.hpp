#pragma once
// Losses. Each writes the gradient with respect to the outputs, already divided by the number of rows, and, where asked,
// the loss and the hit of every row: the value is optional because its logarithm is pure cost in a step.

#include <genoprop/concepts/network.hpp>
#include <genoprop/core/math.hpp>

namespace genoprop {

/// What outputs are compared with: labels [p, 1, B] or values [p, B, outputs].
template <class T>
struct Targets {
  Block<const std::int32_t> labels;
  Block<const T> values;
};

/// What a loss writes. Any part may be empty.
template <class T>
struct LossOut {
  Block<T> dy{};      ///< dL/dy [p, B, outputs]
  Block<T> losses{};  ///< [p, 1, B]
  Block<T> hits{};    ///< [p, 1, B]: 1 where the class is right
};

namespace loss_body {

template <class T>
struct ShiftedExp {
  const T* z;
  T* e;
  T top;
  GENOPROP_HD T operator()(Index c) const noexcept { return e[c] = math::exp(z[c] - top); }
};
template <class T>
struct Scale {
  T* e;
  T by;
  GENOPROP_HD void operator()(Index c) const noexcept { e[c] *= by; }
};
template <class T>
struct SoftmaxEnd {
  const T* z;
  T* e;
  std::int32_t label;
  T share;  // 1 / rows
  T top, total;
  T *loss, *hit;
  GENOPROP_HD void operator()() const noexcept {
    if (loss) *loss = (math::log(total) + top) - z[label];
    if (hit) {  // of equal outputs the first class is the answer: a network that gives all the same is not right everywhere
      bool first = z[label] >= top;
      for (std::int32_t c = 0; c < label; ++c) first = first && z[c] < top;
      *hit = first ? T(1) : T(0);
    }
    e[label] -= share;
  }
};
template <class T>
struct SoftmaxRow {
  Block<const T> y;
  Block<const std::int32_t> labels;
  LossOut<T> out;
  T share;
  GENOPROP_HD void operator()(Index i, Index r, auto& row) const {
    const T* z = y.row(i, r);
    T* e = out.dy.row(i, r);
    const T top = row.max(z);
    const T total = row.sum(ShiftedExp<T>{z, e, top});
    row.each(Scale<T>{e, share / total});
    row.once(SoftmaxEnd<T>{z, e, labels(i, 0, r), share, top, total, out.losses ? &out.losses(i, 0, r) : nullptr,
                           out.hits ? &out.hits(i, 0, r) : nullptr});
  }
};

template <class T>
struct SigmoidElement {
  Block<const T> y;
  Block<const std::int32_t> labels;
  LossOut<T> out;
  T share;
  GENOPROP_HD void operator()(Index i, Index r, Index c) const noexcept {
    const T z = y(i, r, c), t = T(labels(i, 0, r));
    out.dy(i, r, c) = (math::sigmoid(z) - t) * share;
    if (out.losses) out.losses(i, 0, r) = math::softplus(z) - t * z;
    if (out.hits) out.hits(i, 0, r) = (z > T(0) ? T(1) : T(0)) == t ? T(1) : T(0);
  }
};

template <class T>
struct SquareSlope {
  Block<const T> y, target;
  Block<T> dy;
  T share;  // 2 / (rows * outputs)
  GENOPROP_HD void operator()(Index i, Index r, Index c) const noexcept { dy(i, r, c) = (y(i, r, c) - target(i, r, c)) * share; }
};
template <class T>
struct SquareRow {
  Block<const T> y, target;
  Block<T> losses;
  GENOPROP_HD void operator()(Index i, Index, Index r) const noexcept {
    T sum = 0;
    for (Index c = 0; c < y.columns; ++c) {
      const T d = y(i, r, c) - target(i, r, c);
      sum = math::fma(d, d, sum);
    }
    losses(i, 0, r) = sum / T(y.columns);
  }
};

}  // namespace loss_body

/// Softmax and cross-entropy over integer labels: L = log sum_c exp z_c - z_label; dL/dz = softmax(z) - onehot.
/// Bridle, "Probabilistic interpretation of feedforward classification network outputs", 1990. The largest z is taken off first.
struct SoftmaxCrossEntropy {
  static constexpr Target target = Target::labels;
  static constexpr const char* name = "softmax cross-entropy";
  static Index outputs_for(Index classes) { return classes; }
  /// logits -> probabilities, in place
  template <class T>
  static void predict(T* z, Index n) {
    T top = z[0], total = 0;
    for (Index c = 1; c < n; ++c) top = z[c] > top ? z[c] : top;
    for (Index c = 0; c < n; ++c) total += z[c] = math::exp(z[c] - top);
    for (Index c = 0; c < n; ++c) z[c] /= total;
  }

  template <class L, class T>
  void operator()(L& lane, Block<const T> y, Targets<T> t, LossOut<T> out) const {
    lane.for_each_row(y.rows, y.columns, loss_body::SoftmaxRow<T>{y, t.labels, out, T(1) / T(y.rows)});
  }
};

/// Sigmoid and cross-entropy on one output with labels 0 and 1: L = softplus(z) - t z; dL/dz = sigmoid(z) - t.
struct SigmoidCrossEntropy {
  static constexpr Target target = Target::labels;
  static constexpr const char* name = "sigmoid cross-entropy";
  static Index outputs_for(Index classes) { return classes <= 2 ? 1 : -1; }
  /// logit -> probability of label 1, in place
  template <class T>
  static void predict(T* z, Index n) {
    for (Index c = 0; c < n; ++c) z[c] = math::sigmoid(z[c]);
  }

  template <class L, class T>
  void operator()(L& lane, Block<const T> y, Targets<T> t, LossOut<T> out) const {
    lane.for_each(y.rows, y.columns, loss_body::SigmoidElement<T>{y, t.labels, out, T(1) / T(y.rows)});
  }
};

/// Mean over rows and outputs of (y - t)^2.
struct MeanSquaredError {
  static constexpr Target target = Target::values;
  static constexpr const char* name = "mean squared error";
  static Index outputs_for(Index columns) { return columns; }
  /// outputs are in the targets' units already
  template <class T>
  static void predict(T*, Index) {}

  template <class L, class T>
  void operator()(L& lane, Block<const T> y, Targets<T> t, LossOut<T> out) const {
    lane.for_each(y.rows, y.columns, loss_body::SquareSlope<T>{y, t.values, out.dy, T(2) / (T(y.rows) * T(y.columns))});
    if (out.losses) lane.for_each(1, y.rows, loss_body::SquareRow<T>{y, t.values, out.losses});
  }
};

}  // namespace genoprop
