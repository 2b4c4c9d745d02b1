#include <doctest/doctest.h>

#include <cmath>

#include <genoprop/data/scale.hpp>

namespace gp = genoprop;

namespace {

using Matrix = xt::xtensor<float, 2>;
using Wide = xt::xtensor<double, 2>;
using Labels = xt::xtensor<int, 1>;

}  // namespace

TEST_CASE("scaler: mean and deviation by hand") {
  const auto s = gp::Scaler::of(Matrix{{1, -10}, {2, 10}, {3, -10}, {4, 10}});
  CHECK(s.columns() == 2);
  CHECK(s.mean(0) == 2.5);
  CHECK(s.deviation(0) == std::sqrt(1.25));  // squares 2.25 + 0.25 + 0.25 + 2.25 over 4
  CHECK(s.mean(1) == 0);
  CHECK(s.deviation(1) == 10);
  const Matrix scaled = s.apply(Matrix{{1, 10}, {2.5f, -20}});
  CHECK(scaled == Matrix{{static_cast<float>(-1.5 / std::sqrt(1.25)), 1}, {0, -2}});
}

TEST_CASE("scaler: a constant column becomes 0, whatever its value and number of rows") {
  for (const float value : {0.0f, 0.1f, -3e7f, 1e-30f})
    for (const std::size_t rows : {1u, 3u, 1000u}) {
      const Matrix constant(std::array{rows, std::size_t{1}}, value);
      const auto s = gp::Scaler::of(constant);
      CHECK(s.deviation(0) == 1);
      CHECK(s.mean(0) == static_cast<double>(value));
      CHECK(s.apply(constant) == Matrix(std::array{rows, std::size_t{1}}, 0.0f));
    }
}

TEST_CASE("scaler: a small spread beside a large offset is kept") {
  const auto s = gp::Scaler::of(Wide{{1e12}, {1e12 + 1}});
  CHECK(s.mean(0) == 1e12 + 0.5);
  CHECK(s.deviation(0) == 0.5);
}

TEST_CASE("scaler: scaled rows have mean 0 and deviation 1, and undo brings them back") {
  Wide rows = Wide::from_shape(std::array<std::size_t, 2>{257, 3});
  for (std::size_t r = 0; r < 257; ++r)
    for (std::size_t c = 0; c < 3; ++c) rows(r, c) = static_cast<double>((r * 37 + c * 11) % 101) * 0.25 - static_cast<double>(c);
  const auto s = gp::Scaler::of(rows);
  const Wide scaled = s.apply(rows);
  const auto again = gp::Scaler::of(scaled);
  const Wide back = s.undo(scaled);
  for (std::size_t c = 0; c < 3; ++c) {
    CHECK(std::abs(again.mean(c)) <= 1e-14);
    CHECK(std::abs(again.deviation(c) - 1) <= 1e-14);
    for (std::size_t r = 0; r < 257; ++r) CHECK(std::abs(back(r, c) - rows(r, c)) <= 1e-14);
  }
}

TEST_CASE("standardise: statistics come from the training rows alone") {
  const gp::Dataset training{Matrix{{0}, {4}}, Labels{0, 1}, 5};
  const gp::Dataset validation{Matrix{{2}, {100}}, Labels{1, 0}, 5};
  const auto scaled = gp::standardise(gp::Splits{training, validation});
  CHECK(scaled.inputs.mean(0) == 2);
  CHECK(scaled.inputs.deviation(0) == 2);
  CHECK(scaled.training.x() == Matrix{{-1}, {1}});
  CHECK(scaled.validation.x() == Matrix{{0}, {49}});
  CHECK(scaled.validation.labels() == Labels{1, 0});
  CHECK(scaled.validation.classes() == 5);
  CHECK(scaled.test.rows() == 0);
  CHECK(scaled.targets.columns() == 0);
  CHECK(training.x() == Matrix{{0}, {4}});   // the original stays
  const gp::Splits<float>& splits = scaled;  // goes where splits go
  CHECK(splits.training.rows() == 2);
}

