#pragma once
// Three splits: training data for gradients, validation data for fitness, test data for the report and for nothing else.

#include <algorithm>
#include <cmath>
#include <tuple>

#include <genoprop/core/draw.hpp>
#include <genoprop/core/math.hpp>
#include <genoprop/data/dataset.hpp>

namespace genoprop {

/// `Splits same{rows, rows, rows}` where a problem has only one set of rows.
template <class T = float>
struct Splits {
  Dataset<T> training{}, validation{}, test{};
};
template <class T>
Splits(Dataset<T>, Dataset<T>) -> Splits<T>;
template <class T>
Splits(Dataset<T>, Dataset<T>, Dataset<T>) -> Splits<T>;

/// Shares of the rows. What they leave of 1 is in no split.
struct Fractions {
  double train = 0.8;
  double validation = 0.2;
  double test = 0;
  std::uint64_t seed = 1;
};

namespace split_detail {

/// All rows in a drawn order in which the classes lie evenly: the j-th of the m rows of a class has the key (j + 1/2) / m, so
/// every stretch of the order has about the class shares of the whole. Without labels a shuffle.
template <class T>
std::vector<Index> stratified_order(const DataView<T>& data, std::uint64_t seed) {
  struct Row {
    std::int32_t label;
    std::uint64_t drawn;  // the order within a class
    std::uint32_t tie;    // the order of equal keys
    Index row;
    double key;
  };
  std::vector<Row> all(static_cast<std::size_t>(data.rows));
  for (Index r = 0; r < data.rows; ++r) {
    const Words w = words_at(seed, {.purpose = Purpose::split, .index = static_cast<std::uint32_t>(r)});
    all[static_cast<std::size_t>(r)] = {data.labels ? data.labels[data.at(r)] : 0, std::uint64_t{w.word[0]} << 32 | w.word[1], w.word[2], r,
                                        0};
  }
  std::ranges::sort(all, {}, [](const Row& a) { return std::tuple(a.label, a.drawn, a.row); });
  for (auto first = all.begin(); first != all.end();) {
    const auto last = std::find_if(first, all.end(), [&](const Row& a) { return a.label != first->label; });
    const auto count = static_cast<double>(last - first);
    for (auto at = first; at != last; ++at) at->key = (static_cast<double>(at - first) + 0.5) / count;
    first = last;
  }
  std::ranges::sort(all, {}, [](const Row& a) { return std::tuple(a.key, a.tie, a.row); });
  std::vector<Index> order(all.size());
  std::ranges::transform(all, order.begin(), &Row::row);
  return order;
}

inline void require_fraction(const char* name, double f) {
  require<SettingsError>(f >= 0 && f <= 1, "split: ", name, " is ", f, ", expected 0 to 1");
}

/// The rows of each part, in an order that the fractions cut.
struct Parts {
  std::vector<Index> training, validation, test;
};
inline void require_fractions(const Fractions& f, Index rows) {
  require_fraction("train", f.train);
  require_fraction("validation", f.validation);
  require_fraction("test", f.test);
  const double sum = f.train + f.validation + f.test;
  require<SettingsError>(sum <= 1 + 1e-9, "split: train + validation + test is ", sum, ", expected at most 1");
  require<DataError>(rows > 0, "split: rows is 0, expected at least 1");
  require<SettingsError>(f.train > 0, "split: train is 0, expected more: training needs rows");
}
inline Parts cut(const std::vector<Index>& order, const Fractions& f) {
  const auto end_of = [&](double share) {
    return std::min(order.size(), static_cast<std::size_t>(std::floor(math::fma(share, static_cast<double>(order.size()), 0.5))));
  };
  std::size_t from = 0;
  const auto take = [&](const char* name, double share, double until) {
    const std::size_t to = std::max(from, end_of(until));
    require<SettingsError>(to > from || share == 0, "split: ", name, " is ", share, " of ", order.size(),
                           " rows, expected at least one row");
    const auto at = order.begin();
    std::vector<Index> rows(at + static_cast<std::ptrdiff_t>(from), at + static_cast<std::ptrdiff_t>(to));
    from = to;
    return rows;
  };
  Parts parts;
  parts.training = take("train", f.train, f.train);
  parts.validation = take("validation", f.validation, f.train + f.validation);
  parts.test = take("test", f.test, f.train + f.validation + f.test);
  return parts;
}

}  // namespace split_detail

/// Training, validation and test rows, drawn at the seed, with the class shares of the whole where there are labels:
/// `split(digits, {.train = 0.8, .validation = 0.1, .test = 0.1, .seed = 1})`. The rows are shared, not copied; their number
/// is the fraction, rounded.
template <class T>
Splits<T> split(const Dataset<T>& data, Fractions f) {
  split_detail::require_fractions(f, data.rows());
  split_detail::Parts parts = split_detail::cut(split_detail::stratified_order(data.view(), f.seed), f);
  return {data.pick(std::move(parts.training)), data.pick(std::move(parts.validation)), data.pick(std::move(parts.test))};
}

}  // namespace genoprop
