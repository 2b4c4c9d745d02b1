#pragma once
// The lines of a CSV file and what a cell of them is: RFC 4180 (Shafranovich, 2005) with any separator and LF or CRLF.

#include <charconv>
#include <cmath>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <genoprop/core/config.hpp>
#include <genoprop/data/gz.hpp>
#include <genoprop/data/table.hpp>

namespace genoprop::csv_detail {

using table_detail::trimmed;

/// A cell as a message shows it: short, and nothing but printable letters.
inline std::string shown(std::string_view cell) {
  std::string out(1, '"');
  for (const char c : cell.substr(0, 40)) out += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
  out += cell.size() > 40 ? "...\"" : "\"";
  return out;
}

/// The bytes are UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF (RFC 3629, section 4).
inline bool is_utf8(std::string_view s) {
  const auto* p = reinterpret_cast<const unsigned char*>(s.data());
  const auto* const end = p + s.size();
  while (p < end) {
    if (*p < 0x80) {
      ++p;
      continue;
    }
    const int more = *p >= 0xC2 && *p <= 0xDF ? 1 : (*p & 0xF0) == 0xE0 ? 2 : *p >= 0xF0 && *p <= 0xF4 ? 3 : 0;
    if (more == 0 || end - p <= more) return false;
    const unsigned char second = p[1];
    if ((*p == 0xE0 && second < 0xA0) || (*p == 0xED && second > 0x9F) || (*p == 0xF0 && second < 0x90) || (*p == 0xF4 && second > 0x8F))
      return false;
    for (int i = 1; i <= more; ++i)
      if ((p[i] & 0xC0) != 0x80) return false;
    p += more + 1;
  }
  return true;
}

/// What a cell says as a number. `none`: it is no number; `too_large`: it is one that a double cannot hold.
enum class Number : std::uint8_t { ok, none, too_large };
inline Number number_of(std::string_view cell, char decimal, double& value) {
  cell = trimmed(cell);
  if (cell.size() > 1 && cell[0] == '+' && cell[1] != '-') cell.remove_prefix(1);
  if (cell.empty() || cell.size() > 1000) return Number::none;
  char copy[1000];
  if (decimal != '.') {
    if (cell.find('.') != std::string_view::npos) return Number::none;
    std::replace_copy(cell.begin(), cell.end(), copy, decimal, '.');
    cell = {copy, cell.size()};
  }
  const char first = cell[0] == '-' && cell.size() > 1 ? cell[1] : cell[0];
  if (first != '.' && (first < '0' || first > '9')) return Number::none;  // nan, inf
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (end != cell.data() + cell.size()) return Number::none;
  return error == std::errc::result_out_of_range ? Number::too_large : error == std::errc{} ? Number::ok : Number::none;
}

/// 2024-03-31, 31.03.2024, 3/31/24, with or without a time behind it; or a time alone.
inline bool is_date(std::string_view cell) {
  cell = trimmed(cell);
  std::size_t at = 0;
  const auto digits = [&](std::size_t least, std::size_t most) {
    const std::size_t from = at;
    while (at < cell.size() && cell[at] >= '0' && cell[at] <= '9') ++at;
    return at - from >= least && at - from <= most;
  };
  const auto sign = [&](std::string_view of) {
    return at < cell.size() && of.find(cell[at]) != std::string_view::npos ? cell[at++] : '\0';
  };
  if (!digits(1, 4)) return false;
  const bool year_first = at == 4;
  const char between = sign("-/.:");
  if (between == '\0' || !digits(1, 2)) return false;
  if (between == ':') return at == cell.size() || sign(":") != '\0';
  if (sign(std::string_view(&between, 1)) == '\0' || !(year_first ? digits(1, 2) : digits(2, 4))) return false;
  return at == cell.size() || cell[at] == ' ' || cell[at] == 'T';
}

/// One record: its bytes without the line end, and the line (from 1) on which it starts.
struct Record {
  const char* begin = nullptr;
  const char* end = nullptr;
  std::uint64_t line = 0;
  bool quotes = false;  ///< there is a quote in it
};

/// A file, record by record, through one buffer: a record is valid until the next is asked for.
class Lines {
 public:
  Lines(const char* who, const std::filesystem::path& path, std::size_t longest)
      : who_(who), file_(who, path), longest_(longest), room_(gz::chunk), buffer_(new char[room_]) {
    fill();
    const std::string_view head(at_, static_cast<std::size_t>(end_ - at_));
    require<FileError>(!head.starts_with("\xFF\xFE") && !head.starts_with("\xFE\xFF"), who, ": ", path,
                       " is UTF-16, expected UTF-8: save it again as UTF-8");
    if (head.starts_with("\xEF\xBB\xBF")) at_ += 3;
  }

