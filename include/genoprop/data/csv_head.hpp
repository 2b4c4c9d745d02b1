#pragma once
// What a CSV file looks like, judged by its first rows: separator, names, and what each column holds.

#include <algorithm>
#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <genoprop/core/error.hpp>
#include <genoprop/data/csv_columns.hpp>
#include <genoprop/data/csv_lines.hpp>
#include <genoprop/data/csv_options.hpp>

namespace genoprop::csv_detail {

inline constexpr Index rows_to_judge_by = 1000;

/// A file that was looked at, and of which no row is taken yet.
class Head {
 public:
  Head(const char* who, const std::filesystem::path& path, const Csv& how) : who_(who), how_(how), lines_(who, path, how.longest_line) {
    require<SettingsError>(how.decimal == '.' || how.decimal == ',', who, ": decimal is '", how.decimal, "', expected '.' or ','");
    require<SettingsError>(how.separator != '"' && how.separator != '\n' && how.separator != '\r', who,
                           ": separator is a quote or a line end, expected another");
    for (const std::string& cell : how.missing.all)
      if (double value = 0; number_of(cell, how.decimal, value) == Number::ok) missing_numbers_.push_back(value);
    judge();
    require<SettingsError>(lines_.separator != how.decimal, who, ": ", path, " has the separator '", lines_.separator,
                           "', which is the decimal sign too, expected .separator or .decimal to be another");
  }

 protected:
  using Kind = Reading::Kind;

  std::string where(const Record& record, std::size_t c) const {
    return text(who_, ": ", lines_.path(), ", line ", record.line, ", column ", c + 1,
                c < columns_.size() ? text(" ", shown(columns_[c].name)) : std::string());
  }
  bool is_missing(std::string_view cell) const { return how_.missing.has(trimmed(cell)); }
  /// a number that stands for no number
  bool is_missing(double value) const {
    return std::find(missing_numbers_.begin(), missing_numbers_.end(), value) != missing_numbers_.end();
  }
  /// inf or infinity, in capitals or not
  static bool is_infinite(std::string_view cell) {
    cell = trimmed(cell);
    if (!cell.empty() && (cell[0] == '-' || cell[0] == '+')) cell.remove_prefix(1);
    constexpr std::string_view whole = "infinity";
    if (cell.size() != 3 && cell.size() != whole.size()) return false;
    return std::equal(cell.begin(), cell.end(), whole.begin(), [](char a, char b) { return a == b || a == b - 'a' + 'A'; });
  }

  [[noreturn]] void not_closed(const Record& record, std::size_t c) const {
    throw DataError(text(where(record, c), " has something behind its closing quote, expected the next cell"));
  }
  /// returns where the bytes are no reason; between quotes a line may end as it likes (RFC 4180, section 2, rule 6)
  void refuse_bytes(const Record& record, std::size_t c, std::string_view cell, bool quoted) const {
    require<FileError>(is_utf8(cell), where(record, c), " is not UTF-8: ", shown(cell), ", expected the file as UTF-8");
    require<FileError>(quoted || cell.find('\r') == std::string_view::npos, where(record, c),
                       " holds a carriage return, expected lines that end with LF or CR LF");
  }

  const char* who_;
  const Csv& how_;
  Lines lines_;
  std::vector<Reading> columns_;
  std::vector<double> missing_numbers_;
  bool named_ = true;

