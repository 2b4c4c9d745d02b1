#pragma once
// Models for tests, and files of them that were changed.

#include <algorithm>
#include <cstring>
#include <string>

#include <doctest/doctest.h>

#include "support/stored_file.hpp"
#include "support/temp_folder.hpp"

#include <genoprop/core/draw.hpp>
#include <genoprop/data/encode.hpp>
#include <genoprop/io/predictor.hpp>
#include <genoprop/io/safetensors.hpp>
#include <genoprop/io/tables.hpp>
#include <genoprop/nn/regression.hpp>
#include <genoprop/nn/sequential.hpp>

namespace genoprop::support {

/// a model of normal weights
template <class T = float, class N, class Loss>
auto model_of(const N& net, Loss loss, std::uint64_t seed) {
  Layout layout;
  net.describe(layout);
  auto genes = xt::xtensor<T, 1>::from_shape({static_cast<std::size_t>(layout.genes())});
  for (std::size_t g = 0; g < genes.size(); ++g)
    genes(g) = static_cast<T>(Draw(seed, {.index = static_cast<std::uint32_t>(g)}).normal() / 3);
  return Model<N, Loss, T>(net, loss, std::move(genes), -0.25);
}
inline xt::xtensor<float, 2> rows_of(std::size_t rows, std::size_t columns, std::uint64_t seed = 9) {
  auto x = xt::xtensor<float, 2>::from_shape({rows, columns});
  for (std::size_t i = 0; i < x.size(); ++i) x.data()[i] = Draw(seed, {.index = static_cast<std::uint32_t>(i)}).normal();
  return x;
}
/// every number of a prediction, the same bits
inline void check_same(const Predictions& p, const xt::xtensor<float, 2>& expected) {
  REQUIRE(p.values.size() == expected.size());
  CHECK(std::memcmp(p.values.data(), expected.data(), p.values.size() * sizeof(float)) == 0);
}
inline std::filesystem::path file_of(const test::TempFolder& folder, const std::string& content, const char* name = "t.csv") {
  return test::write_bytes(folder / name, {reinterpret_cast<const std::uint8_t*>(content.data()), content.size()});
}

inline const std::string houses =
    "rooms,town,price\n3,Bern,250\n4,Basel,300\n,Bern,200\n5,Aarau,410\n2,,150\n6,Basel,520\n3,Aarau,260\n4,Bern,330\n";

/// a model of a table: 4 inputs and their indicators
inline std::filesystem::path house_model(const test::TempFolder& folder) {
  const Table table = load_csv(file_of(folder, houses, "houses.csv"), {.target = "price"});
  const Features features = Features::of(table, {.missing = Missing::median});
  const auto path = folder / "houses.safetensors";
  save(model_of(sequential(input(features.inputs()), dense(3), elu(0.5f), dense(1)), MeanSquaredError{}, 4), path, {.features = features});
  return path;
}
/// what load_model says of the changed file of that model
template <class F>
std::string refusal(F change) {
  const test::TempFolder folder;
  StoredFile file(house_model(folder));
  change(file);
  try {
    load_model(test::write_bytes(folder / "c.safetensors", file.bytes()));
  } catch (const FileError& e) {
    const std::string what = e.what();
    return what.substr(std::min(what.size(), what.find("c.safetensors\": ") + 16));
  }
  return "it loaded";
}

}  // namespace genoprop::support
