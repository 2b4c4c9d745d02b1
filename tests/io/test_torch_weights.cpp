#include <genoprop/io/torch_weights.hpp>

#include <doctest/doctest.h>

#include <cstdlib>
#include <cstring>
#include <limits>
#include <string>

#include "support/bits.hpp"
#include "support/near.hpp"
#include "support/no_room.hpp"
#include "support/seeds.hpp"
#include "support/stored_file.hpp"
#include "support/temp_folder.hpp"

#include <genoprop/io/predictor.hpp>
#include <genoprop/io/safetensors.hpp>
#include <genoprop/nn/mlp.hpp>
#include <genoprop/nn/regression.hpp>

using namespace genoprop;
using namespace genoprop::support;
using nlohmann::json;
using test::Bytes;
using test::TempFolder;

namespace {

/// models that torch made: tests/io/fixtures/torch/make.py, or the folder where it ran again
std::filesystem::path fixture(const std::string& name) {
  const char* again = std::getenv("GENOPROP_TORCH_MODELS");
  return std::filesystem::path(again ? again : GENOPROP_SOURCE_DIR "/tests/io/fixtures/torch") / (name + ".safetensors");
}
/// with what tests of names and numbers ask for
struct File : StoredFile {
  using StoredFile::StoredFile;
  json take(const std::string& name) {
    const json entry = header[name];
    header.erase(name);
    return entry;
  }
  template <class T>
  xt::xtensor<T, 2> table(const std::string& name) const {
    const auto shape = header[name]["shape"].get<std::vector<std::size_t>>();
    auto out = xt::xtensor<T, 2>::from_shape({shape[0], shape[1]});
    std::memcpy(out.data(), data.data() + header[name]["data_offsets"][0].get<std::size_t>(), out.size() * sizeof(T));
    return out;
  }
};
/// The outputs that torch computed, of the rows that it computed them of. Through a model file: load_model has the bits of Model::predict,
/// and no lanes of every network to compile.
template <class N>
void check_outputs(const N& net, const std::string& name) {
  CAPTURE(name);
  const File expected(fixture(name + ".expected"));
  const auto x = expected.table<float>("x"), y = expected.table<float>("y");
  const TempFolder folder;
  save(load_torch(net, MeanSquaredError{}, fixture(name)), folder / "m.safetensors");
  CHECK(near(load_model(folder / "m.safetensors").predict(std::span<const float>(x.data(), x.size())).values, y, 2e-6));
}

const auto activations = sequential(input(5), dense(7), gelu_exact(), dropout(0.1f), dense(6), tanh(), layer_norm(), gelu(), dense(5),
                                    silu(), dense(6), elu(), dense(5), leaky_relu(), dense(4), softplus(), dense(4), sigmoid(), dense(3));
const auto blocks =
    sequential(input(4), embedding(1, 5, 3), dense(8), relu(), residual(layer_norm(), dense(6), gelu_exact(), dense(8)), relu(), dense(2));
const auto small = sequential(input(3), dense(4), relu(), dense(2));

/// what load_torch says of a changed file of `small`'s weights
template <class F>
std::string refusal(F change, const TorchNames& names = {}) {
  const TempFolder folder;
  File file(fixture("half"));
  change(file);
  try {
    load_torch(small, MeanSquaredError{}, test::write_bytes(folder / "c.safetensors", file.bytes()), names);
  } catch (const FileError& e) {
    const std::string what = e.what();
    return what.substr(std::min(what.size(), what.find("c.safetensors\"") + 14));
  }
  return "it loaded";
}

}  // namespace

TEST_CASE("torch: the outputs that torch computed: every activation, dropout, layer normalisation, a layer without bias, numbers above 9") {
  check_outputs(activations, "activations");
}

TEST_CASE("torch: embedding, residual blocks, names with a front") { check_outputs(blocks, "blocks"); }

