#pragma once
// How good predictions are. Each metric takes predictions and what was true, or a model and rows: `rmse(result.best(), data.test)`.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <vector>

#include <genoprop/concepts/life.hpp>
#include <genoprop/core/array.hpp>
#include <genoprop/engine/predictions.hpp>

namespace genoprop {

namespace metrics_detail {

using Labels = xt::xtensor<std::int32_t, 1>;

template <class T>
using Matrix = xt::xtensor<T, 2>;

template <class T>
void check_values(const char* who, const Matrix<T>& p, const Matrix<T>& t) {
  require<DataError>(p.size() > 0, who, ": predictions is [", p.shape(0), ", ", p.shape(1), "], expected at least one");
  require<ShapeError>(p.shape() == t.shape(), who, ": predictions is [", p.shape(0), ", ", p.shape(1), "], targets is [", t.shape(0), ", ",
                      t.shape(1), "], expected the same");
  check_numbers(who, p);
}
/// the sum over all elements of f(prediction, target), in double
template <class T, class F>
double sum(const Matrix<T>& p, const Matrix<T>& t, F f) {
  double all = 0;
  for (std::size_t i = 0; i < p.size(); ++i) all += f(static_cast<double>(p.data()[i]), static_cast<double>(t.data()[i]));
  return all;
}

/// one column says the probability of class 1
template <class T>
std::size_t classes_of(const Matrix<T>& p) {
  return std::max<std::size_t>(p.shape(1), 2);
}
template <class T>
void check_classes(const char* who, const Matrix<T>& p, const Labels& labels) {
  require<DataError>(p.size() > 0, who, ": predictions is [", p.shape(0), ", ", p.shape(1), "], expected at least one");
  require<ShapeError>(p.shape(0) == labels.size(), who, ": labels is ", labels.size(), ", expected ", p.shape(0), " as predictions");
  for (std::size_t r = 0; r < labels.size(); ++r)
    require<DataError>(labels(r) >= 0 && static_cast<std::size_t>(labels(r)) < classes_of(p), who, ": label of row ", r, " is ", labels(r),
                       ", expected 0 to ", classes_of(p) - 1);
  check_numbers(who, p);
}
/// the class that a row says: of equal ones the first
template <class T>
std::size_t said(const Matrix<T>& p, std::size_t r) {
  if (p.shape(1) == 1) return p(r, 0) > T(0.5) ? 1 : 0;
  const T* row = p.data() + r * p.shape(1);
  return static_cast<std::size_t>(std::max_element(row, row + p.shape(1)) - row);
}

}  // namespace metrics_detail

// --- values: predictions and targets [n, outputs] ---

/// Root of the mean squared error: sqrt(sum (p - t)^2 / n), over all rows and outputs; in the targets' units.
/// Hastie, Tibshirani & Friedman, "The elements of statistical learning", 2009, equation 2.9 (its root).
template <class T>
double rmse(const xt::xtensor<T, 2>& p, const xt::xtensor<T, 2>& t) {
  metrics_detail::check_values("rmse", p, t);
  return std::sqrt(metrics_detail::sum(p, t, [](double a, double b) { return (a - b) * (a - b); }) / static_cast<double>(p.size()));
}

/// Mean absolute error: sum |p - t| / n, over all rows and outputs; in the targets' units. Willmott & Matsuura, Climate Research 30,
/// 2005, equation 2.
template <class T>
double mean_absolute_error(const xt::xtensor<T, 2>& p, const xt::xtensor<T, 2>& t) {
  metrics_detail::check_values("mean_absolute_error", p, t);
  return metrics_detail::sum(p, t, [](double a, double b) { return std::abs(a - b); }) / static_cast<double>(p.size());
}

/// Coefficient of determination: 1 - sum (p - t)^2 / sum (t - mean t)^2 of each output, averaged over the outputs; at most 1, 0 for
/// the mean of `t`, below 0 for worse. An output that never changes is refused. Draper & Smith, "Applied regression analysis", 1998,
/// section 1.3.
template <class T>
double r2(const xt::xtensor<T, 2>& p, const xt::xtensor<T, 2>& t) {
  metrics_detail::check_values("r2", p, t);
  const std::size_t rows = t.shape(0), outputs = t.shape(1);
  double total = 0;
  for (std::size_t c = 0; c < outputs; ++c) {
    const auto at = [&](std::size_t r) { return static_cast<double>(t(r, c)); };
    double mean = 0, left = 0, all = 0;
    for (std::size_t r = 0; r < rows; ++r) mean += (at(r) - at(0)) / static_cast<double>(rows);
    mean += at(0);
    for (std::size_t r = 0; r < rows; ++r) {
      left += (static_cast<double>(p(r, c)) - at(r)) * (static_cast<double>(p(r, c)) - at(r));
      all += (at(r) - mean) * (at(r) - mean);
    }
    require<DataError>(all > 0, "r2: target ", c, " is ", at(0), " in all ", rows, " rows, expected values that differ");
    total += 1 - left / all;
  }
  return total / static_cast<double>(outputs);
}

// --- classes: probabilities [n, classes], or [n, 1] of class 1, and labels [n] ---

/// Counts [classes, classes]: row the true class, column the class that was said, of equal probabilities the first.
template <class T>
xt::xtensor<std::int64_t, 2> confusion(const xt::xtensor<T, 2>& p, const metrics_detail::Labels& labels) {
  metrics_detail::check_classes("confusion", p, labels);
  const std::size_t classes = metrics_detail::classes_of(p);
  xt::xtensor<std::int64_t, 2> counts(std::array{classes, classes}, 0);
  for (std::size_t r = 0; r < labels.size(); ++r) ++counts(static_cast<std::size_t>(labels(r)), metrics_detail::said(p, r));
  return counts;
}

/// Share of rows whose class is said, in [0, 1].
template <class T>
double accuracy(const xt::xtensor<T, 2>& p, const metrics_detail::Labels& labels) {
  metrics_detail::check_classes("accuracy", p, labels);
  std::size_t right = 0;
  for (std::size_t r = 0; r < labels.size(); ++r) right += metrics_detail::said(p, r) == static_cast<std::size_t>(labels(r)) ? 1u : 0u;
  return static_cast<double>(right) / static_cast<double>(labels.size());
}

/// Mean over the classes that have rows of the share of them that is said: a class of few rows counts as much as one of many.
/// Brodersen, Ong, Stephan & Buhmann, "The balanced accuracy and its posterior distribution", ICPR 2010, equation 1 (two classes).
template <class T>
double balanced_accuracy(const xt::xtensor<T, 2>& p, const metrics_detail::Labels& labels) {
  metrics_detail::check_classes("balanced_accuracy", p, labels);
  std::vector<double> rows(metrics_detail::classes_of(p)), right(rows.size());
  for (std::size_t r = 0; r < labels.size(); ++r) {
    const auto label = static_cast<std::size_t>(labels(r));
    ++rows[label];
    right[label] += metrics_detail::said(p, r) == label ? 1 : 0;
  }
  double sum = 0, classes = 0;
  for (std::size_t c = 0; c < rows.size(); ++c)
    if (rows[c] > 0) {
      sum += right[c] / rows[c];
      ++classes;
    }
  return sum / classes;
}

/// Mean of -log of the probability of the true class, which is brought into [eps, 1 - eps] of its type first, so that one certain
/// error does not make it infinite. Good, "Rational decisions", Journal of the Royal Statistical Society B 14, 1952, section 7.
template <class T>
double log_loss(const xt::xtensor<T, 2>& p, const metrics_detail::Labels& labels) {
  metrics_detail::check_classes("log_loss", p, labels);
  for (std::size_t i = 0; i < p.size(); ++i)
    require<DataError>(p.data()[i] >= 0 && p.data()[i] <= T(1) + T(1e-4), "log_loss: prediction of row ", i / p.shape(1), " is ",
                       p.data()[i], ", expected a probability: 0 to 1");
  constexpr double eps = std::numeric_limits<T>::epsilon();
  double sum = 0;
  for (std::size_t r = 0; r < labels.size(); ++r) {
    const auto label = static_cast<std::size_t>(labels(r));
    const double q = p.shape(1) > 1 ? static_cast<double>(p(r, label))
                     : label == 1   ? static_cast<double>(p(r, 0))
                                    : 1 - static_cast<double>(p(r, 0));
    sum -= std::log(std::clamp(q, eps, 1 - eps));
  }
  return sum / static_cast<double>(labels.size());
}

/// Share of rows whose class is among the k most probable; of equal ones the first come first. top_k(p, labels, 1) is accuracy.
/// Russakovsky et al., "ImageNet large scale visual recognition challenge", IJCV 115, 2015, section 4.1 (1 - its error).
template <class T>
double top_k(const xt::xtensor<T, 2>& p, const metrics_detail::Labels& labels, Index k) {
  metrics_detail::check_classes("top_k", p, labels);
  const auto classes = static_cast<Index>(p.shape(1));
  require<SettingsError>(classes > 1 && k >= 1 && k <= classes, "top_k: k is ", k, " of ", classes, " columns, expected 1 to ", classes,
                         " of at least 2");
  std::size_t in = 0;
  for (std::size_t r = 0; r < labels.size(); ++r) {
    const auto label = static_cast<std::size_t>(labels(r));
    Index before = 0;
    for (std::size_t c = 0; c < p.shape(1); ++c) before += p(r, c) > p(r, label) || (c < label && p(r, c) == p(r, label)) ? 1 : 0;
    in += before < k ? 1u : 0u;
  }
  return static_cast<double>(in) / static_cast<double>(labels.size());
}

/// Area under the ROC curve of two classes: the chance that a row of class 1 has a higher score than one of class 0, half where they
/// are equal. From the sum R of the midranks of class 1: (R - n1 (n1 + 1) / 2) / (n1 n0). Hanley & McNeil, "The meaning and use of the
/// area under a receiver operating characteristic (ROC) curve", Radiology 143, 1982; Fawcett, Pattern Recognition Letters 27, 2006.
template <class T>
double roc_auc(const xt::xtensor<T, 2>& p, const metrics_detail::Labels& labels) {
  metrics_detail::check_classes("roc_auc", p, labels);
  require<ShapeError>(p.shape(1) <= 2, "roc_auc: predictions has ", p.shape(1),
                      " classes, expected 2: give the column of one class, and labels that are 1 where it is right");
  const auto score = [&](std::size_t r) { return p(r, p.shape(1) - 1); };
  std::vector<std::size_t> order(labels.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return score(a) < score(b); });
  double ones = 0, ranks = 0;
  for (std::size_t from = 0; from < order.size();) {
    std::size_t to = from, ones_here = 0;
    for (; to < order.size() && score(order[to]) == score(order[from]); ++to) ones_here += labels(order[to]) == 1 ? 1u : 0u;
    ranks += static_cast<double>(ones_here) * 0.5 * static_cast<double>(from + 1 + to);  // ranks from + 1 to `to`
    ones += static_cast<double>(ones_here);
    from = to;
  }
  const double zeros = static_cast<double>(labels.size()) - ones;
  require<DataError>(ones > 0 && zeros > 0, "roc_auc: ", ones, " rows are of class 1, ", zeros, " of class 0, expected some of each");
  return (ranks - ones * (ones + 1) / 2) / (ones * zeros);
}

