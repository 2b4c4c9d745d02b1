#pragma once
// What a model file says of layers.

#include <concepts>

#include <genoprop/io/named_activation.hpp>
#include <genoprop/io/safetensors_file.hpp>
#include <genoprop/nn/dense.hpp>

namespace genoprop {

// Named here, known where a program has them.
template <Activation Act>
struct LayerNorm;
template <Activation Act, class... Inner>
struct ResidualBlock;
struct Dropout;
struct Embedding;

namespace io_detail {

using Json = nlohmann::json;

/// What a file says of a layer. A layer or activation that has no name here is "unknown": load(net, path) reads the file all the same,
/// load_model does not.
template <class Layer>
Json description(const Layer&) {
  return {{"kind", "unknown"}};
}
template <class Act>
void describe(Json& j, const Act& act) {
  j["activation"] = "unknown";
  if constexpr (requires { NameOfActivation<Act>::get(act); }) {
    const NamedActivation named = NameOfActivation<Act>::get(act);
    j["activation"] = named.name();
    if (named.has_number()) j["number"] = named.number;
  }
}
template <class Act>
Json description(const Dense<Act>& layer) {
  Json j{{"kind", "dense"}, {"inputs", layer.inputs}, {"units", layer.units}};
  describe(j, layer.act);
  return j;
}
template <class Act>
Json description(const LayerNorm<Act>& layer) {
  Json j{{"kind", "layer_norm"}, {"inputs", layer.inputs}, {"units", layer.units}, {"eps", layer.eps}};
  describe(j, layer.act);
  return j;
}
template <std::same_as<Dropout> Layer>
Json description(const Layer& layer) {
  return {{"kind", "dropout"}, {"inputs", layer.inputs}, {"units", layer.units}};
}
template <std::same_as<Embedding> Layer>
Json description(const Layer& layer) {
  return {{"kind", "embedding"},    {"inputs", layer.inputs}, {"units", layer.units},
          {"column", layer.column}, {"size", layer.size},     {"categories", layer.categories}};
}

template <Activation Act, class... Inner>
Json description(const ResidualBlock<Act, Inner...>& layer) {
  Json j{{"kind", "residual"}, {"inputs", layer.inputs}, {"units", layer.units}, {"inside", Json::array()}};
  describe(j, layer.act);
  layer.each([&](const auto& one, Index place) {
    j["inside"].push_back(description(one));
    j["inside"].back()["place"] = place;  // counted from the block's own
  });
  return j;
}

}  // namespace io_detail
}  // namespace genoprop
