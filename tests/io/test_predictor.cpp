#include <genoprop/io/predictor.hpp>

#include <doctest/doctest.h>

#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include "support/bits.hpp"
#include "support/count_allocations.hpp"
#include "support/every_layer.hpp"
#include "support/seeds.hpp"
#include "support/temp_folder.hpp"

#include <genoprop/data/encode.hpp>
#include <genoprop/data/synthetic.hpp>
#include <genoprop/io/safetensors.hpp>
#include <genoprop/nn/dropout.hpp>
#include <genoprop/nn/embedding.hpp>
#include <genoprop/nn/layer_norm.hpp>
#include <genoprop/nn/mlp.hpp>
#include <genoprop/nn/residual.hpp>
#include <genoprop/nn/sequential.hpp>

using namespace genoprop;
using namespace genoprop::support;
using nlohmann::json;
using test::Bytes;
using test::TempFolder;

namespace {

template <class T = float, class N, class Loss>
auto model_of(const N& net, Loss loss, std::uint64_t seed) {
  Layout layout;
  net.describe(layout);
  auto genes = xt::xtensor<T, 1>::from_shape({static_cast<std::size_t>(layout.genes())});
  for (std::size_t g = 0; g < genes.size(); ++g)
    genes(g) = static_cast<T>(Draw(seed, {.index = static_cast<std::uint32_t>(g)}).normal() / 3);
  return Model<N, Loss, T>(net, loss, std::move(genes), -0.25);
}
xt::xtensor<float, 2> rows_of(std::size_t rows, std::size_t columns, std::uint64_t seed = 9) {
  auto x = xt::xtensor<float, 2>::from_shape({rows, columns});
  for (std::size_t i = 0; i < x.size(); ++i) x.data()[i] = Draw(seed, {.index = static_cast<std::uint32_t>(i)}).normal();
  return x;
}
/// every number of a prediction, the same bits
void check_same(const Predictions& p, const xt::xtensor<float, 2>& expected) {
  REQUIRE(p.values.size() == expected.size());
  CHECK(std::memcmp(p.values.data(), expected.data(), p.values.size() * sizeof(float)) == 0);
}
std::filesystem::path file_of(const TempFolder& folder, const std::string& content, const char* name = "t.csv") {
  return test::write_bytes(folder / name, {reinterpret_cast<const std::uint8_t*>(content.data()), content.size()});
}

const std::string houses =
    "rooms,town,price\n3,Bern,250\n4,Basel,300\n,Bern,200\n5,Aarau,410\n2,,150\n6,Basel,520\n3,Aarau,260\n4,Bern,330\n";

/// the file of a model, taken apart; `model` is what its metadata says of it
struct File {
  json header, model;
  Bytes data;
  explicit File(const std::filesystem::path& path) {
    const Bytes all = test::read_bytes(path);
    std::uint64_t length = 0;
    std::memcpy(&length, all.data(), 8);
    header = json::parse(all.begin() + 8, all.begin() + 8 + static_cast<std::ptrdiff_t>(length));
    model = json::parse(header["__metadata__"]["model"].get<std::string>());
    data.assign(all.begin() + 8 + static_cast<std::ptrdiff_t>(length), all.end());
  }
  Bytes bytes() {
    if (header.contains("__metadata__") && header["__metadata__"].contains("model")) header["__metadata__"]["model"] = model.dump();
    const std::string text = header.dump();
    const std::uint64_t length = text.size();
    Bytes all(8);
    std::memcpy(all.data(), &length, 8);
    all.insert(all.end(), text.begin(), text.end());
    all.insert(all.end(), data.begin(), data.end());
    return all;
  }
};
/// a model of a table: 4 inputs and their indicators
std::filesystem::path house_model(const TempFolder& folder) {
  const Table table = load_csv(file_of(folder, houses, "houses.csv"), {.target = "price"});
  const Features features = Features::of(table, {.missing = Missing::median});
  const auto path = folder / "houses.safetensors";
  save(model_of(sequential(input(features.inputs()), dense(3), elu(0.5f), dense(1)), MeanSquaredError{}, 4), path, {.features = features});
  return path;
}
template <class F>
std::string refusal(F change) {
  const TempFolder folder;
  File file(house_model(folder));
  change(file);
  try {
    load_model(test::write_bytes(folder / "c.safetensors", file.bytes()));
  } catch (const FileError& e) {
    const std::string what = e.what();
    return what.substr(std::min(what.size(), what.find("c.safetensors\": ") + 16));
  }
  return "it loaded";
}

}  // namespace

