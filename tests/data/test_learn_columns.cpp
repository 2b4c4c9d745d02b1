#include <genoprop/data/learn_columns.hpp>

#include <doctest/doctest.h>

#include <limits>

#include <genoprop/core/draw.hpp>

#include "support/seeds.hpp"

using namespace genoprop;
using namespace genoprop::features_detail;

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

Table numbers(std::vector<double> values) { return Table({{.name = "n", .numbers = std::move(values)}}); }
Table words(std::vector<std::int32_t> codes, std::vector<std::string> of = {"rose", "aster", "lily"}) {
  return Table({{.name = "w", .codes = std::move(codes), .words = std::move(of), .text = true}});
}
double median(std::vector<double> values) {
  Feature f;
  const Table table = numbers(std::move(values));
  learn_median(table, 0, table.missing(0), f);
  return f.fill;
}
template <class F>
std::string refusal(F f) {
  try {
    f();
  } catch (const DataError& e) {
    return e.what();
  }
  return "it was learnt";
}

}  // namespace

TEST_CASE("learn: mean and deviation by hand; a constant has deviation 1") {
  const double values[] = {1, 2, 3, 4};
  const Moments m = moments("test", "n", 4, [&](Index r) { return values[r]; });
  CHECK(m.mean == 2.5);
  CHECK(m.deviation == std::sqrt(1.25));
  const Moments same = moments("test", "n", 7, [](Index) { return 0.1; });
  CHECK(same.mean == 0.1);
  CHECK(same.deviation == 1);
  CHECK(refusal([] { moments("test", "n", 2, [](Index r) { return r == 0 ? -1e200 : 1e200; }); }) ==
        "test: the variance of column \"n\" overflows, expected smaller numbers");
}

TEST_CASE("learn: the median of the numbers that are there") {
  CHECK(median({5}) == 5);
  CHECK(median({5, none, 1, 3}) == 3);
  CHECK(median({4, 1, none, 2, 3}) == 2.5);
  CHECK(median({1.2e308, 1.6e308}) == 0.5 * 1.6e308 + 0.5 * 1.2e308);  // their sum would be infinite
  support::for_seeds(100, [](Draw& draw) {
    std::vector<double> values(1 + static_cast<std::size_t>(draw.below(9)));
    for (double& v : values) v = static_cast<double>(draw.below(5));
    const double m = median(values);
    const auto below = std::count_if(values.begin(), values.end(), [&](double v) { return v < m; });
    const auto above = std::count_if(values.begin(), values.end(), [&](double v) { return v > m; });
    CHECK(2 * below <= static_cast<std::ptrdiff_t>(values.size()));
    CHECK(2 * above <= static_cast<std::ptrdiff_t>(values.size()));
  });
}

TEST_CASE("learn: the scale counts missing cells at their median") {
  Feature f{.column = "n", .fill = 2};
  learn_scale("test", numbers({1, 2, none, 4}), 0, f);
  CHECK(f.mean == 2.25);
  CHECK(f.deviation == std::sqrt((1.5625 + 2 * 0.0625 + 3.0625) / 4));
}

TEST_CASE("learn: categories are the words that these rows have, sorted") {
  Feature f{.column = "w"};
  learn_categories("test", words({0, 1, -1, 0}), 0, {}, f);
  CHECK(f.categories == std::vector<std::string>{"aster", "rose"});  // no row is a lily
  Feature part{.column = "w"};
  learn_categories("test", words({0, 1, 2, 0}).pick({2, 2}), 0, {}, part);
  CHECK(part.categories == std::vector<std::string>{"lily"});
  Feature twice{.column = "w"};
  learn_categories("test", words({0, 1, 2}, {"rose", "aster", "rose"}), 0, {.most_categories = 2}, twice);
  CHECK(twice.categories == std::vector<std::string>{"aster", "rose"});
  CHECK(refusal([] {
          Feature many{.column = "w"};
          learn_categories("test", words({0, 1, 2}), 0, {.most_categories = 2}, many);
        }) ==
        "test: column \"w\" has 3 categories in 3 training rows, expected at most 2: leave it out if it names rows; if it holds "
        "numbers, a cell is misspelt");
}

TEST_CASE("learn: classes are sorted: words by their bytes, numbers by size, -0 as 0") {
  const auto of = [](const Table& table, const Encoding& how = {}) { return classes_of("test", table, table.column(0), how); };
  CHECK(of(words({0, 2, 0})) == std::vector<std::string>{"lily", "rose"});
  CHECK(of(numbers({10, 9, -0.0, 0, 0.5})) == std::vector<std::string>{"0", "0.5", "9", "10"});
  CHECK(refusal([&] { of(words({1, 1})); }) == "test: target \"w\" is aster in all 2 training rows, expected at least 2 classes");
  CHECK(refusal([&] { of(numbers({1, 2, 3}), {.most_categories = 2}); }) == "test: target \"n\" has 3 classes, expected at most 2");
}

TEST_CASE("learn: a number as text is the shortest that reads back") {
  CHECK(number_text(0.1) == "0.1");
  CHECK(number_text(-3) == "-3");
  CHECK(number_text(1e300) == "1e+300");
}