TEST_CASE("torch: F16 and BF16 are exact, F64 is exact in double and rounded to float") {
  check_outputs(small, "half");
  check_outputs(small, "bfloat16");
  const auto narrow = load_torch(small, MeanSquaredError{}, fixture("double"));
  const auto wide = load_torch<double>(small, MeanSquaredError{}, fixture("double"));
  const File expected(fixture("double.expected"));
  const auto x = expected.table<double>("x"), y = expected.table<double>("y");
  const auto& g = wide.genes();  // W [3, 4], b [4], W [4, 2], b [2]
  for (std::size_t r = 0; r < x.shape(0); ++r)
    for (std::size_t c = 0; c < 2; ++c) {
      double sum = g(24 + c);
      for (std::size_t h = 0; h < 4; ++h)
        sum += std::max(0.0, g(12 + h) + x(r, 0) * g(h) + x(r, 1) * g(4 + h) + x(r, 2) * g(8 + h)) * g(16 + 2 * h + c);
      CHECK(near(y(r, c), sum, 1e-15));
    }
  for (std::size_t i = 0; i < g.size(); ++i) CHECK(narrow.genes()(i) == static_cast<float>(g(i)));
  CHECK(std::isnan(narrow.fitness()));
}

TEST_CASE("torch: the numbers of binary16 by hand") {
  using torch_detail::from_half;
  CHECK(from_half(0x3C00) == 1.0f);
  CHECK(from_half(0xC000) == -2.0f);
  CHECK(from_half(0x3555) == 0.333251953125f);
  CHECK(from_half(0x7BFF) == 65504.0f);
  CHECK(from_half(0x0400) == 0x1p-14f);  // the smallest normal
  CHECK(from_half(0x0001) == 0x1p-24f);  // subnormal
  CHECK(from_half(0x83FF) == -1023 * 0x1p-24f);
  CHECK(bits_equal(from_half(0x8000), -0.0f));
  CHECK(from_half(0xFC00) == -std::numeric_limits<float>::infinity());
  CHECK(std::isnan(from_half(0x7C01)));
}

TEST_CASE("torch: order is that of numbers, not of letters; names without order want to be named") {
  const TempFolder folder;
  const auto loads_as = [&](const char* first, const char* second, const TorchNames& names) {
    File file(fixture("half"));
    for (const char* leaf : {"weight", "bias"}) {
      const json one = file.take(std::string("0.") + leaf), two = file.take(std::string("2.") + leaf);
      file.header[std::string(first) + leaf] = one;
      file.header[std::string(second) + leaf] = two;
    }
    const auto path = test::write_bytes(folder / "c.safetensors", file.bytes());
    return load_torch(small, MeanSquaredError{}, path, names).genes() == load_torch(small, MeanSquaredError{}, fixture("half")).genes();
  };
  CHECK(loads_as("2.", "10.", {}));
  CHECK(loads_as("module.layers.9.", "module.layers.10.", {}));
  CHECK(loads_as("net.0.1.inner.", "net.0.12.inner.", {}));
  CHECK(loads_as("a.3.b.", "a.20.c.", {}));
  CHECK(loads_as("second.", "first.", {.modules = {"second", "first"}}));
  CHECK(loads_as("9.", "3.", {.modules = {"9", "3"}}));
  CHECK_THROWS_WITH_AS(loads_as("hidden.", "output.", {}),
                       doctest::Contains("holds modules \"hidden\" and \"output\", whose names have no order, expected numbers"),
                       FileError);
  CHECK_THROWS_WITH_AS(loads_as("0.", "last.", {}), doctest::Contains("\"0\" and \"last\", whose names have no order"), FileError);
  CHECK_THROWS_WITH_AS(loads_as("0.", "0.1.", {}), doctest::Contains("\"0\" and \"0.1\", whose names have no order"), FileError);
  CHECK_THROWS_AS(loads_as("01.", "2.", {}), FileError);  // no number as torch writes it
  // one Linear alone has no front
  File file(fixture("half"));
  for (const char* leaf : {"weight", "bias"}) {
    file.header[leaf] = file.take(std::string("0.") + leaf);
    file.take(std::string("2.") + leaf);
  }
  const auto one =
      load_torch(sequential(input(3), dense(4)), MeanSquaredError{}, test::write_bytes(folder / "1.safetensors", file.bytes()));
  CHECK(one.genes()(1) == load_torch(small, MeanSquaredError{}, fixture("half")).genes()(1));
}

