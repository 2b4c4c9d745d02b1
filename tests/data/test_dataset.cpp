#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <type_traits>

#include <genoprop/data/dataset.hpp>

namespace gp = genoprop;

namespace {

using Labels = xt::xtensor<int, 1>;
using Matrix = xt::xtensor<float, 2>;
constexpr float inf = std::numeric_limits<float>::infinity();
constexpr float not_a_number = std::numeric_limits<float>::quiet_NaN();

const Matrix x{{1, 2}, {3, 4}, {5, 6}, {7, 8}};
const Labels labels{0, 2, 1, 2};

}  // namespace

TEST_CASE("dataset: what goes in with labels comes out") {
  const gp::Dataset data{x, labels};
  CHECK(data.rows() == 4);
  CHECK(data.features() == 2);
  CHECK(data.has_labels());
  CHECK(data.classes() == 3);
  CHECK(data.outputs() == 3);
  CHECK(data.x() == x);
  CHECK(data.labels() == labels);
  CHECK(data.row(2)[1] == 6);
  CHECK(data.row(2).size() == 2);
}

TEST_CASE("dataset: what goes in with targets comes out, [n] as one column") {
  const gp::Dataset one{x, xt::xtensor<float, 1>{.5f, -1, 2, 0}};
  CHECK_FALSE(one.has_labels());
  CHECK(one.classes() == 0);
  CHECK(one.outputs() == 1);
  CHECK(one.targets() == Matrix{{.5f}, {-1}, {2}, {0}});

  const Matrix many{{1, 2, 3}, {4, 5, 6}, {7, 8, 9}, {0, 0, 0}};
  const gp::Dataset three{x, many};
  CHECK(three.outputs() == 3);
  CHECK(three.targets() == many);
}

TEST_CASE("dataset: the scalar is that of x") {
  const xt::xtensor<double, 2> wide{{0.1, 0.2}};
  const xt::xtensor<double, 1> target{0.3};
  static_assert(std::is_same_v<decltype(gp::Dataset{x, labels}), gp::Dataset<float>>);
  static_assert(std::is_same_v<decltype(gp::Dataset{wide, Labels{0}}), gp::Dataset<double>>);
  static_assert(std::is_same_v<decltype(gp::Dataset{wide, Labels{0}, 2}), gp::Dataset<double>>);
  static_assert(std::is_same_v<decltype(gp::Dataset{xt::xtensor<double, 2>{wide}, target}), gp::Dataset<double>>);
  static_assert(std::is_same_v<decltype(gp::Dataset{xt::xtensor<int, 2>{{1}}, Labels{0}}), gp::Dataset<float>>);
  CHECK(gp::Dataset{wide, target}.targets()(0, 0) == 0.3);
  CHECK(gp::Dataset<float>{wide, target}.x()(0, 1) == 0.2f);  // asked for by name
  CHECK(gp::Dataset<float>{wide, target}.targets()(0, 0) == 0.3f);
}

TEST_CASE("dataset: any container, any layout, any integer") {
  const xt::xarray<float> dynamic = x;
  xt::xtensor<float, 2, xt::layout_type::column_major> columns = x;
  std::vector<float> raw{1, 2, 3, 4, 5, 6, 7, 8};
  std::vector<std::uint8_t> bytes{0, 2, 1, 2};
  CHECK(gp::Dataset{dynamic, xt::xarray<std::int64_t>{0, 2, 1, 2}}.x() == x);
  CHECK(gp::Dataset{columns, labels}.x() == x);
  CHECK(gp::Dataset{xt::adapt(raw, {4, 2}), xt::adapt(bytes, {4})}.labels() == labels);
  CHECK(gp::Dataset{xt::view(x, xt::range(1, 3), xt::all()), xt::view(labels, xt::range(1, 3))}.x() == Matrix{{3, 4}, {5, 6}});
  CHECK(gp::Dataset{x, xt::xtensor<bool, 1>{false, true, false, true}}.classes() == 2);
}

