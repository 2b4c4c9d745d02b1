#pragma once
// Rows to learn from. A dataset is a value: copies and subsets share their rows and never change them.

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include <genoprop/core/array.hpp>
#include <genoprop/core/error.hpp>
#include <genoprop/data/view.hpp>

namespace genoprop {

namespace dataset_detail {

/// What copies and subsets share.
template <class T>
struct Stored {
  xt::xtensor<T, 2> x;               // [rows, features], or none
  std::vector<std::uint8_t> pixels;  // [rows, features] in the place of x, or none
  Index rows = 0, features = 0;
  xt::xtensor<std::int32_t, 1> labels;  // [rows], or none
  xt::xtensor<T, 2> targets;            // [rows, outputs], or none
  Index classes = 0;                    // 0: targets
};

inline constexpr std::size_t max_index = std::numeric_limits<Index>::max();

template <class X>
using Value = typename std::remove_cvref_t<X>::value_type;
/// double stays double, everything else becomes float
template <class X>
using Scalar = std::conditional_t<std::is_same_v<Value<X>, double>, double, float>;
/// a rank that is known to the compiler is n, or none is: other assignments are not even compiled
template <class X, std::size_t n>
inline constexpr bool may_have_rank = [] {
  constexpr std::size_t rank = xt::get_rank<std::remove_cvref_t<X>>::value;
  return rank == n || rank == std::numeric_limits<std::size_t>::max();
}();

template <class T>
void require_finite(const char* what, const xt::xtensor<T, 2>& values) {
  const T* const end = values.data() + values.size();
  const T* const bad = std::find_if_not(values.data(), end, [](T v) { return std::isfinite(v); });
  if (bad == end) return;
  const auto at = static_cast<std::size_t>(bad - values.data());
  throw DataError(text("Dataset: ", what, " is ", *bad, " in row ", at / values.shape()[1], ", column ", at % values.shape()[1],
                       ", expected finite numbers"));
}

}  // namespace dataset_detail

/// x [n, features] with labels [n] (integers from 0) or targets [n] or [n, outputs] (floating point), from xtensor containers:
/// `Dataset{x, labels}`. An rvalue xt::xtensor<T, 2> is taken over, anything else is copied once.
template <class T = float>
class Dataset {
  static_assert(std::is_same_v<T, float> || std::is_same_v<T, double>, "genoprop: a Dataset holds float or double");
  using Stored = dataset_detail::Stored<T>;

 public:
  using Scalar = T;

  /// no rows: what a split without test data has in its place
  Dataset() = default;
  template <class X, class Y>
  Dataset(X&& x, Y&& y) : stored_(store(std::forward<X>(x), std::forward<Y>(y), std::nullopt)) {}
  /// `classes` where the largest label does not say it
  template <class X, class Y>
  Dataset(X&& x, Y&& y, Index classes) : stored_(store(std::forward<X>(x), std::forward<Y>(y), classes)) {
    static_assert(std::is_integral_v<dataset_detail::Value<Y>>, "genoprop: a Dataset has a number of classes only with integer labels");
  }

  /// Images that stay bytes in memory, a quarter of floats: x is byte / 255, computed when a batch is gathered. The run has the bits of one
  /// on `Dataset{x, y}`. `pixels` [n * features], row after row, is taken over; y [n] as in `Dataset{x, y}`.
  template <class Y>
  static Dataset of_pixels(std::vector<std::uint8_t> pixels, Index features, Y&& y) {
    require<DataError>(features > 0 && !pixels.empty() && pixels.size() % static_cast<std::size_t>(features) == 0,
                       "Dataset::of_pixels: pixels is ", pixels.size(), ", features is ", features, ", expected whole rows, at least one");
    auto stored = std::make_shared<Stored>();
    take_values(*stored, pixels.size() / static_cast<std::size_t>(features), static_cast<std::size_t>(features), std::forward<Y>(y),
                std::nullopt);
    stored->pixels = std::move(pixels);
    Dataset images;
    images.stored_ = std::move(stored);
    return images;
  }

