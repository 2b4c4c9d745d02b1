#include <genoprop/io/predictor.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "support/bits.hpp"
#include "support/count_allocations.hpp"
#include "support/model_files.hpp"
#include "support/temp_folder.hpp"

#include <genoprop/data/encode.hpp>
#include <genoprop/nn/cross_entropy.hpp>
#include <genoprop/nn/mlp.hpp>
#include <genoprop/nn/regression.hpp>
#include <genoprop/nn/sequential.hpp>
#include <genoprop/train/supervised.hpp>

using namespace genoprop;
using namespace genoprop::support;
using test::TempFolder;

TEST_CASE("predictor: an ensemble is one file and predicts as it did") {
  const TempFolder folder;
  const auto net = sequential(input(4), dense(9), relu(), dense(3));
  const Ensemble ensemble(std::vector{model_of(net, SoftmaxCrossEntropy{}, 1), model_of(net, SoftmaxCrossEntropy{}, 2),
                                      model_of(net, SoftmaxCrossEntropy{}, 3)});
  save(ensemble, folder / "e.safetensors");
  const auto x = rows_of(70, 4);
  const Predictor loaded = load_model(folder / "e.safetensors");
  CHECK(loaded.networks() == 3);
  check_same(loaded.predict(std::span<const float>(x.data(), x.size())), ensemble.predict(x));
  CHECK_THROWS_WITH_AS(load(net, folder / "e.safetensors"), doctest::Contains("holds 12 tensors, the network has 4"), FileError);
  save(Ensemble(std::vector{ensemble.models()[0]}), folder / "one.safetensors");
  CHECK(bits_equal(load(net, folder / "one.safetensors").predict(x), ensemble.models()[0].predict(x)));
}

TEST_CASE("predictor: one file has networks of the same layers and loss; an ensemble of others is refused") {
  const TempFolder folder;
  const auto ensemble = [](const auto&... nets) { return Ensemble(std::vector{model_of(nets, MeanSquaredError{}, 1)...}); };
  const auto refused = [&](const auto& all, const std::string& what) {
    CHECK_THROWS_WITH_AS(save(all, folder / "e.safetensors"), doctest::Contains(what.c_str()), ShapeError);
  };
  refused(ensemble(mlp({2, 3, 1}, relu()), mlp({2, 4, 1}, relu())), "save: network 1 of the ensemble has 17 weights in layers [");
  refused(ensemble(mlp({2, 3, 1}, relu()), mlp({2, 3, 1}, relu()), mlp({2, 3}, relu())), "network 2 of the ensemble has 9 weights");
  refused(ensemble(mlp({2, 3, 1}, elu(1)), mlp({2, 3, 1}, elu(0.5f))), R"("number":0.5)");
  save(ensemble(mlp({2, 3, 1}, elu(1)), mlp({2, 3, 1}, elu(1))), folder / "good.safetensors");
  const auto net = sequential(input(2), dense(1));
  const auto stored = [&](const char* loss) { return model_of(net, StoredLoss{loss}, 1); };
  CHECK_THROWS_WITH_AS(save(Ensemble(std::vector{stored("mean squared error"), stored("Poisson loss")}), folder / "e.safetensors"),
                       "save: network 1 of the ensemble was trained on Poisson loss, expected mean squared error as network 0", DataError);
  CHECK(folder.count() == 1);
}