 private:
  void judge() {
    bool first = true;
    Record seen;
    lines_.separator = how_.separator ? how_.separator : ',';
    lines_.look_ahead(1, [&](const Record& record) { seen = record; });
    require<DataError>(seen.begin != nullptr, who_, ": ", lines_.path(), " is empty, expected a line of names and rows");
    if (!how_.separator) lines_.separator = separator_of({seen.begin, static_cast<std::size_t>(seen.end - seen.begin)});
    lines_.look_ahead(rows_to_judge_by + 1, [&](const Record& record) {
      if (first) take_first_line(record);
      if (!first || !named_) judge(record);
      first = false;
    });
  }
  static char separator_of(std::string_view line) {
    char best = ',';
    std::ptrdiff_t most = 0;
    for (const char s : {',', ';', '\t', '|'}) {
      bool open = false;
      std::ptrdiff_t n = 0;
      for (const char c : line) {
        if (c == '"') open = !open;
        n += !open && c == s ? 1 : 0;
      }
      if (n > most) {
        most = n;
        best = s;
      }
    }
    return best;
  }
  /// Columns by their names. Those of one name are a chain: the first, and behind each the next or -1.
  struct Places {
    std::unordered_map<std::string_view, std::int32_t> first{};
    std::vector<std::int32_t> next{};
  };
  void take_first_line(const Record& record) {
    Cells cells(record, lines_.separator);
    std::vector<std::string> names;
    bool numbers = false;
    std::string_view cell;
    while (!cells.done()) {
      if (!cells.next(cell)) not_closed(record, names.size());
      if (!is_utf8(cell) || cell.find('\r') != cell.npos) refuse_bytes(record, names.size(), cell, cells.quoted());
      double value = 0;
      numbers = numbers || (!cells.quoted() && number_of(cell, how_.decimal, value) != Number::none);
      names.emplace_back(trimmed(cell));
    }
    require<DataError>(how_.header.has_value() || !numbers, who_, ": ", lines_.path(), ", line ", record.line,
                       " holds numbers, expected names of columns; .header = false reads a file without names, .header = true takes these");
    named_ = how_.header.value_or(true);
    columns_ = std::vector<Reading>(names.size());
    Places place_of{.next = std::vector<std::int32_t>(names.size(), -1)};
    for (std::size_t c = 0; c < names.size(); ++c) {
      Reading& r = columns_[c];
      r.name = named_ && !names[c].empty() ? names[c] : text("column ", c + 1);
      if (const auto [at, fresh] = place_of.first.emplace(r.name, static_cast<std::int32_t>(c)); !fresh) {
        std::int32_t& behind = place_of.next[static_cast<std::size_t>(at->second)];
        place_of.next[c] = std::exchange(behind, static_cast<std::int32_t>(c));
      }
    }
    take_options(place_of);
    for (std::size_t c = 0; c < columns_.size(); ++c)  // columns that are passed over may share a name
      if (const std::int32_t other = place_of.next[c]; other >= 0 && columns_[c].kind != Kind::skip)
        throw DataError(text(who_, ": ", lines_.path(), ", columns ", c + 1, " and ", other + 1, " are both named ",
                             shown(columns_[c].name), ", expected names of their own; .drop leaves both out"));
  }
  /// what the options say of the columns, which they name
  void take_options(const Places& place_of) {
    const auto each = [&](const Names& some, auto f) {
      for (const std::string& name : some.all) {
        const auto at = place_of.first.find(name);
        if (at == place_of.first.end()) refuse_column(name);
        for (std::int32_t c = at->second; c >= 0; c = place_of.next[static_cast<std::size_t>(c)]) f(columns_[static_cast<std::size_t>(c)]);
      }
    };
    if (!how_.only.all.empty())
      for (Reading& r : columns_) r.kind = Kind::skip;
    each(how_.only, [](Reading& r) { r.kind = Kind::number; });
    each(how_.target, [](Reading& r) { r.kind = Kind::number; });
    each(how_.text, [](Reading& r) { r.kind = r.kind == Kind::skip ? Kind::skip : Kind::text; });
    for (Reading& r : columns_) r.judged = r.kind == Kind::number;
    each(how_.numbers, [&](Reading& r) {
      require<SettingsError>(r.kind != Kind::text, who_, ": column ", shown(r.name), " is in .text and in .numbers, expected one of them");
      r.judged = false;
    });
    each(how_.drop, [&](Reading& r) {
      require<SettingsError>(!how_.target.has(r.name), who_, ": target ", shown(r.name), " is in .drop too");
      r.kind = Kind::skip;
      r.judged = false;
    });
  }
  [[noreturn]] void refuse_column(const std::string& name) const {
    std::string names;
    for (std::size_t c = 0; c < columns_.size() && names.size() < 200; ++c) names += (c > 0 ? ", " : "") + columns_[c].name;
    throw DataError(text(who_, ": ", lines_.path(), " has no column ", shown(name), ", expected one of: ", names));
  }
  /// a column with a word in its first rows is a column of words
  void judge(const Record& record) {
    Cells cells(record, lines_.separator);
    std::string_view cell;
    for (std::size_t c = 0; c < columns_.size() && !cells.done(); ++c) {
      if (!cells.next(cell)) return;  // refused when it is read
      Reading& r = columns_[c];
      double value = 0;
      if (!r.judged || r.kind != Kind::number || number_of(cell, how_.decimal, value) != Number::none || is_missing(cell)) continue;
      require<DataError>(!is_date(cell), where(record, c), " holds dates such as ", shown(cell),
                         ", expected numbers or categories: write the year, the month or the days since a first day as a number into a "
                         "column of its own; .drop = ",
                         shown(r.name), " leaves the column out, .text = ", shown(r.name), " takes each date as a category");
      require<DataError>(!is_infinite(cell), where(record, c), " is ", shown(cell), ", expected a finite number");
      r.kind = Kind::text;
    }
  }
};

}  // namespace genoprop::csv_detail
