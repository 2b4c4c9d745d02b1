#pragma once
// What a network reads of a table, and what it says of the rows: learnt on training rows alone (design law 7), kept in model files.

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <genoprop/data/feature_cells.hpp>
#include <genoprop/data/feature_columns.hpp>
#include <genoprop/data/learn_columns.hpp>
#include <genoprop/data/table.hpp>

namespace genoprop {

/// The way from a table to a network and back.
struct Features {
  std::vector<Feature> columns{};
  std::vector<TargetColumn> targets{};  ///< none where classes are predicted
  std::string class_column{};
  std::vector<std::string> classes{};  ///< sorted: words by their bytes, numbers by size
  bool number_classes = false;         ///< the classes are numbers
  Missing missing = Missing::refuse;

  Index inputs() const {
    Index n = 0;
    for (const Feature& f : columns) n += f.width();
    return n;
  }
  /// Where an embedded column lies among the inputs, and how many numbers it holds: 0 to categories - 1.
  struct Embedded {
    Index column = 0, categories = 0;
  };
  /// `const auto town = data.features.embedded("town");` then `embedding(town.column, town.categories, 4)`. Of several the last one first:
  /// an embedding moves the columns behind its own.
  Embedded embedded(std::string_view name) const;
  Index outputs() const { return static_cast<Index>(classes.empty() ? targets.size() : classes.size()); }

  /// learns from these rows, and from nothing else
  static Features of(const Table& training, const Encoding& how = {});

