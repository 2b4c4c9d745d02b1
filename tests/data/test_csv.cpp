#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include <genoprop/core/draw.hpp>
#include <genoprop/data/csv.hpp>

#include "support/seeds.hpp"
#include "support/temp_folder.hpp"

namespace gp = genoprop;
using gp::Csv;
using gp::DataError;
using gp::FileError;
using gp::Table;
using test::TempFolder;

namespace {

std::filesystem::path file_of(const TempFolder& folder, const std::string& content, const char* name = "t.csv") {
  return test::write_bytes(folder / name, {reinterpret_cast<const std::uint8_t*>(content.data()), content.size()});
}
Table table_of(const std::string& content, const Csv& how = {}) {
  const TempFolder folder;
  return gp::load_csv(file_of(folder, content), how);
}
/// what a refusal says behind the path
template <class E>
std::string refusal(const std::string& content, const Csv& how = {}) {
  try {
    table_of(content, how);
  } catch (const E& e) {
    const std::string what = e.what();
    return what.substr(std::min(what.size(), what.find("t.csv\"") + 6));
  }
  return "it was read";
}
const std::string& word(const Table& t, const char* column, gp::Index r) {
  const gp::Column& c = t.column(column);
  return c.words.at(static_cast<std::size_t>(c.codes.at(t.row(r))));
}

}  // namespace

TEST_CASE("csv: numbers and words, by name") {
  const Table t = table_of("rooms,town,price\n3,Bern,250.5\n-4.5e1,Basel, +7 \n.5,Bern,1e3\n", {.target = "price"});
  CHECK(t.rows() == 3);
  CHECK(t.columns() == 3);
  CHECK(t.column("rooms").numbers == std::vector<double>{3, -45, 0.5});
  CHECK(t.column("price").numbers == std::vector<double>{250.5, 7, 1000});
  CHECK(t.column("town").words == std::vector<std::string>{"Bern", "Basel"});
  CHECK(t.column("town").codes == std::vector<std::int32_t>{0, 1, 0});
  CHECK(t.targets() == std::vector<gp::Index>{2});
  CHECK_FALSE(t.has_classes());
}

TEST_CASE("csv: quoted cells hold separators, quotes and line ends; lines are counted as an editor counts them") {
  const Table t = table_of("a,\"b,c\"\n1,\"x,y\"\n2,\"say \"\"no\"\"\"\n3,\"two\nlines\"\n\"4\",\"\"\"\"\n");
  CHECK(word(t, "b,c", 0) == "x,y");
  CHECK(word(t, "b,c", 1) == "say \"no\"");
  CHECK(word(t, "b,c", 2) == "two\nlines");
  CHECK(word(t, "b,c", 3) == "\"");
  CHECK(t.column("a").numbers == std::vector<double>{1, 2, 3, 4});
  CHECK(refusal<DataError>("a,b\n\"x\n\n\",1\ny,2\nz,3,4\n") == ", line 6 has 3 cells, expected 2");
  CHECK(word(table_of("a\n5\" pipe\n"), "a", 0) == "5\" pipe");  // a quote inside a cell is a letter
}

TEST_CASE("csv: separators, decimal comma, CR LF, a mark in front, no line end behind, empty lines, spaces") {
  for (const char* content : {"a;b\n1,5;x,y\n",
                              "\xEF\xBB\xBF"
                              "a;b\r\n\r\n1,5 ;x,y",
                              "a;b\n1,5;\"x,y\"\r\n\n"}) {
    CAPTURE(content);
    const Table t = table_of(content, {.decimal = ','});
    CHECK(t.rows() == 1);
    CHECK(t.column("a").numbers == std::vector<double>{1.5});
    CHECK(word(t, "b", 0) == "x,y");
  }
  CHECK(table_of("a\tb\n1\t2\n").column("b").numbers == std::vector<double>{2});
  CHECK(table_of("a|b\n1|2\n").column("b").numbers == std::vector<double>{2});
  CHECK(table_of("a b\n1\n").column("a b").numbers == std::vector<double>{1});
  CHECK(table_of("\"a,b\";c\n1;2\n").columns() == 2);
  CHECK(table_of("a:b\n1:2\n", {.separator = ':'}).column("b").numbers == std::vector<double>{2});
}

