#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

#include <genoprop/data/split.hpp>

namespace gp = genoprop;

namespace {

/// row r has the feature r; every `classes`-th row has the same label; classes 0: targets
gp::Dataset<float> numbered(gp::Index rows, gp::Index classes) {
  auto x = xt::xtensor<float, 2>::from_shape(std::array{static_cast<std::size_t>(rows), std::size_t{1}});
  xt::xtensor<int, 1> labels(std::array{static_cast<std::size_t>(rows)});
  for (gp::Index r = 0; r < rows; ++r) {
    x(r, 0) = static_cast<float>(r);
    labels(r) = classes > 0 ? r % classes : 0;
  }
  if (classes == 0) return {x, x};
  return {x, labels};
}
std::vector<int> numbers(const gp::Dataset<float>& part) {
  std::vector<int> out;
  for (gp::Index r = 0; r < part.rows(); ++r) out.push_back(static_cast<int>(part.row(r)[0]));
  return out;
}
int count(const gp::Dataset<float>& part, int label) {
  const auto y = part.labels();
  return static_cast<int>(std::count(y.begin(), y.end(), label));
}

}  // namespace

TEST_CASE("split: sizes are the shares, every row is in one part, once, and is not copied") {
  for (const gp::Index classes : {0, 1, 3, 10}) {
    const auto data = numbered(1500, classes);
    const auto parts = gp::split(data, {.train = 500 / 1500., .validation = 300 / 1500., .test = 700 / 1500., .seed = 3});
    CHECK(parts.training.rows() == 500);
    CHECK(parts.validation.rows() == 300);
    CHECK(parts.test.rows() == 700);
    std::multiset<int> all;
    for (const auto* part : {&parts.training, &parts.validation, &parts.test}) {
      for (const int n : numbers(*part)) all.insert(n);
      CHECK(part->view().x == data.view().x);
    }
    CHECK(all.size() == 1500);
    CHECK(std::set(all.begin(), all.end()).size() == 1500);
  }
}

TEST_CASE("split: rounds to whole rows, and leaves out what the shares leave out") {
  const auto parts = gp::split(numbered(7, 0), {.train = 0.5, .validation = 0.25, .test = 0, .seed = 1});
  CHECK(parts.training.rows() == 4);    // 3.5
  CHECK(parts.validation.rows() == 1);  // up to 5.25
  CHECK(parts.test.rows() == 0);
  CHECK(parts.test.features() == 0);
  const auto tenths =
      gp::split(numbered(10, 0), {.train = 0.7, .validation = 0.2, .test = 0.1, .seed = 1});  // 0.7 + 0.2 + 0.1 < 1 in double
  CHECK((tenths.training.rows() == 7 && tenths.validation.rows() == 2 && tenths.test.rows() == 1));
  const auto above = gp::split(numbered(100, 0), {.train = 0.55, .validation = 0.34, .test = 0.11, .seed = 1});  // > 1 in double
  CHECK((above.training.rows() == 55 && above.validation.rows() == 34 && above.test.rows() == 11));
}

TEST_CASE("split: the same seed gives the same rows, another seed others") {
  const auto data = numbered(100, 4);
  const auto rows = [&](std::uint64_t seed) { return numbers(gp::split(data, {.train = 0.5, .validation = 0.5, .seed = seed}).training); };
  CHECK(rows(1) == rows(1));
  CHECK(rows(1) != rows(2));
  CHECK(rows(1) != rows(1 + (std::uint64_t{1} << 32)));
  // fixed for ever: a result that names its seed can be repeated with any later version
  CHECK(numbers(gp::split(numbered(10, 2), {.train = 1, .validation = 0, .seed = 1}).training) ==
        std::vector<int>{1, 8, 5, 2, 3, 4, 0, 9, 7, 6});
}

TEST_CASE("split: every stretch of every part has the class shares of the whole, over many seeds") {
  // 70, 20, 10 % of 1000
  auto x = xt::xtensor<float, 2>::from_shape(std::array<std::size_t, 2>{1000, 1});
  xt::xtensor<int, 1> labels(std::array<std::size_t, 1>{1000});
  for (int r = 0; r < 1000; ++r) {
    x(r, 0) = 0;
    labels(r) = r < 700 ? 0 : r < 900 ? 1 : 2;
  }
  const gp::Dataset data{x, labels};
  const double share[] = {0.7, 0.2, 0.1};
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const auto parts = gp::split(data, {.train = 0.6, .validation = 0.25, .test = 0.15, .seed = seed});
    for (const auto* part : {&parts.training, &parts.validation, &parts.test})
      for (int label = 0; label < 3; ++label) CHECK(std::abs(count(*part, label) - share[label] * part->rows()) <= 2);
    // the probe of alignment and screening is the first 128 training rows
    std::vector<gp::Index> first(128);
    for (gp::Index r = 0; r < 128; ++r) first[static_cast<std::size_t>(r)] = r;
    for (int label = 0; label < 3; ++label) CHECK(std::abs(count(parts.training.pick(first), label) - share[label] * 128) <= 2);
  }
}

