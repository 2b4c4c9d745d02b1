#include <genoprop/data/csv_columns.hpp>

#include <doctest/doctest.h>

#include <numeric>

using namespace genoprop;
using csv_detail::Growing;

TEST_CASE("csv columns: values come back in their order, whatever piece they lay in") {
  // pieces have room for 256, 512, ... 65,536 values and then for as many each
  for (const std::size_t n : {0u, 1u, 255u, 256u, 257u, 768u, 769u, 130'816u, 200'000u}) {
    CAPTURE(n);
    std::vector<std::int32_t> expected(n);
    std::iota(expected.begin(), expected.end(), 0);
    Growing<std::int32_t> column;
    for (const std::int32_t v : expected) column.add(v);
    CHECK(column.finish() == expected);
  }
}

TEST_CASE("csv columns: the whole has no room to spare, and a finished column has nothing left") {
  Growing<double> column;
  for (int k = 0; k < 1000; ++k) column.add(k);
  const auto whole = column.finish();
  CHECK(whole.capacity() == 1000);
  CHECK(column.finish().empty());
}

TEST_CASE("csv columns: words do not move while others come") {
  csv_detail::Reading reading;
  const std::string& first = reading.words.emplace_back("first");
  reading.code_of.emplace(first, 0);
  for (int k = 1; k < 10'000; ++k) reading.code_of.emplace(reading.words.emplace_back(std::to_string(k)), k);
  CHECK(first == "first");
  CHECK(reading.code_of.at("first") == 0);
  CHECK(reading.code_of.at("9999") == 9999);
}