  /// x [rows, inputs], row by row `pitch` apart. Words that the training rows did not have give zeros, and are counted in `unknown`.
  /// Here and below refusals are those of `who`.
  template <class T>
  void encode(const Table& table, T* x, std::size_t pitch, std::vector<Unknown>* unknown = nullptr, const char* who = "encode") const;
  /// one row, a cell for each of `columns`, in this order: allocates nothing; gives the number of unknown words
  template <class T>
  Index encode(std::span<const Cell> row, T* x, const char* who = "encode") const;
  /// one cell of column c, at x, which moves on; false: an unknown word
  template <class T>
  bool encode_cell(std::size_t c, const Cell& cell, T*& x, const char* who = "encode") const;
  /// the class of each row; a class that training rows did not have is refused
  std::vector<std::int32_t> labels(const char* who, const Table& table) const;
  /// the rows of which every cell that this needs is there; `with_target`: the target too
  std::vector<Index> complete_rows(const Table& table, bool with_target) const;
};

namespace features_detail {

/// "age" 3, "town" 1
inline std::string counts(const std::vector<std::pair<std::string, Index>>& missing) {
  std::string out;
  for (const auto& [name, n] : missing) out += text(out.empty() ? "" : ", ", "\"", name, "\" ", n);
  return out;
}
inline void require_none_missing(const char* who, const std::vector<std::pair<std::string, Index>>& missing, const char* or_else) {
  require<DataError>(missing.empty(), who, ": missing cells, by column: ", counts(missing), "; expected none", or_else);
}
inline constexpr const char* policies = ", or .missing = Missing::median or Missing::drop";

}  // namespace features_detail

inline Features Features::of(const Table& all, const Encoding& how) {
  using namespace features_detail;
  constexpr const char* who = "encode";
  require<DataError>(all.rows() > 0, who, ": training rows is 0, expected at least 1");
  Features out;
  out.missing = how.missing;
  for (Index c = 0; c < all.columns(); ++c)
    if (!all.is_target(c)) out.columns.push_back({.column = all.column(c).name, .text = all.column(c).text});
  require<DataError>(!out.columns.empty(), who, ": the table has no column beside its target, expected at least 1");
  for (const std::string& name : how.embed.all) {
    const auto f = std::find_if(out.columns.begin(), out.columns.end(), [&](const Feature& one) { return one.column == name; });
    require<DataError>(f != out.columns.end(), who, ": .embed names \"", name, "\", expected a column of the table beside its target");
    require<DataError>(f->text, who, ": .embed names \"", name, "\", which holds numbers, expected words: load_csv(path, {.text = \"", name,
                       "\"}) reads them as words");
    f->embedded = true;
  }
  for (const Index t : all.targets()) {
    if (all.has_classes())
      out.class_column = all.column(t).name;
    else
      out.targets.push_back({.column = all.column(t).name});
  }
  Table training = all;
  if (how.missing == Missing::drop) {
    training = all.pick(out.complete_rows(all, true));
    require<DataError>(training.rows() > 0, who, ": every one of the ", all.rows(),
                       " training rows misses a cell, expected some that do not");
  }
  const Index rows = training.rows();

  std::vector<std::pair<std::string, Index>> missing;
  for (Feature& f : out.columns) {
    const Index c = training.find(f.column);
    const Index none = training.missing(c);
    if (none > 0 && how.missing == Missing::refuse) {
      missing.emplace_back(f.column, none);
      continue;
    }
    require<DataError>(none < rows, who, ": column \"", f.column, "\" is empty in all ", rows,
                       " training rows, expected values: leave it out");
    f.indicator = none > 0;
    if (f.text) {
      learn_categories(who, training, c, how, f);
      continue;
    }
    if (how.missing == Missing::median) learn_median(training, c, none, f);
    if (how.standardise_inputs) learn_scale(who, training, c, f);
  }
  require_none_missing(who, missing, policies);
  for (const Index t : training.targets())
    if (const Index none = training.missing(t); none > 0) missing.emplace_back(training.column(t).name, none);
  require_none_missing(who, missing, " in a target, or .missing = Missing::drop");

  for (TargetColumn& t : out.targets) {
    if (!how.standardise_targets) break;
    const Column& column = training.column(t.column);
    const Moments m = moments(who, t.column, rows, [&](Index r) { return column.numbers[training.row(r)]; });
    t.mean = m.mean;
    t.deviation = m.deviation;
  }
  if (!out.class_column.empty()) {
    const Column& column = training.column(out.class_column);
    out.number_classes = !column.text;
    out.classes = classes_of(who, training, column, how);
  }
  return out;
}

inline Features::Embedded Features::embedded(std::string_view name) const {
  Index column = 0;
  for (const Feature& f : columns) {
    if (f.column == name && f.embedded) return {column, static_cast<Index>(f.categories.size()) + (f.indicator ? 1 : 0)};
    column += f.width();
  }
  throw DataError(text("embedded: column \"", name, "\" is not embedded, expected one that encode(parts, {.embed = ...}) names"));
}

inline std::vector<Index> Features::complete_rows(const Table& table, bool with_target) const {
  std::vector<Index> places, rows;
  for (const Feature& f : columns) places.push_back(table.find(f.column));
  if (with_target) places.insert(places.end(), table.targets().begin(), table.targets().end());
  for (Index r = 0; r < table.rows(); ++r)
    if (std::none_of(places.begin(), places.end(), [&](Index c) { return c >= 0 && table.missing(c, r); })) rows.push_back(r);
  return rows;
}

template <class T>
void Features::encode(const Table& table, T* x, std::size_t pitch, std::vector<Unknown>* unknown, const char* who) const {
  using namespace features_detail;
  std::vector<std::pair<std::string, Index>> missing_cells;
  const Index rows = table.rows();
  std::size_t at = 0;
  for (const Feature& f : columns) {
    const Index c = table.find(f.column);
    require<DataError>(c >= 0, who, ": the table has no column \"", f.column, "\", expected every column that the model was trained on");
    const Column& column = table.column(c);
    require<DataError>(column.text == f.text, who, ": column \"", f.column, "\" holds ", column.text ? "words" : "numbers", ", expected ",
                       f.text ? "words" : "numbers", " as in the training rows");
    const bool may_miss = missing == Missing::median;
    Index none = 0;
    if (f.text) {
      const Index width = f.own_width();
      std::vector<Index> place(column.words.size());
      for (std::size_t w = 0; w < place.size(); ++w) place[w] = f.category(column.words[w]);
      Unknown strange{.column = f.column, .embedded = f.embedded};
      for (Index r = 0; r < rows; ++r) {
        T* to = x + static_cast<std::size_t>(r) * pitch + at;
        const std::int32_t code = column.codes[table.row(r)];
        const Index one = code < 0 ? -1 : place[static_cast<std::size_t>(code)];
        put_word(f, one, code >= 0, to);
        none += code < 0 ? 1 : 0;
        if (code >= 0 && one < 0 && strange.cells++ == 0) strange.example = column.words[static_cast<std::size_t>(code)];
        if (f.width() > width) to[width] = code < 0 ? T(1) : T(0);
      }
      if (strange.cells > 0 && unknown) unknown->push_back(std::move(strange));
    } else {
      for (Index r = 0; r < rows; ++r) {
        T* to = x + static_cast<std::size_t>(r) * pitch + at;
        const double value = column.numbers[table.row(r)];
        const bool there = value == value;
        none += there ? 0 : 1;
        if (there || may_miss) put_scaled(who, f, there ? value : f.fill, to[0]);
        if (f.indicator) to[1] = there ? T(0) : T(1);
      }
    }
    if (none > 0 && !may_miss) missing_cells.emplace_back(f.column, none);
    if (none > 0 && may_miss && !f.indicator && unknown) unknown->push_back({.column = f.column, .cells = none});
    at += static_cast<std::size_t>(f.width());
  }
  require_none_missing(who, missing_cells, median_takes);
}

template <class T>
bool Features::encode_cell(std::size_t c, const Cell& cell, T*& x, const char* who) const {
  const Feature& f = columns[c];
  const features_detail::Said said = cell.text ? features_detail::said(f, cell.word) : features_detail::Said{.category = 0};
  const bool there = cell.text ? said.there : cell.number == cell.number;
  if (!(there ? cell.text == f.text && (f.text || std::isfinite(cell.number)) : missing == Missing::median)) [[unlikely]]
    features_detail::refuse_cell(who, c, f, cell, there);
  if (f.text)
    features_detail::put_word(f, said.category, there, x);
  else
    features_detail::put_scaled(who, f, there ? cell.number : f.fill, *x);
  x += f.own_width();
  if (f.indicator && !f.embedded) *x++ = there ? T(0) : T(1);
  return !there || said.category >= 0;
}

template <class T>
Index Features::encode(std::span<const Cell> row, T* x, const char* who) const {
  require<ShapeError>(row.size() == columns.size(), who, ": the row has ", row.size(), " cells, expected ", columns.size());
  Index unknown = 0;
  for (std::size_t c = 0; c < row.size(); ++c) unknown += encode_cell(c, row[c], x, who) ? 0 : 1;
  return unknown;
}

inline std::vector<std::int32_t> Features::labels(const char* who, const Table& table) const {
  const Index c = table.find(class_column);
  using features_detail::number_text;
  require<DataError>(c >= 0, who, ": the table has no column \"", class_column, "\", expected the target of the training rows");
  const Column& column = table.column(c);
  require<DataError>(column.text != number_classes, who, ": target \"", class_column, "\" holds ", column.text ? "words" : "numbers",
                     ", expected ", number_classes ? "numbers" : "words", " as in the training rows");
  const Index none = table.missing(c);
  require<DataError>(none == 0, who, ": target \"", class_column, "\" is missing in ", none, " rows, expected a class in every row");
  std::vector<double> values;
  if (number_classes)
    for (const std::string& name : classes) {
      values.emplace_back();
      std::from_chars(name.data(), name.data() + name.size(), values.back());
    }
  std::vector<std::int32_t> out;
  for (Index r = 0; r < table.rows(); ++r) {
    std::size_t at = 0;
    bool known = false;
    if (number_classes) {
      const double value = column.numbers[table.row(r)];
      at = static_cast<std::size_t>(std::lower_bound(values.begin(), values.end(), value) - values.begin());
      known = at < values.size() && values[at] == value;
    } else {
      const std::string& word = column.words[static_cast<std::size_t>(column.codes[table.row(r)])];
      at = static_cast<std::size_t>(std::lower_bound(classes.begin(), classes.end(), word) - classes.begin());
      known = at < classes.size() && classes[at] == word;
    }
    require<DataError>(
        known, who, ": row ", r, " of target \"", class_column, "\" is ",
        number_classes ? number_text(column.numbers[table.row(r)]) : column.words[static_cast<std::size_t>(column.codes[table.row(r)])],
        ", a class that no training row has");
    out.push_back(static_cast<std::int32_t>(at));
  }
  return out;
}

}  // namespace genoprop
