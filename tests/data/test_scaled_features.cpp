#include <genoprop/data/scaled_features.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "support/model_files.hpp"
#include "support/temp_folder.hpp"

#include <genoprop/nn/cross_entropy.hpp>
#include <genoprop/nn/regression.hpp>
#include <genoprop/nn/sequential.hpp>

using namespace genoprop;
using namespace genoprop::support;
using test::TempFolder;

namespace {
/// 40 rows of `inputs` features, far from 0, and targets far from 0
Splits<float> values(std::size_t inputs, std::size_t outputs) {
  xt::xtensor<float, 2> x = 7.0f + 3.0f * rows_of(40, inputs), y = 100.0f + 20.0f * rows_of(40, outputs, 5);
  const Dataset<float> all{x, y};
  return {all, all, {}};
}
}  // namespace

TEST_CASE("scaled features: by hand") {
  const Dataset<float> rows{xt::xtensor<float, 2>{{1, 5}, {3, 5}}, xt::xtensor<float, 2>{{10}, {30}}};
  const Features f = features_of(standardise(Splits<float>{rows, rows, {}}, {.targets = true}));
  REQUIRE(f.columns.size() == 2);
  CHECK(f.columns[0].column == "column 1");
  CHECK(f.columns[0].mean == 2);
  CHECK(f.columns[0].deviation == 1);
  CHECK(f.columns[1].mean == 5);
  CHECK(f.columns[1].deviation == 1);
  REQUIRE(f.targets.size() == 1);
  CHECK(f.targets[0].column == "target 1");
  CHECK(f.targets[0].mean == 20);
  CHECK(f.targets[0].deviation == 10);
  CHECK(f.missing == Missing::refuse);
  const Features inputs = features_of(standardise(Splits<float>{rows, rows, {}}));
  CHECK(inputs.targets[0].mean == 0);
  CHECK(inputs.targets[0].deviation == 1);
  CHECK_THROWS_WITH_AS(features_of(Standardised<float>{}), "features_of: training rows is 0, expected at least 1", DataError);
}

TEST_CASE("scaled features: the model file takes raw rows and gives raw units, the bits of apply, predict and undo") {
  const TempFolder folder;
  const auto path = folder / "m.safetensors";
  for (const bool inputs : {true, false})
    for (const bool targets : {true, false}) {
      const Splits<float> raw = values(5, 2);
      const auto scaled = standardise(raw, {.inputs = inputs, .targets = targets});
      const auto model = model_of(sequential(input(5), dense(7), relu(), dense(2)), MeanSquaredError{}, 3);
      save(model, path, {.features = features_of(scaled)});
      const auto x = raw.training.x();
      const Predictor loaded = load_model(path);
      const auto y = model.predict(inputs ? scaled.inputs.apply(x) : x);
      check_same(loaded.predict(std::span<const float>(x.data(), x.size())), targets ? scaled.targets.undo(y) : y);
      CHECK(loaded.names() == std::vector<std::string>{"target 1", "target 2"});
    }
}

TEST_CASE("scaled features: classes are numbers; a CSV file without names has these columns") {
  const TempFolder folder;
  const auto path = folder / "m.safetensors";
  const xt::xtensor<float, 2> x{{1, 50}, {2, 40}, {4, 90}};
  const Dataset<float> rows{x, xt::xtensor<std::int32_t, 1>{0, 2, 1}};
  const auto scaled = standardise(Splits<float>{rows, rows, {}});
  const auto model = model_of(sequential(input(2), dense(3)), SoftmaxCrossEntropy{}, 2);
  save(model, path, {.features = features_of(scaled)});
  const Predictor loaded = load_model(path);
  CHECK(loaded.names() == std::vector<std::string>{"0", "1", "2"});
  check_same(loaded.predict(file_of(folder, "1,50,a\n2,40,b\n4,90,c\n"), {.header = false}), model.predict(scaled.training.x()));
  const Dataset<float> one{x, xt::xtensor<std::int32_t, 1>{0, 0, 0}};  // of two classes one alone occurs
  save(model_of(sequential(input(2), dense(1)), SigmoidCrossEntropy{}, 2), path,
       {.features = features_of(standardise(Splits<float>{one, one, {}}))});
  CHECK(load_model(path).outputs() == 2);
}
