#include <genoprop/io/judged.hpp>

#include <doctest/doctest.h>

#include <genoprop/nn/regression.hpp>
#include <genoprop/nn/sequential.hpp>

using namespace genoprop;
using nlohmann::json;

namespace {

/// outputs are the inputs
template <class Loss>
auto identity(Index n, Loss loss) {
  const auto net = sequential(input(n), dense(n));
  Layout layout;
  net.describe(layout);
  xt::xtensor<float, 1> genes = xt::zeros<float>({static_cast<std::size_t>(layout.genes())});
  for (Index k = 0; k < n; ++k) genes(layout.slices[0].offset + k * n + k) = 1;
  return Model(net, loss, genes, 0.0);
}
double number(const json& numbers, const char* name) {
  for (const json& n : numbers)
    if (n[0] == name) return n[1].get<double>();
  return -1;
}

}  // namespace

TEST_CASE("judged: classes by hand") {
  const xt::xtensor<float, 2> x{{1, 0}, {1, 0}, {0, 1}, {1, 0}};
  const xt::xtensor<std::int32_t, 1> y{0, 0, 1, 1};
  const json j = io_detail::judged<json>(identity(2, SoftmaxCrossEntropy{}), Dataset{x, y}, {}, {"no", "yes"});
  CHECK(j["kind"] == "classes");
  CHECK(j["names"] == json{"no", "yes"});
  CHECK(j["counts"] == json{{0, 0, 2}, {1, 0, 1}, {1, 1, 1}});
  CHECK(number(j["numbers"], "accuracy") == 0.75);
  CHECK(number(j["numbers"], "balanced accuracy") == 0.75);
  CHECK(number(j["numbers"], "area under ROC curve") == 0.75);
  CHECK(number(j["numbers"], "accuracy of the most frequent class") == 0.5);
  CHECK(number(j["numbers"], "log loss") > 0);
}

TEST_CASE("judged: one class alone has no area under a curve, and the rest is there") {
  const Dataset rows{xt::xtensor<float, 2>{{1, 0}, {0, 1}}, xt::xtensor<std::int32_t, 1>{0, 0}, 2};
  const json j = io_detail::judged<json>(identity(2, SoftmaxCrossEntropy{}), rows, {}, {});
  CHECK(number(j["numbers"], "area under ROC curve") == -1);
  CHECK(number(j["numbers"], "accuracy") == 0.5);
  CHECK(j["names"] == json{"0", "1"});
}

TEST_CASE("judged: values in the units of the table, errors by hand") {
  const xt::xtensor<float, 2> x{{0, 5}, {1, 5}}, y{{1, 5}, {1, 5}};
  DescribedFeatures features;
  features.inputs = 2;
  features.json = R"({"targets":[{"column":"price","mean":100,"deviation":10},{"column":"same","mean":0,"deviation":1}]})";
  const json j = io_detail::judged<json>(identity(2, MeanSquaredError{}), Dataset{x, y}, features, {});
  CHECK(j["kind"] == "values");
  REQUIRE(j["outputs"].size() == 2);
  CHECK(j["outputs"][0]["name"] == "price");
  CHECK(j["outputs"][0]["points"] == json{{110, 100}, {110, 110}});
  CHECK(number(j["outputs"][0]["numbers"], "RMSE") == doctest::Approx(std::sqrt(50.0)));
  CHECK(number(j["outputs"][0]["numbers"], "mean absolute error") == 5);
  CHECK(number(j["outputs"][0]["numbers"], "R2") == -1);  // a target that never changes has none
  CHECK(number(j["outputs"][1]["numbers"], "RMSE") == 0);
}

TEST_CASE("judged: several labels a row") {
  const xt::xtensor<float, 2> x{{2, -1}, {2, -1}, {-2, -1}}, y{{1, 0}, {0, 1}, {1, 0}};
  const json j = io_detail::judged<json>(identity(2, MultiLabelCrossEntropy{}), Dataset{x, y}, {}, {"red"});
  CHECK(j["kind"] == "labels");
  CHECK(j["outputs"][0]["name"] == "red");
  CHECK(j["outputs"][0]["counts"] == json{0, 1, 1, 1});
  CHECK(j["outputs"][1]["name"] == "1");
  CHECK(j["outputs"][1]["counts"] == json{2, 0, 1, 0});
  CHECK(number(j["numbers"], "labels right") == 0.5);
}

TEST_CASE("judged: of many rows all are judged, only so many are drawn") {
  const Index rows = 8197;
  xt::xtensor<float, 2> x = xt::zeros<float>({static_cast<std::size_t>(rows), std::size_t{1}}), y = x;
  for (Index r = 0; r < rows; ++r) {
    x(r, 0) = static_cast<float>(r);
    y(r, 0) = static_cast<float>(r + r % 2);
  }
  const auto model = identity(1, MeanSquaredError{});
  const json j = io_detail::judged<json>(model, Dataset{x, y}, {}, {});
  CHECK(j["outputs"][0]["points"].size() <= io_detail::most_points);
  CHECK(j["outputs"][0]["points"].size() > io_detail::most_points / 2);
  CHECK(number(j["outputs"][0]["numbers"], "mean absolute error") == doctest::Approx(4098.0 / rows));
}