TEST_CASE("standardise: subsets, targets, and nothing at all") {
  const gp::Dataset all{Matrix{{0}, {8}, {4}}, Matrix{{10, 1}, {99, 1}, {20, 1}}};
  const gp::Splits splits{all.pick({0, 2}), all.pick({1})};
  const auto inputs = gp::standardise(splits);
  CHECK(inputs.training.targets() == Matrix{{10, 1}, {20, 1}});
  const auto both = gp::standardise(splits, {.targets = true});
  CHECK(both.training.x() == Matrix{{-1}, {1}});
  CHECK(both.validation.x() == Matrix{{3}});
  CHECK(both.training.targets() == Matrix{{-1, 0}, {1, 0}});
  CHECK(both.targets.undo(both.validation.targets()) == Matrix{{99, 1}});
  const auto none = gp::standardise(splits, {.inputs = false});
  CHECK(none.training.x() == Matrix{{0}, {4}});
  CHECK(none.inputs.columns() == 0);
}

TEST_CASE("standardise: columns that are to be left stay as they are, whatever the training rows say") {
  const gp::Dataset rows{Matrix{{0, 3, 1}, {4, 5, 9}}, Labels{0, 1}};
  const auto scaled = gp::standardise(gp::Splits{rows, rows.pick({1})}, {.leave = {1}});
  CHECK(scaled.training.x() == Matrix{{-1, 3, -1}, {1, 5, 1}});
  CHECK(scaled.validation.x() == Matrix{{1, 5, 1}});
  CHECK(scaled.inputs.undo(scaled.training.x()) == rows.x());
  CHECK(gp::standardise(gp::Splits{rows, rows}, {.inputs = false, .leave = {1}}).training.x() == rows.x());
  CHECK_THROWS_WITH_AS(gp::standardise(gp::Splits{rows, rows}, {.leave = {3}}), "standardise: column 3 is to be left, expected 0 to 2",
                       gp::ShapeError);
}

TEST_CASE("scaler, standardise: refusals") {
  const gp::Dataset labelled{Matrix{{0}, {4}}, Labels{0, 1}};
  CHECK_THROWS_WITH_AS(gp::standardise(gp::Splits{labelled, labelled}, {.targets = true}),
                       "Dataset::targets: the rows have labels, expected targets", gp::DataError);
  CHECK_THROWS_WITH_AS(gp::standardise(gp::Splits<float>{}), "standardise: training rows is 0, expected at least 1", gp::DataError);
  const gp::Dataset wider{Matrix{{0, 1}, {4, 1}}, Labels{0, 1}};
  CHECK_THROWS_WITH_AS(gp::standardise(gp::Splits{labelled, wider}), "Scaler::apply: columns is 2, expected 1", gp::ShapeError);
  const auto s = gp::Scaler::of(Matrix{{1}, {2}});
  CHECK_THROWS_WITH_AS(s.undo(Matrix{{1, 2}}), "Scaler::undo: columns is 2, expected 1", gp::ShapeError);
  CHECK_THROWS_WITH_AS(gp::Scaler::of(Matrix::from_shape(std::array<std::size_t, 2>{0, 1})), "Scaler: rows is 0, expected at least 1",
                       gp::DataError);
  CHECK_THROWS_WITH_AS(gp::Scaler::of(Wide{{1e308}, {-1e308}}), "Scaler: the variance of column 0 overflows, expected smaller numbers",
                       gp::DataError);
}

TEST_CASE("standardise: weights of rows stay with their rows") {
  const gp::Dataset rows{xt::xtensor<float, 2>{{1}, {2}, {3}}, xt::xtensor<int, 1>{0, 1, 1}};
  const auto heavy = rows.weighted(xt::xtensor<float, 1>{1, 2, 3});
  const auto scaled = gp::standardise(gp::Splits<float>{heavy, heavy.pick({2, 0}), rows});
  CHECK(scaled.training.weights() == xt::xtensor<float, 1>{1, 2, 3});
  CHECK(scaled.validation.weights() == xt::xtensor<float, 1>{3, 1});
  CHECK_FALSE(scaled.test.has_weights());
}

TEST_CASE("standardise: images that are bytes become floats of their own") {
  const auto bytes = gp::Dataset<float>::of_pixels({0, 51, 102}, 1, Labels{0, 1, 1});
  const gp::Dataset<float> floats{bytes.x(), bytes.labels()};
  const auto scaled = gp::standardise(gp::Splits{bytes, bytes.pick({2})});
  CHECK_FALSE(scaled.training.has_pixels());
  CHECK(scaled.training.x() == gp::standardise(gp::Splits{floats, floats.pick({2})}).training.x());
  CHECK(bytes.has_pixels());
}