TEST_CASE("predictor: the bits of Model::predict, every activation, one row or many, every instruction set") {
  const TempFolder folder;
  const auto problem = every_activation();
  const auto model = model_of(problem.net, SoftmaxCrossEntropy{}, 1);
  save(model, folder / "m.safetensors");
  const auto x = rows_of(203, 5);
  const auto expected = model.predict(x);
  for (const Isa isa : {Isa::avx512, Isa::avx2, Isa::neon, Isa::blas}) {
    if (!has_isa(isa)) continue;
    CAPTURE(name_of(isa));
    setenv("GENOPROP_ISA", std::string(name_of(isa)).c_str(), 1);
    const Predictor loaded = load_model(folder / "m.safetensors");
    unsetenv("GENOPROP_ISA");
    CHECK(loaded.columns() == 5);
    CHECK(loaded.outputs() == 2);
    CHECK(loaded.has_classes());
    const Predictions p = loaded.predict(std::span<const float>(x.data(), x.size()));
    check_same(p, expected);
    std::vector<float> one(2);
    for (std::size_t r = 0; r < 203; ++r) {
      loaded.predict_one(std::span<const float>(x.data() + 5 * r, 5), one);
      CHECK(std::memcmp(one.data(), expected.data() + 2 * r, 8) == 0);
      CHECK(p.label(static_cast<Index>(r)) == (one[1] > one[0] ? "1" : "0"));
    }
  }
}

TEST_CASE("predictor: layer normalisation, dropout and embedding are as Model::predict has them") {
  const TempFolder folder;
  const auto net =
      sequential(input(3), embedding(1, 5, 4), dense(21), layer_norm(), gelu(), dropout(0.3f), dense(7), layer_norm(1e-3f), dense(2));
  const auto model = model_of(net, SoftmaxCrossEntropy{}, 3);
  save(model, folder / "m.safetensors");
  auto x = rows_of(90, 3);
  for (std::size_t r = 0; r < 90; ++r)
    x(r, 1) = static_cast<float>(r % 7) - 1 + (r == 80 ? 0.5f : 0.0f);  // -1, 5 and 2.5 are no categories
  check_same(load_model(folder / "m.safetensors").predict(std::span<const float>(x.data(), x.size())), model.predict(x));
  CHECK(bits_equal(load(net, folder / "m.safetensors").predict(x), model.predict(x)));
}

TEST_CASE(
    "predictor: residual blocks are as Model::predict has them: last, one inside another, one inside first, any widths, one row or many") {
  const TempFolder folder;
  for_seeds(8, [&](Draw& draw) {
    const Index n = 1 + draw.below(40), m = 1 + draw.below(40);
    const auto deep = residual(dropout(0.2f), dense(m), gelu(), residual(layer_norm(), dense(m), tanh(), dense(m)), dense(n));
    const auto net = sequential(input(5), dense(n), deep, relu(), dense(m), residual(residual(dense(m)), elu(0.5f), dense(m)), silu());
    const auto model = model_of(net, MultiLabelCrossEntropy{}, 3);
    save(model, folder / "m.safetensors");
    const auto x = rows_of(70, 5);
    const auto expected = model.predict(x);
    const Predictor loaded = load_model(folder / "m.safetensors");
    check_same(loaded.predict(std::span<const float>(x.data(), x.size())), expected);
    std::vector<float> one(static_cast<std::size_t>(m));
    loaded.predict_one(std::span<const float>(x.data(), 5), one);
    CHECK(std::memcmp(one.data(), expected.data(), one.size() * sizeof(float)) == 0);
  });
}

