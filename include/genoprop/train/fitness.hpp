#pragma once
// Metrics as fitness: what a run strives for is the number that the metric of the same name (engine/metrics.hpp) gives of the best network
// on the validation rows. `Supervised{net, SoftmaxCrossEntropy{}, data, TopK{.k = 5}}`

#include <cstdint>
#include <limits>
#include <vector>

#include <genoprop/core/error.hpp>
#include <genoprop/core/math.hpp>
#include <genoprop/train/measured.hpp>

namespace genoprop {

/// Share of rows whose class is among the k most probable, in [0, 1]; of equal ones the first come first. Networks of at least two
/// outputs. Russakovsky et al., "ImageNet large scale visual recognition challenge", IJCV 115, 2015, section 4.1 (1 - its error).
struct TopK {
  Index k = 5;  ///< 1 to the number of classes
  static constexpr Target counts = Target::labels;

  double operator()(const Scores& scores) const { return scores.measured; }
  template <class T>
  void check(const char* who, const Dataset<T>&, Index outputs) const {
    require<SettingsError>(outputs > 1 && k >= 1 && k <= outputs, who, ": TopK: k is ", k, " of ", outputs, " outputs, expected 1 to ",
                           outputs, " of at least 2");
  }
  template <class T>
  static std::vector<double> numbers_of(const Dataset<T>&) {
    return {};
  }
  template <class T>
  GENOPROP_HD double of_row(const JudgedRow<T>& row) const noexcept {
    const T right = row.said[row.label];
    Index before = 0;
    for (Index c = 0; c < row.outputs; ++c) before += row.said[c] > right || (c < row.label && row.said[c] == right) ? 1 : 0;
    return before < k ? 1 : 0;
  }
  GENOPROP_HD static double of_all(double sum, Index rows) noexcept { return sum / rows; }
};

/// Area under the ROC curve of two classes, in [0, 1]: the chance that a row of class 1 has a higher score than one of class 0, half where
/// they are equal. The scores of all validation rows are kept, 4 bytes a row and individual of a lane (8 of double), taken once, and
/// sorted there. Hanley & McNeil, "The meaning and use of the area under a receiver operating characteristic (ROC) curve", Radiology
/// 143, 1982.
struct RocAuc {
  static constexpr Target counts = Target::labels;
  static constexpr bool ranks = true;

  double operator()(const Scores& scores) const { return scores.measured; }
  template <class T>
  static void check(const char* who, const Dataset<T>& validation, Index outputs) {
    require<ShapeError>(outputs <= 2, who, ": RocAuc: network outputs is ", outputs, ", expected those of two classes: 1 or 2");
    Index ones = 0;
    for (const std::int32_t label : validation.labels()) ones += label == 1 ? 1 : 0;
    require<DataError>(ones > 0 && ones < validation.rows(), who, ": RocAuc: ", ones, " validation rows are of class 1, ",
                       validation.rows() - ones, " of class 0, expected some of each");
  }
  template <class T>
  static std::vector<double> numbers_of(const Dataset<T>&) {
    return {};
  }
  template <class T>
  GENOPROP_HD static double of_row(const JudgedRow<T>& row) noexcept {
    return static_cast<double>(row.said[row.outputs - 1]);
  }
};

/// Part of a measure that every data set has, and that must know nothing of all its rows.
struct OfAnyRows {
  template <class T>
  static void check(const char*, const Dataset<T>&, Index) {}
  template <class T>
  static std::vector<double> numbers_of(const Dataset<T>&) {
    return {};
  }
};

/// Minus the mean of -log of the probability of the true class, brought into [eps, 1 - eps] of its type first. Minus the loss is the same
/// under a cross-entropy whose rows have no weights; this leaves weights, smoothing and the tails beyond eps out. Good, "Rational
/// decisions", Journal of the Royal Statistical Society B 14, 1952, section 7.
struct MinusLogLoss : OfAnyRows {
  static constexpr Target counts = Target::labels;

  double operator()(const Scores& scores) const { return -scores.measured; }
  template <class T>
  GENOPROP_HD static double of_row(const JudgedRow<T>& row) noexcept {
    constexpr double eps = std::numeric_limits<T>::epsilon();
    const double one = static_cast<double>(row.said[row.outputs > 1 ? row.label : 0]);
    return -math::log(math::clamp(row.outputs > 1 || row.label == 1 ? one : 1 - one, eps, 1 - eps));
  }
  GENOPROP_HD static double of_all(double sum, Index rows) noexcept { return sum / rows; }
};

/// Minus the mean absolute error over all rows and outputs, in the units that the network learns. Willmott & Matsuura, Climate Research
/// 30, 2005, equation 2.
struct MinusMeanAbsoluteError : OfAnyRows {
  static constexpr Target counts = Target::values;

  double operator()(const Scores& scores) const { return -scores.measured; }
  template <class T>
  GENOPROP_HD static double of_row(const JudgedRow<T>& row) noexcept {
    double sum = 0;
    for (Index c = 0; c < row.outputs; ++c) sum += math::abs(static_cast<double>(row.said[c]) - static_cast<double>(row.target[c]));
    return sum / row.outputs;
  }
  GENOPROP_HD static double of_all(double sum, Index rows) noexcept { return sum / rows; }
};

/// Coefficient of determination: 1 - SSE / SST of each output, averaged over the outputs; at most 1, 0 for the mean of the validation
/// targets. Unlike the loss it gives outputs of any spread the same say. Draper & Smith, "Applied regression analysis", 1998, section 1.3.
struct R2 {
  static constexpr Target counts = Target::values;

  double operator()(const Scores& scores) const { return scores.measured; }
  template <class T>
  static void check(const char* who, const Dataset<T>& validation, Index outputs) {
    const std::vector<double> shares = numbers_of(validation);
    for (Index c = 0; c < outputs; ++c)
      require<DataError>(shares[static_cast<std::size_t>(c)] > 0, who, ": R2: validation target ", c, " is ", validation.targets()(0, c),
                         " in all ", validation.rows(), " rows, expected values that differ");
  }
  /// [outputs] what a squared error counts: 1 / (outputs SST), 0 of a target that never changes
  template <class T>
  static std::vector<double> numbers_of(const Dataset<T>& validation) {
    const auto t = validation.targets();
    std::vector<double> shares;
    for (std::size_t c = 0; c < t.shape(1); ++c) {
      const auto at = [&](std::size_t r) { return static_cast<double>(t(r, c)); };
      double mean = 0, all = 0;
      for (std::size_t r = 0; r < t.shape(0); ++r) mean += (at(r) - at(0)) / static_cast<double>(t.shape(0));
      for (std::size_t r = 0; r < t.shape(0); ++r) all += (at(r) - at(0) - mean) * (at(r) - at(0) - mean);
      shares.push_back(all > 0 ? 1 / (all * static_cast<double>(t.shape(1))) : 0);
    }
    return shares;
  }
  template <class T>
  GENOPROP_HD static double of_row(const JudgedRow<T>& row) noexcept {
    double sum = 0;
    for (Index c = 0; c < row.outputs; ++c) {
      const double d = static_cast<double>(row.said[c]) - static_cast<double>(row.target[c]);
      sum = math::fma(row.numbers[c] * d, d, sum);
    }
    return sum;
  }
  GENOPROP_HD static double of_all(double sum, Index) noexcept { return 1 - sum; }
};

static_assert(Measured<TopK> && Measured<RocAuc> && Measured<MinusLogLoss> && Measured<MinusMeanAbsoluteError> && Measured<R2>);

}  // namespace genoprop
