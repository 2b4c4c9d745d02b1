#pragma once
// A table: named columns of numbers or of words. What becomes of them for a network is said in features.hpp.

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <memory>
#include <numeric>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <genoprop/core/config.hpp>
#include <genoprop/core/error.hpp>

namespace genoprop {

/// What a cell holds that says nothing, unless `Csv::missing` says otherwise.
inline constexpr std::string_view says_nothing[] = {"", "NA", "N/A", "n/a", "NaN", "nan", "NULL", "null", "?"};

namespace table_detail {
inline std::string_view trimmed(std::string_view s) {
  while (!s.empty() && (s.front() == ' ' || s.front() == '\t')) s.remove_prefix(1);
  while (!s.empty() && (s.back() == ' ' || s.back() == '\t')) s.remove_suffix(1);
  return s;
}
}  // namespace table_detail

/// Names of columns: `.target = "price"`, `.drop = {"id", "sold"}`.
struct Names {
  std::vector<std::string> all{};
  Names() = default;
  Names(const char* one) : all{one} {}
  Names(std::string one) : all{std::move(one)} {}
  Names(std::initializer_list<std::string_view> some) : all(some.begin(), some.end()) {}
  explicit Names(std::vector<std::string> some) : all(std::move(some)) {}
  explicit Names(std::span<const std::string_view> some) : all(some.begin(), some.end()) {}
  bool has(std::string_view name) const { return std::find(all.begin(), all.end(), name) != all.end(); }
};

/// What the target columns are.
enum class Predict : std::uint8_t {
  suits,    ///< words are classes, numbers are values
  values,   ///< numbers to come close to
  classes,  ///< one column; numbers too are names of classes
};

/// One column: either `numbers`, where NaN is missing, or `codes` into `words`, where -1 is missing.
struct Column {
  std::string name{};
  std::vector<double> numbers{};
  std::vector<std::int32_t> codes{};
  std::vector<std::string> words{};  ///< in the order in which they first appeared
  bool text = false;
  std::size_t size() const { return text ? codes.size() : numbers.size(); }
};

/// Rows of named columns. A table is a value: copies and subsets share their columns and never change them.
class Table {
 public:
  Table() = default;
  /// Columns of equal length with names of their own. `target`: the columns to be predicted.
  explicit Table(std::vector<Column> columns, const Names& target = {}, Predict predict = Predict::suits) {
    auto stored = std::make_shared<Stored>();
    stored->columns = std::move(columns);
    const auto& all = stored->columns;
    require<DataError>(!all.empty(), "Table: columns is 0, expected at least 1");
    for (std::size_t c = 0; c < all.size(); ++c) {
      require<ShapeError>(all[c].size() == all[0].size(), "Table: column \"", all[c].name, "\" has ", all[c].size(), " rows, expected ",
                          all[0].size());
      for (const std::int32_t code : all[c].codes)
        require<DataError>(code >= -1 && code < static_cast<std::int64_t>(all[c].words.size()), "Table: column \"", all[c].name,
                           "\" has code ", code, ", expected -1 to ", static_cast<std::int64_t>(all[c].words.size()) - 1);
    }
    require<ShapeError>(std::max(all.size(), all[0].size()) <= std::numeric_limits<Index>::max(), "Table: rows is ", all[0].size(),
                        ", columns is ", all.size(), ", expected at most ", std::numeric_limits<Index>::max(), " each");
    stored->order_names();
    stored_ = stored;
    rows_ = static_cast<Index>(all[0].size());
    for (const std::string& name : target.all) {
      const Index t = place("Table: target", name);
      require<DataError>(!is_target(t), "Table: target \"", name, "\" is named twice, expected each target once");
      stored->targets.push_back(t);
    }
    stored->classes = predict == Predict::classes ||
                      (predict == Predict::suits && !stored->targets.empty() && all[static_cast<std::size_t>(stored->targets[0])].text);
    require<DataError>(!stored->classes || stored->targets.size() == 1, "Table: targets is ", stored->targets.size(),
                       ", expected 1 where classes are predicted");
    for (const Index t : stored->targets)
      require<DataError>(stored->classes || !all[static_cast<std::size_t>(t)].text, "Table: target \"",
                         all[static_cast<std::size_t>(t)].name, "\" holds words, expected numbers where values are predicted");
  }

