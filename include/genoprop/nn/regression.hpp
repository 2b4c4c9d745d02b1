#pragma once
// Losses of values.

#include <cmath>

#include <genoprop/nn/loss.hpp>

namespace genoprop {

namespace loss_body {

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

/// Mean over rows and outputs of (y - t)^2.
struct MeanSquaredError {
  static constexpr Target target = Target::values;
  static constexpr const char* name = "mean squared error";
  static Index outputs_for(Index columns) { return columns; }
  /// outputs are in the targets' units already
  template <class T>
  GENOPROP_HD static void predict(T*, Index) {}

  template <class L, class T>
  void operator()(L& lane, Block<const T> y, Targets<T> t, LossOut<T> out) const {
    lane.for_each(y.rows, y.columns, loss_body::SquareSlope<T>{y, t.values, out.dy, T(2) / (T(y.rows) * T(y.columns))});
    if (out.losses) lane.for_each(1, y.rows, loss_body::SquareRow<T>{y, t.values, out.losses});
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
  GENOPROP_HD static void predict(T*, Index) {}
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
  GENOPROP_HD static void predict(T* z, Index n) {
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
  GENOPROP_HD static void predict(T*, Index) {}
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
