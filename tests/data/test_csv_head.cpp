#include <genoprop/data/csv_head.hpp>

#include <doctest/doctest.h>

#include "support/temp_folder.hpp"

namespace gp = genoprop;
using gp::Csv;

namespace {

/// what a reader sees of a head
struct Looked : gp::csv_detail::Head {
  using Head::Head;
  std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (const auto& r : columns_) all.push_back(r.name);
    return all;
  }
  /// a letter a column: skip, number, text; large where the cells said so and not the options
  std::string kinds() const {
    std::string all;
    for (const auto& r : columns_) {
      const char letter = r.kind == Kind::skip ? 's' : r.kind == Kind::number ? 'n' : 't';
      all += r.judged ? static_cast<char>(letter - 'a' + 'A') : letter;
    }
    return all;
  }
  char separator() const { return lines_.separator; }
  bool named() const { return named_; }
  std::string first_row() {
    gp::csv_detail::Record r;
    return lines_.next(r) ? std::string(r.begin, r.end) : "none";
  }
};

struct Written {
  test::TempFolder folder;
  Csv how;
  Looked head;
  Written(const std::string& content, Csv options = {})
      : how(std::move(options)),
        head("test", test::write_bytes(folder / "t.csv", {reinterpret_cast<const std::uint8_t*>(content.data()), content.size()}), how) {}
};
template <class E>
std::string refusal(const std::string& content, const Csv& how = {}) {
  try {
    const Written looked(content, how);
  } catch (const E& e) {
    const std::string what = e.what();
    const std::size_t path = what.find("t.csv\"");
    return path == std::string::npos ? what : what.substr(path + 6);
  }
  return "it was taken";
}

}  // namespace

TEST_CASE("csv head: the separator is the one that is most often in the first line, outside of quotes") {
  CHECK(Written("a,b;c;d\n").head.separator() == ';');
  CHECK(Written("a\tb\tc\n").head.separator() == '\t');
  CHECK(Written("\"a;b;c\"|d,e|f\n").head.separator() == '|');
  CHECK(Written("one\n").head.separator() == ',');
  CHECK(Written("a,b;c\n", {.separator = ','}).head.names() == std::vector<std::string>{"a", "b;c"});
}

TEST_CASE("csv head: names come from the first line, or are numbered; no row is taken") {
  Written named("a, b ,\n1,2,3\n");
  CHECK(named.head.names() == std::vector<std::string>{"a", "b", "column 3"});
  CHECK(named.head.named());
  CHECK(named.head.first_row() == "a, b ,");
  Written numbered("1,x\n2,y\n", {.header = false});
  CHECK(numbered.head.names() == std::vector<std::string>{"column 1", "column 2"});
  CHECK(numbered.head.kinds() == "NT");
  CHECK_FALSE(numbered.head.named());
  CHECK(Written("1,2\n3,4\n", {.header = true}).head.names() == std::vector<std::string>{"1", "2"});
}

TEST_CASE("csv head: a column is of words where one of its first rows holds one, unless the options say") {
  const std::string rows = "a,b,c,d\n1,x,NA,4\n2,3,?,5\nz,3,,6\n";
  CHECK(Written(rows).head.kinds() == "TTNN");
  CHECK(Written(rows, {.text = "d", .numbers = {"a", "b"}}).head.kinds() == "nnNt");
  CHECK(Written(rows, {.drop = {"a", "c"}}).head.kinds() == "sTsN");
  CHECK(Written(rows, {.only = "b"}).head.kinds() == "sTss");
  CHECK(Written(rows, {.target = "a", .only = "b"}).head.kinds() == "TTss");
  CHECK(Written(rows, {.missing = {"x", "z"}}).head.kinds() == "NNTN");  // then NA is a word
  std::string late = "a\n";
  for (gp::Index r = 0; r < gp::csv_detail::rows_to_judge_by; ++r) late += "1\n";
  CHECK(Written(late + "x\n").head.kinds() == "N");  // too late: refused when it is read
}

TEST_CASE("csv head: a target beside .only is read as .text and .numbers say, not as its first rows look") {
  CHECK(Written("a,zip,b\n1,3000,2\n", {.target = "zip", .only = "a"}).head.kinds() == "NNs");
  CHECK(Written("a,zip,b\n1,3000,2\n", {.target = "zip", .only = "a", .text = "zip"}).head.kinds() == "Nts");
  CHECK(Written("a,size,b\n1,x,2\n", {.target = "size", .only = "a", .numbers = "size"}).head.kinds() == "Nns");
  CHECK(Written("a,b\n1,2\n", {.drop = "a", .only = "a", .text = "a"}).head.kinds() == "ss");
}

TEST_CASE("csv head: columns that are passed over may share a name, whatever their number") {
  const std::string twice = "a,b,a,c,a\n1,2,x,4,5\n";
  CHECK(Written(twice, {.drop = "a"}).head.kinds() == "sNsNs");
  CHECK(Written(twice, {.target = "c", .only = "b"}).head.kinds() == "sNsNs");
  CHECK(Written(twice, {.only = {"b", "c"}, .text = "a"}).head.kinds() == "sNsNs");
  CHECK(Written(",column 1\n1,2\n", {.drop = "column 1", .only = "column 1"}).head.kinds() == "ss");
  const std::string refused = ", columns 1 and 5 are both named \"a\", expected names of their own; .drop leaves both out";
  CHECK(refusal<gp::DataError>(twice) == refused);
  CHECK(refusal<gp::DataError>(twice, {.only = "a"}) == refused);
  CHECK(refusal<gp::DataError>(twice, {.target = "a", .only = "b"}) == refused);
}

TEST_CASE("csv head: refusals") {
  using gp::DataError, gp::FileError, gp::SettingsError;
  CHECK(refusal<DataError>("") == " is empty, expected a line of names and rows");
  CHECK(refusal<DataError>("1,2\n3,4\n") ==
        ", line 1 holds numbers, expected names of columns; .header = false reads a file without names, .header = true takes these");
  CHECK(refusal<DataError>("a,b,a\n") == ", columns 1 and 3 are both named \"a\", expected names of their own; .drop leaves both out");
  CHECK(refusal<DataError>("a,b\n", {.drop = "c"}) == " has no column \"c\", expected one of: a, b");
  CHECK(refusal<SettingsError>("a,b\n", {.target = "a", .drop = "a"}) == "test: target \"a\" is in .drop too");
  CHECK(refusal<DataError>("a\n2024-01-31\n").starts_with(", line 2, column 1 \"a\" holds dates such as \"2024-01-31\""));
  CHECK(refusal<DataError>("a\n-inf\n") == ", line 2, column 1 \"a\" is \"-inf\", expected a finite number");
  CHECK(refusal<FileError>("z\xFCrich,b\n").find("is not UTF-8") != std::string::npos);
  CHECK(refusal<FileError>("a,b\r1,2\r3,4\r") == ", line 1, column 2 holds a carriage return, expected lines that end with LF or CR LF");
  CHECK(refusal<DataError>("\"a\"b,c\n") == ", line 1, column 1 has something behind its closing quote, expected the next cell");
  CHECK(refusal<SettingsError>("a,b\n", {.decimal = '/'}) == "test: decimal is '/', expected '.' or ','");
  CHECK(refusal<SettingsError>("a,b\n", {.separator = '"'}) == "test: separator is a quote or a line end, expected another");
  CHECK(refusal<SettingsError>("a,b\n", {.decimal = ','}) ==
        " has the separator ',', which is the decimal sign too, expected .separator or .decimal to be another");
}