TEST_CASE("dataset: an rvalue is taken over, copies and subsets share its rows") {
  Matrix big = x;
  const float* const memory = big.data();
  const gp::Dataset data{std::move(big), labels};
  CHECK(data.view().x == memory);
  const gp::Dataset copy = data;
  CHECK(copy.view().x == memory);
  CHECK(data.pick({1, 2}).view().x == memory);
  CHECK(data.pick({1, 2}).view().labels == data.view().labels);
}

TEST_CASE("dataset: a subset has the rows that were named, in their order, and all classes") {
  const gp::Dataset data{x, labels};
  const auto some = data.pick({3, 0, 3});
  CHECK(some.rows() == 3);
  CHECK(some.x() == Matrix{{7, 8}, {1, 2}, {7, 8}});
  CHECK(some.labels() == Labels{2, 0, 2});
  CHECK(some.row(1)[0] == 1);
  CHECK(data.pick({0}).classes() == 3);

  const auto nested = some.pick({1, 0});
  CHECK(nested.x() == Matrix{{1, 2}, {7, 8}});
  const gp::Dataset taught{x, xt::xtensor<float, 1>{1, 2, 3, 4}};
  CHECK(taught.pick({2, 1}).targets() == Matrix{{3}, {2}});
  CHECK(data.pick({}).rows() == 0);
  CHECK(data.pick({}).features() == 0);  // nothing at all, as a Dataset without rows
}

TEST_CASE("dataset: the view says where everything lies, and lives as long as any subset") {
  gp::Dataset<float> some;
  {
    const gp::Dataset data{x, labels};
    const auto all = data.view();
    CHECK(all.row == nullptr);
    CHECK(all.at(3) == 3);
    CHECK((all.rows == 4 && all.stored_rows == 4 && all.features == 2 && all.pitch == 2));
    CHECK(all.outputs == 0);
    CHECK(all.targets == nullptr);
    CHECK(all.labels[1] == 2);
    some = data.pick({2, 1});
  }
  const auto view = some.view();
  CHECK((view.rows == 2 && view.stored_rows == 4));
  CHECK(view.at(0) == 2);
  CHECK(view.x[view.at(0) * view.pitch + 1] == 6);
  CHECK(view.labels[view.at(1)] == 2);

  const gp::Dataset taught{x, Matrix{{1, 2}, {3, 4}, {5, 6}, {7, 8}}};
  CHECK(taught.view().labels == nullptr);
  CHECK((taught.view().outputs == 2 && taught.view().target_pitch == 2));
  CHECK(taught.view().targets[5] == 6);
}

TEST_CASE("dataset: without rows") {
  const gp::Dataset<float> none;
  CHECK(none.rows() == 0);
  CHECK(none.features() == 0);
  CHECK(none.outputs() == 0);
  CHECK_FALSE(none.has_labels());
  CHECK(none.x().shape()[0] == 0);
  CHECK(none.view().x == nullptr);
  CHECK_THROWS_WITH_AS(none.labels(), "Dataset::labels: the rows have no values, expected integer labels", gp::DataError);
  CHECK_THROWS_WITH_AS(none.targets(), "Dataset::targets: the rows have no values, expected targets", gp::DataError);
  CHECK_THROWS_AS(none.row(0), gp::ShapeError);
}

TEST_CASE("dataset: more classes than the labels show") {
  CHECK(gp::Dataset{x, labels, 10}.classes() == 10);
  CHECK(gp::Dataset{x, labels, 3}.classes() == 3);
  CHECK_THROWS_WITH_AS((gp::Dataset{x, labels, 2}), "Dataset: classes is 2, the largest label is 2, expected at least 3 classes",
                       gp::DataError);
  CHECK_THROWS_AS((gp::Dataset{x, labels, 0}), gp::DataError);
}

