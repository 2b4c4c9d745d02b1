#pragma once
// CSV files as tables: one pass, no string for a number, each column in memory once.

#include <cmath>
#include <deque>
#include <iterator>
#include <optional>
#include <unordered_map>

#include <genoprop/data/csv_lines.hpp>
#include <genoprop/data/table.hpp>

namespace genoprop {

/// How a CSV file is read. `load_csv("houses.csv", {.target = "price", .drop = "sold"})`
struct Csv {
  Names target{};                    ///< columns to be predicted; none: the table only has inputs
  Predict predict = Predict::suits;  ///< Predict::classes: numbers in the target are names of classes
  Names drop{};                      ///< columns that are not read
  Names only{};                      ///< if any: the columns that are read, the others are not
  Names text{};                      ///< columns whose cells are words even where they look like numbers or dates
  Names numbers{};                   ///< columns whose cells are numbers or missing, whatever the first rows look like
  std::optional<bool> header{};      ///< the first line names the columns; not said: it does, and is refused if it holds numbers
  char separator = 0;                ///< 0: of , ; tab and | the one that is most often in the first line
  char decimal = '.';                ///< ',' where the separator is another
  Names missing{"", "NA", "N/A", "n/a", "NaN", "nan", "NULL", "null", "?"};  ///< cells that say nothing
  std::size_t longest_line = std::size_t{1} << 24;                           ///< bytes
};

namespace csv_detail {

inline constexpr Index rows_to_judge_by = 1000;

/// Values that come one by one, in pieces that never move: at the end each column is put together and its pieces are freed, so
/// that reading never needs more than the table and one column of it.
template <class T>
class Growing {
 public:
  void add(T value) {
    if (at_ == end_) grow();
    *at_++ = value;
  }
  std::vector<T> finish() {
    std::vector<T> whole;
    std::size_t size = 0;
    for (std::size_t p = 0; p < pieces_.size(); ++p) size += piece_size(p);
    whole.reserve(size);
    for (std::size_t p = 0; p < pieces_.size(); ++p) {
      whole.insert(whole.end(), pieces_[p].get(), pieces_[p].get() + piece_size(p));
      pieces_[p].reset();
    }
    pieces_.clear();
    return whole;
  }

 private:
  static std::size_t room(std::size_t p) { return std::size_t{256} << std::min<std::size_t>(p, 8); }
  std::size_t piece_size(std::size_t p) const { return p + 1 < pieces_.size() ? room(p) : room(p) - static_cast<std::size_t>(end_ - at_); }
  void grow() {
    const std::size_t n = room(pieces_.size());
    pieces_.emplace_back(new T[n]);  // not zeroed
    at_ = pieces_.back().get();
    end_ = at_ + n;
  }
  std::vector<std::unique_ptr<T[]>> pieces_;
  T *at_ = nullptr, *end_ = nullptr;
};

/// One column while it is read.
struct Reading {
  enum class Kind : std::uint8_t { skip, number, text };
  std::string name{};
  Kind kind = Kind::number;
  bool judged = false;  ///< by its first cells, not by the options
  bool any = false;     ///< a cell that is not missing was seen
  Growing<double> numbers{};
  Growing<std::int32_t> codes{};
  std::deque<std::string> words{}, nothing{};  ///< in the order in which they came; they do not move
  std::unordered_map<std::string_view, std::int32_t> code_of{};
};

/// Reads a file into a table.
class Reader {
 public:
  Reader(const char* who, const std::filesystem::path& path, const Csv& how) : who_(who), how_(how), lines_(who, path, how.longest_line) {
    require<SettingsError>(how.decimal == '.' || how.decimal == ',', who, ": decimal is '", how.decimal, "', expected '.' or ','");
    require<SettingsError>(how.separator != '"' && how.separator != '\n' && how.separator != '\r', who,
                           ": separator is a quote or a line end, expected another");
    judge();
    require<SettingsError>(lines_.separator != how.decimal, who, ": ", path, " has the separator '", lines_.separator,
                           "', which is the decimal sign too, expected .separator or .decimal to be another");
  }

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
  using Kind = Reading::Kind;

