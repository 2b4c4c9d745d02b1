#pragma once
// Columns of mean 0 and deviation 1, by what the training rows alone say (design law 7).

#include <cmath>
#include <limits>
#include <vector>

#include <genoprop/core/math.hpp>
#include <genoprop/data/split.hpp>

namespace genoprop {

/// Mean and standard deviation of each column: `apply` gives (value - mean) / deviation, `undo` the way back.
struct Scaler {
  xt::xtensor<double, 1> mean{};       ///< [columns]
  xt::xtensor<double, 1> deviation{};  ///< [columns], of the rows themselves (1 / n); a constant column has 1

  /// What `table` [rows, columns] says. Sums run in double, row by row, over the distance from the first row, so that a constant
  /// column has variance 0 exactly: Chan, Golub & LeVeque, The American Statistician 37, 1983 (shifted two-pass algorithm).
  template <class T>
  static Scaler of(const xt::xtensor<T, 2>& table) {
    return of_rows<T>(table.shape()[0], table.shape()[1], [&](auto&& row) {
      for (std::size_t r = 0; r < table.shape()[0]; ++r) row(table.data() + r * table.shape()[1]);
    });
  }
  /// what the rows of a dataset say, a piece of them at a time: the bits of `of(data.x())` without its memory. A mapped file is read
  /// from front to back twice.
  template <class T>
  static Scaler of(const Dataset<T>& data) {
    return of_rows<T>(static_cast<std::size_t>(data.rows()), static_cast<std::size_t>(data.features()),
                      [&](auto&& row) { each_row(data, row); });
  }
  /// Refuses rows that T could not hold once they are scaled, as `apply` gives them. They are read only where that may be.
  template <class T>
  void check(const char* who, const Dataset<T>& data) const {
    if (data.rows() == 0) return;
    require_equal("Scaler::check: columns", static_cast<std::size_t>(data.features()), columns());
    constexpr auto most = static_cast<double>(std::numeric_limits<T>::max());
    bool may_be = false;
    for (std::size_t c = 0; c < columns(); ++c)
      may_be = may_be || ((data.has_pixels() ? 1.0 : most) + std::abs(mean(c))) / deviation(c) > most;
    if (!may_be) return;
    Index r = 0;
    each_row(data, [&](const T* row) {
      for (std::size_t c = 0; c < columns(); ++c) {
        const double scaled = (static_cast<double>(row[c]) - mean(c)) / deviation(c);
        if (!(std::abs(scaled) <= most)) [[unlikely]]
          throw DataError(text(who, " row ", r, ", column ", c, " is ", row[c],
                               ", expected a number that is finite when it is scaled by the training rows: less ", mean(c), ", divided by ",
                               deviation(c)));
      }
      ++r;
    });
  }

  std::size_t columns() const { return mean.size(); }

  /// [rows, columns] -> the same shape; computed in double, rounded once
  template <class T>
  xt::xtensor<T, 2> apply(xt::xtensor<T, 2> table) const {
    require_equal("Scaler::apply: columns", table.shape()[1], columns());
    for (std::size_t r = 0; r < table.shape()[0]; ++r)
      for (std::size_t c = 0; c < columns(); ++c) table(r, c) = static_cast<T>((static_cast<double>(table(r, c)) - mean(c)) / deviation(c));
    return table;
  }
  template <class T>
  xt::xtensor<T, 2> undo(xt::xtensor<T, 2> table) const {
    require_equal("Scaler::undo: columns", table.shape()[1], columns());
    for (std::size_t r = 0; r < table.shape()[0]; ++r)
      for (std::size_t c = 0; c < columns(); ++c)
        table(r, c) = static_cast<T>(math::fma(static_cast<double>(table(r, c)), deviation(c), mean(c)));
    return table;
  }