TEST_CASE("csv: without names; names that are numbers are refused unless said") {
  const Table t = table_of("1,x\n2,y\n", {.header = false});
  CHECK(t.rows() == 2);
  CHECK(t.column("column 1").numbers == std::vector<double>{1, 2});
  CHECK(word(t, "column 2", 1) == "y");
  CHECK(table_of("2019,2020\n1,2\n", {.header = true}).column("2020").numbers == std::vector<double>{2});
  CHECK(table_of("\"2019\",\"2020\"\n1,2\n").rows() == 1);
  CHECK(refusal<DataError>("1,2\n3,4\n") ==
        ", line 1 holds numbers, expected names of columns; .header = false reads a file without names, .header = true takes these");
  CHECK(table_of(",b\n1,2\n").column("column 1").numbers == std::vector<double>{1});  // an index that was written without a name
}

TEST_CASE("csv: missing cells are NaN or -1, by every spelling; other spellings can be named") {
  const Table t = table_of("a,b\n1,x\n,\nNA,?\n nan ,null\n2,NULL\n");
  CHECK(t.missing(0) == 3);
  CHECK(t.missing(1) == 4);
  CHECK(std::isnan(t.column("a").numbers[1]));
  CHECK(t.column("b").codes == std::vector<std::int32_t>{0, -1, -1, -1, -1});
  const Table named = table_of("a,b,c\n1,NA,1\n-999,x,2\n\"-999.0\",-999,-99.9\n-99.9e1,-999.0,4\n", {.missing = {"", "-999"}});
  CHECK(word(named, "b", 0) == "NA");
  CHECK(named.missing(0) == 3);  // in a column of numbers by its value
  CHECK(named.missing(0, 0) == false);
  CHECK(named.missing(1) == 1);  // in one of words by its letters
  CHECK(word(named, "b", 3) == "-999.0");
  CHECK(named.missing(2) == 0);
  CHECK(table_of("a;b\n1,5;2\n-9,0;3\n", {.decimal = ',', .missing = "-9"}).missing(0, 1));
  CHECK(refusal<DataError>("a,b\n1,-9\n2,-9\n", {.missing = "-9"}).find(", column \"b\" is empty in all 2 rows") == 0);
}

TEST_CASE("csv: columns can be left out, taken alone, and read as words or as numbers") {
  const std::string file = "id,zip,sold,x\n1,08001,2024-01-02,5\n2,08002,2024-01-03,6\n";
  CHECK(table_of(file, {.drop = {"id", "sold"}}).columns() == 2);
  const Table only = table_of(file, {.target = "x", .only = "zip"});
  CHECK(only.columns() == 2);
  CHECK(only.column("zip").numbers[0] == 8001);
  const Table words = table_of(file, {.text = {"zip", "sold"}});
  CHECK(word(words, "zip", 0) == "08001");
  CHECK(word(words, "sold", 1) == "2024-01-03");
  CHECK(refusal<DataError>("a,b\nx,1\n", {.numbers = "a"}) == ", line 2, column 1 \"a\" is \"x\", expected a number");
  for (const char* name : {"target", "drop", "only", "text", "numbers"}) {
    CAPTURE(name);
    Csv how;
    (*name == 't' ? name[1] == 'a' ? how.target : how.text : *name == 'd' ? how.drop : *name == 'o' ? how.only : how.numbers) = "no";
    CHECK(refusal<DataError>("a,b\n1,2\n", how) == " has no column \"no\", expected one of: a, b");
  }
  CHECK_THROWS_WITH_AS(table_of("a,b\n1,2\n", {.text = {"b", "a"}, .numbers = "a"}),
                       "load_csv: column \"a\" is in .text and in .numbers, expected one of them", gp::SettingsError);
}

TEST_CASE("csv: between quotes a line ends as it likes, and a carriage return is a letter (RFC 4180); elsewhere it is none") {
  const Table t = table_of("a,b\r\n\"two\r\nlines\",1\r\n\"x\ry\",2\r\n");
  CHECK(t.rows() == 2);
  CHECK(word(t, "a", 0) == "two\r\nlines");
  CHECK(word(t, "a", 1) == "x\ry");
  CHECK(refusal<FileError>("a,b\n\"two\r\nlines\",1\nx\ry,2\n").find(", line 4, column 1 \"a\" holds a carriage return") == 0);
  CHECK(refusal<DataError>("a,b\n\"1\r\n\",1\n", {.numbers = "a"}).find(", line 2, column 1 \"a\" is ") == 0);
}

TEST_CASE("csv: a wide file is judged by its first 1000 rows too, beyond its first MiB; names of thousands of columns are compared once") {
  std::string wide;
  const auto line = [&](auto cell) {
    for (int c = 0; c < 2000; ++c) wide += (c ? "," : "") + cell(c);
    wide += "\n";
  };
  line([](int c) { return "c" + std::to_string(c); });
  for (int r = 0; r < 400; ++r) line([&](int c) { return std::string(r == 300 && c == 5 ? "word" : "1.234567"); });
  CHECK(wide.size() > 4 * gp::gz::chunk);
  const Table t = table_of(wide);
  CHECK(t.rows() == 400);
  CHECK(t.column("c5").text);
  CHECK(t.column("c1999").numbers[399] == 1.234567);
  CHECK(refusal<FileError>("a,b\n1,2\n1,\"never" + wide).find(", line 3 opens a quote that is never closed") == 0);
}

