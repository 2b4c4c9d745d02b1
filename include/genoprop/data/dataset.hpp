#pragma once
// Rows to learn from. A dataset is a value: copies and subsets share their rows and never change them.

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include <genoprop/data/stored.hpp>
#include <genoprop/data/view.hpp>

namespace genoprop {

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
  Dataset(X&& x, Y&& y) : stored_(Stored::of(std::forward<X>(x), std::forward<Y>(y), std::nullopt)) {}
  /// `classes` where the largest label does not say it
  template <class X, class Y>
  Dataset(X&& x, Y&& y, Index classes) : stored_(Stored::of(std::forward<X>(x), std::forward<Y>(y), classes)) {
    static_assert(std::is_integral_v<dataset_detail::Value<Y>>, "genoprop: a Dataset has a number of classes only with integer labels");
  }

  /// Images that stay bytes in memory, a quarter of floats: x is byte / 255, computed when a batch is gathered. The run has the bits of one
  /// on `Dataset{x, y}`. `pixels` [n * features], row after row, is taken over; y [n] as in `Dataset{x, y}`.
  template <class Y>
  static Dataset of_pixels(std::vector<std::uint8_t> pixels, Index features, Y&& y) {
    Dataset images;
    images.stored_ = Stored::of_pixels(std::move(pixels), features, std::forward<Y>(y));
    return images;
  }

  /// Rows that stay in their file, of which memory holds only what is being read: `map_npy` and `map_idx` make them. The run has the
  /// bits of one on the same rows in memory. Bytes are pixels as in `of_pixels`; y [n] as in `Dataset{x, y}`, in memory.
  template <class Y>
  static Dataset mapped(const MappedRows& from, Y&& y) {
    Dataset rows;
    rows.stored_ = Stored::of_mapped(from, std::forward<Y>(y));
    return rows;
  }

  Index rows() const { return picked_ ? static_cast<Index>(picked_->size()) : stored_rows(); }
  Index features() const { return stored_ ? stored_->features : 0; }
  /// what a network has to give for a row: a number for each class, or each target
  Index outputs() const { return !stored_ ? 0 : has_labels() ? classes() : static_cast<Index>(stored_->targets.shape()[1]); }
  /// of the whole dataset, also where a subset lacks some; 0 with targets
  Index classes() const { return stored_ ? stored_->classes : 0; }
  bool has_labels() const { return classes() > 0; }

  /// the features of row r, where they lie; refused where they are bytes, or scaled on their way into a batch
  std::span<const T> row(Index r) const {
    require<ShapeError>(r >= 0 && r < rows(), "Dataset::row: row is ", r, ", expected 0 to ", rows() - 1);
    require<DataError>(!has_pixels(), "Dataset::row: the rows are bytes, expected floating-point features; pixels(", r,
                       ") gives the bytes, x() floats");
    require<DataError>(!scaling_, "Dataset::row: the rows are scaled when they are gathered, expected features as they lie; x(", r,
                       ", 1) gives them scaled");
    return {stored_->x + place(r) * static_cast<std::size_t>(features()), static_cast<std::size_t>(features())};
  }
  bool has_pixels() const { return stored_ && stored_->pixels; }
  /// the bytes of row r, where they lie; refused where the features are floating-point
  std::span<const std::uint8_t> pixels(Index r) const {
    require<ShapeError>(r >= 0 && r < rows(), "Dataset::pixels: row is ", r, ", expected 0 to ", rows() - 1);
    require<DataError>(has_pixels(), "Dataset::pixels: the rows are floating-point features, expected bytes");
    require<DataError>(!scaling_, "Dataset::pixels: the rows are scaled when they are gathered, expected bytes as they lie; x(", r,
                       ", 1) gives them scaled");
    return {stored_->pixels + place(r) * static_cast<std::size_t>(features()), static_cast<std::size_t>(features())};
  }
  /// whether the features stay in their file
  bool is_mapped() const { return stored_ && stored_->file; }
  /// [rows, features], a copy; of bytes and of a mapped file too, for as long as the caller keeps it: `predict(data.x())`
  xt::xtensor<T, 2> x() const {
    if (stored_ && !picked_ && stored_->own_x.size() > 0) return stored_->own_x;
    return x(0, rows());
  }
  /// [n, features], a copy of rows first .. first + n - 1
  xt::xtensor<T, 2> x(Index first, Index n) const {
    require<ShapeError>(first >= 0 && n >= 0 && first <= rows() - n, "Dataset::x: rows is ", first, " to ", std::int64_t{first} + n - 1,
                        ", expected within 0 to ", rows() - 1);
    const auto columns = static_cast<std::size_t>(features());
    auto out = xt::xtensor<T, 2>::from_shape(std::array{static_cast<std::size_t>(n), columns});
    const DataView<T> data = view();
    if (data.mapping) announce(data, n, [&](Index r) { return data.at(first + r); });
    for (Index r = 0; r < n; ++r) read_row(data, data.at(first + r), out.data() + static_cast<std::size_t>(r) * columns);
    return out;
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
    if (!picked_) return stored_->targets;
    const std::size_t columns = stored_->targets.shape()[1];
    auto out = xt::xtensor<T, 2>::from_shape(std::array{picked_->size(), columns});
    for (Index r = 0; r < rows(); ++r)
      std::copy_n(stored_->targets.data() + place(r) * columns, columns, out.data() + static_cast<std::size_t>(r) * columns);
    return out;
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
    return class_weighted(shares(rows()));
  }
  /// [classes] what a row of each class gets of a whole that all classes that occur share alike; without labels none
  std::vector<double> shares(double whole = 1) const {
    std::vector<double> count(static_cast<std::size_t>(classes()), 0.0);
    for (Index r = 0; has_labels() && r < rows(); ++r) count[static_cast<std::size_t>(stored_->labels(place(r)))] += 1;
    const auto occur = static_cast<double>(std::count_if(count.begin(), count.end(), [](double c) { return c > 0; }));
    for (double& c : count) c = c > 0 ? whole / (occur * c) : 0.0;
    return count;
  }

