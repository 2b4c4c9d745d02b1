#pragma once
// Tables as datasets: split first, then encoded by what the training rows say.

#include <genoprop/data/features.hpp>
#include <genoprop/data/split.hpp>

namespace genoprop {

/// The three parts of a table.
struct TableSplits {
  Table training{}, validation{}, test{};
};

/// Training, validation and test rows of a table, as split(Dataset) draws them: with the class shares of the whole where classes are
/// predicted. `split(table, {.train = 0.6, .validation = 0.2, .test = 0.2, .seed = 1})`
inline TableSplits split(const Table& table, Fractions f) {
  split_detail::require_fractions(f, table.rows());
  std::vector<std::int32_t> labels;
  if (table.has_classes()) {
    const Column& column = table.column(table.targets()[0]);
    std::vector<double> values = column.numbers;
    std::erase_if(values, [](double v) { return v != v; });  // missing cells, which count as one class: -1
    std::sort(values.begin(), values.end());
    for (Index r = 0; r < table.rows(); ++r)
      labels.push_back(
          column.text ? column.codes[table.row(r)]
          : table.missing(table.targets()[0], r)
              ? -1
              : static_cast<std::int32_t>(std::lower_bound(values.begin(), values.end(), column.numbers[table.row(r)]) - values.begin()));
  }
  const DataView<float> view{.labels = labels.empty() ? nullptr : labels.data(), .stored_rows = table.rows(), .rows = table.rows()};
  split_detail::Parts parts = split_detail::cut(split_detail::stratified_order(view, f.seed), f);
  return {table.pick(std::move(parts.training)), table.pick(std::move(parts.validation)), table.pick(std::move(parts.test))};
}

/// Splits that a Supervised takes as they are, and the way back.
template <class T = float>
struct Encoded : Splits<T> {
  Features features{};
  Index dropped = 0;                    ///< rows that missed a cell, under Missing::drop
  std::vector<std::string> warnings{};  ///< such as words that the training rows did not have
};

/// Datasets of a table's parts: words one-hot with the categories of the training rows, or a whole number where they are to be embedded,
/// numbers and regression targets standardised with their statistics, classes numbered.
/// `auto data = encode(split(table, {}), {.missing = Missing::median});` then `Supervised{net, SoftmaxCrossEntropy{}, data}`;
/// `data.features` goes into the model file.
template <class T = float>
Encoded<T> encode(const TableSplits& parts, const Encoding& how = {}) {
  require<DataError>(!parts.training.targets().empty(), "encode: the table has no target, expected load_csv(path, {.target = ...})");
  Encoded<T> out;
  out.features = Features::of(parts.training, how);
  const Features& features = out.features;
  const auto part_of = [&](const char* name, Table part) -> Dataset<T> {
    if (how.missing == Missing::drop) {
      const Index before = part.rows();
      part = part.pick(features.complete_rows(part, true));
      out.dropped += before - part.rows();
    }
    if (part.rows() == 0) return {};
    const auto rows = static_cast<std::size_t>(part.rows()), inputs = static_cast<std::size_t>(features.inputs());
    std::vector<Unknown> unknown;
    auto x = xt::xtensor<T, 2>::from_shape({rows, inputs});
    features.encode(part, x.data(), inputs, &unknown);
    for (const Unknown& u : unknown) out.warnings.push_back(text(name, ": ", u.warning()));
    if (!features.classes.empty()) {
      const std::vector<std::int32_t> labels = features.labels(text("encode: ", name).c_str(), part);
      auto y = xt::xtensor<std::int32_t, 1>::from_shape({rows});
      std::copy(labels.begin(), labels.end(), y.data());
      return {std::move(x), std::move(y), static_cast<Index>(features.classes.size())};
    }
    auto y = xt::xtensor<T, 2>::from_shape({rows, features.targets.size()});
    for (std::size_t t = 0; t < features.targets.size(); ++t) {
      const TargetColumn& target = features.targets[t];
      const Index c = part.find(target.column), none = part.missing(c);
      require<DataError>(none == 0, "encode: ", name, " target \"", target.column, "\" is missing in ", none,
                         " rows, expected a value in every row, or .missing = Missing::drop");
      for (std::size_t r = 0; r < rows; ++r)
        y(r, t) = static_cast<T>((part.column(c).numbers[part.row(static_cast<Index>(r))] - target.mean) / target.deviation);
    }
    return {std::move(x), std::move(y)};
  };
  out.training = part_of("training", parts.training);
  out.validation = part_of("validation", parts.validation);
  out.test = part_of("test", parts.test);
  return out;
}

/// Values in the units of the file: `in_units(data.features, result.best().predict(data.test.x()))`
template <class T>
xt::xtensor<T, 2> in_units(const Features& features, xt::xtensor<T, 2> values) {
  require_equal("in_units: columns", values.shape(1), features.targets.size());
  for (std::size_t r = 0; r < values.shape(0); ++r)
    for (std::size_t t = 0; t < features.targets.size(); ++t)
      values(r, t) = static_cast<T>(math::fma(static_cast<double>(values(r, t)), features.targets[t].deviation, features.targets[t].mean));
  return values;
}

}  // namespace genoprop