TEST_CASE("dataset: refuses shapes that do not fit") {
  CHECK_THROWS_WITH_AS((gp::Dataset{xt::xtensor<float, 1>{1, 2}, labels}), "Dataset: dimensions of x is 1, expected 2: [rows, features]",
                       gp::ShapeError);
  CHECK_THROWS_WITH_AS((gp::Dataset{x, xt::xtensor<int, 2>{{1}, {2}}}), "Dataset: dimensions of labels is 2, expected 1: [rows]",
                       gp::ShapeError);
  CHECK_THROWS_WITH_AS((gp::Dataset{x, Labels{0, 1, 2}}), "Dataset: labels is 3, expected 4", gp::ShapeError);
  CHECK_THROWS_WITH_AS((gp::Dataset{x, xt::xtensor<float, 3>{{{1}}}}),
                       "Dataset: dimensions of targets is 3, expected 1 or 2: [rows] or [rows, outputs]", gp::ShapeError);
  CHECK_THROWS_WITH_AS((gp::Dataset{x, Matrix{{1}}}), "Dataset: rows of targets is 1, expected 4", gp::ShapeError);

  const gp::Dataset data{x, labels};
  CHECK_THROWS_WITH_AS(data.pick({0, 4}), "Dataset::pick: row is 4, expected 0 to 3", gp::ShapeError);
  CHECK_THROWS_WITH_AS(data.pick({-1}), "Dataset::pick: row is -1, expected 0 to 3", gp::ShapeError);
  CHECK_THROWS_WITH_AS(data.pick({1}).pick({1}), "Dataset::pick: row is 1, expected 0 to 0", gp::ShapeError);
  CHECK_THROWS_WITH_AS(data.row(4), "Dataset::row: row is 4, expected 0 to 3", gp::ShapeError);
  CHECK_THROWS_WITH_AS(data.targets(), "Dataset::targets: the rows have labels, expected targets", gp::DataError);
  CHECK_THROWS_WITH_AS((gp::Dataset{x, x}.labels()), "Dataset::labels: the rows have targets, expected integer labels", gp::DataError);
}

TEST_CASE("dataset: refuses nothing, and more than an index can count, before it reads a row") {
  const auto nothing = Matrix::from_shape(std::array<std::size_t, 2>{0, 3});
  CHECK_THROWS_WITH_AS((gp::Dataset{nothing, Labels::from_shape(std::array<std::size_t, 1>{0})}),
                       "Dataset: x is [0, 3], expected at least one row and one feature", gp::DataError);
  const auto thin = Matrix::from_shape(std::array<std::size_t, 2>{4, 0});
  CHECK_THROWS_WITH_AS((gp::Dataset{thin, labels}), "Dataset: x is [4, 0], expected at least one row and one feature", gp::DataError);
  CHECK_THROWS_WITH_AS((gp::Dataset{x, thin}), "Dataset: targets is [4, 0], expected at least one column", gp::DataError);

  float* const nowhere = nullptr;
  const std::array<std::size_t, 2> tall{std::size_t{1} << 31, 1};
  CHECK_THROWS_WITH_AS((gp::Dataset{xt::adapt(nowhere, tall[0], xt::no_ownership(), tall), labels}),
                       "Dataset: x is [2147483648, 1], expected at most 2147483647 rows and as many features", gp::ShapeError);
}

TEST_CASE("dataset: refuses labels and numbers that nothing can be learnt from, and says where they are") {
  CHECK_THROWS_WITH_AS((gp::Dataset{x, Labels{0, 1, -1, 2}}), "Dataset: label of row 2 is -1, expected 0 to 2147483646", gp::DataError);
  CHECK_THROWS_WITH_AS((gp::Dataset{x, xt::xtensor<std::int8_t, 1>{0, -7, 1, 2}}),
                       "Dataset: label of row 1 is -7, expected 0 to 2147483646", gp::DataError);
  CHECK_THROWS_AS((gp::Dataset{x, xt::xtensor<std::int64_t, 1>{0, std::int64_t{1} << 32, 1, 2}}), gp::DataError);
  CHECK_THROWS_AS((gp::Dataset{x, xt::xtensor<std::uint64_t, 1>{0, ~std::uint64_t{0}, 1, 2}}), gp::DataError);
  CHECK_THROWS_AS((gp::Dataset{x, Labels{0, std::numeric_limits<int>::max(), 1, 2}}), gp::DataError);  // classes would overflow

  Matrix bad = x;
  bad(2, 1) = not_a_number;
  CHECK_THROWS_WITH_AS((gp::Dataset{bad, labels}), "Dataset: x is nan in row 2, column 1, expected finite numbers", gp::DataError);
  bad(2, 1) = -inf;
  CHECK_THROWS_WITH_AS((gp::Dataset{bad, labels}), "Dataset: x is -inf in row 2, column 1, expected finite numbers", gp::DataError);
  CHECK_THROWS_WITH_AS((gp::Dataset{x, bad}), "Dataset: targets is -inf in row 2, column 1, expected finite numbers", gp::DataError);
  CHECK_THROWS_WITH_AS((gp::Dataset{x, xt::xtensor<float, 1>{0, 1, 2, not_a_number}}),
                       "Dataset: targets is nan in row 3, column 0, expected finite numbers", gp::DataError);
  const xt::xtensor<double, 2> too_wide{{1e300}};
  CHECK_THROWS_AS((gp::Dataset<float>{too_wide, Labels{0}}), gp::DataError);
  CHECK_NOTHROW(gp::Dataset{too_wide, Labels{0}});
}