TEST_CASE("predictor: a table by its file: columns in any order, words, missing cells, the units of the target") {
  const TempFolder folder;
  const auto table = load_csv(file_of(folder, houses), {.target = "price"});
  const auto data = encode(TableSplits{table, table, {}}, {.missing = Missing::median});
  const auto model = model_of(sequential(input(data.features.inputs()), dense(5), gelu(), dense(1)), MeanSquaredError{}, 3);
  save(model, folder / "m.safetensors", {.features = data.features});
  const Predictor loaded = load_model(folder / "m.safetensors");
  CHECK(loaded.columns() == 2);
  CHECK(loaded.names() == std::vector<std::string>{"price"});
  CHECK_FALSE(loaded.has_classes());
  const auto expected = in_units(data.features, model.predict(data.training.x()));
  check_same(loaded.predict(folder / "t.csv"), expected);
  check_same(loaded.predict(table), expected);
  const auto p = loaded.predict(file_of(folder, "id;town;rooms\n7;Zug;3\n8;Bern;NA\n", "new.csv"));
  CHECK(p.rows == 2);
  CHECK(p(1, 0) == expected(2, 0));
  CHECK(p.warnings.size() == 1);
  CHECK(p.warnings[0] == "column \"town\": 1 cells such as \"Zug\" are of no category of the training rows; their inputs are zeros");
  float out = 0;
  const Cell bern[] = {Cell::missing(), "Bern"}, zug[] = {3.0, "Zug"};
  CHECK(loaded.predict_one(std::span<const Cell>(bern), {&out, 1}) == 0);
  CHECK(out == expected(2, 0));
  CHECK(loaded.predict_one(std::span<const Cell>(zug), {&out, 1}) == 1);
  CHECK(out == p(0, 0));
  CHECK_THROWS_WITH_AS(loaded.predict(file_of(folder, "town,price\nBern,3\n", "less.csv")), doctest::Contains("has no column \"rooms\""),
                       DataError);
  CHECK_THROWS_WITH_AS(loaded.predict(file_of(folder, "rooms,town\nmany,Bern\n", "word.csv")),
                       doctest::Contains("line 2, column 1 \"rooms\" is \"many\", expected a number"), DataError);
  const float numbers[] = {3, 4};
  CHECK_THROWS_WITH_AS(loaded.predict_one(std::span<const float>(numbers), {&out, 1}),
                       "predict_one: cell 1 \"town\" is a number, expected a word", DataError);
}

TEST_CASE(
    "predictor: an embedded column of words by its file: unknown and missing cells too, as the network itself; a run takes its rows") {
  const TempFolder folder;
  const std::string rows = "size,town,rooms,price\nS,Bern,3,250\nL,Basel,4,300\nS,,2,200\nS,Aarau,5,410\n";
  const auto table = load_csv(file_of(folder, rows), {.target = "price"});
  const auto test = load_csv(file_of(folder, rows + "L,Zug,3,100\n", "test.csv"), {.target = "price"});
  const auto data = encode(TableSplits{table, table, test}, {.missing = Missing::median, .embed = {"size", "town"}});
  const auto town = data.features.embedded("town"), size = data.features.embedded("size");
  CHECK((size.column == 0 && size.categories == 2 && town.column == 1 && town.categories == 4));
  const auto net = sequential(input(data.features.inputs()), embedding(town.column, town.categories, 3),
                              embedding(size.column, size.categories, 2), dense(5), gelu(), dense(1));
  CHECK_NOTHROW(Supervised{net, MeanSquaredError{}, data}.check("fit"));
  const auto model = model_of(net, MeanSquaredError{}, 3);
  save(model, folder / "m.safetensors", {.features = data.features});
  const Predictor loaded = load_model(folder / "m.safetensors");
  const auto expected = in_units(data.features, model.predict(data.test.x()));
  const auto p = loaded.predict(folder / "test.csv");
  check_same(p, expected);
  CHECK(p.warnings.size() == 1);
  const Cell cells[][3] = {{"S", "Bern", 3.0}, {"L", "Basel", 4.0}, {"S", "NA", 2.0}, {"S", "Aarau", 5.0}, {"L", "Zug", 3.0}};
  for (std::size_t r = 0; r < 5; ++r) {
    float out = 0;
    CHECK(loaded.predict_one(std::span<const Cell>(cells[r]), {&out, 1}) == (r == 4 ? 1 : 0));
    CHECK(out == expected(r, 0));
  }
}