TEST_CASE("torch: a weight [out, in] of the file is the gene [in, out], number by number") {
  const auto model = load_torch(small, MeanSquaredError{}, fixture("half"));
  const File file(fixture("half"));
  const auto at = file.header["0.weight"]["data_offsets"][0].get<std::size_t>();
  for (std::size_t in = 0; in < 3; ++in)
    for (std::size_t out = 0; out < 4; ++out) {
      std::uint16_t h = 0;
      std::memcpy(&h, file.data.data() + at + 2 * (3 * out + in), 2);
      CHECK(model.genes()(4 * in + out) == torch_detail::from_half(h));
    }
}

TEST_CASE("torch: refusals name the tensor, its shape and the expected one") {
  const auto check = [](const std::string& came, const char* expected) {
    CAPTURE(came);
    CHECK(came.find(expected) != std::string::npos);
  };
  check(refusal([](File& f) {
          f.header["2.weight"]["shape"] = {4, 2};
        }),
        ": 2.weight has shape [4,2], expected [2,4] of Linear(4, 2), layer 1 of those with weights");
  check(refusal([](File& f) { f.header["0.bias"]["shape"] = {1, 4}; }), ": 0.bias has shape [1,4], expected [4] of Linear(3, 4)");
  check(refusal([](File& f) { f.header["0.weight"].erase("shape"); }), ": 0.weight has shape null, expected [4,3]");
  check(refusal([](File& f) { f.header["0.weight"]["dtype"] = "I64"; }), ": 0.weight is of dtype \"I64\", expected F32, F64, F16 or BF16");
  check(refusal([](File& f) { f.header["0.weight"]["dtype"] = "F32"; }), ": 0.weight lies at ");
  check(refusal([](File& f) { f.header["0.weight"]["data_offsets"] = f.header["0.bias"]["data_offsets"]; }), ": 0.weight lies at ");
  check(refusal([](File& f) { f.header.erase("0.weight"); }),
        " has no tensor \"0.weight\" of shape [4,3], expected that of Linear(3, 4), layer 0");
  check(refusal([](File& f) {
          f.header.erase("2.weight");
          f.header.erase("2.bias");
        }),
        " gives 1 modules with weights (0), expected 2");
  check(refusal([](File& f) { f.header["4.weight"] = f.header["2.weight"]; }), " gives 3 modules with weights (0, 2, 4), expected 2");
  check(refusal([](File& f) { f.header["1.running_mean"] = f.header["2.bias"]; }),
        " holds \"1.running_mean\", expected the weight and bias");
  check(refusal([](File&) {}, {.modules = {"0"}}), " gives 1 modules with weights (0), expected 2");
  check(refusal([](File&) {}, {.modules = {"0", "3"}}), " has no tensor \"3.weight\"");
  check(refusal([](File& f) { f.header["1.running_mean"] = f.header["2.bias"]; }, {.modules = {"0", "2"}}), "it loaded");
  check(refusal([](File& f) {
          const auto at = f.header["2.bias"]["data_offsets"][0].get<std::size_t>();
          f.data[at + 2] = 0;
          f.data[at + 3] = 0x7C;
        }),
        ": 2.bias holds inf at 1, expected finite numbers");
  const TempFolder folder;
  File file(fixture("blocks"));
  file.header["model.0.table.bias"] = file.header["model.5.bias"];
  CHECK_THROWS_WITH_AS(load_torch(blocks, MeanSquaredError{}, test::write_bytes(folder / "b.safetensors", file.bytes())),
                       doctest::Contains("holds model.0.table.bias, expected Embedding(5, 3), which has none"), FileError);
  // 1e39 is a number of double and none of float
  File wide(fixture("double"));
  const double large = 1e39;
  std::memcpy(wide.data.data(), &large, 8);
  const auto path = test::write_bytes(folder / "d.safetensors", wide.bytes());
  CHECK_THROWS_WITH_AS(load_torch(small, MeanSquaredError{}, path), doctest::Contains("holds 1e+39 at 0, expected finite numbers"),
                       FileError);
  CHECK_NOTHROW(load_torch<double>(small, MeanSquaredError{}, path));
}

