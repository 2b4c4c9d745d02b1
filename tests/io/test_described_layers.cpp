#include <genoprop/io/described_layers.hpp>

#include <doctest/doctest.h>

#include <genoprop/nn/dropout.hpp>
#include <genoprop/nn/embedding.hpp>
#include <genoprop/nn/layer_norm.hpp>
#include <genoprop/nn/residual.hpp>
#include <genoprop/nn/sequential.hpp>

using namespace genoprop;
using nlohmann::json;

namespace {

struct Cube {  // an activation of a user's
  static constexpr bool odd = true;
  template <class T>
  GENOPROP_HD T value(T z) const noexcept {
    return z * z * z;
  }
  template <class T>
  GENOPROP_HD T slope(T y) const noexcept {
    return y;
  }
};
struct OwnLayer {
  Index inputs = 1, units = 1;
};

/// every layer of a network, as the file has it
template <class N>
json layers_of(const N& net) {
  json all = json::array();
  net.each([&](const auto& layer, Index) { all.push_back(io_detail::description(layer)); });
  return all;
}

}  // namespace

TEST_CASE("described layers: kind, sizes, activation with its number, and what a layer needs beside") {
  const json all = layers_of(sequential(input(5), embedding(4, 7, 2), dense(3), elu(0.5f), layer_norm(), relu(), dropout(0.25f), dense(2)));
  REQUIRE(all.size() == 5);
  CHECK(all[0] == json{{"kind", "embedding"}, {"inputs", 5}, {"units", 6}, {"column", 4}, {"size", 2}, {"categories", 7}});
  CHECK(all[1] == json{{"kind", "dense"}, {"inputs", 6}, {"units", 3}, {"activation", "elu"}, {"number", 0.5}});
  CHECK(all[2]["kind"] == "layer_norm");
  CHECK(all[2]["activation"] == "relu");
  CHECK(all[2]["eps"].get<double>() > 0);
  CHECK(all[3] == json{{"kind", "dropout"}, {"inputs", 3}, {"units", 3}});  // where nothing is trained its rate does not matter
  CHECK(all[4] == json{{"kind", "dense"}, {"inputs", 3}, {"units", 2}, {"activation", "identity"}});
}

TEST_CASE("described layers: a block holds its layers, whose places are counted from its own, blocks in blocks too") {
  const json all = layers_of(
      sequential(input(2), dense(4), residual(dense(4), tanh(), residual(dense(4), relu(), dense(4)), dense(4)), relu(), dense(1)));
  const json& block = all[1];
  CHECK(block["kind"] == "residual");
  CHECK(block["units"] == 4);
  CHECK(block["activation"] == "relu");
  REQUIRE(block["inside"].size() == 3);
  CHECK(block["inside"][0]["place"] == 0);
  CHECK(block["inside"][0]["activation"] == "tanh");
  CHECK(block["inside"][1]["kind"] == "residual");
  CHECK(block["inside"][1]["inside"].size() == 2);
  CHECK(block["inside"][1]["inside"][1]["place"] == 1);
  CHECK(block["inside"][2]["place"] == 4);  // behind one dense layer and a block of three places
}

TEST_CASE("described layers: what has no name here is unknown, and its sizes are there where the layer is known") {
  const json all = layers_of(sequential(input(2), dense(3), Cube{}, dense(1)));
  CHECK(all[0] == json{{"kind", "dense"}, {"inputs", 2}, {"units", 3}, {"activation", "unknown"}});
  CHECK(io_detail::description(OwnLayer{}) == json{{"kind", "unknown"}});
}
