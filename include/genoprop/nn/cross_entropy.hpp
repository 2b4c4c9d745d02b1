#pragma once
// Losses of classes: one of several, yes or no, several at once.

#include <cmath>

#include <genoprop/nn/loss.hpp>

namespace genoprop {

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

  using Abreast = T;
  GENOPROP_HD bool goes_abreast() const noexcept { return !out.losses && !out.hits; }
  /// the same for narrow rows from r on: in a step of a small network they are a fifth of its time, one by one
  template <class A>
  GENOPROP_HD void abreast(Index i, Index r, A& group) const {
    const Index n = group.rows();
    T top[A::width], by[A::width];
    std::int32_t label[A::width];
    group.load(y.row(i, r), y.pitch);
    group.max(top);
    for (Index c = 0; c < group.columns(); ++c) {
      T* const e = group.column(c);
#pragma omp simd
      for (Index l = 0; l < A::width; ++l) e[l] = math::exp(e[l] - top[l]);
    }
    group.sum(by);
    if (n == A::width) {
#pragma omp simd
      for (Index l = 0; l < A::width; ++l) label[l] = labels(i, 0, r + l);
    } else {
      for (Index l = 0; l < A::width; ++l) label[l] = l < n ? labels(i, 0, r + l) : -1;
    }
#pragma omp simd
    for (Index l = 0; l < A::width; ++l) by[l] = share / by[l];
    for (Index c = 0; c < group.columns(); ++c) {
      T* const e = group.column(c);
#pragma omp simd
      for (Index l = 0; l < A::width; ++l) e[l] = e[l] * by[l] - (label[l] == c ? share : T(0));
    }
    group.store(out.dy.row(i, r), out.dy.pitch);
  }
};

/// Targets of (1 - smoothing) and smoothing shared by all classes: e is the softmax already, divided by the rows.
template <class T>
struct SmoothEnd {
  SoftmaxEnd<T> sharp;
  T smoothing, each, sum;  // each: smoothing / classes; sum: of the row's outputs
  GENOPROP_HD void operator()() const noexcept {
    const T mean = each * sum, at_label = sharp.z[sharp.label], back = smoothing * sharp.share;
    sharp();
    sharp.e[sharp.label] += back;
    if (sharp.loss) *sharp.loss = math::fma(smoothing, at_label, *sharp.loss) - mean;
  }
};
template <class T>
struct ScaleAndShift {
  T* e;
  T by, down;
  GENOPROP_HD void operator()(Index c) const noexcept { e[c] = math::fma(e[c], by, -down); }
};
template <class T>
struct Output {
  const T* z;
  GENOPROP_HD T operator()(Index c) const noexcept { return z[c]; }
};
template <class T>
struct SmoothRow {
  Block<const T> y;
  Block<const std::int32_t> labels;
  LossOut<T> out;
  T share, smoothing;
  GENOPROP_HD void operator()(Index i, Index r, auto& row) const {
    const T* z = y.row(i, r);
    T* e = out.dy.row(i, r);
    const T top = row.max(z), each = smoothing / T(y.columns);
    const T total = row.sum(ShiftedExp<T>{z, e, top});
    row.each(ScaleAndShift<T>{e, share / total, each * share});
    row.once(SmoothEnd<T>{
        {z, e, labels(i, 0, r), share, top, total, out.losses ? &out.losses(i, 0, r) : nullptr, out.hits ? &out.hits(i, 0, r) : nullptr},
        smoothing,
        each,
        out.losses ? row.sum(Output<T>{z}) : T(0)});
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
    if (out.hits) out.hits(i, 0, r) = (t > T(0) ? z > T(0) : z <= T(0)) ? T(1) : T(0);  // NaN is no class
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
  GENOPROP_HD static void predict(T* z, Index n) {
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

/// Softmax and cross-entropy against targets of (1 - smoothing) onehot + smoothing / classes. Szegedy, Vanhoucke, Ioffe, Shlens & Wojna,
/// "Rethinking the inception architecture for computer vision", CVPR 2016, section 7. `SmoothedCrossEntropy{.smoothing = 0.1f}`
struct SmoothedCrossEntropy {
  float smoothing = 0.1f;  ///< in [0, 1)
  static constexpr Target target = Target::labels;
  static constexpr const char* name = "smoothed cross-entropy";
  static Index outputs_for(Index classes) { return classes; }
  /// logits -> probabilities, in place
  template <class T>
  GENOPROP_HD static void predict(T* z, Index n) {
    SoftmaxCrossEntropy::predict(z, n);
  }
  void check() const {
    require<SettingsError>(smoothing >= 0 && smoothing < 1, "SmoothedCrossEntropy: smoothing is ", smoothing, ", expected in [0, 1)");
  }

  template <class L, class T>
  void operator()(L& lane, Block<const T> y, Targets<T> t, LossOut<T> out) const {
    lane.for_each_row(y.rows, y.columns, loss_body::SmoothRow<T>{y, t.labels, out, T(1) / T(y.rows), T(smoothing)});
  }
};

/// Sigmoid and cross-entropy on one output with labels 0 and 1: L = softplus(z) - t z; dL/dz = sigmoid(z) - t.
struct SigmoidCrossEntropy {
  static constexpr Target target = Target::labels;
  static constexpr const char* name = "sigmoid cross-entropy";
  static Index outputs_for(Index classes) { return classes <= 2 ? 1 : -1; }
  /// logit -> probability of label 1, in place
  template <class T>
  GENOPROP_HD static void predict(T* z, Index n) {
    for (Index c = 0; c < n; ++c) z[c] = math::sigmoid(z[c]);
  }

  template <class L, class T>
  void operator()(L& lane, Block<const T> y, Targets<T> t, LossOut<T> out) const {
    lane.for_each(y.rows, y.columns, loss_body::SigmoidElement<T>{y, t.labels, out, T(1) / T(y.rows)});
  }
};

/// Sigmoid and cross-entropy on every output by itself, for rows that may have several labels or none; targets of 0, 1, or the chance
/// of 1. Mean over rows and outputs of softplus(y) - t y; dL/dy = sigmoid(y) - t. Bishop, "Pattern recognition and machine learning",
/// 2006, section 4.3.2, equation 4.90.
struct MultiLabelCrossEntropy {
  static constexpr Target target = Target::values;
  static constexpr const char* name = "multi-label cross-entropy";
  static constexpr const char* expects = "0 to 1";
  static bool takes(auto t) { return t >= 0 && t <= 1; }
  static Index outputs_for(Index columns) { return columns; }
  /// logits -> the chance of each label, in place
  template <class T>
  GENOPROP_HD static void predict(T* z, Index n) {
    for (Index c = 0; c < n; ++c) z[c] = math::sigmoid(z[c]);
  }
  template <class T>
  GENOPROP_HD T value(T y, T t) const noexcept {
    return math::fma(-t, y, math::softplus(y));
  }
  template <class T>
  GENOPROP_HD T slope(T y, T t) const noexcept {
    return math::sigmoid(y) - t;
  }

  template <class L, class T>
  void operator()(L& lane, Block<const T> y, Targets<T> t, LossOut<T> out) const {
    loss_body::mean_of_each(lane, *this, y, t, out);
  }
};

}  // namespace genoprop