TEST_CASE("csv: dates are refused with a sentence") {
  for (const char* date : {"2024-03-31", "31.03.2024", "3/31/24", "2024/3/1", "2024-03-31 12:00", "2024-03-31T12:00:00Z", "12:30:00"}) {
    CAPTURE(date);
    const std::string said = refusal<DataError>(std::string("a,sold\n1,") + date + "\n");
    CHECK(said.find(std::string(", line 2, column 2 \"sold\" holds dates such as \"") + date +
                    "\", expected numbers or categories: write") == 0);
  }
  for (const char* word : {"10.0.0.1", "1.2", "a-b-c", "12-3", "2024-03-31x", "1-2-3-4", "555-12-3456-7"})
    CHECK(refusal<DataError>(std::string("a,v\n1,") + word + "\n") == "it was read");
}

TEST_CASE("csv: cells that are no finite number, with their line and column") {
  CHECK(refusal<DataError>("a,b\n1,2\n3,1e999\n") == ", line 3, column 2 \"b\" is \"1e999\", expected a number between 1e-307 and 1e308");
  CHECK(refusal<DataError>("a,b\n1,-inf\n") == ", line 2, column 2 \"b\" is \"-inf\", expected a finite number");
  for (const char* cell : {"INFINITY", "iNf", "+Infinity", "-INF"})
    CHECK(refusal<DataError>(std::string("a,b\n1,") + cell + "\n").find(std::string(", line 2, column 2 \"b\" is \"") + cell) == 0);
  CHECK(table_of("a,b\n1,info\n2,infinite\n3,in\n").column("b").words.size() == 3);
  std::string late = "a,b\n";
  for (int r = 0; r < 1000; ++r) late += "1,2\n";
  CHECK(refusal<DataError>(late + "1,x\n") ==
        ", line 1002, column 2 \"b\" is \"x\", expected a number as in the rows before; .text = \"b\" reads words, .missing names cells "
        "that say nothing");
  CHECK(refusal<DataError>(late + "1,inf\n") == ", line 1002, column 2 \"b\" is \"inf\", expected a finite number");
  CHECK(table_of(late + "1,x\n", {.text = "b"}).rows() == 1001);
  CHECK(refusal<DataError>(late + "1,0x10\n").find("is \"0x10\", expected a number") != std::string::npos);
}

TEST_CASE("csv: rows of another length, empty files and columns, names twice") {
  CHECK(refusal<DataError>("a,b\n1,2\n3\n") == ", line 3 has 1 cells, expected 2");
  CHECK(refusal<DataError>("a,b\n1,2\n3,4,5\n") == ", line 3 has 3 cells, expected 2");
  CHECK(refusal<DataError>("a,b\n1,2,\n") == ", line 2 has 3 cells, expected 2");
  CHECK(refusal<DataError>("a,b\n1,x,\"y\"z\n") == ", line 2, column 3 has something behind its closing quote, expected the next cell");
  CHECK(refusal<DataError>("a,b\n\"x\"y,1\n") == ", line 2, column 1 \"a\" has something behind its closing quote, expected the next cell");
  CHECK(refusal<DataError>("") == " is empty, expected a line of names and rows");
  CHECK(refusal<DataError>("\n\r\n\n") == " is empty, expected a line of names and rows");
  CHECK(refusal<DataError>("a,b\n") == " has no rows behind its names, expected at least 1");
  CHECK(refusal<DataError>("a,b\n1,\n2,NA\n") == ", column \"b\" is empty in all 2 rows, expected values; .drop = \"b\" leaves it out");
  CHECK(refusal<DataError>("a,b,a\n1,2,3\n") ==
        ", columns 1 and 3 are both named \"a\", expected names of their own; .drop leaves both out");
  CHECK(refusal<DataError>("a,b\n1,2\n", {.drop = {"a", "b"}}) == " has no column that is read, expected at least 1");
}

