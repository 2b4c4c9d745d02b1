#pragma once
// What a model file holds, read without the types it was trained with: every number is checked before memory is taken for it.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include <genoprop/data/features.hpp>
#include <genoprop/io/features_json.hpp>
#include <genoprop/io/predictor_layers.hpp>
#include <genoprop/io/safetensors_file.hpp>
#include <genoprop/nn/cross_entropy.hpp>
#include <genoprop/nn/regression.hpp>

namespace genoprop::predictor_detail {

/// One network or an ensemble, with all that turns its outputs into predictions.
struct ModelFile {
  std::vector<std::vector<Layer>> networks{};
  Features features{};                         ///< none: it was trained without a table
  std::vector<std::string> names{};            ///< classes or targets
  std::map<std::string, std::string> about{};  ///< what the file says of its origin
  End end = End::values;
  bool has_classes = false;
  Index widest_layer = 0;  ///< floats, padded, with what residual blocks keep of a row
};

/// The newest form of "model" that this reads.
inline constexpr Index newest_form = 1;
inline constexpr Index widest = 1 << 24;  ///< features or units that a file may promise
inline constexpr Index deepest = 8;       ///< residual blocks inside one another

/// The blocks around a list of layers: what its places are counted from, the floats of a row that they keep, how many they are.
struct Around {
  Index place = 0, kept = 0, blocks = 0;
};

/// what a layer of this kind has beside its inputs and units
inline void take_own(const io_detail::Fields& f, const std::string& kind, Layer& layer) {
  if (kind == "dense" || kind == "layer_norm" || kind == "residual") {
    const std::string name = f.text_at("activation");
    const auto known = std::find(NamedActivation::names.begin(), NamedActivation::names.end(), name);
    f.need(known != NamedActivation::names.end(), " has the activation \"", name.substr(0, 40), "\", expected one of the library's");
    layer.act.kind = static_cast<NamedActivation::Kind>(known - NamedActivation::names.begin());
    if (layer.act.has_number()) layer.act.number = f.small_number("number");
  }
  if (kind == "layer_norm") {
    layer.kind = Layer::Kind::norm;
    layer.eps = f.small_number("eps");
    f.need(layer.eps > 0, ": \"eps\" is ", layer.eps, " as a float, expected above 0");
  }
  if (kind == "embedding") {
    layer.kind = Layer::Kind::embedding;
    layer.column = f.index("column", 0, layer.inputs - 1);
    layer.categories = f.index("categories", 1, widest);
    layer.size = f.index("size", 1, layer.units);
  }
}
/// The layers of a list go behind `layers`, without their weights.
inline void take_layers(const io_detail::Fields& from, const Around& around, std::vector<Layer>& layers) {
  Index n = 0;
  for (const auto& j : from.list(around.blocks > 0 ? "inside" : "layers")) {
    const io_detail::Fields f = from.inside(text(around.blocks > 0 ? from.what + ", inside: " : std::string(), "layer ", n), j);
    const std::string kind = f.text_at("kind");
    f.need(kind == "dense" || kind == "layer_norm" || kind == "embedding" || kind == "dropout" || kind == "residual", " is of kind \"",
           kind.substr(0, 40),
           "\", expected dense, layer_norm, embedding, dropout or residual: load(net, path) reads it with the network's own type");
    Layer layer{.inputs = f.index("inputs", 1, widest), .units = f.index("units", 1, widest)};
    layer.pitch = round_up(layer.units, columns_together);
    layer.place = around.place + f.index("place", 0, widest);
    take_own(f, kind, layer);
    f.need(kind == "dense" || layer.units == layer.inputs + (kind == "embedding" ? layer.size - 1 : 0), " has ", layer.inputs,
           " inputs and ", layer.units, " units, which does not fit ", kind);
    f.need(layers.empty() || layers.back().units == layer.inputs, " has ", layer.inputs, " inputs, expected ",
           layers.empty() ? 0 : layers.back().units, ", the units of the layer below");
    if (kind == "dropout") continue;
    ++n;
    if (kind == "residual") {
      f.need(around.blocks < deepest, " is a block inside ", deepest, " others, expected fewer");
      layer.kind = Layer::Kind::keep;
      layer.kept = around.kept;
      layers.push_back(layer);
      take_layers(f, {.place = layer.place, .kept = around.kept + layer.pitch, .blocks = around.blocks + 1}, layers);
      f.need(layers.back().kind != Layer::Kind::keep && layers.back().units == layer.units, " has ", layer.units,
             " units, expected layers inside that end with as many");
      layer.kind = Layer::Kind::add;
    }
    layers.push_back(std::move(layer));
  }
}
inline std::vector<Layer> layers_of(const io_detail::Fields& model) {
  std::vector<Layer> layers;
  take_layers(model, {}, layers);
  model.need(!layers.empty(), ": layers is 0, expected at least 1");
  Index most = 0;
  for (const Layer& layer : layers) most = std::max(most, layer.pitch);
  for (Layer& layer : layers)
    if (layer.tensors() == 0) layer.kept += most;
  return layers;
}

/// The tensors of a file, asked for by name.
struct Tensors {
  const std::filesystem::path& path;
  const io_detail::Json& header;
  const std::uint8_t* data;
  std::uint64_t room;
  std::vector<io_detail::Place> taken{};