  /// the same rows, of which x is (x - mean) / deviation, column by column, computed when a batch is gathered: mean and deviation
  /// [features], as a Scaler has them
  Dataset scaled(const xt::xtensor<double, 1>& mean, const xt::xtensor<double, 1>& deviation) const {
    require_equal("Dataset::scaled: means", mean.size(), static_cast<std::size_t>(features()));
    require_equal("Dataset::scaled: deviations", deviation.size(), mean.size());
    require<DataError>(!scaling_, "Dataset::scaled: the rows are scaled already, expected rows as they lie");
    Dataset copy = *this;
    copy.scaling_ = std::make_shared<const Scaling>(Scaling{mean, deviation});
    return copy;
  }
  /// the same rows, where `f` of the targets [stored rows, outputs] are the targets; the features are shared with nobody but a file
  template <class F>
  Dataset with_targets(F&& f) const {
    require<DataError>(stored_ && !has_labels(), "Dataset::with_targets: the rows have ", stored_ ? "labels" : "no values",
                       ", expected targets");
    Dataset copy = *this;
    copy.stored_ = stored_->with_targets(f(stored_->targets));
    return copy;
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
    return {.x = stored_->x,
            .pixels = stored_->pixels,
            .pitch = features(),
            .labels = has_labels() ? stored_->labels.data() : nullptr,
            .targets = has_labels() ? nullptr : stored_->targets.data(),
            .target_pitch = has_labels() ? 0 : outputs(),
            .weights = weights_ ? weights_->data() : nullptr,
            .row = picked_ ? picked_->data() : nullptr,
            .stored_rows = stored_rows(),
            .rows = rows(),
            .features = features(),
            .outputs = has_labels() ? 0 : outputs(),
            .mapping = stored_->file.get(),
            .mean = scaling_ ? scaling_->mean.data() : nullptr,
            .deviation = scaling_ ? scaling_->deviation.data() : nullptr,
            .by_host = scaling_ != nullptr};
  }

 private:
  struct Scaling {
    xt::xtensor<double, 1> mean, deviation;  // [features]
  };

  Index stored_rows() const { return stored_ ? stored_->rows : 0; }
  std::size_t place(Index r) const { return static_cast<std::size_t>(picked_ ? (*picked_)[static_cast<std::size_t>(r)] : r); }

  std::shared_ptr<const Stored> stored_;
  std::shared_ptr<const std::vector<Index>> picked_;  // none: all rows, in order
  std::shared_ptr<const std::vector<T>> weights_;     // [rows()]; none: all 1
  std::shared_ptr<const Scaling> scaling_;            // none: x as it lies
};
template <class X, class Y>
Dataset(X&&, Y&&) -> Dataset<dataset_detail::Scalar<X>>;
template <class X, class Y>
Dataset(X&&, Y&&, Index) -> Dataset<dataset_detail::Scalar<X>>;

}  // namespace genoprop
