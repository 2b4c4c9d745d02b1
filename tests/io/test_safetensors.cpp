#include <genoprop/io/safetensors.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include "support/bits.hpp"
#include "support/no_room.hpp"
#include "support/seeds.hpp"
#include "support/stored_file.hpp"
#include "support/temp_folder.hpp"

#include <genoprop/data/synthetic.hpp>
#include <genoprop/distribute/one.hpp>
#include <genoprop/engine/evolution.hpp>
#include <genoprop/nn/sequential.hpp>
#include <genoprop/train/sgd.hpp>

using namespace genoprop;
using namespace genoprop::support;
using File = StoredFile;
using nlohmann::json;
using test::Bytes;
using test::TempFolder;

namespace {

const auto net = sequential(input(2), dense(3), tanh(), dense(2));  // 9 + 8 = 17 weights
using Net = std::remove_const_t<decltype(net)>;
template <class T>
using Saved = Model<Net, SoftmaxCrossEntropy, T>;

template <class T>
Saved<T> model_of(std::uint64_t seed, double fitness = -0.125) {
  xt::xtensor<T, 1> genes = xt::zeros<T>({std::size_t{17}});
  for (Index g = 0; g < 17; ++g) genes(g) = static_cast<T>(Draw(seed, {.index = static_cast<std::uint32_t>(g)}).normal()) / T(3);
  return Saved<T>(net, SoftmaxCrossEntropy{}, genes, fitness);
}
/// what load says of a changed file
template <class F>
std::string refusal(F change) {
  const TempFolder folder;
  save(model_of<float>(1), folder / "m.safetensors");
  File file(folder / "m.safetensors");
  change(file);
  const auto path = test::write_bytes(folder / "changed.safetensors", file.bytes());
  try {
    load(net, SoftmaxCrossEntropy{}, path);
  } catch (const FileError& e) {
    return e.what();
  }
  return "it loaded";
}
bool says(const std::string& message, const char* part) {
  const bool found = message.find(part) != std::string::npos;
  if (!found) MESSAGE(message);
  return found;
}

}  // namespace

TEST_CASE("safetensors: what is saved is loaded, bit for bit, float and double, over many seeds") {
  const TempFolder folder;
  for_seeds(20, [&](Draw& draw) {
    const auto seed = static_cast<std::uint64_t>(draw.bits());
    const auto f = model_of<float>(seed, 0.1 + draw.unit());
    save(f, folder / "f.safetensors");
    const auto back = load(net, SoftmaxCrossEntropy{}, folder / "f.safetensors");
    CHECK(bits_equal(back.genes(), f.genes()));
    CHECK(back.fitness() == f.fitness());
    const auto d = model_of<double>(seed);
    save(d, folder / "d.safetensors");
    CHECK(bits_equal(load<Net, SoftmaxCrossEntropy, double>(net, SoftmaxCrossEntropy{}, folder / "d.safetensors").genes(), d.genes()));
  });
  CHECK(folder.count() == 2);
}

TEST_CASE("safetensors: the file says its loss: a model loaded by its network alone predicts the same") {
  const TempFolder folder;
  const auto m = model_of<float>(3);
  save(m, folder / "m.safetensors");
  const auto back = load(net, folder / "m.safetensors");
  const xt::xtensor<float, 2> x{{1, -1}, {0.5f, 2}};
  CHECK(bits_equal(back.predict(x), m.predict(x)));
  CHECK(back.loss().name == std::string("softmax cross-entropy"));
  const Model<Net, MeanSquaredError, float> values(net, MeanSquaredError{}, m.genes(), 0);
  save(values, folder / "v.safetensors");
  CHECK(bits_equal(load(net, folder / "v.safetensors").predict(x), values.predict(x)));
  CHECK_FALSE(bits_equal(values.predict(x), m.predict(x)));
}