  // --- what the file looks like: separator, names, kinds ---

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
  void take_first_line(const Record& record) {
    Cells cells(record, lines_.separator);
    std::vector<std::string> names;
    bool numbers = false;
    std::string_view cell;
    while (!cells.done()) {
      const bool good = cells.next(cell);
      require<DataError>(good, where(record, names.size()), " has something behind its closing quote, expected the next cell");
      require<FileError>(is_utf8(cell), where(record, names.size()), " is not UTF-8: ", shown(cell), ", expected the file as UTF-8");
      double value = 0;
      numbers = numbers || (!cells.quoted() && number_of(cell, how_.decimal, value) != Number::none);
      names.emplace_back(trimmed(cell));
    }
    require<DataError>(how_.header.has_value() || !numbers, who_, ": ", lines_.path(), ", line ", record.line,
                       " holds numbers, expected names of columns; .header = false reads a file without names, .header = true takes these");
    named_ = how_.header.value_or(true);
    columns_ = std::vector<Reading>(names.size());
    for (std::size_t c = 0; c < names.size(); ++c) {
      Reading& r = columns_[c];
      r.name = named_ && !names[c].empty() ? names[c] : text("column ", c + 1);
      for (std::size_t d = 0; d < c; ++d)
        require<DataError>(r.name != columns_[d].name, who_, ": ", lines_.path(), ", columns ", d + 1, " and ", c + 1, " are both named ",
                           shown(r.name), ", expected names of their own");
      const bool skip = how_.drop.has(r.name) || (!how_.only.all.empty() && !how_.only.has(r.name));
      r.kind = skip ? Kind::skip : how_.text.has(r.name) ? Kind::text : Kind::number;
      r.judged = !skip && !how_.text.has(r.name) && !how_.numbers.has(r.name);
    }
    for (const Names* some : {&how_.target, &how_.drop, &how_.only, &how_.text, &how_.numbers})
      for (const std::string& name : some->all) require_column(name);
    for (const std::string& name : how_.target.all)
      require<SettingsError>(!how_.drop.has(name), who_, ": target ", shown(name), " is in .drop too");
    if (!how_.only.all.empty())
      for (Reading& r : columns_)
        if (how_.target.has(r.name) && r.kind == Kind::skip) {
          r.kind = Kind::number;
          r.judged = true;
        }
  }
  void require_column(const std::string& name) const {
    std::string names;
    for (const Reading& r : columns_) {
      if (r.name == name) return;
      if (names.size() < 200) names += (names.empty() ? "" : ", ") + r.name;
    }
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

  // --- the rows ---

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
          r.numbers.add(value);
          r.any = true;
          cells.stopped_at(stop);
          continue;
        }
      }
      std::string_view cell;
      if (!cells.next(cell)) [[unlikely]]
        not_closed(record, c);  // no message is put together before it is needed
      if (r.kind == Kind::number)
        take_number(r, record, c, cell);
      else if (r.kind == Kind::text)
        take_text(r, record, c, cell);
    }
    if (!cells.done()) ragged(record);
  }
  void take_number(Reading& r, const Record& record, std::size_t c, std::string_view cell) {
    double value = 0;
    switch (number_of(cell, how_.decimal, value)) {
      case Number::ok:
        r.numbers.add(value);
        r.any = true;
        return;
      case Number::too_large:
        throw DataError(text(where(record, c), " is ", shown(cell), ", expected a number between 1e-307 and 1e308"));
      case Number::none:
        if (!is_missing(cell)) refuse_word(r, record, c, cell);
        r.numbers.add(std::numeric_limits<double>::quiet_NaN());
    }
  }
  void take_text(Reading& r, const Record& record, std::size_t c, std::string_view cell) {
    cell = trimmed(cell);
    auto known = r.code_of.find(cell);
    if (known == r.code_of.end()) {
      if (!is_utf8(cell) || cell.find('\r') != std::string_view::npos) [[unlikely]]
        refuse_bytes(record, c, cell);
      const bool none = is_missing(cell);
      const auto code = none ? -1 : static_cast<std::int32_t>(r.words.size());
      known = r.code_of.emplace((none ? r.nothing : r.words).emplace_back(cell), code).first;
    }
    r.codes.add(known->second);
    r.any = r.any || known->second >= 0;
  }

  bool is_missing(std::string_view cell) const { return how_.missing.has(trimmed(cell)); }
  static bool is_infinite(std::string_view cell) {
    cell = trimmed(cell);
    if (!cell.empty() && (cell[0] == '-' || cell[0] == '+')) cell.remove_prefix(1);
    return cell == "inf" || cell == "Inf" || cell == "INF" || cell == "infinity" || cell == "Infinity";
  }

  // --- refusals ---

  std::string where(const Record& record, std::size_t c) const {
    return text(who_, ": ", lines_.path(), ", line ", record.line, ", column ", c + 1,
                c < columns_.size() ? text(" ", shown(columns_[c].name)) : std::string());
  }
  [[noreturn]] void not_closed(const Record& record, std::size_t c) const {
    throw DataError(text(where(record, c), " has something behind its closing quote, expected the next cell"));
  }
  [[noreturn]] void ragged(const Record& record) const {
    std::size_t n = 0;
    std::string_view cell;
    for (Cells cells(record, lines_.separator); !cells.done(); ++n)
      if (!cells.next(cell)) not_closed(record, n);
    throw DataError(text(who_, ": ", lines_.path(), ", line ", record.line, " has ", n, " cells, expected ", columns_.size()));
  }
  /// returns where the bytes are no reason
  void refuse_bytes(const Record& record, std::size_t c, std::string_view cell) const {
    require<FileError>(is_utf8(cell), where(record, c), " is not UTF-8: ", shown(cell), ", expected the file as UTF-8");
    require<FileError>(cell.find('\r') == std::string_view::npos, where(record, c),
                       " holds a carriage return, expected lines that end with LF or CR LF");
  }
  [[noreturn]] void refuse_word(const Reading& r, const Record& record, std::size_t c, std::string_view cell) const {
    refuse_bytes(record, c, cell);
    const std::string at = where(record, c);
    require<DataError>(!is_infinite(cell), at, " is ", shown(cell), ", expected a finite number");
    throw DataError(
        text(at, " is ", shown(cell), ", expected a number",
             r.judged ? text(" as in the rows before; .text = ", shown(r.name), " reads words, .missing names cells that say nothing")
                      : std::string()));
  }

  const char* who_;
  const Csv& how_;
  Lines lines_;
  std::vector<Reading> columns_;
  bool named_ = true;
};

}  // namespace csv_detail

/// A CSV file, plain or gzip, as a table: quoted cells with "" inside, separators , ; tab |, LF or CRLF, a UTF-8 mark. A column
/// is of words if one of its first 1000 rows holds one; a word in a column of numbers is refused with its line and column. Every
/// refusal is a DataError (what the cells say) or a FileError (what the file is).
inline Table load_csv(const std::filesystem::path& path, const Csv& how = {}) {
  return csv_detail::Reader("load_csv", path, how).read(false);
}

}  // namespace genoprop