  Index rows() const { return picked_ ? static_cast<Index>(picked_->size()) : stored_rows(); }
  Index features() const { return stored_ ? stored_->features : 0; }
  /// what a network has to give for a row: a number for each class, or each target
  Index outputs() const { return !stored_ ? 0 : has_labels() ? classes() : static_cast<Index>(stored_->targets.shape()[1]); }
  /// of the whole dataset, also where a subset lacks some; 0 with targets
  Index classes() const { return stored_ ? stored_->classes : 0; }
  bool has_labels() const { return classes() > 0; }

  /// the features of row r, where they lie; refused where they are bytes
  std::span<const T> row(Index r) const {
    require<ShapeError>(r >= 0 && r < rows(), "Dataset::row: row is ", r, ", expected 0 to ", rows() - 1);
    require<DataError>(!has_pixels(), "Dataset::row: the rows are bytes, expected floating-point features; pixels(", r,
                       ") gives the bytes, x() floats");
    return {stored_->x.data() + place(r) * static_cast<std::size_t>(features()), static_cast<std::size_t>(features())};
  }
  bool has_pixels() const { return stored_ && !stored_->pixels.empty(); }
  /// the bytes of row r, where they lie; refused where the features are floating-point
  std::span<const std::uint8_t> pixels(Index r) const {
    require<ShapeError>(r >= 0 && r < rows(), "Dataset::pixels: row is ", r, ", expected 0 to ", rows() - 1);
    require<DataError>(has_pixels(), "Dataset::pixels: the rows are floating-point features, expected bytes");
    return {stored_->pixels.data() + place(r) * static_cast<std::size_t>(features()), static_cast<std::size_t>(features())};
  }
  /// [rows, features], a copy; of bytes too, for as long as the caller keeps it: `predict(data.x())`
  xt::xtensor<T, 2> x() const {
    if (has_pixels()) return unpacked();
    return stored_ ? copy(stored_->x) : xt::xtensor<T, 2>{};
  }
  /// [rows], a copy
  xt::xtensor<std::int32_t, 1> labels() const {
    require<DataError>(has_labels(), "Dataset::labels: the rows have ", stored_ ? "targets" : "no values", ", expected integer labels");
    auto out = xt::xtensor<std::int32_t, 1>::from_shape(std::array{static_cast<std::size_t>(rows())});
    for (Index r = 0; r < rows(); ++r) out(r) = stored_->labels(place(r));
    return out;
  }
  /// [rows, outputs], a copy
  xt::xtensor<T, 2> targets() const {
    require<DataError>(stored_ && !has_labels(), "Dataset::targets: the rows have ", stored_ ? "labels" : "no values",
                       ", expected targets");
    return copy(stored_->targets);
  }

  bool has_weights() const { return weights_ != nullptr; }
  /// [rows], a copy; all 1 where none were given
  xt::xtensor<T, 1> weights() const {
    xt::xtensor<T, 1> out(std::array{static_cast<std::size_t>(rows())}, T(1));
    if (weights_) std::copy(weights_->begin(), weights_->end(), out.begin());
    return out;
  }
  /// The same rows, where row r counts w[r] times as much in every loss (accuracy and errors of `accuracy`, `mean_squared_error` count
  /// rows as they are). A loss is 1/n sum of w_r L_r: with weights of mean 1 the optimizer's rate keeps its meaning.
  template <class W>
  Dataset weighted(const W& w) const {
    require<ShapeError>(w.dimension() == 1, "Dataset::weighted: dimensions of weights is ", w.dimension(), ", expected 1: [rows]");
    require_equal("Dataset::weighted: weights", w.shape()[0], static_cast<std::size_t>(rows()));
    std::vector<T> all;
    bool any = false;
    for (std::size_t r = 0; r < static_cast<std::size_t>(rows()); ++r) {
      const T here = static_cast<T>(w(r));
      require<DataError>(here >= 0 && std::isfinite(here), "Dataset::weighted: weight of row ", r, " is ", here,
                         ", expected at least 0 and finite");
      any = any || here > 0;
      all.push_back(here);
    }
    require<DataError>(any, "Dataset::weighted: all ", rows(), " weights are 0, expected at least one above");
    Dataset copy = *this;
    copy.weights_ = std::make_shared<const std::vector<T>>(std::move(all));
    return copy;
  }
  /// the same rows, where each counts as its class does: `data.class_weighted({1, 5})`
  Dataset class_weighted(const std::vector<double>& of_class) const {
    require<DataError>(has_labels(), "Dataset::class_weighted: the rows have no labels");
    require_equal("Dataset::class_weighted: weights", of_class.size(), static_cast<std::size_t>(classes()));
    for (std::size_t c = 0; c < of_class.size(); ++c)
      require<DataError>(of_class[c] >= 0 && std::isfinite(of_class[c]), "Dataset::class_weighted: weight of class ", c, " is ",
                         of_class[c], ", expected at least 0 and finite");
    xt::xtensor<double, 1> w(std::array{static_cast<std::size_t>(rows())}, 0.0);
    for (Index r = 0; r < rows(); ++r) w(r) = of_class[static_cast<std::size_t>(stored_->labels(place(r)))];
    return weighted(w);
  }
  /// the same rows, where all classes that occur weigh the same: n / (classes that occur * rows of the class); mean 1
  Dataset balanced() const {
    require<DataError>(has_labels(), "Dataset::balanced: the rows have no labels");
    std::vector<double> count(static_cast<std::size_t>(classes()), 0.0);
    for (Index r = 0; r < rows(); ++r) count[static_cast<std::size_t>(stored_->labels(place(r)))] += 1;
    const auto occur = static_cast<double>(std::count_if(count.begin(), count.end(), [](double c) { return c > 0; }));
    for (double& c : count) c = c > 0 ? rows() / (occur * c) : 0.0;
    return class_weighted(count);
  }