 private:
  /// row(x) for every row, of which memory holds a piece at a time
  template <class T, class F>
  static void each_row(const Dataset<T>& data, F&& row) {
    const auto columns = static_cast<std::size_t>(data.features());
    const Index piece = std::max(static_cast<Index>((std::size_t{1} << 20) / std::max(columns, std::size_t{1})), Index{1});
    for (Index first = 0; first < data.rows(); first += piece) {
      const xt::xtensor<T, 2> part = data.x(first, std::min(piece, data.rows() - first));
      for (std::size_t r = 0; r < part.shape()[0]; ++r) row(part.data() + r * columns);
    }
  }
  /// each(f): f(row) for every row, from the first to the last
  template <class T, class F>
  static Scaler of_rows(std::size_t rows, std::size_t columns, F each) {
    require<DataError>(rows > 0, "Scaler: rows is 0, expected at least 1");
    const auto zeros = [&] { return xt::xtensor<double, 1>(std::array{columns}, 0.0); };
    Scaler s{zeros(), zeros()};
    std::vector<double> first;
    each([&](const T* row) {
      if (first.empty()) first.assign(row, row + columns);
      for (std::size_t c = 0; c < columns; ++c) s.mean(c) += static_cast<double>(row[c]) - first[c];
    });
    s.mean /= static_cast<double>(rows);
    each([&](const T* row) {
      for (std::size_t c = 0; c < columns; ++c) {
        const double distance = static_cast<double>(row[c]) - first[c] - s.mean(c);
        s.deviation(c) = math::fma(distance, distance, s.deviation(c));
      }
    });
    for (std::size_t c = 0; c < columns; ++c) {
      const double squares = s.deviation(c);
      require<DataError>(std::isfinite(squares), "Scaler: the variance of column ", c, " overflows, expected smaller numbers");
      s.deviation(c) = squares > 0 ? std::sqrt(squares / static_cast<double>(rows)) : 1.0;
      s.mean(c) += first[c];
    }
    return s;
  }
};

/// What `standardise` changes.
struct Standardise {
  bool inputs = true;
  bool targets = false;        ///< predictions then come back by `scaled.targets.undo(prediction)`
  std::vector<Index> leave{};  ///< columns of the inputs that stay as they are, such as whole numbers for an `embedding`
};

/// Splits that know their way back. A scaler that was not asked for has no columns.
template <class T = float>
struct Standardised : Splits<T> {
  Scaler inputs, targets;
};

/// `auto scaled = standardise(splits, {.targets = true});` then `scaled.training`, and `scaled.inputs.apply(x)` for new rows.
/// The result has rows of its own; those of a mapped file stay there and are scaled when a batch is gathered.
template <class T>
Standardised<T> standardise(const Splits<T>& splits, Standardise what = {}) {
  require<DataError>(splits.training.rows() > 0, "standardise: training rows is 0, expected at least 1");
  Standardised<T> out;
  if (what.inputs) out.inputs = Scaler::of(splits.training);
  for (const Index c : what.leave) {
    require<ShapeError>(c >= 0 && c < splits.training.features(), "standardise: column ", c, " is to be left, expected 0 to ",
                        splits.training.features() - 1);
    if (!what.inputs) continue;
    out.inputs.mean(c) = 0;
    out.inputs.deviation(c) = 1;
  }
  if (what.targets) out.targets = Scaler::of(splits.training.targets());  // refuses labels
  if (what.inputs) {                                                      // training rows are never that far from their own mean
    if (splits.validation.is_mapped()) out.inputs.check("standardise: validation", splits.validation);
    if (splits.test.is_mapped()) out.inputs.check("standardise: test", splits.test);
  }
  const auto scaled = [&](const Dataset<T>& part) -> Dataset<T> {
    if (part.rows() == 0) return {};
    if (part.is_mapped()) {
      const Dataset<T> same = what.targets ? part.with_targets([&](const auto& t) { return out.targets.apply(t); }) : part;
      return what.inputs ? same.scaled(out.inputs.mean, out.inputs.deviation) : same;
    }
    xt::xtensor<T, 2> x = what.inputs ? out.inputs.apply(part.x()) : part.x();
    const auto new_rows = [&]() -> Dataset<T> {
      if (part.has_labels() && !what.targets) return {std::move(x), part.labels(), part.classes()};
      return {std::move(x), what.targets ? out.targets.apply(part.targets()) : part.targets()};
    };
    return part.has_weights() ? new_rows().weighted(part.weights()) : new_rows();
  };
  out.training = scaled(splits.training);
  out.validation = scaled(splits.validation);
  out.test = scaled(splits.test);
  return out;
}

}  // namespace genoprop