TEST_CASE("safetensors: the format of the file: header, dtype, shapes, offsets, numbers at a multiple of eight") {
  const TempFolder folder;
  save(model_of<float>(1), folder / "m.safetensors");
  const File file(folder / "m.safetensors");
  CHECK(file.header.size() == 5);
  CHECK(file.header["layers.0.weight"] == json{{"dtype", "F32"}, {"shape", {2, 3}}, {"data_offsets", {0, 24}}});
  CHECK(file.header["layers.0.bias"] == json{{"dtype", "F32"}, {"shape", json::array({3})}, {"data_offsets", {24, 36}}});
  CHECK(file.header["layers.1.weight"] == json{{"dtype", "F32"}, {"shape", {3, 2}}, {"data_offsets", {36, 60}}});
  CHECK(file.header["layers.1.bias"] == json{{"dtype", "F32"}, {"shape", json::array({2})}, {"data_offsets", {60, 68}}});
  for (const auto& [key, value] : file.header["__metadata__"].items()) CHECK(value.is_string());  // as the format asks
  CHECK(file.data.size() == 17 * 4);
  CHECK((test::read_bytes(folder / "m.safetensors").size() - file.data.size()) % 8 == 0);
}

TEST_CASE("safetensors: tensors in any order and place are read; a fitness that is none is NaN") {
  CHECK(refusal([](File& f) {
          std::swap(f.header["layers.1.weight"]["data_offsets"], f.header["layers.0.weight"]["data_offsets"]);  // both of 24 bytes
          f.header["__metadata__"]["fitness"] = "nan";
        }) == "it loaded");
  CHECK(refusal([](File& f) { f.header.erase("__metadata__"); }) == "it loaded");
  const TempFolder folder;
  save(model_of<float>(1, std::numeric_limits<double>::quiet_NaN()), folder / "m.safetensors");
  CHECK(std::isnan(load(net, folder / "m.safetensors").fitness()));
}

TEST_CASE("safetensors: a file that ends early is refused at every length") {
  const TempFolder folder;
  save(model_of<float>(1), folder / "m.safetensors");
  const Bytes whole = test::read_bytes(folder / "m.safetensors");
  for (std::size_t n = 0; n < whole.size(); ++n) {
    CAPTURE(n);
    const auto path = test::write_bytes(folder / "cut.safetensors", std::span(whole).first(n));
    CHECK_THROWS_AS(load(net, SoftmaxCrossEntropy{}, path), FileError);
    CHECK_THROWS_AS(load(net, path), FileError);
  }
  Bytes longer = whole;
  longer.push_back(0);
  CHECK_THROWS_AS(load(net, test::write_bytes(folder / "long.safetensors", longer)), FileError);
}

TEST_CASE("safetensors: one byte changed anywhere never crashes: refused, or a network of finite weights") {
  const TempFolder folder;
  save(model_of<float>(1), folder / "m.safetensors");
  const Bytes whole = test::read_bytes(folder / "m.safetensors");
  for (std::size_t at = 0; at < whole.size(); ++at)
    for (const std::uint8_t flip : {0xFF, 0x01}) {
      CAPTURE(at);
      Bytes changed = whole;
      changed[at] ^= flip;
      const auto path = test::write_bytes(folder / "changed.safetensors", changed);
      try {
        const auto loaded = load(net, path);
        for (const float w : loaded.genes()) CHECK(std::isfinite(w));
      } catch (const FileError&) {}
    }
}

TEST_CASE("safetensors: foreign files, folders and nothing at all are refused") {
  const TempFolder folder;
  CHECK_THROWS_AS(load(net, folder / "nothing.safetensors"), FileError);
  CHECK_THROWS_AS(load(net, folder.path()), FileError);
  const auto refused = [&](const std::string& text) {
    const Bytes bytes(text.begin(), text.end());
    CHECK_THROWS_AS(load(net, test::write_bytes(folder / "foreign", bytes)), FileError);
  };
  refused("");
  refused("<!doctype html><html><body>not here</body></html>");
  refused(std::string("\x89PNG\r\n\x1a\n", 8) + std::string(100, '\0'));
  refused("\x1f\x8b\x08 not a gzip file");
  refused(std::string("\x02\0\0\0\0\0\0\0[]", 10));
  refused(std::string("\x02\0\0\0\0\0\0\0{}", 10));
  refused(std::string("\x04\0\0\0\0\0\0\0null", 12));
  refused(std::string(8, '\xff') + "{}");
}

