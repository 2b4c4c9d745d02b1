#include <genoprop/io/model_file.hpp>

#include <doctest/doctest.h>

#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include "support/bits.hpp"
#include "support/model_files.hpp"
#include "support/temp_folder.hpp"

#include <genoprop/engine/result.hpp>
#include <genoprop/nn/cross_entropy.hpp>
#include <genoprop/nn/regression.hpp>
#include <genoprop/nn/sequential.hpp>
#include <genoprop/train/supervised.hpp>

using namespace genoprop;
using namespace genoprop::support;
using nlohmann::json;
using test::Bytes;
using test::TempFolder;

TEST_CASE("model file: where it comes from; save refuses features that do not fit") {
  const TempFolder folder;
  const auto net = sequential(input(2), dense(1));
  save(model_of(net, MeanSquaredError{}, 1), folder / "m.safetensors",
       {.settings = Settings{.population = 3, .seed = 18446744073709551615u}, .note = "a note"});
  const StoredFile file(folder / "m.safetensors");
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
  DescribedFeatures torn = features;
  torn.json.pop_back();
  CHECK_THROWS_WITH_AS(save(model_of(sequential(input(6), dense(1)), MeanSquaredError{}, 1), folder / "n.safetensors", {.features = torn}),
                       "save: the description of the features is no JSON object, expected that of a table", DataError);
  CHECK(folder.count() == 2);
}

TEST_CASE("model file: networks of a run bring its seed and settings along, unless others are given or they come from several runs") {
  const TempFolder folder;
  const auto net = sequential(input(2), dense(1));
  const Dataset<float> rows{rows_of(8, 2), rows_of(8, 1, 3)};
  const Supervised problem{net, MeanSquaredError{}, Splits<float>{rows, rows, {}}};
  const auto of_seed = [&](std::uint64_t seed) {
    Population<float> p;
    p.genes = p.pool = xt::xtensor<float, 2>{{1, 2, 3}, {4, 5, 6}};
    p.lives.resize(2);
    for (Life& l : p.lives) l.fitness = l.pool_fitness = -1;
    p.champion = xt::xtensor<float, 1>{1, 2, 3};
    p.champion_fitness = -1;
    return Result(problem, {.population = 2, .steps = 1, .seed = seed}, p, {});
  };
  const auto about = [&](const auto& model, const Beside& beside = {}) {
    save(model, folder / "m.safetensors", beside);
    return load_model(folder / "m.safetensors").about();
  };
  const auto check = [&](const auto& model, const char* seed, int steps) {
    const auto said = about(model);
    CHECK(said.at("seed") == seed);
    CHECK(json::parse(said.at("settings"))["steps"] == steps);
  };
  const auto result = of_seed(18446744073709551615u);
  check(result.best(), "18446744073709551615", 1);
  check(result.ensemble(2), "18446744073709551615", 1);
  check(result.soup(2), "18446744073709551615", 1);
  const auto given = about(result.best(), {.settings = Settings{.steps = 7, .seed = 5}});
  CHECK(given.at("seed") == "5");
  CHECK(json::parse(given.at("settings"))["steps"] == 7);
  auto best = result.best();
  const auto of_two = about(Ensemble(std::vector{best, of_seed(3).best()}));
  CHECK_FALSE(of_two.contains("seed"));
  CHECK_FALSE(of_two.contains("settings"));
  const decltype(best) longer(net, {}, best.genes(), 0, Settings{.seed = 18446744073709551615u}), unknown(net, {}, best.genes(), 0);
  for (const auto& other : {longer, unknown}) {
    CHECK_FALSE(about(Ensemble(std::vector{best, other})).contains("seed"));
    CHECK_FALSE(about(Ensemble(std::vector{other, best})).contains("seed"));
  }
  CHECK_FALSE(about(unknown).contains("settings"));
}

TEST_CASE("model file: an older file, without layers, is for load(net, path)") {
  CHECK(refusal([](StoredFile& f) { f.header["__metadata__"].erase("model"); }) ==
        "__metadata__ describes no layers, expected a file of save(); load(net, path) reads it with the network's own type");
  CHECK(refusal([](StoredFile& f) { f.header.erase("__metadata__"); }).find("__metadata__ describes no layers") == 0);
  CHECK(refusal([](StoredFile& f) { f.header["__metadata__"] = 3; }).find("__metadata__ describes no layers") == 0);
  const TempFolder folder;
  const auto net = sequential(input(2), dense(1));
  const auto model = model_of(net, MeanSquaredError{}, 1);
  save(model, folder / "m.safetensors");
  StoredFile file(folder / "m.safetensors");
  file.header["__metadata__"] = {{"format", "genoprop"}, {"version", "0.1.0"}, {"loss", "mean squared error"}, {"fitness", "0.5"}};
  CHECK(bits_equal(load(net, test::write_bytes(folder / "old.safetensors", file.bytes())).genes(), model.genes()));
}

