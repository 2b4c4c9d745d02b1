#pragma once
// What training rows say of one column: categories, the median, mean and deviation, classes.

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include <genoprop/core/math.hpp>
#include <genoprop/data/feature_columns.hpp>
#include <genoprop/data/table.hpp>

namespace genoprop::features_detail {

/// Mean and deviation as Scaler has them: shifted two-pass sums in double.
struct Moments {
  double mean = 0, deviation = 1;
};
template <class F>
Moments moments(const char* who, const std::string& name, Index rows, F value) {
  double sum = 0, squares = 0;
  const double first = value(0);
  for (Index r = 0; r < rows; ++r) sum += value(r) - first;
  const double shift = sum / rows;
  for (Index r = 0; r < rows; ++r) {
    const double distance = (value(r) - first) - shift;
    squares = math::fma(distance, distance, squares);
  }
  require<DataError>(std::isfinite(squares), who, ": the variance of column \"", name, "\" overflows, expected smaller numbers");
  return {.mean = shift + first, .deviation = squares > 0 ? std::sqrt(squares / rows) : 1.0};
}

/// f <- the words of column c that its rows have
inline void learn_categories(const char* who, const Table& training, Index c, const Encoding& how, Feature& f) {
  const Column& column = training.column(c);
  const Index rows = training.rows();
  std::vector<bool> used(column.words.size());
  for (Index r = 0; r < rows; ++r)
    if (const std::int32_t code = column.codes[training.row(r)]; code >= 0) used[static_cast<std::size_t>(code)] = true;
  for (std::size_t w = 0; w < used.size(); ++w)
    if (used[w]) f.categories.push_back(column.words[w]);
  std::sort(f.categories.begin(), f.categories.end());
  f.categories.erase(std::unique(f.categories.begin(), f.categories.end()), f.categories.end());  // a table made by hand may say one twice
  require<DataError>(std::cmp_less_equal(f.categories.size(), how.most_categories), who, ": column \"", f.column, "\" has ",
                     f.categories.size(), " categories in ", rows, " training rows, expected at most ", how.most_categories,
                     ": leave it out if it names rows; if it holds numbers, a cell is misspelt");
}

/// f.fill <- the median of column c, of which `none` cells are missing
inline void learn_median(const Table& training, Index c, Index none, Feature& f) {
  const Column& column = training.column(c);
  const Index rows = training.rows();
  std::vector<double> there;
  there.reserve(static_cast<std::size_t>(rows - none));
  for (Index r = 0; r < rows; ++r)
    if (!training.missing(c, r)) there.push_back(column.numbers[training.row(r)]);
  const auto middle = there.begin() + static_cast<std::ptrdiff_t>(there.size() / 2);
  std::nth_element(there.begin(), middle, there.end());
  f.fill = *middle;
  if (there.size() % 2 == 0) f.fill = 0.5 * f.fill + 0.5 * *std::max_element(there.begin(), middle);
}

/// f.mean, f.deviation <- those of column c, where f.fill stands for missing cells
inline void learn_scale(const char* who, const Table& training, Index c, Feature& f) {
  const Column& column = training.column(c);
  const Index rows = training.rows();
  const Moments m = moments(who, f.column, rows, [&](Index r) {
    const double value = column.numbers[training.row(r)];
    return value == value ? value : f.fill;
  });
  f.mean = m.mean;
  f.deviation = m.deviation;
}

inline std::string number_text(double value) {
  char out[32];
  return {out, std::to_chars(out, out + sizeof out, value).ptr};
}

/// the classes of a target: words by their bytes, numbers by size
inline std::vector<std::string> classes_of(const char* who, const Table& training, const Column& column, const Encoding& how) {
  const Index rows = training.rows();
  std::vector<std::string> classes;
  if (column.text) {
    for (Index r = 0; r < rows; ++r) classes.push_back(column.words[static_cast<std::size_t>(column.codes[training.row(r)])]);
    std::sort(classes.begin(), classes.end());
    classes.erase(std::unique(classes.begin(), classes.end()), classes.end());
  } else {
    std::vector<double> values;
    for (Index r = 0; r < rows; ++r) values.push_back(column.numbers[training.row(r)] + 0.0);  // -0 is 0
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    for (const double v : values) classes.push_back(number_text(v));
  }
  require<DataError>(classes.size() > 1, who, ": target \"", column.name, "\" is ", classes[0], " in all ", rows,
                     " training rows, expected at least 2 classes");
  require<DataError>(std::cmp_less_equal(classes.size(), how.most_categories), who, ": target \"", column.name, "\" has ", classes.size(),
                     " classes, expected at most ", how.most_categories);
  return classes;
}

}  // namespace genoprop::features_detail