TEST_CASE("weights: all 1 unless given; rows carry theirs into subsets; the rows stay shared") {
  const gp::Dataset rows{x, labels};
  CHECK_FALSE(rows.has_weights());
  CHECK(rows.weights() == xt::xtensor<float, 1>{1, 1, 1, 1});
  CHECK(rows.view().weights == nullptr);
  const auto heavy = rows.weighted(xt::xtensor<double, 1>{0.5, 2, 0, 1});
  CHECK(heavy.has_weights());
  CHECK(heavy.view().x == rows.view().x);
  CHECK(heavy.weights() == xt::xtensor<float, 1>{0.5f, 2, 0, 1});
  const auto some = heavy.pick({3, 1, 1});
  CHECK(some.weights() == xt::xtensor<float, 1>{1, 2, 2});
  CHECK(some.pick({2, 0}).weights() == xt::xtensor<float, 1>{2, 1});
  CHECK(some.view().weights[1] == 2);
  CHECK_FALSE(rows.pick({0, 1}).has_weights());
  CHECK(rows.pick({1, 2}).weighted(xt::xtensor<float, 1>{5, 6}).weights() == xt::xtensor<float, 1>{5, 6});
}

TEST_CASE("weights of classes, and balanced ones: n / (classes * rows of the class), mean 1") {
  const gp::Dataset rows{x, xt::xtensor<int, 1>{0, 2, 2, 2}, 4};
  CHECK(rows.class_weighted({3, 9, 0.5, 9}).weights() == xt::xtensor<float, 1>{3, 0.5f, 0.5f, 0.5f});
  const auto even = rows.balanced().weights();
  CHECK(even(0) == 2);  // 4 / (2 * 1): classes 1 and 3 have no rows
  CHECK(even(1) == static_cast<float>(4.0 / (2 * 3)));
  CHECK(rows.pick({1, 2}).balanced().weights() == xt::xtensor<float, 1>{1, 1});
}

TEST_CASE("weights: what cannot be one is refused") {
  const Matrix two{{1}, {2}};
  const gp::Dataset rows{two, xt::xtensor<int, 1>{0, 1}}, values{two, xt::xtensor<float, 1>{0, 1}};
  using W = xt::xtensor<double, 1>;
  CHECK_THROWS_WITH_AS(rows.weighted(W{1, 2, 3}), "Dataset::weighted: weights is 3, expected 2", gp::ShapeError);
  CHECK_THROWS_WITH_AS(rows.weighted(two), "Dataset::weighted: dimensions of weights is 2, expected 1: [rows]", gp::ShapeError);
  CHECK_THROWS_WITH_AS(rows.weighted(W{1, -2}), "Dataset::weighted: weight of row 1 is -2, expected at least 0 and finite", gp::DataError);
  CHECK_THROWS_AS(rows.weighted(W{not_a_number, 2}), gp::DataError);
  CHECK_THROWS_AS(rows.weighted(W{1, inf}), gp::DataError);
  CHECK_THROWS_AS(rows.weighted(W{1, 1e300}), gp::DataError);  // infinite as a float
  CHECK_THROWS_WITH_AS(rows.weighted(W{0, 0}), "Dataset::weighted: all 2 weights are 0, expected at least one above", gp::DataError);
  CHECK_THROWS_WITH_AS(rows.class_weighted({1}), "Dataset::class_weighted: weights is 1, expected 2", gp::ShapeError);
  CHECK_THROWS_WITH_AS(rows.class_weighted({1, -1}), "Dataset::class_weighted: weight of class 1 is -1, expected at least 0 and finite",
                       gp::DataError);
  CHECK_THROWS_WITH_AS(values.class_weighted({1, 1}), "Dataset::class_weighted: the rows have no labels", gp::DataError);
  CHECK_THROWS_WITH_AS(values.balanced(), "Dataset::balanced: the rows have no labels", gp::DataError);
}

