#pragma once
// Losses. Each writes the gradient with respect to the outputs, already divided by the number of rows, and, where asked,
// the loss and the hit of every row: the value is optional because its logarithm is pure cost in a step. A loss may offer
//   void check() const                     refuses numbers out of range
//   static bool takes(T target)            whether it is made for this target; `expects`: a few words on which it is made for
// Weights of rows are no loss's business: `weigh` multiplies them in behind any loss.

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

}  // namespace genoprop
