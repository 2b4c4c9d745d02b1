#pragma once
// Losses. Each writes the gradient with respect to the outputs, already divided by the number of rows, and, where asked,
// the loss and the hit of every row: the value is optional because its logarithm is pure cost in a step. A loss may offer
//   void check() const                     refuses numbers out of range
//   static bool takes(T target)            whether it is made for this target; `expects`: a few words on which it is made for
// Weights of rows are no loss's business: `weigh` multiplies them in behind any loss.

#include <cmath>

#include <genoprop/concepts/network.hpp>
#include <genoprop/core/error.hpp>
#include <genoprop/core/math.hpp>

namespace genoprop {

/// What outputs are compared with: labels [p, 1, B] or values [p, B, outputs]; weights [p, 1, B], or none: all 1.
template <class T>
struct Targets {
  Block<const std::int32_t> labels;
  Block<const T> values;
  Block<const T> weights{};
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
    for (Index l = 0; l < A::width; ++l) label[l] = l < n ? labels(i, 0, r + l) : -1;
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

/// A loss that is a mean over outputs of value(y, t), with slope(y, t) its derivative.
template <class Loss, class T>
struct SlopeOfEach {
  Loss loss;
  Block<const T> y, target;
  Block<T> dy;
  T share;  // 1 / (rows * outputs)
  GENOPROP_HD void operator()(Index i, Index r, Index c) const noexcept { dy(i, r, c) = loss.slope(y(i, r, c), target(i, r, c)) * share; }
};
template <class Loss, class T>
struct MeanOfEach {
  Loss loss;
  Block<const T> y, target;
  Block<T> losses;
  GENOPROP_HD void operator()(Index i, Index, Index r) const noexcept {
    T sum = 0;
    for (Index c = 0; c < y.columns; ++c) sum += loss.value(y(i, r, c), target(i, r, c));
    losses(i, 0, r) = sum / T(y.columns);
  }
};
template <class L, class Loss, class T>
void mean_of_each(L& lane, const Loss& loss, Block<const T> y, const Targets<T>& t, const LossOut<T>& out) {
  lane.for_each(y.rows, y.columns, SlopeOfEach<Loss, T>{loss, y, t.values, out.dy, T(1) / (T(y.rows) * T(y.columns))});
  if (out.losses) lane.for_each(1, y.rows, MeanOfEach<Loss, T>{loss, y, t.values, out.losses});
}

template <class T>
struct WeighSlope {
  Block<const T> weights;
  Block<T> dy;
  GENOPROP_HD void operator()(Index i, Index r, Index c) const noexcept { dy(i, r, c) *= weights(i, 0, r); }
};
template <class T>
struct WeighLoss {
  Block<const T> weights;
  Block<T> losses;
  GENOPROP_HD void operator()(Index i, Index, Index r) const noexcept { losses(i, 0, r) *= weights(i, 0, r); }
};

}  // namespace loss_body

/// Behind a loss: L = 1/B sum of w_r L_r. The gradient is divided by the number of rows, not by the sum of their weights, so that the
/// mean over mini-batches is the gradient over all rows. Hits stay what they are.
template <class L, class T>
void weigh(L& lane, const Targets<T>& t, const LossOut<T>& out) {
  if (!t.weights) return;
  lane.for_each(out.dy.rows, out.dy.columns, loss_body::WeighSlope<T>{t.weights, out.dy});
  if (out.losses) lane.for_each(1, out.dy.rows, loss_body::WeighLoss<T>{t.weights, out.losses});
}

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

/// Softmax and cross-entropy against targets of (1 - smoothing) onehot + smoothing / classes. Szegedy, Vanhoucke, Ioffe, Shlens & Wojna,
/// "Rethinking the inception architecture for computer vision", CVPR 2016, section 7. `SmoothedCrossEntropy{.smoothing = 0.1f}`
struct SmoothedCrossEntropy {
  float smoothing = 0.1f;  ///< in [0, 1)
  static constexpr Target target = Target::labels;
  static constexpr const char* name = "smoothed cross-entropy";
  static Index outputs_for(Index classes) { return classes; }
  /// logits -> probabilities, in place
  template <class T>
  static void predict(T* z, Index n) {
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
  static void predict(T* z, Index n) {
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

/// Mean over rows and outputs of d^2 / 2 where |d| <= delta, of delta (|d| - delta / 2) beyond, d = y - t: far rows pull no harder than
/// those at delta. Huber, "Robust estimation of a location parameter", Annals of Mathematical Statistics 35, 1964. `Huber{.delta = 1}`
struct Huber {
  float delta = 1;  ///< > 0, in the targets' units
  static constexpr Target target = Target::values;
  static constexpr const char* name = "Huber loss";
  static Index outputs_for(Index columns) { return columns; }
  /// outputs are in the targets' units already
  template <class T>
  static void predict(T*, Index) {}
  void check() const {
    require<SettingsError>(delta > 0 && std::isfinite(delta), "Huber: delta is ", delta, ", expected above 0 and finite");
  }
  template <class T>
  GENOPROP_HD T value(T y, T t) const noexcept {
    const T size = math::abs(y - t), near = math::min(size, T(delta));  // near (size - near / 2) is both
    return near * math::fma(T(-0.5), near, size);
  }
  template <class T>
  GENOPROP_HD T slope(T y, T t) const noexcept {
    return math::clamp(y - t, T(-delta), T(delta));
  }

  template <class L, class T>
  void operator()(L& lane, Block<const T> y, Targets<T> t, LossOut<T> out) const {
    loss_body::mean_of_each(lane, *this, y, t, out);
  }
};

/// Counts t >= 0 whose logarithm of the mean is the output: mean over rows and outputs of e^y - t y, the negative log-likelihood without
/// its constant log t!; dL/dy = e^y - t. Nelder & Wedderburn, "Generalized linear models", Journal of the Royal Statistical Society A
/// 135, 1972, section 3.2 (log link).
struct Poisson {
  static constexpr Target target = Target::values;
  static constexpr const char* name = "Poisson loss";
  static constexpr const char* expects = "at least 0";
  static bool takes(auto t) { return t >= 0; }
  static Index outputs_for(Index columns) { return columns; }
  /// logarithms -> expected counts, in place
  template <class T>
  static void predict(T* z, Index n) {
    for (Index c = 0; c < n; ++c) z[c] = math::exp(z[c]);
  }
  template <class T>
  GENOPROP_HD T value(T y, T t) const noexcept {
    return math::fma(-t, y, math::exp(y));
  }
  template <class T>
  GENOPROP_HD T slope(T y, T t) const noexcept {
    return math::exp(y) - t;
  }

  template <class L, class T>
  void operator()(L& lane, Block<const T> y, Targets<T> t, LossOut<T> out) const {
    loss_body::mean_of_each(lane, *this, y, t, out);
  }
};

/// The quantile tau of the targets: mean over rows and outputs of tau (t - y) where t > y, of (1 - tau) (y - t) elsewhere. Koenker &
/// Bassett, "Regression quantiles", Econometrica 46, 1978, equation 1.3. `Pinball{.tau = 0.9f}`: nine of ten targets lie below.
struct Pinball {
  float tau = 0.5f;  ///< in (0, 1)
  static constexpr Target target = Target::values;
  static constexpr const char* name = "pinball loss";
  static Index outputs_for(Index columns) { return columns; }
  /// outputs are in the targets' units already
  template <class T>
  static void predict(T*, Index) {}
  void check() const { require<SettingsError>(tau > 0 && tau < 1, "Pinball: tau is ", tau, ", expected above 0 and below 1"); }
  template <class T>
  GENOPROP_HD T value(T y, T t) const noexcept {
    return slope(y, t) * (y - t);
  }
  template <class T>
  GENOPROP_HD T slope(T y, T t) const noexcept {
    const T d = y - t;  // NaN stays NaN
    return d > T(0) ? T(1) - T(tau) : (d < T(0) ? -T(tau) : d);
  }

  template <class L, class T>
  void operator()(L& lane, Block<const T> y, Targets<T> t, LossOut<T> out) const {
    loss_body::mean_of_each(lane, *this, y, t, out);
  }
};

}  // namespace genoprop