TEST_CASE("predictor: residual blocks that do not fit are refused") {
  const TempFolder folder;
  const auto net = sequential(input(3), dense(4), relu(), residual(dense(5), relu(), dense(4)), dense(2));
  save(model_of(net, SoftmaxCrossEntropy{}, 3), folder / "r.safetensors");
  const auto refused = [&](auto change, const char* what) {
    File file(folder / "r.safetensors");
    change(file.model["layers"][1]);
    CHECK_THROWS_WITH_AS(load_model(test::write_bytes(folder / "c.safetensors", file.bytes())), doctest::Contains(what), FileError);
  };
  refused([](json& block) { block["inside"][0]["kind"] = "unknown"; }, "layer 1, inside: layer 0 is of kind \"unknown\", expected dense");
  refused([](json& block) { block["inside"].erase(1); }, "layer 1 has 4 units, expected layers inside that end with as many");
  refused([](json& block) { block["inside"].clear(); }, "layer 1 has 4 units, expected layers inside that end with as many");
  refused([](json& block) { block["units"] = 5; }, "layer 1 has 4 inputs and 5 units, which does not fit residual");
  refused([](json& block) { block["inside"][0]["inputs"] = 3; }, "layer 1, inside: layer 0 has 3 inputs, expected 4");
  refused(
      [](json& block) {
        for (int k = 0; k < 8; ++k) {
          const json inner = block;
          block["inside"] = json::array({inner});
        }
      },
      "is a block inside 8 others");
}

TEST_CASE("predictor: any widths, over seeds; what each loss makes of outputs; double is rounded") {
  const TempFolder folder;
  for_seeds(15, [&](Draw& draw) {
    const std::vector<Index> sizes{1 + draw.below(40), 1 + draw.below(200), 1 + draw.below(40)};
    const auto net = mlp(sizes, tanh());
    const auto x = rows_of(1 + static_cast<std::size_t>(draw.below(150)), static_cast<std::size_t>(sizes[0]));
    const auto same = [&](auto loss) {
      const auto model = model_of(net, loss, 7);
      save(model, folder / "m.safetensors");
      check_same(load_model(folder / "m.safetensors").predict(std::span<const float>(x.data(), x.size())), model.predict(x));
    };
    same(MeanSquaredError{});
    same(Poisson{});
    same(MultiLabelCrossEntropy{});
    same(Huber{});
    same(Pinball{});
    if (sizes[2] > 1) same(SmoothedCrossEntropy{});
  });
  const auto one = sequential(input(3), dense(1));
  const auto model = model_of(one, SigmoidCrossEntropy{}, 2);
  save(model, folder / "s.safetensors");
  const auto x = rows_of(5, 3);
  const auto p = load_model(folder / "s.safetensors").predict(std::span<const float>(x.data(), x.size()));
  CHECK(p.columns == 2);
  for (Index r = 0; r < 5; ++r) {
    CHECK(p(r, 1) == model.predict(x)(static_cast<std::size_t>(r), 0));
    CHECK(p(r, 0) == 1 - p(r, 1));
  }
  save(model_of<double>(one, MeanSquaredError{}, 2), folder / "d.safetensors");
  save(model_of(one, MeanSquaredError{}, 2), folder / "f.safetensors");
  CHECK(load_model(folder / "d.safetensors").predict(std::span<const float>(x.data(), x.size())).values ==
        load_model(folder / "f.safetensors").predict(std::span<const float>(x.data(), x.size())).values);
}

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
                       "encode: cell 1 \"town\" is a number, expected a word", DataError);
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

TEST_CASE("model file: where it comes from; save refuses features that do not fit") {
  const TempFolder folder;
  const auto net = sequential(input(2), dense(1));
  save(model_of(net, MeanSquaredError{}, 1), folder / "m.safetensors",
       {.settings = Settings{.population = 3, .seed = 18446744073709551615u}, .note = "a note"});
  const File file(folder / "m.safetensors");
  for (const auto& [key, value] : file.header["__metadata__"].items()) CHECK(value.is_string());
  const auto about = load_model(folder / "m.safetensors").about();
  CHECK(about.at("version") == GENOPROP_VERSION);
  CHECK(about.at("seed") == "18446744073709551615");
  CHECK(about.at("note") == "a note");
  CHECK(json::parse(about.at("settings"))["population"] == 3);
  CHECK(about.at("cpu") == name_of(isa_here()));
  CHECK_FALSE(about.at("compiler").empty());
  CHECK(about.at("fitness") == "-0.25");
  const auto table = load_csv(file_of(folder, houses), {.target = "price"});
  const Features features = Features::of(table, {.missing = Missing::median});
  CHECK_THROWS_WITH_AS(save(model_of(net, MeanSquaredError{}, 1), folder / "n.safetensors", {.features = features}),
                       "save: inputs that the features give is 6, expected 2", ShapeError);
  CHECK_THROWS_WITH_AS(
      save(model_of(sequential(input(6), dense(2)), MeanSquaredError{}, 1), folder / "n.safetensors", {.features = features}),
      "save: features name 1 classes or targets, expected 2, the outputs of the network", ShapeError);
  CHECK_THROWS_AS(save(model_of(net, MeanSquaredError{}, 1), folder / "n.safetensors", {.note = "\xFF"}), DataError);
  Features bad = features;
  bad.columns[0].column = "\xFF";
  CHECK_THROWS_AS(save(model_of(sequential(input(6), dense(1)), MeanSquaredError{}, 1), folder / "n.safetensors", {.features = bad}),
                  DataError);
  CHECK(folder.count() == 2);
}