TEST_CASE("torch: cut short anywhere, one byte changed anywhere: refused or loaded, never a crash") {
  const TempFolder folder;
  const Bytes whole = test::read_bytes(fixture("half"));
  for (std::size_t n = 0; n < whole.size(); ++n)
    CHECK_THROWS_AS(load_torch(small, MeanSquaredError{}, test::write_bytes(folder / "cut.safetensors", std::span(whole).first(n))),
                    FileError);
  for (std::size_t at = 0; at < whole.size(); ++at)
    for (const std::uint8_t flip : {0xFF, 0x01}) {
      Bytes changed = whole;
      changed[at] ^= flip;
      try {
        const auto loaded = load_torch(small, MeanSquaredError{}, test::write_bytes(folder / "x.safetensors", changed));
        for (const float w : loaded.genes()) CHECK(std::isfinite(w));
      } catch (const FileError&) {}
    }
}

TEST_CASE("torch: what is saved loads again, bit for bit; names count activations, dropout and blocks as nn.Sequential does") {
  const TempFolder folder;
  const auto path = folder / "m.safetensors";
  const auto again = [&]<class T>(const auto& net, T) {
    Layout layout;
    net.describe(layout);
    xt::xtensor<T, 1> genes = xt::zeros<T>({static_cast<std::size_t>(layout.genes())});
    for (std::size_t g = 0; g < genes.size(); ++g) genes(g) = static_cast<T>(Draw(1, {.index = static_cast<std::uint32_t>(g)}).normal());
    save_torch(Model<std::remove_cvref_t<decltype(net)>, MeanSquaredError, T>(net, MeanSquaredError{}, genes, 0), path);
    CHECK(bits_equal(load_torch<T>(net, MeanSquaredError{}, path).genes(), genes));
  };
  again(activations, float{});
  again(blocks, float{});
  again(small, double{});
  for_seeds(10, [&](Draw& draw) {
    std::vector<Index> sizes{1 + draw.below(20)};
    for (Index l = 0; l < 1 + draw.below(8); ++l) sizes.push_back(1 + draw.below(20));
    again(mlp(sizes, relu()), float{});
  });
  // the names that torch gave its own
  const auto names = [](const std::filesystem::path& of) {
    const File file(of);
    std::vector<std::string> all;
    for (const auto& [name, entry] : file.header.items())
      if (name != "__metadata__" && name.ends_with("weight")) all.push_back(name);
    return all;
  };
  save_torch(load_torch(activations, MeanSquaredError{}, fixture("activations")), path);
  CHECK(names(path) == names(fixture("activations")));
  save_torch(load_torch(blocks, MeanSquaredError{}, fixture("blocks")), path);
  CHECK(names(path) == std::vector<std::string>{"0.weight", "1.weight", "3.0.weight", "3.1.weight", "3.3.weight", "5.weight"});
  const Bytes before = test::read_bytes(path);
  const auto good = load_torch(small, MeanSquaredError{}, fixture("half"));
  auto genes = good.genes();
  genes(0) = std::nanf("");
  CHECK_THROWS_WITH_AS(save_torch(Model(small, MeanSquaredError{}, genes, 0), path),
                       "save_torch: weight 0 is nan, expected a finite number", DataError);
  const test::NoRoom full(100);
  CHECK_THROWS_AS(save_torch(load_torch(small, MeanSquaredError{}, fixture("half")), path), FileError);
  CHECK(test::read_bytes(path) == before);
}