  Index rows() const { return rows_; }
  Index columns() const { return stored_ ? static_cast<Index>(stored_->columns.size()) : 0; }
  /// as stored, all rows; `row(r)` says which of them row r is
  const Column& column(Index c) const {
    require<ShapeError>(c >= 0 && c < columns(), "Table::column: column is ", c, ", expected 0 to ", columns() - 1);
    return stored_->columns[static_cast<std::size_t>(c)];
  }
  const Column& column(std::string_view name) const { return column(place("Table::column", name)); }
  std::size_t row(Index r) const {
    if (r < 0 || r >= rows_) [[unlikely]]
      refuse_row(r);  // no message is put together before it is needed: this is asked for every cell
    return static_cast<std::size_t>(picked_ ? (*picked_)[static_cast<std::size_t>(r)] : r);
  }
  /// -1: there is none
  Index find(std::string_view name) const { return stored_ ? stored_->find(name) : -1; }
  const std::vector<Index>& targets() const {
    static const std::vector<Index> none;
    return stored_ ? stored_->targets : none;
  }
  bool is_target(Index c) const { return std::find(targets().begin(), targets().end(), c) != targets().end(); }
  /// the target is a class, not a value
  bool has_classes() const { return stored_ && stored_->classes; }
  bool missing(Index c, Index r) const { return missing(column(c), row(r)); }
  /// missing cells of a column
  Index missing(Index c) const {
    const Column& of = column(c);
    Index n = 0;
    for (Index r = 0; r < rows(); ++r) n += missing(of, row(r)) ? 1 : 0;
    return n;
  }

  /// these rows, in this order, sharing memory; a row may be named twice
  Table pick(std::vector<Index> which) const {
    for (Index& r : which) {
      require<ShapeError>(r >= 0 && r < rows(), "Table::pick: row is ", r, ", expected 0 to ", rows() - 1);
      r = static_cast<Index>(row(r));
    }
    Table subset = *this;
    subset.rows_ = static_cast<Index>(which.size());
    subset.picked_ = std::make_shared<const std::vector<Index>>(std::move(which));
    return subset;
  }

 private:
  struct Stored {
    std::vector<Column> columns;
    std::vector<Index> by_name;  // columns in the order of their names: wide tables ask for thousands
    std::vector<Index> targets;
    bool classes = false;

    const std::string& name(Index c) const { return columns[static_cast<std::size_t>(c)].name; }
    void order_names() {
      by_name.resize(columns.size());
      std::iota(by_name.begin(), by_name.end(), Index{0});
      std::sort(by_name.begin(), by_name.end(), [&](Index a, Index b) { return name(a) < name(b); });
      const auto twice = std::adjacent_find(by_name.begin(), by_name.end(), [&](Index a, Index b) { return name(a) == name(b); });
      require<DataError>(twice == by_name.end(), "Table: two columns are named \"", twice == by_name.end() ? "" : name(*twice),
                         "\", expected names of their own");
    }
    Index find(std::string_view wanted) const {
      const auto at = std::lower_bound(by_name.begin(), by_name.end(), wanted, [&](Index c, std::string_view n) { return name(c) < n; });
      return at != by_name.end() && name(*at) == wanted ? *at : -1;
    }
  };
  static bool missing(const Column& of, std::size_t row) { return of.text ? of.codes[row] < 0 : of.numbers[row] != of.numbers[row]; }
  [[noreturn]] void refuse_row(Index r) const { throw ShapeError(text("Table::row: row is ", r, ", expected 0 to ", rows_ - 1)); }
  Index place(const char* who, std::string_view name) const {
    const Index at = find(name);
    if (at >= 0) return at;
    std::string names;
    for (Index c = 0; c < std::min(columns(), Index{20}); ++c)
      names += (c ? ", " : "") + stored_->columns[static_cast<std::size_t>(c)].name;
    throw DataError(text(who, ": no column is named \"", name, "\", expected one of: ", names, columns() > 20 ? ", ..." : ""));
  }

  std::shared_ptr<const Stored> stored_;
  std::shared_ptr<const std::vector<Index>> picked_;  // none: all rows, in order
  Index rows_ = 0;
};

}  // namespace genoprop
