#include <genoprop/data/feature_columns.hpp>

#include <doctest/doctest.h>

#include <cmath>

using namespace genoprop;

TEST_CASE("feature: a number is one input, words are one each, missing cells one more") {
  Feature f{.column = "town", .text = true, .categories = {"Aarau", "Bern", "Chur"}};
  CHECK(f.width() == 3);
  f.indicator = true;
  CHECK(f.width() == 4);
  CHECK(f.own_width() == 3);
  CHECK(f.missing_number() == 3);
  f.embedded = true;
  CHECK(f.own_width() == 1);
  CHECK(f.width() == 1);
  f.indicator = false;
  CHECK(f.missing_number() == -1);
  CHECK(Feature{.column = "rooms"}.width() == 1);
  CHECK(Feature{.column = "rooms", .indicator = true}.width() == 2);
}

TEST_CASE("feature: the category of a word is its place among the sorted ones") {
  const Feature f{.column = "town", .text = true, .categories = {"Aarau", "Bern", "Chur"}};
  for (std::size_t k = 0; k < f.categories.size(); ++k) CHECK(f.category(f.categories[k]) == static_cast<Index>(k));
  for (const char* other : {"", "Aara", "Aarau ", "Basel", "Zug", "bern"}) CHECK(f.category(other) == -1);
  CHECK(Feature{}.category("Bern") == -1);
}

TEST_CASE("cell: numbers, words, nothing") {
  const Cell row[] = {3.5, "Bern", Cell::missing()};
  CHECK((row[0].number == 3.5 && !row[0].text));
  CHECK((row[1].word == "Bern" && row[1].text));
  CHECK((std::isnan(row[2].number) && !row[2].text));
}

TEST_CASE("unknown: a warning names the column, how many cells, and one of them") {
  CHECK(Unknown{"town", "Zug", 3}.warning() ==
        "column \"town\": 3 cells such as \"Zug\" are of no category of the training rows; their inputs are zeros");
  CHECK(Unknown{"town", "Zug", 3, true}.warning() ==
        "column \"town\": 3 cells such as \"Zug\" are of no category of the training rows; their embedding is zeros");
  CHECK(Unknown{"rooms", "", 2}.warning() == "column \"rooms\": 2 cells are missing, no training row missed one");
}