TEST_CASE("pixels: a 255th of each byte, the very floats of the division") {
  CHECK(gp::pixel_value<float>(51) == 0.2f);
  for (int byte = 0; byte < 256; ++byte) {
    CHECK(gp::pixel_value<float>(static_cast<std::uint8_t>(byte)) == static_cast<float>(byte) / 255.0f);
    CHECK(gp::pixel_value<double>(static_cast<std::uint8_t>(byte)) == byte / 255.0);
  }
}

TEST_CASE("dataset of pixels: bytes where they lie, floats for whoever asks") {
  const auto data = gp::Dataset<float>::of_pixels({0, 51, 255, 102, 1, 2}, 2, Labels{2, 0, 2});
  CHECK((data.rows() == 3 && data.features() == 2 && data.classes() == 3 && data.has_pixels()));
  CHECK(data.pixels(1)[0] == 255);
  const Matrix floats{{0, 0.2f}, {1, 0.4f}, {1 / 255.0f, 2 / 255.0f}};
  CHECK(data.x() == floats);
  CHECK(data.view().x == nullptr);
  CHECK(data.view().pixels[3] == 102);

  const auto two = data.pick({2, 0});
  CHECK(two.view().pixels == data.view().pixels);  // shared
  CHECK(two.pixels(0)[1] == 2);
  CHECK(two.x() == Matrix{{1 / 255.0f, 2 / 255.0f}, {0, 0.2f}});
  CHECK(two.labels() == Labels{2, 2});
  CHECK(data.balanced().x() == floats);
  CHECK(data.balanced().has_pixels());

  const auto taught = gp::Dataset<double>::of_pixels({255, 0}, 1, xt::xtensor<double, 1>{0.5, 1.5});
  CHECK(taught.targets()(1, 0) == 1.5);
  CHECK(taught.x() == xt::xtensor<double, 2>{{1}, {0}});
}

TEST_CASE("dataset of pixels: refusals") {
  const auto data = gp::Dataset<float>::of_pixels({0, 51}, 1, Labels{0, 1});
  CHECK_THROWS_WITH_AS(data.row(1),
                       "Dataset::row: the rows are bytes, expected floating-point features; pixels(1) gives the bytes, x() floats",
                       gp::DataError);
  CHECK_THROWS_WITH_AS(data.pixels(2), "Dataset::pixels: row is 2, expected 0 to 1", gp::ShapeError);
  const gp::Dataset floats{x, labels};
  CHECK_FALSE(floats.has_pixels());
  CHECK_THROWS_WITH_AS(floats.pixels(0), "Dataset::pixels: the rows are floating-point features, expected bytes", gp::DataError);
  const auto of = [](std::vector<std::uint8_t> bytes, gp::Index features, Labels y) {
    return gp::Dataset<float>::of_pixels(std::move(bytes), features, y);
  };
  CHECK_THROWS_WITH_AS(of({0, 1, 2}, 2, {0, 1}), "Dataset::of_pixels: pixels is 3, features is 2, expected whole rows, at least one",
                       gp::DataError);
  CHECK_THROWS_AS(of({}, 2, {}), gp::DataError);
  CHECK_THROWS_AS(of({0}, 0, {0}), gp::DataError);
  CHECK_THROWS_AS(of({0}, -1, {0}), gp::DataError);
  CHECK_THROWS_WITH_AS(of({0, 1, 2}, 1, {0, 1}), "Dataset: labels is 2, expected 3", gp::ShapeError);
}