TEST_CASE("model file: an older file, without layers, is for load(net, path)") {
  CHECK(refusal([](File& f) { f.header["__metadata__"].erase("model"); }) ==
        "__metadata__ describes no layers, expected a file of save(); load(net, path) reads it with the network's own type");
  CHECK(refusal([](File& f) { f.header.erase("__metadata__"); }).find("__metadata__ describes no layers") == 0);
  CHECK(refusal([](File& f) { f.header["__metadata__"] = 3; }).find("__metadata__ describes no layers") == 0);
  const TempFolder folder;
  const auto net = sequential(input(2), dense(1));
  const auto model = model_of(net, MeanSquaredError{}, 1);
  save(model, folder / "m.safetensors");
  File file(folder / "m.safetensors");
  file.header["__metadata__"] = {{"format", "genoprop"}, {"version", "0.1.0"}, {"loss", "mean squared error"}, {"fitness", "0.5"}};
  CHECK(bits_equal(load(net, test::write_bytes(folder / "old.safetensors", file.bytes())).genes(), model.genes()));
}

TEST_CASE("model file: newer forms, other layers, sizes that do not fit are refused") {
  CHECK(refusal([](File&) {}) == "it loaded");
  CHECK(refusal([](File& f) {
          f.model["form"] = 2;
          f.header["__metadata__"]["version"] = "9.0";
        }) == "model has form 2, this version of genoprop reads up to 1: it was written by a newer one, 9.0");
  CHECK(refusal([](File& f) { f.model["form"] = 0; }).find("model: \"form\" is 0, expected 1 to") == 0);
  CHECK(refusal([](File& f) { f.model = 3; }) == "model is no JSON object, expected a file of save()");
  CHECK(refusal([](File& f) { f.model["layers"][0]["kind"] = "attention"; }) ==
        "layer 0 is of kind \"attention\", expected dense, layer_norm, embedding, dropout or residual: load(net, path) reads it with the "
        "network's "
        "own type");
  CHECK(refusal([](File& f) { f.model["layers"][1]["activation"] = "mine"; }) ==
        "layer 1 has the activation \"mine\", expected one of the library's");
  CHECK(refusal([](File& f) { f.model["layers"][1]["inputs"] = 4; }) == "layer 1 has 4 inputs, expected 3, the units of the layer below");
  CHECK(refusal([](File& f) { f.model["layers"][0].erase("number"); }).find("layer 0 has no \"number\"") == 0);
  CHECK(refusal([](File& f) { f.model["layers"] = json::array(); }) == "model: layers is 0, expected at least 1");
  CHECK(refusal([](File& f) { f.model["layers"][0]["units"] = 4294967299u; }).find("layer 0: \"units\" is 4294967299, expected 1 to") == 0);
  CHECK(refusal([](File& f) { f.model["layers"][0]["units"] = -3; }).find("layer 0: \"units\" is -3") == 0);
  CHECK(refusal([](File& f) { f.model["layers"][0]["units"] = "3"; }).find("layer 0: \"units\" is \"3\"") == 0);
  CHECK(refusal([](File& f) { f.model["networks"] = 2; }) == "model has 2 networks of 2 layers, the file holds 4 tensors, expected 8");
  CHECK(refusal([](File& f) { f.model["networks"] = 4294967296u; }).find("model: \"networks\" is 4294967296") == 0);
  CHECK(refusal([](File& f) {
          f.model.erase("features");
          f.model["layers"][0]["inputs"] = f.model["layers"][0]["units"] = f.model["layers"][1]["inputs"] = 1 << 24;
          f.header["layers.0.weight"]["shape"] = {1 << 24, 1 << 24};
        }).find("layers.0.weight lies at") == 0);
  CHECK(refusal([](File& f) { f.header["__metadata__"]["loss"] = "mine"; }) ==
        "__metadata__: loss is \"mine\", expected one of the library's");
  CHECK(refusal([](File& f) { f.header["__metadata__"]["loss"] = "softmax cross-entropy"; }).find("model: features name 1 targets") == 0);
}