  const std::filesystem::path& path() const { return file_.path(); }
  char separator = ',';

  /// false: the file has ended. Empty lines are passed over.
  bool next(Record& record) {
    for (;;) {
      const char* stop = at_;
      record = {.begin = at_, .line = line_};
      while (!(stop = find_end(record, stop))) {
        if (ended_) {
          if (at_ == end_) return false;
          require<FileError>(!(record.quotes && open_), who_, ": ", path(), ", line ", line_,
                             " opens a quote that is never closed, expected a closing \"");
          stop = end_;
          break;
        }
        const auto searched = record.quotes ? 0 : end_ - at_;  // quotes are read again from the start of their record
        require<FileError>(
            static_cast<std::size_t>(end_ - at_) <= longest_, who_, ": ", path(), ", line ", line_, " is longer than ", longest_,
            " bytes, expected less: is it a CSV file? A quote that is never closed does this too; .longest_line takes longer "
            "lines");
        fill();
        record = {.begin = at_, .line = line_};
        stop = at_ + searched;
      }
      record.end = stop;
      at_ = stop < end_ ? stop + 1 : end_;
      line_ += 1 + breaks_;
      breaks_ = 0;
      if (record.end > record.begin && record.end[-1] == '\r') --record.end;
      if (record.end == record.begin) continue;
      const auto size = static_cast<std::size_t>(record.end - record.begin);
      require<FileError>(size <= longest_, who_, ": ", path(), ", line ", record.line, " has ", size, " bytes, expected at most ", longest_,
                         ": .longest_line takes longer lines");
      require<FileError>(std::memchr(record.begin, 0, size) == nullptr, who_, ": ", path(), ", line ", record.line,
                         " holds a NUL byte, expected text: a binary file, or UTF-16?");
      return true;
    }
  }

  /// Does not move: calls f(record) for up to `most` records, the first two in any case, others as far as they lie in `furthest` bytes.
  template <class F>
  void look_ahead(Index most, F f) {
    const std::uint64_t first = line_;
    kept_ = at_;
    Record record;
    for (Index n = 0; n < most && (n < 2 || ahead()) && next(record); ++n) f(record);
    at_ = std::exchange(kept_, nullptr);
    line_ = first;
  }

 private:
  static constexpr std::ptrdiff_t furthest = std::ptrdiff_t{1} << 24;

