// Datasets: what comes out is what went in, copies and subsets share it, and nothing unlearnable gets in.

#include <cstdint>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

#include <doctest/doctest.h>

#include <genoprop/data/dataset.hpp>

namespace genoprop {
namespace {

const xt::xtensor<float, 2> x{{1, 2, 3}, {4, 5, 6}, {7, 8, 9}, {10, 11, 12}};
const xt::xtensor<int, 1> labels{0, 2, 1, 2};
const xt::xtensor<float, 1> targets{0.5f, -1, 2, 3};

template <class T, std::size_t N>
auto shaped(std::array<std::size_t, N> shape, T value = T()) {
  return xt::xtensor<T, N>(shape, value);
}

TEST_CASE("dataset: x and labels come back as they were given") {
  const Dataset data{x, labels};
  CHECK(data.rows() == 4);
  CHECK(data.features() == 3);
  CHECK(data.has_labels());
  CHECK(data.classes() == 3);
  CHECK(data.outputs() == 3);
  CHECK(data.x() == x);
  CHECK(data.labels() == labels);
}

TEST_CASE("dataset: targets of rank 1 are one column, targets of rank 2 as many as they have") {
  const Dataset one{x, targets};
  CHECK_FALSE(one.has_labels());
  CHECK(one.classes() == 0);
  CHECK(one.outputs() == 1);
  CHECK(one.targets() == xt::xtensor<float, 2>{{0.5f}, {-1}, {2}, {3}});

  const xt::xtensor<float, 2> two{{1, 2}, {3, 4}, {5, 6}, {7, 8}};
  const Dataset pair{x, two};
  CHECK(pair.outputs() == 2);
  CHECK(pair.targets() == two);
}

TEST_CASE("dataset: the scalar type is that of x; integers, arrays, expressions and adaptors are taken too") {
  static_assert(std::is_same_v<decltype(Dataset{x, labels}), Dataset<float>>);
  static_assert(std::is_same_v<decltype(Dataset{xt::xtensor<double, 2>{}, labels}), Dataset<double>>);
  static_assert(std::is_same_v<decltype(Dataset{xt::xtensor<std::uint8_t, 2>{}, labels}), Dataset<float>>);
  static_assert(std::is_same_v<decltype(Dataset{xt::xarray<double>{}, labels}), Dataset<double>>);

  const xt::xarray<double> wide{{0.1, 0.2}, {0.3, 0.4}};
  const xt::xarray<std::int64_t> far{1, 0};
  const Dataset from_arrays{wide, far};
  CHECK(from_arrays.x()(1, 0) == 0.3);
  CHECK(from_arrays.labels()(0) == 1);

  const Dataset from_expression{2 * x, labels};
  CHECK(from_expression.x()(3, 2) == 24);

  const Dataset mixed{x, xt::xtensor<double, 1>{0.1, 0.2, 0.3, 0.4}};
  CHECK(mixed.targets()(1, 0) == 0.2f);

  const std::vector<float> plain{1, 2, 3, 4};
  const std::vector<std::uint8_t> names{7, 9};
  const Dataset adapted{xt::adapt(plain, std::array<std::size_t, 2>{2, 2}), xt::adapt(names, std::array<std::size_t, 1>{2})};
  CHECK(adapted.x()(1, 0) == 3);
  CHECK(adapted.labels()(1) == 9);
}

TEST_CASE("dataset: a column-major container gives the same rows") {
  const xt::xtensor<float, 2, xt::layout_type::column_major> columns = x;
  const Dataset data{columns, labels};
  CHECK(data.x() == x);
  CHECK(data.view().x[1] == 2);
}

TEST_CASE("dataset: the number of classes may be more than the labels show, never less") {
  CHECK(Dataset{x, labels, 10}.classes() == 10);
  CHECK(Dataset{x, labels, 3}.classes() == 3);
  CHECK_THROWS_AS((Dataset{x, labels, 2}), DataError);
  CHECK_THROWS_AS((Dataset{x, labels, 0}), DataError);
  CHECK_THROWS_AS((Dataset{x, labels, -1}), DataError);
}

TEST_CASE("dataset: copies and subsets share one storage") {
  const Dataset data{x, labels};
  const Dataset copy = data;
  const Dataset part = data.pick({3, 1});
  CHECK(copy.view().x == data.view().x);
  CHECK(part.view().x == data.view().x);
  CHECK(part.view().labels == data.view().labels);
}

TEST_CASE("dataset: pick takes rows in the order named, twice if named twice, and of a subset by its own numbers") {
  const Dataset data{x, labels};
  const Dataset part = data.pick({3, 1, 3});
  CHECK(part.rows() == 3);
  CHECK(part.features() == 3);
  CHECK(part.x() == xt::xtensor<float, 2>{{10, 11, 12}, {4, 5, 6}, {10, 11, 12}});
  CHECK(part.labels() == xt::xtensor<int, 1>{2, 2, 2});
  CHECK(part.pick({1}).x() == xt::xtensor<float, 2>{{4, 5, 6}});
  CHECK(part.pick({1}).pick({0}).labels() == xt::xtensor<int, 1>{2});

  const Dataset valued{x, targets};
  CHECK(valued.pick({2, 0}).targets() == xt::xtensor<float, 2>{{2}, {0.5f}});
}

TEST_CASE("dataset: a subset keeps the number of classes of the whole") {
  CHECK(Dataset{x, labels}.pick({0}).classes() == 3);
}

TEST_CASE("dataset: pick refuses rows that are not there") {
  const Dataset data{x, labels};
  CHECK_THROWS_AS(data.pick({4}), Error);
  CHECK_THROWS_AS(data.pick({-1}), Error);
  CHECK_THROWS_AS(data.pick({0, 1}).pick({2}), Error);
  CHECK_THROWS_WITH_AS(data.pick({1, 9}), "Dataset::pick: row is 9, expected 0 to 3", Error);
}

TEST_CASE("dataset: row() is the features where they lie") {
  const Dataset data{x, labels};
  CHECK(data.row(2)[1] == 8);
  CHECK(data.row(2).size() == 3);
  CHECK(data.pick({3}).row(0).data() == data.row(3).data());
  CHECK_THROWS_AS(data.row(4), Error);
  CHECK_THROWS_AS(data.row(-1), Error);
  CHECK_THROWS_AS(Dataset<float>{}.row(0), Error);
}

TEST_CASE("view: labels or targets, and which stored row each row is") {
  const Dataset data{x, labels};
  const DataView<float> whole = data.view();
  CHECK(whole.rows == 4);
  CHECK(whole.stored_rows == 4);
  CHECK(whole.features == 3);
  CHECK(whole.outputs == 0);
  CHECK(whole.row == nullptr);
  CHECK(whole.targets == nullptr);
  CHECK(whole.at(2) == 2);
  CHECK(whole.x[2 * whole.pitch + 1] == 8);
  CHECK(whole.labels[1] == 2);

  const Dataset part = data.pick({3, 1});
  const DataView<float> some = part.view();
  CHECK(some.rows == 2);
  CHECK(some.stored_rows == 4);
  CHECK(some.at(0) == 3);
  CHECK(some.at(1) == 1);

  const Dataset valued{x, xt::xtensor<float, 2>{{1, 2}, {3, 4}, {5, 6}, {7, 8}}};
  const DataView<float> values = valued.view();
  CHECK(values.labels == nullptr);
  CHECK(values.outputs == 2);
  CHECK(values.targets[3 * values.target_pitch + 1] == 8);
}

TEST_CASE("view: its pointers live as long as any dataset that shares the rows") {
  Dataset<float> part;
  {
    const Dataset data{x, labels};
    part = data.pick({1});
  }
  const DataView<float> view = part.view();
  CHECK(view.x[view.at(0) * view.pitch] == 4);   // a use after free under ASan if the storage went with `data`
}

TEST_CASE("dataset: empty by default, and only then") {
  const Dataset<double> none;
  CHECK(none.rows() == 0);
  CHECK(none.features() == 0);
  CHECK(none.outputs() == 0);
  CHECK(none.classes() == 0);
  CHECK_FALSE(none.has_labels());
  CHECK(none.x().size() == 0);
  CHECK(none.view().x == nullptr);
  CHECK(none.view().rows == 0);
  CHECK_THROWS_AS(none.labels(), DataError);
  CHECK_THROWS_AS(none.targets(), DataError);
  CHECK_THROWS_AS((Dataset{shaped<float, 2>({0, 3}), shaped<int, 1>({0})}), DataError);
  CHECK_THROWS_AS((Dataset{shaped<float, 2>({2, 0}), shaped<int, 1>({2})}), DataError);
  CHECK_THROWS_AS((Dataset{x, shaped<float, 2>({4, 0})}), DataError);
}

TEST_CASE("dataset: labels and targets refuse to be each other") {
  CHECK_THROWS_AS((Dataset{x, labels}.targets()), DataError);
  CHECK_THROWS_AS((Dataset{x, targets}.labels()), DataError);
}

TEST_CASE("dataset: refuses shapes that do not fit, and says both numbers") {
  CHECK_THROWS_AS((Dataset{xt::xarray<float>{1, 2, 3}, labels}), ShapeError);
  CHECK_THROWS_AS((Dataset{xt::xarray<float>(std::vector<std::size_t>{4, 3, 1}), labels}), ShapeError);
  CHECK_THROWS_AS((Dataset{x, xt::xarray<int>(std::vector<std::size_t>{4, 1}, 0)}), ShapeError);
  CHECK_THROWS_AS((Dataset{x, xt::xarray<float>(std::vector<std::size_t>{4, 1, 1}, 0)}), ShapeError);
  CHECK_THROWS_WITH_AS((Dataset{x, xt::xtensor<int, 1>{0, 1, 0}}), "Dataset: labels is 3, expected 4", ShapeError);
  CHECK_THROWS_WITH_AS((Dataset{x, xt::xtensor<float, 1>{0, 1, 0, 1, 0}}), "Dataset: rows of targets is 5, expected 4", ShapeError);
}

TEST_CASE("dataset: refuses labels below 0 or beyond 31 bits before they are cut") {
  CHECK_THROWS_AS((Dataset{x, xt::xtensor<int, 1>{0, -1, 0, 0}}), DataError);
  CHECK_THROWS_AS((Dataset{x, xt::xtensor<std::int8_t, 1>{0, 0, -128, 0}}), DataError);
  CHECK_THROWS_AS((Dataset{x, xt::xtensor<std::int64_t, 1>{0, std::int64_t{1} << 32, 0, 0}}), DataError);
  CHECK_THROWS_AS((Dataset{x, xt::xtensor<std::uint64_t, 1>{0, 0, 0, ~std::uint64_t{0}}}), DataError);
  CHECK_THROWS_AS((Dataset{x, xt::xtensor<std::int32_t, 1>{0, 0, 0, std::numeric_limits<std::int32_t>::max()}}), DataError);
  try {
    Dataset{x, xt::xtensor<int, 1>{0, 0, -7, 0}};
    FAIL("a label of -7 came through");
  } catch (const DataError& e) {
    CHECK(std::string(e.what()).find("row 2") != std::string::npos);
    CHECK(std::string(e.what()).find("-7") != std::string::npos);
  }
}

TEST_CASE_TEMPLATE("dataset: refuses NaN and infinity in x and in targets, and says where", T, float, double) {
  for (const T bad : {std::numeric_limits<T>::quiet_NaN(), std::numeric_limits<T>::infinity(), -std::numeric_limits<T>::infinity()}) {
    xt::xtensor<T, 2> wrong = x;
    wrong(2, 1) = bad;
    CHECK_THROWS_AS((Dataset{wrong, labels}), DataError);
    xt::xtensor<T, 2> last = x;
    last(3, 2) = bad;
    CHECK_THROWS_AS((Dataset{last, labels}), DataError);
    xt::xtensor<T, 2> values = x;
    values(1, 2) = bad;
    CHECK_THROWS_AS((Dataset{xt::xtensor<T, 2>(x), values}), DataError);
    try {
      Dataset{wrong, labels};
    } catch (const DataError& e) {
      CHECK(std::string(e.what()).find("row 2, column 1") != std::string::npos);
    }
  }
}

TEST_CASE("dataset: a double too large for float is refused, not made infinite") {
  CHECK_THROWS_AS((Dataset<float>{xt::xtensor<double, 2>{{1e300}}, xt::xtensor<int, 1>{0}}), DataError);
  CHECK_THROWS_AS((Dataset{xt::xtensor<float, 2>{{1}}, xt::xtensor<double, 1>{1e300}}), DataError);
}

TEST_CASE("dataset: refuses more rows or features than an index can name") {
  const std::size_t many = std::size_t{1} << 31;
  CHECK_THROWS_AS((Dataset{xt::broadcast(0.0f, std::array<std::size_t, 2>{many, 1}), xt::broadcast(0, std::array<std::size_t, 1>{many})}), Error);
  CHECK_THROWS_AS((Dataset{xt::broadcast(0.0f, std::array<std::size_t, 2>{1, many}), xt::xtensor<int, 1>{0}}), Error);
}

}  // namespace
}  // namespace genoprop
