#include <genoprop/data/csv_options.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "support/temp_folder.hpp"

#include <genoprop/data/csv.hpp>

using namespace genoprop;

namespace {

Table read(const std::string& content, const Csv& how) {
  const test::TempFolder folder;
  return load_csv(test::write_bytes(folder / "t.csv", {reinterpret_cast<const std::uint8_t*>(content.data()), content.size()}), how);
}
std::vector<std::string> names(const Table& table) {
  std::vector<std::string> all;
  for (Index c = 0; c < table.columns(); ++c) all.push_back(table.column(c).name);
  return all;
}
/// every column by name and cells, missing ones as "-"
std::string spelled(const Table& table) {
  std::string all;
  for (Index c = 0; c < table.columns(); ++c) {
    const Column& column = table.column(c);
    all += column.name + (column.text ? " words:" : " numbers:");
    for (std::size_t r = 0; r < column.size(); ++r) {
      if (column.text)
        all += ' ' + (column.codes[r] < 0 ? std::string("-") : column.words[static_cast<std::size_t>(column.codes[r])]);
      else
        all += std::isnan(column.numbers[r]) ? " -" : ' ' + std::to_string(static_cast<int>(std::lround(10 * column.numbers[r])));
    }
    all += '\n';
  }
  return all;
}

}  // namespace

TEST_CASE("csv options: what is not said is what a reader finds: saying it changes nothing") {
  const std::string file = "a,b,kind\n1,2.5,x\nNA,3,y\n";
  const std::string plain = spelled(read(file, {}));
  CHECK(plain == "a numbers: 10 -\nb numbers: 25 30\nkind words: x y\n");
  CHECK(spelled(read(file, {.header = true})) == plain);
  CHECK(spelled(read(file, {.separator = ','})) == plain);
  CHECK(spelled(read(file, {.decimal = '.'})) == plain);
  CHECK(spelled(read(file, {.text = "kind", .numbers = {"a", "b"}})) == plain);
  CHECK(spelled(read(file, {.only = {"a", "b", "kind"}})) == plain);
  CHECK(spelled(read(file, {.longest_line = 64})) == plain);
}

TEST_CASE("csv options: each of them alone") {
  const std::string file = "a;b;kind\n1;2,5;7\n-999;3;8\n";
  CHECK(spelled(read(file, {.decimal = ','})) == "a numbers: 10 -9990\nb numbers: 25 30\nkind numbers: 70 80\n");
  CHECK(names(read(file, {.drop = "b"})) == std::vector<std::string>{"a", "kind"});
  CHECK(names(read(file, {.only = {"kind", "a"}})) == std::vector<std::string>{"a", "kind"});  // as they stand in the file
  CHECK(spelled(read(file, {.drop = "b", .text = "kind"})) == "a numbers: 10 -9990\nkind words: 7 8\n");
  CHECK(spelled(read(file, {.only = "a", .missing = "-999"})) == "a numbers: 10 -\n");
  CHECK(read("1;2\n3;4\n", {.header = false}).rows() == 2);
  CHECK(read(file, {.target = "kind", .predict = Predict::classes, .drop = "b"}).has_classes());
  CHECK_FALSE(read(file, {.target = "kind", .drop = "b"}).has_classes());
  CHECK_THROWS_AS(read(file, {.longest_line = 6}), FileError);
}

TEST_CASE("csv options: every one of the words that say nothing") {
  for (const std::string& word : Csv{}.missing.all) {
    CAPTURE(word);
    CHECK(spelled(read("a,b\n1,2\n" + word + ",3\n", {})) == "a numbers: 10 -\nb numbers: 20 30\n");
  }
}
