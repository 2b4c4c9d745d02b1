#include <genoprop/data/csv_lines.hpp>

#include <doctest/doctest.h>

#include <vector>

#include <genoprop/core/draw.hpp>

#include "support/seeds.hpp"
#include "support/temp_folder.hpp"

namespace gp = genoprop;
using namespace genoprop::csv_detail;

namespace {

std::filesystem::path file_of(const test::TempFolder& folder, const std::string& content) {
  return test::write_bytes(folder / "t.csv", {reinterpret_cast<const std::uint8_t*>(content.data()), content.size()});
}
/// the records of a file and the line on which each begins
std::vector<std::pair<std::string, std::uint64_t>> records(const std::string& content, std::size_t longest = 1 << 20) {
  const test::TempFolder folder;
  Lines lines("test", file_of(folder, content), longest);
  std::vector<std::pair<std::string, std::uint64_t>> all;
  for (Record r; lines.next(r);) all.emplace_back(std::string(r.begin, r.end), r.line);
  return all;
}
std::string refusal(const std::string& content, std::size_t longest = 1 << 20) {
  try {
    records(content, longest);
  } catch (const gp::FileError& e) {
    const std::string what = e.what();
    return what.substr(what.find("t.csv\"") + 6);
  }
  return "it was read";
}
std::vector<std::string> cells(std::string_view record, char separator = ',') {
  Cells of({.begin = record.data(), .end = record.data() + record.size()}, separator);
  std::vector<std::string> all;
  for (std::string_view cell; !of.done(); all.emplace_back(cell))
    if (!of.next(cell)) return {"not closed"};
  return all;
}

}  // namespace

TEST_CASE("csv lines: numbers, and what is none") {
  double v = 0;
  const auto is = [&](std::string_view cell, double expected, char decimal = '.') {
    CAPTURE(cell);
    CHECK(number_of(cell, decimal, v) == Number::ok);
    CHECK(v == expected);
  };
  is(" +7\t", 7);
  is("-.5", -0.5);
  is("1e3", 1000);
  is("-4,25", -4.25, ',');
  for (const char* none : {"", " ", "x", "nan", "inf", "-inf", "1 2", "+-1", "0x10", "1,5", "--1", "-"}) {
    CAPTURE(none);
    CHECK(number_of(none, '.', v) == Number::none);
  }
  CHECK(number_of("1.5", ',', v) == Number::none);
  CHECK(number_of("1e999", '.', v) == Number::too_large);
  CHECK(number_of(std::string(1001, '1'), '.', v) == Number::none);
}

TEST_CASE("csv lines: dates and times, and numbers that look like them") {
  for (const char* date : {"2024-03-31", "31.03.2024", "3/31/24", " 2024-03-31 10:00 ", "2024-03-31T10:00", "10:30", "10:30:59"}) {
    CAPTURE(date);
    CHECK(is_date(date));
  }
  for (const char* other : {"", "2024", "3.14", "1-2", "12345-1-1", "2024-03-31x", "2024-03/31", "a", "1.2.3", "10:"}) {
    CAPTURE(other);
    CHECK_FALSE(is_date(other));
  }
}

TEST_CASE("csv lines: a cell in a message is short and printable; spaces around it do not count") {
  CHECK(shown("a\tb\x7f") == "\"a?b?\"");
  CHECK(shown(std::string(41, 'x')) == "\"" + std::string(40, 'x') + "...\"");
  CHECK(trimmed(" \t a b \t") == "a b");
  CHECK(trimmed(" \t ").empty());
  CHECK(is_utf8("z\xC3\xBCrich"));
  CHECK_FALSE(is_utf8("z\xFCrich"));
}

TEST_CASE("csv lines: records, and the line on which each begins") {
  using All = std::vector<std::pair<std::string, std::uint64_t>>;
  CHECK(records("a,b\n1,2\n") == All{{"a,b", 1}, {"1,2", 2}});
  CHECK(records("\xEF\xBB\xBF"
                "a\r\n\r\n\nb") == All{{"a", 1}, {"b", 4}});
  CHECK(records("\"x\ny\",1\n2\n") == All{{"\"x\ny\",1", 1}, {"2", 3}});
  CHECK(records("a\"b\nc\n") == All{{"a\"b", 1}, {"c", 2}});  // a quote inside a cell is a letter
  CHECK(records("").empty());
  CHECK(refusal("1\n\"2\n3\n") == ", line 2 opens a quote that is never closed, expected a closing \"");
  CHECK(refusal(std::string("1\n2\0\n", 5)) == ", line 2 holds a NUL byte, expected text: a binary file, or UTF-16?");
  CHECK(refusal("\xFF\xFE"
                "a") == " is UTF-16, expected UTF-8: save it again as UTF-8");
  CHECK(refusal("12\n12345\n", 4) == ", line 2 has 5 bytes, expected at most 4: .longest_line takes longer lines");
}

TEST_CASE("csv lines: to look ahead moves nothing") {
  const test::TempFolder folder;
  Lines lines("test", file_of(folder, "a\nb\n\"c\nd\"\ne\n"), 100);
  for (int again = 0; again < 2; ++again) {
    std::vector<std::string> seen;
    lines.look_ahead(3, [&](const Record& r) { seen.emplace_back(r.begin, r.end); });
    CHECK(seen == std::vector<std::string>{"a", "b", "\"c\nd\""});
  }
  Record r;
  REQUIRE(lines.next(r));
  CHECK(std::string(r.begin, r.end) == "a");
  CHECK(r.line == 1);
}

TEST_CASE("csv lines: cells without their quotes") {
  using All = std::vector<std::string>;
  CHECK(cells("a,,b") == All{"a", "", "b"});
  CHECK(cells("a,") == All{"a", ""});
  CHECK(cells("\"x,\"\"y\"\"\",\"\"") == All{"x,\"y\"", ""});
  CHECK(cells("1;2,5", ';') == All{"1", "2,5"});
  CHECK(cells("\"a\"b,c") == All{"not closed"});
  CHECK(cells("\"a") == All{"not closed"});
}

TEST_CASE("csv lines: cells that were quoted come back, over seeds") {
  gp::support::for_seeds(200, [](gp::Draw& draw) {
    std::vector<std::string> written(1 + static_cast<std::size_t>(draw.below(5)));
    std::string record;
    for (std::string& cell : written) {
      for (gp::Index n = draw.below(6); n > 0; --n) cell += "a,\"\n; "[draw.below(6)];
      if (!record.empty()) record += ',';
      record += '"';
      for (const char c : cell) record += c == '"' ? std::string("\"\"") : std::string(1, c);
      record += '"';
    }
    CHECK(cells(record) == written);
    CHECK(records(record + "\nend\n").at(0).first == record);
  });
}