TEST_CASE("model file: newer forms, other layers, sizes that do not fit are refused") {
  CHECK(refusal([](StoredFile&) {}) == "it loaded");
  CHECK(refusal([](StoredFile& f) {
          f.model["form"] = 2;
          f.header["__metadata__"]["version"] = "9.0";
        }) == "model has form 2, this version of genoprop reads up to 1: it was written by a newer one, 9.0");
  CHECK(refusal([](StoredFile& f) { f.model["form"] = 0; }).find("model: \"form\" is 0, expected 1 to") == 0);
  CHECK(refusal([](StoredFile& f) { f.model = 3; }) == "model is no JSON object, expected a file of save()");
  CHECK(refusal([](StoredFile& f) { f.model["layers"][0]["kind"] = "attention"; }) ==
        "layer 0 is of kind \"attention\", expected dense, layer_norm, embedding, dropout or residual: load(net, path) reads it with the "
        "network's "
        "own type");
  CHECK(refusal([](StoredFile& f) { f.model["layers"][1]["activation"] = "mine"; }) ==
        "layer 1 has the activation \"mine\", expected one of the library's");
  CHECK(refusal([](StoredFile& f) { f.model["layers"][1]["inputs"] = 4; }) ==
        "layer 1 has 4 inputs, expected 3, the units of the layer below");
  CHECK(refusal([](StoredFile& f) { f.model["layers"][0].erase("number"); }).find("layer 0 has no \"number\"") == 0);
  CHECK(refusal([](StoredFile& f) { f.model["layers"] = json::array(); }) == "model: layers is 0, expected at least 1");
  CHECK(refusal([](StoredFile& f) {
          f.model["layers"][0]["units"] = 4294967299u;
        }).find("layer 0: \"units\" is 4294967299, expected 1 to") == 0);
  CHECK(refusal([](StoredFile& f) { f.model["layers"][0]["units"] = -3; }).find("layer 0: \"units\" is -3") == 0);
  CHECK(refusal([](StoredFile& f) { f.model["layers"][0]["units"] = "3"; }).find("layer 0: \"units\" is \"3\"") == 0);
  CHECK(refusal([](StoredFile& f) { f.model["networks"] = 2; }) ==
        "model has 2 networks of 2 layers, the file holds 4 tensors, expected 8");
  CHECK(refusal([](StoredFile& f) { f.model["networks"] = 4294967296u; }).find("model: \"networks\" is 4294967296") == 0);
  CHECK(refusal([](StoredFile& f) {
          f.model.erase("features");
          f.model["layers"][0]["inputs"] = f.model["layers"][0]["units"] = f.model["layers"][1]["inputs"] = 1 << 24;
          f.header["layers.0.weight"]["shape"] = {1 << 24, 1 << 24};
        }).find("layers.0.weight lies at") == 0);
  CHECK(refusal([](StoredFile& f) { f.model["layers"][0]["number"] = 1e300; }) ==
        "layer 0: \"number\" is 1e+300, expected a number that a float can hold");
  CHECK(refusal([](StoredFile& f) { f.header["__metadata__"]["loss"] = "mine"; }) ==
        "__metadata__: loss is \"mine\", expected one of the library's");
  CHECK(refusal([](StoredFile& f) { f.header["__metadata__"]["loss"] = "softmax cross-entropy"; }).find("model: features name 1 targets") ==
        0);
}

TEST_CASE("model file: an eps that is 0 as a float is refused; so are more outputs than the file has bytes") {
  const TempFolder folder;
  const auto refused = [&](const auto& model, auto change, const char* what) {
    save(model, folder / "m.safetensors");
    StoredFile file(folder / "m.safetensors");
    change(file);
    CHECK_THROWS_WITH_AS(load_model(test::write_bytes(folder / "c.safetensors", file.bytes())), doctest::Contains(what), FileError);
  };
  const auto normed = model_of(sequential(input(2), dense(3), layer_norm()), MeanSquaredError{}, 1);
  refused(
      normed, [](StoredFile& f) { f.model["layers"][1]["eps"] = 1e-60; }, "layer 1: \"eps\" is 0 as a float, expected above 0");
  refused(
      normed, [](StoredFile& f) { f.model["layers"][1]["eps"] = 1e60; }, "layer 1: \"eps\" is 1e+60, expected a number that a float");
  refused(
      model_of(sequential(input(1), embedding(0, 2, 1)), MeanSquaredError{}, 1),
      [](StoredFile& f) { f.model["layers"][0]["inputs"] = f.model["layers"][0]["units"] = 1 << 24; }, "has 16777216 outputs in a file of");
}

TEST_CASE("model file: residual blocks that do not fit are refused") {
  const TempFolder folder;
  const auto net = sequential(input(3), dense(4), relu(), residual(dense(5), relu(), dense(4)), dense(2));
  save(model_of(net, SoftmaxCrossEntropy{}, 3), folder / "r.safetensors");
  const auto refused = [&](auto change, const char* what) {
    StoredFile file(folder / "r.safetensors");
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

TEST_CASE("model file: tensors that do not fit are refused") {
  CHECK(refusal([](StoredFile& f) {
          f.header["layers.0.weight"]["shape"] = {3, 6};
        }).find("layers.0.weight has shape [3,6], expected [6,3]") == 0);
  CHECK(refusal([](StoredFile& f) { f.header["layers.0.weight"]["dtype"] = "BF16"; }).find("layers.0.weight is of dtype \"BF16\"") == 0);
  CHECK(refusal([](StoredFile& f) { f.header["layers.0.weight"]["dtype"] = "F64"; }).find("layers.0.weight lies at") == 0);
  CHECK(refusal([](StoredFile& f) {
          f.header["layers.1.bias"]["data_offsets"] = {0, 4};
        }).find("overlaps another tensor") != std::string::npos);
  CHECK(refusal([](StoredFile& f) { f.header["layers.1.bias"]["data_offsets"] = {0, "4"}; }).find("layers.1.bias has data_offsets") == 0);
  CHECK(refusal([](StoredFile& f) {
          f.header["x"] = f.header["layers.1.bias"];
          f.header.erase("layers.1.bias");
        }).find("has no tensor \"layers.1.bias\"") != std::string::npos);
  CHECK(refusal([](StoredFile& f) {
          const float bad = std::numeric_limits<float>::infinity();
          std::memcpy(f.data.data() + 8, &bad, 4);
        }).find("layers.0.weight holds inf") == 0);
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