TEST_CASE("model file: tensors that do not fit are refused") {
  CHECK(refusal([](File& f) {
          f.header["layers.0.weight"]["shape"] = {3, 6};
        }).find("layers.0.weight has shape [3,6], expected [6,3]") == 0);
  CHECK(refusal([](File& f) { f.header["layers.0.weight"]["dtype"] = "BF16"; }).find("layers.0.weight is of dtype \"BF16\"") == 0);
  CHECK(refusal([](File& f) { f.header["layers.0.weight"]["dtype"] = "F64"; }).find("layers.0.weight lies at") == 0);
  CHECK(refusal([](File& f) { f.header["layers.1.bias"]["data_offsets"] = {0, 4}; }).find("overlaps another tensor") != std::string::npos);
  CHECK(refusal([](File& f) { f.header["layers.1.bias"]["data_offsets"] = {0, "4"}; }).find("layers.1.bias has data_offsets") == 0);
  CHECK(refusal([](File& f) {
          f.header["x"] = f.header["layers.1.bias"];
          f.header.erase("layers.1.bias");
        }).find("has no tensor \"layers.1.bias\"") != std::string::npos);
  CHECK(refusal([](File& f) {
          const float bad = std::numeric_limits<float>::infinity();
          std::memcpy(f.data.data() + 8, &bad, 4);
        }).find("layers.0.weight holds inf") == 0);
}

TEST_CASE("model file: features that do not fit are refused") {
  const auto column = [](std::size_t c, auto change) { return refusal([&](File& f) { change(f.model["features"]["columns"][c]); }); };
  CHECK(column(0, [](json& j) { j["deviation"] = 0; }) == "column 0: \"deviation\" is 0, expected above 0");
  CHECK(column(0, [](json& j) { j["mean"] = nullptr; }) == "column 0: \"mean\" is null, expected a finite number");
  CHECK(column(0, [](json& j) { j.erase("fill"); }) == "features: column \"rooms\" has no \"fill\", expected one under median");
  CHECK(column(0, [](json& j) { j["indicator"] = 1; }).find("column 0: \"indicator\" is neither true nor false") == 0);
  CHECK(column(1, [](json& j) { j["column"] = "rooms"; }) == "column 1 is named as another column");
  CHECK(column(1, [](json& j) { j["categories"] = {"b", "a", "c"}; }).find("column 1: categories are not sorted") == 0);
  CHECK(column(1, [](json& j) { j["categories"] = {"a", "a", "c"}; }).find("column 1: categories are not sorted") == 0);
  CHECK(column(1, [](json& j) { j["categories"] = {"a", 1}; }).find("column 1: \"categories\" holds what is no text") == 0);
  CHECK(column(1, [](json& j) { j["categories"] = {"a"}; }) == "model: features give 4 inputs, the network has 6");
  CHECK(column(1, [](json& j) { j = 3; }).find("column 1 has no \"column\"") == 0);
  CHECK(refusal([](File& f) { f.model["features"]["targets"] = json::array(); }) == "features: targets is 0, expected at least 1");
  CHECK(refusal([](File& f) { f.model["features"]["missing"] = "guess"; }).find("features: \"missing\" is \"guess\"") == 0);
  CHECK(refusal([](File& f) { f.model["features"] = 3; }).find("features has no \"columns\"") == 0);
}

TEST_CASE("model file: cut anywhere, one byte changed anywhere: refused, or it predicts") {
  const TempFolder folder;
  const Bytes whole = test::read_bytes(house_model(folder));
  const auto read = [&](std::span<const std::uint8_t> bytes) {
    try {
      const Predictor p = load_model(test::write_bytes(folder / "c.safetensors", bytes));
      if (p.columns() != 2 || p.features().columns[0].text || !p.features().columns[1].text) return;
      const Cell row[] = {3.0, "Bern"};
      std::vector<float> out(static_cast<std::size_t>(p.outputs()));
      p.predict_one(std::span<const Cell>(row), out);
    } catch (const Error&) {}
  };
  for (std::size_t n = 0; n < whole.size(); ++n) {
    read(std::span(whole).first(n));
    for (const std::uint8_t flip : {0x01, 0x10, 0xFF}) {
      Bytes changed = whole;
      changed[n] ^= flip;
      read(changed);
    }
  }
}