TEST_CASE("split: a small class is not favoured by the part that is cut first") {
  // 10 of 200 rows, training shares 0.1 to 0.9: the count is a whole number, its distance from the share averages out
  auto x = xt::xtensor<float, 2>(std::array<std::size_t, 2>{200, 1}, 0.0f);
  xt::xtensor<int, 1> labels(std::array<std::size_t, 1>{200}, 0);
  for (std::size_t r = 0; r < 10; ++r) labels(r * 7) = 1;
  const gp::Dataset data{x, labels};
  double distance = 0;
  for (int k = 20; k <= 180; ++k) {
    const auto parts = gp::split(data, {.train = k / 200., .validation = 0.1, .seed = static_cast<std::uint64_t>(k)});
    distance += count(parts.training, 1) - 10 * (k / 200.);
  }
  CHECK(std::abs(distance / 161) <= 0.1);
}

TEST_CASE("split: rows of one class are equally likely in every part, with labels and without") {
  // P(row in validation) = 0.3: of 2000 seeds 600, standard deviation sqrt(2000 0.3 0.7) = 20.5; 5 of them for each of 20 rows
  for (const gp::Index classes : {0, 2}) {
    const auto data = numbered(20, classes);
    std::vector<int> hits(20);
    for (std::uint64_t seed = 0; seed < 2000; ++seed)
      for (const int n : numbers(gp::split(data, {.train = 0.7, .validation = 0.3, .seed = seed}).validation))
        ++hits[static_cast<std::size_t>(n)];
    for (const int h : hits) CHECK(std::abs(h - 600) <= 103);
  }
}

TEST_CASE("split: of a subset") {
  const auto half = numbered(20, 2).pick({19, 17, 15, 13, 11, 9, 7, 5, 3, 1});
  const auto parts = gp::split(half, {.train = 0.5, .validation = 0.5, .seed = 1});
  CHECK(parts.training.rows() == 5);
  for (const int n : numbers(parts.training)) CHECK(n % 2 == 1);
}

TEST_CASE("splits: by hand, and one set of rows for all three") {
  const auto rows = numbered(4, 2);
  const gp::Splits same{rows, rows, rows};
  static_assert(std::is_same_v<decltype(same), const gp::Splits<float>>);
  CHECK(same.test.view().x == rows.view().x);
  gp::Splits two{rows, rows};
  CHECK(two.test.rows() == 0);
  two.test = rows;
  CHECK(two.test.rows() == 4);
}

TEST_CASE("split: refusals") {
  const auto data = numbered(5, 0);
  CHECK_THROWS_WITH_AS(gp::split(data, {.train = -0.1}), "split: train is -0.1, expected 0 to 1", gp::SettingsError);
  CHECK_THROWS_WITH_AS(gp::split(data, {.validation = 1.5}), "split: validation is 1.5, expected 0 to 1", gp::SettingsError);
  CHECK_THROWS_WITH_AS(gp::split(data, {.test = std::nan("")}), "split: test is nan, expected 0 to 1", gp::SettingsError);
  CHECK_THROWS_WITH_AS(gp::split(data, {.train = 0.8, .validation = 0.2, .test = 0.2}),
                       "split: train + validation + test is 1.2, expected at most 1", gp::SettingsError);
  CHECK_THROWS_WITH_AS(gp::split(data, {.train = 0}), "split: train is 0, expected more: training needs rows", gp::SettingsError);
  CHECK_THROWS_WITH_AS(gp::split(data, {.train = 0.05}), "split: train is 0.05 of 5 rows, expected at least one row", gp::SettingsError);
  CHECK_THROWS_WITH_AS(gp::split(data, {.train = 0.9, .validation = 0.05}),
                       "split: validation is 0.05 of 5 rows, expected at least one row", gp::SettingsError);
  CHECK_THROWS_WITH_AS(gp::split(gp::Dataset<float>{}, {}), "split: rows is 0, expected at least 1", gp::DataError);
}