TEST_CASE("safetensors: a header length beyond the file, and beyond all reason, is refused before anything is allocated") {
  const TempFolder folder;
  save(model_of<float>(1), folder / "m.safetensors");
  Bytes bytes = test::read_bytes(folder / "m.safetensors");
  for (const std::uint64_t length :
       {std::uint64_t{bytes.size()}, std::uint64_t{bytes.size() - 7}, std::uint64_t{1} << 40, ~std::uint64_t{0}}) {
    std::memcpy(bytes.data(), &length, 8);
    CHECK_THROWS_WITH_AS(load(net, test::write_bytes(folder / "big.safetensors", bytes)), doctest::Contains("says its header has"),
                         FileError);
  }
}

TEST_CASE("safetensors: another network's file is refused by what is different") {
  CHECK(says(refusal([](File& f) { f.header["layers.0.weight"]["shape"] = {3, 2}; }), "layers.0.weight has shape [3,2], expected [2,3]"));
  CHECK(says(refusal([](File& f) { f.header["layers.0.bias"]["shape"] = {1, 3}; }), "layers.0.bias has shape [1,3], expected [3]"));
  CHECK(says(refusal([](File& f) { f.header["layers.0.weight"].erase("shape"); }), "layers.0.weight has shape null"));
  CHECK(says(refusal([](File& f) { f.header["layers.1.bias"]["dtype"] = "F64"; }), "layers.1.bias is of dtype \"F64\", expected F32"));
  CHECK(says(refusal([](File& f) { f.header.erase("layers.1.bias"); }), "holds 3 tensors, the network has 4"));
  CHECK(says(refusal([](File& f) { f.header["more"] = f.header["layers.1.bias"]; }), "holds 5 tensors, the network has 4"));
  CHECK(says(refusal([](File& f) {
               f.header["other"] = f.header["layers.1.bias"];
               f.header.erase("layers.1.bias");
             }),
             "has no tensor \"layers.1.bias\""));
  CHECK(says(refusal([](File& f) { f.header["layers.1.bias"] = 3; }), "has no tensor \"layers.1.bias\""));
  CHECK(says(refusal([](File& f) { f.data.resize(64); }), "has 64 bytes of numbers, expected 68 for 17 weights of F32"));
  const TempFolder folder;
  save(model_of<double>(1), folder / "d.safetensors");
  CHECK_THROWS_WITH_AS(load(net, folder / "d.safetensors"), doctest::Contains("has 136 bytes of numbers, expected 68"), FileError);
}

TEST_CASE("safetensors: offsets that overlap, leave the file or are no offsets are refused") {
  const auto placed = [](json offsets) { return refusal([&](File& f) { f.header["layers.1.weight"]["data_offsets"] = offsets; }); };
  CHECK(says(placed({0, 24}), "layers.1.weight overlaps another tensor"));
  CHECK(says(placed({20, 44}), "overlaps another tensor"));
  CHECK(says(placed({48, 72}), "layers.1.weight lies at 48 to 72 of 68 bytes"));
  CHECK(says(placed({60, 36}), "lies at 60 to 36"));
  CHECK(says(placed({36, 56}), "expected 24 bytes inside them"));
  CHECK(says(placed({18446744073709551592u, 0u}), "lies at"));
  CHECK(says(placed({-4, 20}), "has data_offsets [-4,20], expected [begin, end]"));
  CHECK(says(placed({36.5, 60.5}), "expected [begin, end]"));
  CHECK(says(placed({36}), "expected [begin, end]"));
  CHECK(says(placed("36, 60"), "expected [begin, end]"));
  CHECK(says(placed(nullptr), "expected [begin, end]"));
}

TEST_CASE("safetensors: weights that are not finite are refused") {
  for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()})
    CHECK(says(refusal([&](File& f) { std::memcpy(f.data.data() + 4 * 5, &bad, 4); }), "weight 5 is "));
}