  /// to [rows, pitch] <- the tensor [rows, columns], or [columns]; doubles are rounded
  void read(const std::string& name, Index rows, Index columns, bool vector, Index pitch, std::vector<float>& to) {
    using io_detail::Json;
    const auto entry = header.find(name);
    require<FileError>(entry != header.end() && entry->is_object(), "load_model: ", path, " has no tensor \"", name,
                       "\", expected those of its layers");
    const auto of = [&](const char* key) { return entry->contains(key) ? (*entry)[key] : Json(); };
    const Json dtype = of("dtype"), shape = vector ? Json::array({columns}) : Json::array({rows, columns});
    require<FileError>(dtype == "F32" || dtype == "F64", "load_model: ", path, ": ", name, " is of dtype ", dtype.dump(),
                       ", expected F32 or F64");
    require<FileError>(of("shape") == shape, "load_model: ", path, ": ", name, " has shape ", of("shape").dump(), ", expected ",
                       shape.dump());
    const std::uint64_t size = dtype == "F32" ? 4 : 8, numbers = static_cast<std::uint64_t>(rows) * static_cast<std::uint64_t>(columns);
    const io_detail::Place at = io_detail::place_of("load_model", path, name, *entry, room, numbers * size);  // before any memory is taken
    io_detail::require_apart("load_model", path, name, taken, at);
    to.assign(static_cast<std::size_t>(rows) * static_cast<std::size_t>(pitch), 0.0f);
    for (std::uint64_t i = 0; i < numbers; ++i) {
      float f = 0;
      double d = 0;
      if (size == 4)
        std::memcpy(&f, data + at.begin + 4 * i, 4);
      else
        std::memcpy(&d, data + at.begin + 8 * i, 8);
      if (size == 8) f = static_cast<float>(d);
      require<FileError>(std::isfinite(f), "load_model: ", path, ": ", name, " holds ", f, ", expected finite numbers");
      const auto c = static_cast<std::uint64_t>(columns);
      to[static_cast<std::size_t>(i / c * static_cast<std::uint64_t>(pitch) + i % c)] = f;
    }
  }
};

/// what the loss makes of the outputs
inline void take_loss(const io_detail::Fields& meta, Index outputs, ModelFile& out) {
  const std::string loss = meta.text_at("loss");
  out.end = loss == SoftmaxCrossEntropy::name || loss == SmoothedCrossEntropy::name     ? End::softmax
            : loss == SigmoidCrossEntropy::name || loss == MultiLabelCrossEntropy::name ? End::sigmoid
            : loss == Poisson::name                                                     ? End::exp
                                                                                        : End::values;
  meta.need(out.end != End::values || loss == MeanSquaredError::name || loss == Huber::name || loss == Pinball::name, ": loss is \"",
            loss.substr(0, 40), "\", expected one of the library's");
  out.has_classes = out.end == End::softmax || loss == SigmoidCrossEntropy::name;
  meta.need(loss != SigmoidCrossEntropy::name || outputs == 1, ": the network has ", outputs, " outputs, ", loss, " expects 1");
}
/// classes or targets of a network of these inputs, and what its table was; `outputs` are predictions of a row
inline void take_names(const io_detail::Fields& model, Index inputs, Index outputs, ModelFile& out) {
  if (!model.has("features")) {
    for (Index c = 0; c < outputs; ++c) out.names.push_back(std::to_string(c));
    return;
  }
  const Features f = io_detail::features_of(model.inside("features", model.at("features")));
  model.need(f.inputs() == inputs, ": features give ", f.inputs(), " inputs, the network has ", inputs);
  model.need(f.classes.empty() != out.has_classes && f.outputs() == outputs, ": features name ", f.outputs(), " ",
             f.classes.empty() ? "targets" : "classes", ", the network and its loss give ", outputs);
  if (out.has_classes)
    out.names = f.classes;
  else
    for (const TargetColumn& t : f.targets) out.names.push_back(t.column);
  out.features = f;
}
/// layers <- the weights of a network whose tensors' names begin with `prefix`
inline void read_weights(Tensors& file, const std::string& prefix, std::vector<Layer>& layers) {
  for (Layer& layer : layers) {
    const std::string name = prefix + text("layers.", layer.place);
    if (layer.kind == Layer::Kind::dense) file.read(name + ".weight", layer.inputs, layer.units, false, layer.pitch, layer.weight);
    if (layer.kind == Layer::Kind::norm) file.read(name + ".weight", 1, layer.units, true, layer.pitch, layer.weight);
    if (layer.kind == Layer::Kind::embedding)
      file.read(name + ".weight", layer.categories, layer.size, false, layer.size, layer.weight);
    else if (layer.tensors() > 0)
      file.read(name + ".bias", 1, layer.units, true, layer.pitch, layer.bias);
  }
}
/// how many networks of these layers the tensors of the file are
inline Index networks_of(const io_detail::Fields& model, const std::vector<Layer>& layers, std::uint64_t tensors) {
  const Index networks = model.index("networks", 1, std::numeric_limits<Index>::max());
  std::uint64_t each = 0;
  for (const Layer& layer : layers) each += static_cast<std::uint64_t>(layer.tensors());
  model.need(static_cast<std::uint64_t>(networks) * each == tensors, " has ", networks, " networks of ", layers.size(),
             " layers, the file holds ", tensors, " tensors, expected ", static_cast<std::uint64_t>(networks) * each);
  return networks;
}

/// Reads a file of save(model, path, ...); refusals are those of load_model.
inline ModelFile read_model(const std::filesystem::path& path) {
  constexpr const char* who = "load_model";
  const auto bytes = io_detail::read_bytes(who, path);
  const auto header = io_detail::read_header(who, path, bytes);
  std::uint64_t length = 0;
  std::memcpy(&length, bytes.data(), 8);

  const io_detail::Fields meta{who, &path, "__metadata__", header.contains("__metadata__") ? &header["__metadata__"] : &header};
  meta.need(header.contains("__metadata__") && meta.has("model"),
            " describes no layers, expected a file of save(); load(net, path) reads it with the network's own type");
  const auto described = io_detail::parse_json(meta.text_at("model"));
  const io_detail::Fields model{who, &path, "model", &described};
  model.need(described.is_object(), " is no JSON object, expected a file of save()");
  const Index form = model.index("form", 1, std::numeric_limits<Index>::max());
  model.need(form <= newest_form, " has form ", form, ", this version of genoprop reads up to ", newest_form,
             ": it was written by a newer one, ", meta.has("version") ? meta.text_at("version") : std::string("of no version"));

  ModelFile out;
  const std::vector<Layer> layers = layers_of(model);
  const Index networks = networks_of(model, layers, header.size() - 1);
  const Index last = layers.back().units;
  take_loss(meta, last, out);
  const Index outputs = out.has_classes ? std::max(last, Index{2}) : last;
  // each output of a network has a weight in the file at least: no more names than bytes are made, whatever it says
  model.need(static_cast<std::uint64_t>(outputs) <= bytes.size(), " has ", outputs, " outputs in a file of ", bytes.size(),
             " bytes, expected fewer");
  take_names(model, layers.front().inputs, outputs, out);

  Tensors file{path, header, bytes.data() + 8 + length, bytes.size() - 8 - length};
  for (Index k = 0; k < networks; ++k) {
    out.networks.push_back(layers);
    read_weights(file, networks > 1 ? text("networks.", k, ".") : std::string(), out.networks.back());
  }
  for (const Layer& layer : layers) out.widest_layer = std::max(out.widest_layer, layer.kept + layer.pitch);
  for (const auto& [key, value] : header["__metadata__"].items())
    if (value.is_string() && key != "model") out.about[key] = value.get<std::string>();
  return out;
}

}  // namespace genoprop::predictor_detail
