#pragma once
// CSV files as tables: one pass, no string for a number, each column in memory once.

#include <charconv>
#include <cmath>
#include <filesystem>
#include <iterator>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <genoprop/core/error.hpp>
#include <genoprop/data/csv_head.hpp>
#include <genoprop/data/table.hpp>

namespace genoprop {

namespace csv_detail {

/// Reads a file into a table.
class Reader : private Head {
 public:
  using Head::Head;

  Table read(bool allow_empty_columns) {
    Record record;
    if (named_) lines_.next(record);
    std::uint64_t rows = 0;
    while (lines_.next(record)) {
      require<DataError>(++rows <= static_cast<std::uint64_t>(std::numeric_limits<Index>::max()), who_, ": ", lines_.path(),
                         " has more than ", std::numeric_limits<Index>::max(), " rows");
      take(record);
    }
    require<DataError>(rows > 0, who_, ": ", lines_.path(), " has no rows", named_ ? " behind its names" : "", ", expected at least 1");
    std::vector<Column> columns;
    for (Reading& r : columns_) {
      if (r.kind == Reading::Kind::skip) continue;
      require<DataError>(r.any || allow_empty_columns, who_, ": ", lines_.path(), ", column \"", r.name, "\" is empty in all ", rows,
                         " rows, expected values; .drop = \"", r.name, "\" leaves it out");
      const bool text = r.kind == Reading::Kind::text;
      columns.push_back({.name = r.name, .text = text});
      columns.back().words.assign(std::move_iterator(r.words.begin()), std::move_iterator(r.words.end()));
      r.code_of = {};
      r.words = {};
      if (text)
        columns.back().codes = r.codes.finish();
      else
        columns.back().numbers = r.numbers.finish();
    }
    require<DataError>(!columns.empty(), who_, ": ", lines_.path(), " has no column that is read, expected at least 1");
    return Table(std::move(columns), how_.target, how_.predict);
  }

 private:
  void take(const Record& record) {
    Cells cells(record, lines_.separator);
    const std::size_t n = columns_.size();
    for (std::size_t c = 0; c < n; ++c) {
      if (cells.done()) ragged(record);
      Reading& r = columns_[c];
      if (r.kind == Kind::number && how_.decimal == '.') {
        double value = 0;
        const auto [stop, error] = std::from_chars(cells.at(), cells.end(), value);
        if (error == std::errc{} && (stop == cells.end() || *stop == lines_.separator) && std::isfinite(value)) {
          take_value(r, value);
          cells.stopped_at(stop);
          continue;
        }
      }
      std::string_view cell;
      if (!cells.next(cell)) [[unlikely]]
        not_closed(record, c);  // no message is put together before it is needed
      if (r.kind == Kind::number)
        take_number(r, record, c, cell, cells.quoted());
      else if (r.kind == Kind::text)
        take_text(r, record, c, cell, cells.quoted());
    }
    if (!cells.done()) ragged(record);
  }
  void take_value(Reading& r, double value) {
    if (!missing_numbers_.empty() && is_missing(value)) [[unlikely]] {
      r.numbers.add(std::numeric_limits<double>::quiet_NaN());
      return;
    }
    r.numbers.add(value);
    r.any = true;
  }
  void take_number(Reading& r, const Record& record, std::size_t c, std::string_view cell, bool quoted) {
    double value = 0;
    switch (number_of(cell, how_.decimal, value)) {
      case Number::ok:
        take_value(r, value);
        return;
      case Number::too_large:
        throw DataError(text(where(record, c), " is ", shown(cell), ", expected a number between 1e-307 and 1e308"));
      case Number::none:
        if (!is_missing(cell)) refuse_word(r, record, c, cell, quoted);
        r.numbers.add(std::numeric_limits<double>::quiet_NaN());
    }
  }
  void take_text(Reading& r, const Record& record, std::size_t c, std::string_view cell, bool quoted) {
    cell = trimmed(cell);
    auto known = r.code_of.find(cell);
    if (known == r.code_of.end()) {
      if (!is_utf8(cell) || cell.find('\r') != std::string_view::npos) [[unlikely]]
        refuse_bytes(record, c, cell, quoted);
      const bool none = is_missing(cell);
      const auto code = none ? -1 : static_cast<std::int32_t>(r.words.size());
      known = r.code_of.emplace((none ? r.nothing : r.words).emplace_back(cell), code).first;
    }
    r.codes.add(known->second);
    r.any = r.any || known->second >= 0;
  }

  // --- refusals ---

  [[noreturn]] void ragged(const Record& record) const {
    std::size_t n = 0;
    std::string_view cell;
    for (Cells cells(record, lines_.separator); !cells.done(); ++n)
      if (!cells.next(cell)) not_closed(record, n);
    throw DataError(text(who_, ": ", lines_.path(), ", line ", record.line, " has ", n, " cells, expected ", columns_.size()));
  }
  [[noreturn]] void refuse_word(const Reading& r, const Record& record, std::size_t c, std::string_view cell, bool quoted) const {
    refuse_bytes(record, c, cell, quoted);
    const std::string at = where(record, c);
    require<DataError>(!is_infinite(cell), at, " is ", shown(cell), ", expected a finite number");
    throw DataError(
        text(at, " is ", shown(cell), ", expected a number",
             r.judged ? text(" as in the rows before; .text = ", shown(r.name), " reads words, .missing names cells that say nothing")
                      : std::string()));
  }
};

}  // namespace csv_detail

/// A CSV file, plain or gzip, as a table: quoted cells with "" inside, separators , ; tab |, LF or CRLF, a UTF-8 mark; empty lines are
/// passed over. A column is of words if one of its first 1000 rows (within the first 16 MiB) holds one; a word in a column of
/// numbers is refused with its line and column. Refusals are a DataError (what the cells say), a FileError (what the file is) or a
/// SettingsError (options that contradict each other).
inline Table load_csv(const std::filesystem::path& path, const Csv& how = {}) {
  return csv_detail::Reader("load_csv", path, how).read(false);
}

}  // namespace genoprop