  /// these rows, in this order, sharing memory; a row may be named twice
  Dataset pick(std::vector<Index> which) const {
    require<ShapeError>(which.size() <= dataset_detail::max_index, "Dataset::pick: rows is ", which.size(), ", expected at most ",
                        dataset_detail::max_index);
    auto weights = weights_ ? std::make_shared<std::vector<T>>() : nullptr;
    for (Index& r : which) {
      require<ShapeError>(r >= 0 && r < rows(), "Dataset::pick: row is ", r, ", expected 0 to ", rows() - 1);
      if (weights) weights->push_back((*weights_)[static_cast<std::size_t>(r)]);
      r = static_cast<Index>(place(r));
    }
    if (which.empty()) return {};
    Dataset subset = *this;
    subset.picked_ = std::make_shared<const std::vector<Index>>(std::move(which));
    subset.weights_ = std::move(weights);
    return subset;
  }

  /// for lanes; the pointers live as long as this dataset, its copies or its subsets
  DataView<T> view() const {
    if (!stored_) return {};
    return {.x = has_pixels() ? nullptr : stored_->x.data(),
            .pixels = has_pixels() ? stored_->pixels.data() : nullptr,
            .pitch = features(),
            .labels = has_labels() ? stored_->labels.data() : nullptr,
            .targets = has_labels() ? nullptr : stored_->targets.data(),
            .target_pitch = has_labels() ? 0 : outputs(),
            .weights = weights_ ? weights_->data() : nullptr,
            .row = picked_ ? picked_->data() : nullptr,
            .stored_rows = stored_rows(),
            .rows = rows(),
            .features = features(),
            .outputs = has_labels() ? 0 : outputs()};
  }

 private:
  Index stored_rows() const { return stored_ ? stored_->rows : 0; }
  std::size_t place(Index r) const { return static_cast<std::size_t>(picked_ ? (*picked_)[static_cast<std::size_t>(r)] : r); }

  xt::xtensor<T, 2> copy(const xt::xtensor<T, 2>& from) const {
    if (!picked_) return from;
    const std::size_t columns = from.shape()[1];
    auto out = xt::xtensor<T, 2>::from_shape(std::array{picked_->size(), columns});
    for (Index r = 0; r < rows(); ++r)
      std::copy_n(from.data() + place(r) * columns, columns, out.data() + static_cast<std::size_t>(r) * columns);
    return out;
  }

  xt::xtensor<T, 2> unpacked() const {
    const auto columns = static_cast<std::size_t>(features());
    auto out = xt::xtensor<T, 2>::from_shape(std::array{static_cast<std::size_t>(rows()), columns});
    T* to = out.data();
    for (Index r = 0; r < rows(); ++r)
      for (const std::uint8_t byte : pixels(r)) *to++ = pixel_value<T>(byte);
    return out;
  }