TEST_CASE("safetensors: weights that are not finite are not written, the older file is whole") {
  const TempFolder folder;
  const auto path = folder / "m.safetensors";
  const auto model = model_of<float>(1);
  save(model, path);
  const Bytes before = test::read_bytes(path);
  for (const float bad : {std::numeric_limits<float>::quiet_NaN(), -std::numeric_limits<float>::infinity()}) {
    auto genes = model.genes();
    genes(5) = bad;
    CHECK_THROWS_WITH_AS(save(Model(model.network(), model.loss(), genes, 0), path), doctest::Contains("save: weight 5 is "), DataError);
  }
  CHECK(test::read_bytes(path) == before);
  CHECK(folder.count() == 1);
}

TEST_CASE("safetensors: a loss that the library does not know, or none, wants to be named") {
  const TempFolder folder;
  save(model_of<float>(1), folder / "m.safetensors");
  File file(folder / "m.safetensors");
  file.header["__metadata__"]["loss"] = "my own";
  const auto path = test::write_bytes(folder / "own.safetensors", file.bytes());
  CHECK_THROWS_WITH_AS(load(net, path), doctest::Contains("was trained on \"my own\", expected softmax cross-entropy"), FileError);
  CHECK_NOTHROW(load(net, SoftmaxCrossEntropy{}, path));
  file.header.erase("__metadata__");
  CHECK_THROWS_WITH_AS(load(net, test::write_bytes(folder / "none.safetensors", file.bytes())), doctest::Contains("does not say its loss"),
                       FileError);
}

TEST_CASE("safetensors: a loss keeps its numbers, settings keep how rows are drawn, through load and save again") {
  const TempFolder folder;
  const auto path = folder / "m.safetensors";
  const auto metadata = [&](const auto& model, const Beside& beside = {}) {
    save(model, path, beside);
    return File(path).header["__metadata__"];
  };
  const auto under = [](auto loss) { return Model<Net, decltype(loss), float>(net, loss, model_of<float>(1).genes(), 0); };
  CHECK(metadata(under(Huber{.delta = 0.5f}))["loss_numbers"] == "{\"delta\":0.5}");
  CHECK(load(net, path).loss().numbers == "{\"delta\":0.5}");
  CHECK(metadata(load(net, path))["loss_numbers"] == "{\"delta\":0.5}");
  CHECK(metadata(under(Pinball{.tau = 0.75f}))["loss_numbers"] == "{\"tau\":0.75}");
  CHECK(metadata(under(SmoothedCrossEntropy{.smoothing = 0.125f}))["loss_numbers"] == "{\"smoothing\":0.125}");
  CHECK_FALSE(metadata(under(MeanSquaredError{})).contains("loss_numbers"));
  CHECK(load(net, path).loss().numbers.empty());
  const auto sample_of = [&](Sample sample) {
    return json::parse(metadata(model_of<float>(1), {.settings = Settings{.sample = sample}})["settings"].get<std::string>())["sample"];
  };
  CHECK(sample_of(Sample::all) == "all");
  CHECK(sample_of(Sample::bootstrap) == "bootstrap");
  CHECK(sample_of(Sample::shard) == "shard");
}

TEST_CASE("safetensors: a folder that cannot be written, a full disk: an error, no part file, the older file whole") {
  const TempFolder folder;
  CHECK_THROWS_AS(save(model_of<float>(1), folder / "missing/m.safetensors"), FileError);
  const auto path = folder / "m.safetensors";
  save(model_of<float>(1), path);
  const Bytes before = test::read_bytes(path);
  for (const std::size_t room : {std::size_t{0}, std::size_t{100}, before.size() / 2, before.size() - 1}) {
    CAPTURE(room);
    const test::NoRoom full(room);
    CHECK_THROWS_WITH_AS(save(model_of<float>(2), path), doctest::Contains("expected room for it"), FileError);
    CHECK(test::read_bytes(path) == before);
    CHECK(folder.count() == 1);
  }
  std::filesystem::create_directory(folder / "taken.safetensors");
  CHECK_THROWS_AS(save(model_of<float>(1), folder / "taken.safetensors"), FileError);
  CHECK(folder.count() == 2);
  save(model_of<float>(2), path);
  CHECK(test::read_bytes(path) != before);
}