TEST_CASE("csv: bytes that are no text: NUL, other encodings, lines without end, open quotes") {
  CHECK(refusal<FileError>(std::string("a,b\n1,2\n3\0,4\n", 13)) == ", line 3 holds a NUL byte, expected text: a binary file, or UTF-16?");
  CHECK(refusal<FileError>("\xFF\xFE"
                           "a") == " is UTF-16, expected UTF-8: save it again as UTF-8");
  CHECK(refusal<FileError>("\xFE\xFF"
                           "a") == " is UTF-16, expected UTF-8: save it again as UTF-8");
  CHECK(refusal<FileError>("a,b\n1,Z\xFCrich\n").find(", line 2, column 2 \"b\" is not UTF-8") == 0);
  CHECK(refusal<FileError>("a,Z\xFCrich\n1,2\n").find(", line 1, column 2 is not UTF-8") == 0);
  CHECK(word(table_of("a,b\n1,Z\xC3\xBCrich \xF0\x9F\x8F\xA0\n"), "b", 0) == "Z\xC3\xBCrich \xF0\x9F\x8F\xA0");
  CHECK(refusal<FileError>("a\nx\ry\n") == ", line 2, column 1 \"a\" holds a carriage return, expected lines that end with LF or CR LF");
  CHECK(refusal<FileError>("a,b\n1,\"never\n2,3\n") == ", line 2 opens a quote that is never closed, expected a closing \"");
  const std::string said = refusal<FileError>("a,b\n1," + std::string(3'000'000, 'x'), {.longest_line = 1'000'000});
  CHECK(said.find(", line 2 is longer than 1000000 bytes, expected less") == 0);
  CHECK(said.ends_with("; .longest_line takes longer lines"));
  CHECK(refusal<FileError>("a,b\n1," + std::string(2'000, 'x') + "\n", {.longest_line = 1'000}) ==
        ", line 2 has 2002 bytes, expected at most 1000: .longest_line takes longer lines");
  CHECK(word(table_of("a,b\n1," + std::string(3'000'000, 'x') + "\n"), "b", 0).size() == 3'000'000);
  CHECK_THROWS_AS(gp::load_csv("/nowhere/t.csv"), FileError);
  CHECK_THROWS_AS(gp::load_csv("/"), FileError);
}

TEST_CASE("csv: UTF-8 is what RFC 3629 says") {
  using gp::csv_detail::is_utf8;
  for (const char* good :
       {"", "a", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"})
    CHECK(is_utf8(good));
  for (const char* bad : {"\x80", "\xC0\x80", "\xC1\xBF", "\xC2", "\xC2 ", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xE2\x82", "\xF0\x8F\xBF\xBF",
                          "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF"})
    CHECK_FALSE(is_utf8(bad));
}

TEST_CASE("csv: a file of many pieces and buffers, plain and gzip, gives the numbers that were written, over seeds") {
  gp::support::for_seeds(3, [](gp::Draw& draw) {
    const TempFolder folder;
    std::string content = "a,b,c\n";
    std::vector<double> a, c;
    const int rows = 60'000 + static_cast<int>(draw.below(20'000));
    for (int r = 0; r < rows; ++r) {
      a.push_back(draw.normal() * std::pow(10.0, 20 * draw.unit() - 10));
      c.push_back(std::floor(1000 * draw.unit()));
      char line[100];
      std::snprintf(line, sizeof line, "%.17g,\"w %d\",%g\n", a.back(), r % 7, c.back());
      content += line;
    }
    const auto plain = file_of(folder, content);
    gp::gz::Writer zipped("test", folder / "t.csv.gz");
    zipped.write({reinterpret_cast<const std::uint8_t*>(content.data()), content.size()});
    zipped.commit();
    for (const auto& path : {plain, folder / "t.csv.gz"}) {
      const Table t = gp::load_csv(path);
      CHECK(t.column("a").numbers == a);
      CHECK(t.column("c").numbers == c);
      CHECK(t.column("b").words.size() == 7);
      CHECK(word(t, "b", rows - 1) == "w " + std::to_string((rows - 1) % 7));
    }
  });
}

TEST_CASE("csv: whatever the bytes, a table or a refusal, over seeds") {
  const std::string pieces[] = {"a", ",", "\n", "\"", "\"\"", "1", "-2.5", "1e9", ";", "\r\n", "NA", "x y", "\xC3\xBC", "\t", "2024-01-01"};
  const TempFolder folder;
  gp::support::for_seeds(3000, [&](gp::Draw& draw) {
    std::string content = draw.unit() < 0.5 ? "a,b\n1,x\n" : "";
    for (int n = static_cast<int>(draw.below(30)); n > 0; --n) content += pieces[draw.below(std::size(pieces))];
    try {
      const Table t = gp::load_csv(file_of(folder, content));
      for (gp::Index c = 0; c < t.columns(); ++c) CHECK(t.column(c).size() == static_cast<std::size_t>(t.rows()));
    } catch (const gp::Error&) {}
  });
}