  template <class X, class Y>
  static std::shared_ptr<const Stored> store(X&& x, Y&& y, std::optional<Index> classes) {
    static_assert(xt::is_xexpression<std::remove_cvref_t<X>>::value && xt::is_xexpression<std::remove_cvref_t<Y>>::value,
                  "genoprop: a Dataset is built from xtensor containers or adaptors: Dataset{x, labels} or Dataset{x, targets}");
    require<ShapeError>(x.dimension() == 2, "Dataset: dimensions of x is ", x.dimension(), ", expected 2: [rows, features]");
    const auto n = static_cast<std::size_t>(x.shape()[0]), features = static_cast<std::size_t>(x.shape()[1]);
    require<DataError>(n > 0 && features > 0, "Dataset: x is [", n, ", ", features, "], expected at least one row and one feature");
    auto stored = std::make_shared<Stored>();
    take_values(*stored, n, features, std::forward<Y>(y), classes);
    if constexpr (dataset_detail::may_have_rank<X, 2>) stored->x = std::forward<X>(x);
    dataset_detail::require_finite("x", stored->x);
    return stored;
  }

  /// sizes, and labels or targets
  template <class Y>
  static void take_values(Stored& stored, std::size_t n, std::size_t features, Y&& y, std::optional<Index> classes) {
    require<ShapeError>(std::max(n, features) <= dataset_detail::max_index, "Dataset: x is [", n, ", ", features, "], expected at most ",
                        dataset_detail::max_index, " rows and as many features");
    stored.rows = static_cast<Index>(n);
    stored.features = static_cast<Index>(features);
    if constexpr (std::is_integral_v<dataset_detail::Value<Y>>) {
      require<ShapeError>(y.dimension() == 1, "Dataset: dimensions of labels is ", y.dimension(), ", expected 1: [rows]");
      require_equal("Dataset: labels", y.shape()[0], n);
      take_labels(stored, y, classes);
    } else {
      require<ShapeError>(y.dimension() == 1 || y.dimension() == 2, "Dataset: dimensions of targets is ", y.dimension(),
                          ", expected 1 or 2: [rows] or [rows, outputs]");
      require_equal("Dataset: rows of targets", y.shape()[0], n);
      take_targets(stored, std::forward<Y>(y));
    }
  }

  static void take_labels(Stored& stored, const auto& y, std::optional<Index> classes) {
    const auto n = static_cast<std::size_t>(y.shape()[0]);
    stored.labels = xt::xtensor<std::int32_t, 1>::from_shape(std::array{n});
    Index largest = 0;
    for (std::size_t r = 0; r < n; ++r) {
      const auto label = y(r);
      require<DataError>(static_cast<std::uint64_t>(label) < dataset_detail::max_index, "Dataset: label of row ", r, " is ", +label,
                         ", expected 0 to ", dataset_detail::max_index - 1);
      stored.labels(r) = static_cast<std::int32_t>(label);
      largest = std::max(largest, stored.labels(r));
    }
    stored.classes = classes.value_or(largest + 1);
    require<DataError>(stored.classes > largest, "Dataset: classes is ", stored.classes, ", the largest label is ", largest,
                       ", expected at least ", largest + 1, " classes");
  }

  template <class Y>
  static void take_targets(Stored& stored, Y&& y) {
    const auto n = static_cast<std::size_t>(y.shape()[0]);
    if (y.dimension() == 1) {
      stored.targets = xt::xtensor<T, 2>::from_shape(std::array{n, std::size_t{1}});
      for (std::size_t r = 0; r < n; ++r) stored.targets(r, 0) = static_cast<T>(y(r));
    } else if constexpr (dataset_detail::may_have_rank<Y, 2>) {
      require<DataError>(y.shape()[1] > 0, "Dataset: targets is [", n, ", 0], expected at least one column");
      stored.targets = std::forward<Y>(y);
    }
    dataset_detail::require_finite("targets", stored.targets);
  }

  std::shared_ptr<const Stored> stored_;
  std::shared_ptr<const std::vector<Index>> picked_;  // none: all rows, in order
  std::shared_ptr<const std::vector<T>> weights_;     // [rows()]; none: all 1
};
template <class X, class Y>
Dataset(X&&, Y&&) -> Dataset<dataset_detail::Scalar<X>>;
template <class X, class Y>
Dataset(X&&, Y&&, Index) -> Dataset<dataset_detail::Scalar<X>>;

}  // namespace genoprop