TEST_CASE("safetensors: a model that was loaded without naming its loss measures it all the same") {
  const TempFolder folder;
  const auto same = [&](const auto& problem) {
    const auto result = Evolution{problem, Sgd{}, presets::plain_bp(), Threads{.threads = 1}}.fit(
        {.population = 1, .generations = 1, .steps = 3, .batch = 8});
    const auto path = folder / "m.safetensors";
    save(result.best(), path);
    const auto loaded = load(problem.net, path);
    CHECK(loss(loaded, problem.data.validation) == loss(result.best(), problem.data.validation));
    CHECK(loss(loaded, problem.data.validation) == -result.best().fitness());
  };
  const auto labels = two_spirals({.rows = 30, .seed = 1});
  const auto values = teacher({.inputs = 1, .units = 3, .rows = 30, .seed = 1});
  same(Supervised{sequential(input(2), dense(4), tanh(), dense(2)), SoftmaxCrossEntropy{}, Splits{labels, labels, labels}});
  same(Supervised{sequential(input(2), dense(4), tanh(), dense(1)), SigmoidCrossEntropy{}, Splits{labels, labels, labels}});
  same(Supervised{sequential(input(1), dense(4), tanh(), dense(1)), MeanSquaredError{}, Splits{values, values, values}});
  same(Supervised{sequential(input(2), dense(4), tanh(), dense(2)), SmoothedCrossEntropy{.smoothing = 0.3f},
                  Splits{labels, labels, labels}});
  same(Supervised{sequential(input(1), dense(4), tanh(), dense(1)), Huber{.delta = 0.1f}, Splits{values, values, values}});
  same(Supervised{sequential(input(1), dense(4), tanh(), dense(1)), Pinball{.tau = 0.9f}, Splits{values, values, values}});
  xt::xtensor<float, 2> squares = values.targets();
  for (float& t : squares) t = t * t / (1 + t * t);
  const Dataset<float> shares{values.x(), squares};
  same(Supervised{sequential(input(1), dense(4), tanh(), dense(1)), Poisson{}, Splits{shares, shares, shares}});
  same(Supervised{sequential(input(1), dense(4), tanh(), dense(1)), MultiLabelCrossEntropy{}, Splits{shares, shares, shares}});
}

TEST_CASE("safetensors: a loss without its numbers, or with others, is not measured") {
  const auto model = model_of<float>(1);
  const auto under = [&](const char* numbers) {
    return Model<Net, StoredLoss, float>(net, StoredLoss{std::string(Huber::name), numbers}, model.genes(), 0);
  };
  const auto x = xt::xtensor<float, 2>(xt::zeros<float>({std::size_t{2}, static_cast<std::size_t>(net.inputs())}));
  const auto y = xt::xtensor<float, 2>(xt::zeros<float>({std::size_t{2}, static_cast<std::size_t>(net.outputs())}));
  const Dataset<float> rows{x, y};
  CHECK_THROWS_WITH_AS(
      measure(under(""), rows),
      "measure: the loss of the model is \"Huber loss\", whose \"delta\" its file does not say, expected a file of save(), "
      "or load(net, loss, path)",
      FileError);
  for (const char* numbers : {"{", "[]", "{}", "{\"delta\":\"1\"}"}) CHECK_THROWS_AS(measure(under(numbers), rows), FileError);
  CHECK_THROWS_AS(measure(under("{\"delta\":-1}"), rows), SettingsError);
}

TEST_CASE("safetensors: a weight is [in, out] and a bias [out], for one input too") {
  const TempFolder folder;
  const auto one = sequential(input(1), dense(3));
  save(Model<decltype(one), MeanSquaredError, float>(one, MeanSquaredError{}, xt::xtensor<float, 1>{1, 2, 3, 4, 5, 6}, 0),
       folder / "m.safetensors");
  const File file(folder / "m.safetensors");
  CHECK(file.header["layers.0.weight"]["shape"] == json::array({1, 3}));
  CHECK(file.header["layers.0.bias"]["shape"] == json::array({3}));
}