TEST_CASE("predictor: classes by name; a table of numbers takes rows of numbers, unscaled") {
  const TempFolder folder;
  const auto table = load_csv(file_of(folder, "a,b,kind\n1,20,rose\n2,10,aster\n3,5,lily\n4,1,rose\n"), {.target = "kind"});
  const auto data = encode(TableSplits{table, table, {}});
  const auto model = model_of(sequential(input(2), dense(4), tanh(), dense(3)), SoftmaxCrossEntropy{}, 5);
  save(model, folder / "m.safetensors", {.features = data.features});
  const Predictor loaded = load_model(folder / "m.safetensors");
  CHECK(loaded.names() == std::vector<std::string>{"aster", "lily", "rose"});
  const auto expected = model.predict(data.training.x());
  const auto p = loaded.predict(folder / "t.csv");
  check_same(p, expected);
  const std::vector<float> raw{1, 20, 2, 10, 3, 5, 4, 1};
  CHECK(loaded.predict(raw).values == p.values);
  std::vector<float> one(3);
  loaded.predict_one(std::span<const float>(raw).subspan(2, 2), one);
  CHECK(std::vector<float>(p.values.begin() + 3, p.values.begin() + 6) == one);
  CHECK(p.label(1) == loaded.names()[static_cast<std::size_t>(std::max_element(one.begin(), one.end()) - one.begin())]);
  // two classes on one output
  const auto two = load_csv(file_of(folder, "a,y\n1,no\n2,yes\n3,no\n", "two.csv"), {.target = "y"});
  const auto both = encode(TableSplits{two, two, {}});
  save(model_of(sequential(input(1), dense(1)), SigmoidCrossEntropy{}, 5), folder / "two.safetensors", {.features = both.features});
  CHECK(load_model(folder / "two.safetensors").names() == std::vector<std::string>{"no", "yes"});
}

TEST_CASE("predictor: without a table a CSV file has the network's inputs, in order") {
  const TempFolder folder;
  const auto model = model_of(sequential(input(2), dense(1)), MeanSquaredError{}, 5);
  save(model, folder / "m.safetensors");
  const Predictor loaded = load_model(folder / "m.safetensors");
  const auto p = loaded.predict(file_of(folder, "1,2\n3,4\n"), {.header = false});
  check_same(p, model.predict(xt::xtensor<float, 2>{{1, 2}, {3, 4}}));
  CHECK_THROWS_WITH_AS(loaded.predict(file_of(folder, "a\n1\n")), doctest::Contains("has 1 columns, expected 2"), DataError);
  CHECK_THROWS_WITH_AS(loaded.predict(file_of(folder, "a,b\n1,NA\n")), doctest::Contains("row 0, column \"b\" is no number"), DataError);
  float out = 0;
  const Cell cells[] = {1.0, 2.0};
  CHECK_THROWS_AS(loaded.predict_one(std::span<const Cell>(cells), {&out, 1}), ShapeError);
  CHECK_THROWS_AS(loaded.predict(load_csv(file_of(folder, "a,b\n1,2\n"))), DataError);
}

