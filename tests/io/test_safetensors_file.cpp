// Files that nest deeper than a reader can bear: every reader refuses, whichever value it is.

#include <genoprop/io/safetensors_file.hpp>

#include <sys/resource.h>

#include <doctest/doctest.h>

#include <cstring>
#include <string>

#include "support/model_files.hpp"
#include "support/temp_folder.hpp"

#include <genoprop/io/torch_weights.hpp>

using namespace genoprop;
using namespace genoprop::support;
using test::TempFolder;

namespace {

std::string nested(std::size_t deep) { return std::string(deep, '[') + std::string(deep, ']'); }

/// the file of a header as it stands, and `numbers` bytes of zeros
std::filesystem::path file_with(const TempFolder& folder, const std::string& header, std::size_t numbers) {
  const std::uint64_t length = header.size();
  std::string all(8, '\0');
  std::memcpy(all.data(), &length, 8);
  return file_of(folder, all + header + std::string(numbers, '\0'), "deep.safetensors");
}
std::string tensor(const std::string& dtype, const std::string& shape, const std::string& offsets) {
  return R"({"dtype":)" + dtype + R"(,"shape":)" + shape + R"(,"data_offsets":)" + offsets + "}";
}

}  // namespace

TEST_CASE("safetensors file: lists and objects inside one another are counted, in texts they are not") {
  const auto shallow = [](const std::string& s) { return io_detail::is_shallow(s.data(), s.data() + s.size()); };
  CHECK(shallow(nested(64)));
  CHECK_FALSE(shallow(nested(65)));
  CHECK(shallow("[" + nested(63) + "," + nested(63) + "]"));
  CHECK_FALSE(shallow("[" + nested(63) + "," + nested(64) + "]"));
  CHECK_FALSE(shallow(std::string(65, '{')));
  CHECK(shallow("{\"" + std::string(100, '[') + "\\\"" + std::string(100, '{') + "\":1}"));
  CHECK(shallow("\"" + std::string(100, '[') + "\\\\\"" + nested(64)));
  CHECK_FALSE(shallow("\"" + std::string(100, '[') + "\\\\\"" + nested(65)));
  CHECK(shallow(""));
  CHECK(shallow("\"\\"));
  CHECK(io_detail::parse_json(nested(64)).is_array());
  CHECK(io_detail::parse_json(nested(65)).is_discarded());
  CHECK(io_detail::parse_json("[1").is_discarded());
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // their own memory counts too
TEST_CASE("safetensors file: a file larger than memory is refused, with its size") {
  const TempFolder folder;
  const auto path = file_of(folder, "", "huge.safetensors");
  std::filesystem::resize_file(path, std::uintmax_t{1} << 33);  // a hole: it takes no room
  rlimit before{};
  REQUIRE(getrlimit(RLIMIT_DATA, &before) == 0);
  const rlimit tight{rlim_t{1} << 32, before.rlim_max};
  REQUIRE(setrlimit(RLIMIT_DATA, &tight) == 0);
  CHECK_THROWS_WITH_AS(load_model(path), doctest::Contains("has 8589934592 bytes, expected no more than there is memory for"), FileError);
  REQUIRE(setrlimit(RLIMIT_DATA, &before) == 0);
}
#endif

TEST_CASE("safetensors file: a value that nests 200000 levels is refused by every reader") {
  const TempFolder folder;
  const auto net = sequential(input(1), dense(1));
  const std::string deep = nested(200'000), f32 = "\"F32\"", in_place = "[0,4]";
  const std::string model =
      R"({\"form\":1,\"networks\":1,\"layers\":[{\"kind\":\"dense\",\"inputs\":1,\"units\":1,\"place\":0,\"activation\":\"identity\"}]})";
  const std::string bias = R"(,"layers.0.bias":)" + tensor(f32, "[1]", "[4,8]");
  const auto header = [&](const std::string& weight, const std::string& said = {}) {
    return R"({"__metadata__":{"loss":"mean squared error","model":")" + (said.empty() ? model : said) + R"("},"layers.0.weight":)" +
           weight + bias + "}";
  };
  const std::string good = tensor(f32, "[1,1]", in_place);
  CHECK(load_model(file_with(folder, header(good), 8)).outputs() == 1);

  const char* const what = "has a header of more than 64 lists or objects inside one another, expected a safetensors file";
  for (const auto& weight : {tensor(deep, "[1,1]", in_place), tensor(f32, deep, in_place), tensor(f32, "[1,1]", deep), deep}) {
    const auto path = file_with(folder, header(weight), 8);
    CHECK_THROWS_WITH_AS(load_model(path), doctest::Contains(what), FileError);
    CHECK_THROWS_WITH_AS(load(net, path), doctest::Contains(what), FileError);
    CHECK_THROWS_WITH_AS(load(net, MeanSquaredError{}, path), doctest::Contains(what), FileError);
    CHECK_THROWS_WITH_AS(load_torch(net, MeanSquaredError{}, path), doctest::Contains(what), FileError);
  }
  CHECK_THROWS_WITH_AS(load_model(file_with(folder, header(good, R"({\"form\":)" + deep + "}"), 8)),
                       doctest::Contains("model is no JSON object"), FileError);
  const std::string fitness = R"({"__metadata__":{"fitness":")" + deep + R"("},"layers.0.weight":)" + good + bias + "}";
  CHECK(std::isnan(load(net, MeanSquaredError{}, file_with(folder, fitness, 8)).fitness()));
}

TEST_CASE("safetensors file: a name that ends in .gz would not be read again: it is refused before anything is written") {
  const TempFolder folder;
  const auto model = model_of(sequential(input(2), dense(1)), MeanSquaredError{}, 1);
  const std::string what = text("save: ", folder / "m.safetensors.gz", " ends in .gz, expected another name: weights are written plain");
  CHECK_THROWS_WITH_AS(save(model, folder / "m.safetensors.gz"), what.c_str(), FileError);
  CHECK_THROWS_WITH_AS(save_torch(model, folder / "m.safetensors.gz"), doctest::Contains("save_torch: "), FileError);
  CHECK(folder.count() == 0);
}