// --- of a model on rows ---

template <class M, class T>
double rmse(const M& model, const Dataset<T>& data) {
  return rmse(predictions(model, data), data.targets());
}
template <class M, class T>
double mean_absolute_error(const M& model, const Dataset<T>& data) {
  return mean_absolute_error(predictions(model, data), data.targets());
}
template <class M, class T>
double r2(const M& model, const Dataset<T>& data) {
  return r2(predictions(model, data), data.targets());
}
template <class M, class T>
xt::xtensor<std::int64_t, 2> confusion(const M& model, const Dataset<T>& data) {
  return confusion(predictions(model, data), data.labels());
}
template <class M, class T>
double balanced_accuracy(const M& model, const Dataset<T>& data) {
  return balanced_accuracy(predictions(model, data), data.labels());
}
template <class M, class T>
double log_loss(const M& model, const Dataset<T>& data) {
  return log_loss(predictions(model, data), data.labels());
}
template <class M, class T>
double top_k(const M& model, const Dataset<T>& data, Index k) {
  return top_k(predictions(model, data), data.labels(), k);
}
template <class M, class T>
double roc_auc(const M& model, const Dataset<T>& data) {
  return roc_auc(predictions(model, data), data.labels());
}

/// A fitness in the targets' units, under MeanSquaredError: `Supervised{net, MeanSquaredError{}, data, MinusRmse{}}`
struct MinusRmse {
  double operator()(const Scores& scores) const { return -std::sqrt(scores.loss); }
};

}  // namespace genoprop