TEST_CASE("predictor: what is no finite number is refused, not called class 0") {
  const TempFolder folder;
  const auto refuses = [&](const Predictor& p, const char* what) {
    for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
      const std::vector<float> x{1, bad};
      std::vector<float> out(2);
      CHECK_THROWS_WITH_AS(p.predict(x), doctest::Contains(what), DataError);
      CHECK_THROWS_WITH_AS(p.predict_one(x, out), doctest::Contains(what), DataError);
    }
  };
  const auto net = sequential(input(2), dense(3), relu(), dense(2));
  save(model_of(net, SoftmaxCrossEntropy{}, 5), folder / "m.safetensors");
  const Predictor plain = load_model(folder / "m.safetensors");
  refuses(plain, "number 1 is ");
  CHECK_THROWS_WITH_AS(plain.predict(file_of(folder, "a,b\n1,1e300\n")), "predict: number 1 is inf, expected finite numbers", DataError);
  const std::vector<float> large(2, 3e38f);  // finite, but the sums of a layer are not
  auto huge = xt::xtensor<float, 1>(model_of(net, SoftmaxCrossEntropy{}, 5).genes() * 0.0f + 1e10f);
  for (std::size_t g = 9; g < 12; ++g) huge(g) = -3e38f;
  save(Model<std::remove_cvref_t<decltype(net)>, SoftmaxCrossEntropy, float>(net, {}, huge, 0), folder / "huge.safetensors");
  CHECK_THROWS_WITH_AS(load_model(folder / "huge.safetensors").predict(large),
                       "predict: row 0 gives NaN, expected numbers as large as in the training rows", DataError);

  const auto table = load_csv(file_of(folder, "a,b,kind\n1,20,rose\n2,10,aster\n3,5,rose\n"), {.target = "kind"});
  const auto data = encode(TableSplits{table, table, {}});
  save(model_of(net, SoftmaxCrossEntropy{}, 5), folder / "t.safetensors", {.features = data.features});
  const Predictor named = load_model(folder / "t.safetensors");
  refuses(named, ": cell 1 \"b\" is ");
  const Cell none[] = {1.0, Cell::missing()}, far[] = {1.0, 1e300};
  const float nan[] = {1, std::numeric_limits<float>::quiet_NaN()};
  const auto says = [](auto&& predict, std::string what) { CHECK_THROWS_WITH_AS(predict(), what.c_str(), DataError); };
  const std::string median = ": a model made with .missing = Missing::median takes missing cells";
  float said[2];
  says([&] { named.predict(nan); }, "predict: cell 1 \"b\" is missing, expected a number" + median);
  says([&] { named.predict_one(nan, said); }, "predict_one: cell 1 \"b\" is missing, expected a number" + median);
  says([&] { named.predict_one(std::span<const Cell>(none), said); }, "predict_one: cell 1 \"b\" is missing, expected a number" + median);
  says([&] { named.predict(file_of(folder, "a,b\n1,NA\n3,4\n", "none.csv")); },
       "predict: missing cells, by column: \"b\" 1; expected none" + median);
  CHECK_THROWS_WITH_AS(named.predict_one(std::span<const Cell>(far), said),
                       doctest::Contains("predict_one: column \"b\" is 1e+300, expected"), DataError);
  CHECK_THROWS_WITH_AS(named.predict(file_of(folder, "a,b\n1,1e300\n", "far.csv")),
                       doctest::Contains("predict: column \"b\" is 1e+300, expected"), DataError);
  // what the target is like is the model's to say
  CHECK(named.predict(folder / "t.csv", {.target = "kind", .predict = Predict::classes}).rows == 3);
}

TEST_CASE("predictor: predict_one takes nothing from the heap and may be called from many threads") {
  const TempFolder folder;
  const Predictor loaded = load_model(house_model(folder));
  const Cell row[] = {3.0, "Bern"};
  float expected = 0;
  loaded.predict_one(std::span<const Cell>(row), {&expected, 1});
  const auto before = allocations.load();
  for (int i = 0; i < 100; ++i) {
    float out = 0;
    loaded.predict_one(std::span<const Cell>(row), {&out, 1});
  }
  CHECK(allocations.load() == before);
  std::atomic<int> wrong = 0;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t)
      threads.emplace_back([&] {
        for (int i = 0; i < 1000; ++i) {
          float out = 0;
          loaded.predict_one(std::span<const Cell>(row), {&out, 1});
          wrong += out == expected ? 0 : 1;
        }
      });
  }
  CHECK(wrong == 0);
}

TEST_CASE("predictor: sizes of rows and of room are checked; layers too wide for the stack are for predict") {
  const TempFolder folder;
  const auto model = model_of(sequential(input(2), dense(4097), relu(), dense(2)), MeanSquaredError{}, 5);
  save(model, folder / "m.safetensors");
  const Predictor loaded = load_model(folder / "m.safetensors");
  const std::vector<float> x{1, 2};
  std::vector<float> out(2);
  CHECK_THROWS_WITH_AS(loaded.predict_one(x, out), doctest::Contains("expected at most 4096: predict takes any"), ShapeError);
  check_same(loaded.predict(x), model.predict(xt::xtensor<float, 2>{{1, 2}}));
  CHECK_THROWS_WITH_AS(loaded.predict_one(std::span<const float>(x).first(1), out), "predict_one: numbers is 1, expected 2", ShapeError);
  CHECK_THROWS_WITH_AS(loaded.predict_one(x, std::span<float>(out).first(1)), "predict_one: room for numbers is 1, expected 2", ShapeError);
  CHECK_THROWS_AS(loaded.predict(std::span<const float>(out).first(1)), ShapeError);
  CHECK(loaded.predict(std::span<const float>{}).rows == 0);
}