  /// the next record is in the buffer, which grows for it
  bool ahead() {
    while (!whole_record_ahead()) {
      if (ended_ || end_ - kept_ >= furthest) return false;
      fill();
    }
    return true;
  }
  /// The next record is in the buffer: to read it moves no bytes. Passes over empty lines.
  bool whole_record_ahead() {
    for (;;) {
      Record record{.begin = at_, .line = line_};
      const char* stop = find_end(record, at_);
      breaks_ = 0;
      if (!stop) return ended_ && at_ != end_ && !(record.quotes && open_);
      if (stop != at_ && !(stop == at_ + 1 && *at_ == '\r')) return true;
      at_ = stop + 1;
      ++line_;
    }
  }
  /// the '\n' that ends the record, or none so far
  const char* find_end(Record& record, const char* from) {
    const auto* stop = static_cast<const char*>(std::memchr(from, '\n', static_cast<std::size_t>(end_ - from)));
    const char* const line_end = stop ? stop : end_;
    if (!record.quotes && !std::memchr(from, '"', static_cast<std::size_t>(line_end - from))) return stop;
    record.quotes = true;
    breaks_ = 0;
    open_ = false;
    bool cell_start = true;
    for (const char* p = record.begin; p < end_; ++p) {
      if (open_) {
        if (*p == '\n') ++breaks_;
        if (*p == '"') open_ = false;  // a doubled quote opens again at once
        cell_start = false;
        closed_ = !open_;
      } else if (*p == '"' && (cell_start || closed_)) {
        open_ = true;
        cell_start = false;
      } else if (*p == '\n') {
        closed_ = false;
        return p;
      } else {
        cell_start = *p == separator;
        closed_ = false;
      }
    }
    closed_ = false;
    return nullptr;
  }
  /// more bytes behind those that are not read yet
  void fill() {
    const char* const from = kept_ ? kept_ : at_;
    const auto left = static_cast<std::size_t>(end_ - from), read = static_cast<std::size_t>(at_ - from);
    if (left > room_ / 2) {
      std::unique_ptr<char[]> larger(new char[2 * room_]);
      std::memcpy(larger.get(), from, left);
      buffer_ = std::move(larger);
      room_ *= 2;
    } else if (left > 0) {
      std::memmove(buffer_.get(), from, left);
    }
    if (kept_) kept_ = buffer_.get();
    at_ = buffer_.get() + read;
    const std::size_t came = file_.read({reinterpret_cast<std::uint8_t*>(buffer_.get()) + left, room_ - left});
    ended_ = came < room_ - left;
    end_ = buffer_.get() + left + came;
  }

  const char* who_;
  gz::Reader file_;
  std::size_t longest_, room_;
  std::unique_ptr<char[]> buffer_;
  const char *at_ = nullptr, *end_ = nullptr, *kept_ = nullptr;
  std::uint64_t line_ = 1, breaks_ = 0;
  bool ended_ = false, open_ = false, closed_ = false;
};

/// The cells of a record, one after the other.
class Cells {
 public:
  Cells(const Record& record, char separator) : at_(record.begin), end_(record.end), separator_(separator) {}

  bool done() const { return done_; }
  bool quoted() const { return quoted_; }
  /// the rest of the record, for a reader that takes the next cell itself and says where it stopped
  const char* at() const { return at_; }
  const char* end() const { return end_; }
  void stopped_at(const char* p) {
    done_ = p == end_;
    at_ = done_ ? end_ : p + 1;
  }

  /// The next cell without its quotes; false: something follows its closing quote. Valid until the next call.
  bool next(std::string_view& cell) {
    quoted_ = at_ < end_ && *at_ == '"';
    if (!quoted_) {
      const auto* stop = static_cast<const char*>(std::memchr(at_, separator_, static_cast<std::size_t>(end_ - at_)));
      if (!stop) stop = end_;
      cell = {at_, static_cast<std::size_t>(stop - at_)};
      stopped_at(stop);
      return true;
    }
    whole_.clear();
    const char* p = at_ + 1;
    for (;; ++p) {
      const auto* stop = static_cast<const char*>(std::memchr(p, '"', static_cast<std::size_t>(end_ - p)));
      if (!stop) return false;
      whole_.append(p, stop);
      p = stop + 1;
      if (p == end_ || *p != '"') break;
      whole_ += '"';
    }
    cell = whole_;
    if (p != end_ && *p != separator_) return false;
    stopped_at(p);
    return true;
  }

 private:
  const char *at_, *end_;
  char separator_;
  bool done_ = false, quoted_ = false;
  std::string whole_;
};

}  // namespace genoprop::csv_detail
