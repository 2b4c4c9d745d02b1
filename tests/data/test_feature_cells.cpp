#include <genoprop/data/feature_cells.hpp>

#include <doctest/doctest.h>

#include <limits>
#include <vector>

using namespace genoprop;
using namespace genoprop::features_detail;

namespace {

const Feature towns{.column = "town", .text = true, .categories = {"Bern", "null"}};
const Feature age{.column = "age", .mean = 10, .deviation = 0.25};

}  // namespace

TEST_CASE("feature cells: a number is scaled, and refused where its scaled value does not fit") {
  float x = 0;
  put_scaled("test", age, 11, x);
  CHECK(x == 4);
  const auto refused = [&](double value, const char* shown) {
    const std::string message = std::string("test: column \"age\" is ") + shown +
                                ", expected a number that is finite when it is scaled by the training rows: less 10, divided by 0.25";
    CHECK_THROWS_WITH_AS(put_scaled("test", age, value, x), message.c_str(), DataError);
  };
  refused(1e38, "1e+38");
  refused(-1e38, "-1e+38");
  refused(std::numeric_limits<double>::infinity(), "inf");
  double wide = 0;
  CHECK_NOTHROW(put_scaled("test", age, 1e38, wide));
}

TEST_CASE("feature cells: a word is one of its columns, or one number where it is embedded") {
  const auto put = [](const Feature& f, Index category, bool there) {
    std::vector<float> x(static_cast<std::size_t>(f.own_width()), 7);
    put_word(f, category, there, x.data());
    return x;
  };
  using Row = std::vector<float>;
  CHECK(put(towns, 1, true) == Row{0, 1});
  CHECK(put(towns, -1, true) == Row{0, 0});
  CHECK(put(towns, -1, false) == Row{0, 0});
  Feature embedded = towns;
  embedded.embedded = true;
  CHECK(put(embedded, 1, true) == Row{1});
  CHECK(put(embedded, -1, true) == Row{-1});
  CHECK(put(embedded, -1, false) == Row{-1});
  embedded.indicator = true;
  CHECK(put(embedded, -1, true) == Row{-1});
  CHECK(put(embedded, -1, false) == Row{2});
}

TEST_CASE("feature cells: what a word says") {
  const auto says = [](std::string_view word, Index category, bool there) {
    CAPTURE(word);
    CHECK(said(towns, word).category == category);
    CHECK(said(towns, word).there == there);
  };
  says("Bern", 0, true);
  says("\t Bern ", 0, true);
  says("bern", -1, true);
  says("null", 1, true);  // a category here
  says(" NA", -1, false);
  says("", -1, false);
}

TEST_CASE("feature cells: refusals name the cell, what came and what was expected") {
  const auto refusal = [](const Feature& f, const Cell& cell, bool there) {
    try {
      refuse_cell("test", 3, f, cell, there);
    } catch (const DataError& e) {
      return std::string(e.what());
    }
  };
  CHECK(refusal(towns, Cell::missing(), false) ==
        "test: cell 3 \"town\" is missing, expected a word: a model made with .missing = Missing::median takes missing cells");
  CHECK(refusal(age, "x", true) == "test: cell 3 \"age\" is a word, expected a number");
  CHECK(refusal(towns, 2.0, true) == "test: cell 3 \"town\" is a number, expected a word");
  CHECK(refusal(age, std::numeric_limits<double>::infinity(), true) == "test: cell 3 \"age\" is inf, expected a finite number");
}
