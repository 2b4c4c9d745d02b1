#pragma once
// Weights in PyTorch's names and orientation: the state_dict of an nn.Sequential, as safetensors.torch.save_file writes it.

#include <algorithm>
#include <bit>
#include <cmath>
#include <concepts>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include <genoprop/data/gz.hpp>
#include <genoprop/engine/model.hpp>
#include <genoprop/io/safetensors_file.hpp>
#include <genoprop/nn/sequential.hpp>

namespace genoprop {

/// Which modules of the file are the network's layers with weights, in the order of the layers: `{.modules = {"embedding", "net.0", "net.2"}}`.
/// None named: all that the file holds, in the order of their numbers; "0", "2", "10" or "model.0", "model.2.0", ... Wanted where names
/// have no order, or where the file holds more than this network.
struct TorchNames {
  std::vector<std::string> modules{};
};

namespace torch_detail {

/// A layer with weights as PyTorch calls it. Where its weights lie in the genome: `weight`, `bias` (-1: it has none).
struct Module {
  enum class Kind : std::uint8_t { linear, layer_norm, embedding };
  Kind kind = Kind::linear;
  std::string name;  ///< in an nn.Sequential of the same layers
  Index inputs = 0, units = 0, weight = 0, bias = -1;

  std::string written() const {
    return kind == Kind::linear       ? text("Linear(", inputs, ", ", units, ")")
           : kind == Kind::layer_norm ? text("LayerNorm(", units, ")")
                                      : text("Embedding(", inputs, ", ", units, ")");
  }
  nlohmann::json shape() const {
    return kind == Kind::linear       ? nlohmann::json::array({units, inputs})
           : kind == Kind::layer_norm ? nlohmann::json::array({units})
                                      : nlohmann::json::array({inputs, units});
  }
  std::uint64_t weights() const {
    return static_cast<std::uint64_t>(kind == Kind::layer_norm ? 1 : inputs) * static_cast<std::uint64_t>(units);
  }
  /// of number i of the weight in the file
  std::uint64_t gene(std::uint64_t i) const {
    const auto in = static_cast<std::uint64_t>(inputs), out = static_cast<std::uint64_t>(units);
    return static_cast<std::uint64_t>(weight) + (kind == Kind::linear ? i % in * out + i / in : i);  // theirs is [out, in], ours [in, out]
  }
};

// The modules of a network. `number`: the next in its nn.Sequential, where an activation counts too; a residual block is one module, and
// inside it they count from 0 again.
struct Walk {
  std::vector<Module>& to;
  std::string front;
  Index number = 0;
};
template <class Act>
void behind(Walk& walk, const Act&) {
  walk.number += std::same_as<Act, Identity> ? 1 : 2;
}
template <class Layer>
void take(Walk&, const Layer&) {
  static_assert(sizeof(Layer) == 0, "genoprop: PyTorch's weights are those of dense, layer_norm, embedding, dropout and residual");
}
template <class Act>
void take(Walk& walk, const Dense<Act>& l) {
  walk.to.push_back(
      {.name = text(walk.front, walk.number), .inputs = l.inputs, .units = l.units, .weight = l.at.weight, .bias = l.at.bias});
  behind(walk, l.act);
}
template <class Act>
void take(Walk& walk, const LayerNorm<Act>& l) {
  walk.to.push_back({.kind = Module::Kind::layer_norm,
                     .name = text(walk.front, walk.number),
                     .inputs = l.units,
                     .units = l.units,
                     .weight = l.gain,
                     .bias = l.shift});
  behind(walk, l.act);
}
inline void take(Walk& walk, const Embedding& l) {
  walk.to.push_back(
      {.kind = Module::Kind::embedding, .name = text(walk.front, walk.number), .inputs = l.categories, .units = l.size, .weight = l.table});
  behind(walk, l.act);
}
inline void take(Walk& walk, const Dropout& l) { behind(walk, l.act); }
template <class Act, class... Inner>
void take(Walk& walk, const ResidualBlock<Act, Inner...>& l) {
  Walk inside{walk.to, text(walk.front, walk.number, ".")};
  l.each([&](const auto& one, Index) { take(inside, one); });
  behind(walk, l.act);
}
template <class N>
std::vector<Module> modules_of(const N& net) {
  std::vector<Module> out;
  Walk walk{out, {}};
  net.each([&](const auto& layer, Index) { take(walk, layer); });
  return out;
}

/// "model.10" is model, 10. Numbers come before words, and 2 before 10.
struct Part {
  std::string_view word;
  bool number = false;
  explicit Part(std::string_view w) : word(w) {
    number = !w.empty() && w.size() < 10 && (w.size() == 1 || w[0] != '0') && w.find_first_not_of("0123456789") == w.npos;
  }
  bool operator<(const Part& b) const {
    if (number != b.number) return number;
    if (number && word.size() != b.word.size()) return word.size() < b.word.size();
    return word < b.word;
  }
};
inline std::vector<Part> parts_of(std::string_view name) {
  std::vector<Part> out;
  for (std::size_t from = 0;;) {
    const std::size_t dot = name.find('.', from);
    out.emplace_back(name.substr(from, dot == name.npos ? dot : dot - from));
    if (dot == name.npos) return out;
    from = dot + 1;
  }
}

/// The modules that a file has weights of, in the order of their numbers; refused where the order is not in the names.
inline std::vector<std::string> in_order(const std::filesystem::path& path, const nlohmann::json& header) {
  std::vector<std::string> names;
  for (const auto& [tensor, entry] : header.items()) {
    if (tensor == "__metadata__") continue;
    const std::size_t dot = tensor.rfind('.');
    const std::string leaf = dot == tensor.npos ? tensor : tensor.substr(dot + 1);
    require<FileError>(leaf == "weight" || leaf == "bias", "load_torch: ", path, " holds \"", tensor.substr(0, 80),
                       "\", expected the weight and bias of Linear, LayerNorm and Embedding alone; name the modules to leave others out");
    names.push_back(dot == tensor.npos ? std::string() : tensor.substr(0, dot));
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  std::sort(names.begin(), names.end(), [](const std::string& a, const std::string& b) {
    const auto x = parts_of(a), y = parts_of(b);
    return std::lexicographical_compare(x.begin(), x.end(), y.begin(), y.end());
  });
  for (std::size_t k = 1; k < names.size(); ++k) {
    const auto x = parts_of(names[k - 1]), y = parts_of(names[k]);
    std::size_t p = 0;
    while (p < x.size() && p < y.size() && x[p].word == y[p].word) ++p;
    require<FileError>(p < x.size() && p < y.size() && x[p].number && y[p].number, "load_torch: ", path, " holds modules \"",
                       names[k - 1].substr(0, 80), "\" and \"", names[k].substr(0, 80),
                       "\", whose names have no order, expected numbers: name the modules in the order of the layers");
  }
  return names;
}

/// The number that these bits are in IEEE 754 binary16; exact.
inline float from_half(std::uint16_t h) {
  const int exponent = h >> 10 & 31, mantissa = h & 1023;
  const float size = exponent == 31  ? (mantissa ? NAN : INFINITY)
                     : exponent == 0 ? std::ldexp(static_cast<float>(mantissa), -24)
                                     : std::ldexp(static_cast<float>(1024 + mantissa), exponent - 25);
  return h >> 15 ? -size : size;
}

/// A file and what was taken of it.
struct Source {
  const std::filesystem::path& path;
  const nlohmann::json& header;
  const std::uint8_t* data;
  std::uint64_t room;
  std::vector<io_detail::Place> taken{};

  /// put(i, number) for each number of the tensor, in its order
  template <class F>
  void each(const std::string& name, const nlohmann::json& shape, std::uint64_t numbers, const Module& of, Index layer, const F& put) {
    const auto entry = header.find(name);
    require<FileError>(entry != header.end() && entry->is_object(), "load_torch: ", path, " has no tensor \"", name, "\" of shape ",
                       shape.dump(), ", expected that of ", of.written(), ", layer ", layer, " of those with weights");
    const auto field = [&](const char* key) { return entry->contains(key) ? (*entry)[key] : nlohmann::json(); };
    const nlohmann::json dtype = field("dtype");
    const std::uint64_t size = dtype == "F64" ? 8 : dtype == "F32" ? 4 : dtype == "F16" || dtype == "BF16" ? 2 : 0;
    require<FileError>(size > 0, "load_torch: ", path, ": ", name, " is of dtype ", dtype.dump(), ", expected F32, F64, F16 or BF16");
    require<FileError>(field("shape") == shape, "load_torch: ", path, ": ", name, " has shape ", field("shape").dump(), ", expected ",
                       shape.dump(), " of ", of.written(), ", layer ", layer, " of those with weights");
    const io_detail::Place at = io_detail::place_of("load_torch", path, name, *entry, room, numbers * size);
    io_detail::require_apart("load_torch", path, name, taken, at);
    const std::uint8_t* from = data + at.begin;
    for (std::uint64_t i = 0; i < numbers; ++i, from += size) {
      double d = 0;
      if (size == 8) {
        std::memcpy(&d, from, 8);
      } else if (size == 4) {
        float f = 0;
        std::memcpy(&f, from, 4);
        d = static_cast<double>(f);
      } else {
        std::uint16_t h = 0;
        std::memcpy(&h, from, 2);
        d = static_cast<double>(dtype == "F16" ? from_half(h) : std::bit_cast<float>(std::uint32_t{h} << 16));
      }
      require<FileError>(put(i, d), "load_torch: ", path, ": ", name, " holds ", d, " at ", i,
                         ", expected finite numbers of the network's type");
    }
  }
};

/// genes <- the weights of a file, module by module
template <class T>
void read(const std::filesystem::path& path, const TorchNames& names, const std::vector<Module>& modules, T* genes) {
  const auto bytes = io_detail::read_bytes("load_torch", path);
  const auto header = io_detail::read_header("load_torch", path, bytes);
  std::uint64_t length = 0;
  std::memcpy(&length, bytes.data(), 8);
  const std::vector<std::string> found = names.modules.empty() ? in_order(path, header) : names.modules;
  std::string list;
  for (std::size_t k = 0; k < found.size() && list.size() < 200; ++k) list += (k > 0 ? ", " : "") + found[k].substr(0, 80);
  require<FileError>(found.size() == modules.size(), "load_torch: ", path, " gives ", found.size(), " modules with weights (", list,
                     "), expected ", modules.size(), ", as many layers of the network have");
  Source file{path, header, bytes.data() + 8 + length, bytes.size() - 8 - length};
  for (std::size_t k = 0; k < modules.size(); ++k) {
    const Module& m = modules[k];
    const std::string front = found[k].empty() ? std::string() : found[k] + ".";
    const auto layer = static_cast<Index>(k);
    const auto store = [&](std::uint64_t to, double d) {
      genes[to] = static_cast<T>(d);
      return std::isfinite(genes[to]);
    };
    file.each(front + "weight", m.shape(), m.weights(), m, layer, [&](std::uint64_t i, double d) { return store(m.gene(i), d); });
    const bool biased = header.contains(front + "bias");
    require<FileError>(m.bias >= 0 || !biased, "load_torch: ", path, " holds ", front, "bias, expected ", m.written(), ", which has none");
    if (biased)
      file.each(front + "bias", nlohmann::json::array({m.units}), static_cast<std::uint64_t>(m.units), m, layer,
                [&](std::uint64_t i, double d) { return store(static_cast<std::uint64_t>(m.bias) + i, d); });
  }
}

/// The file of save_torch: tensor by tensor as the modules stand.
template <class T>
void write(const std::filesystem::path& path, const std::vector<Module>& modules, const T* genes) {
  nlohmann::json header{{"__metadata__", {{"format", "pt"}}}};  // as their own writer says
  std::vector<T> numbers;
  const auto add = [&](const std::string& name, nlohmann::json shape, std::uint64_t count, auto gene) {
    const std::uint64_t begin = numbers.size() * sizeof(T);
    for (std::uint64_t i = 0; i < count; ++i) numbers.push_back(genes[gene(i)]);
    header[name] = {{"dtype", sizeof(T) == 4 ? "F32" : "F64"}, {"shape", shape}, {"data_offsets", {begin, numbers.size() * sizeof(T)}}};
  };
  for (const Module& m : modules) {
    add(m.name + ".weight", m.shape(), m.weights(), [&](std::uint64_t i) { return m.gene(i); });
    if (m.bias >= 0)
      add(m.name + ".bias", nlohmann::json::array({m.units}), static_cast<std::uint64_t>(m.units),
          [&](std::uint64_t i) { return static_cast<std::uint64_t>(m.bias) + i; });
  }
  std::string head = header.dump();
  head.append((8 - head.size() % 8) % 8, ' ');  // the numbers start at a multiple of eight
  const std::uint64_t length = head.size();
  io_detail::require_plain_name("save_torch", path);
  io_detail::require_finite_weights("save_torch", numbers.data(), numbers.size());
  gz::Writer file("save_torch", path);
  file.write({reinterpret_cast<const std::uint8_t*>(&length), 8});
  file.write({reinterpret_cast<const std::uint8_t*>(head.data()), head.size()});
  file.write({reinterpret_cast<const std::uint8_t*>(numbers.data()), numbers.size() * sizeof(T)});
  file.commit();
}

}  // namespace torch_detail

/// The weights of a PyTorch model in a network of the same layers: `load_torch(net, SoftmaxCrossEntropy{}, "model.safetensors")`, written
/// there by `safetensors.torch.save_file(model.state_dict(), "model.safetensors")`. Linear, LayerNorm and Embedding are dense, layer_norm
/// and embedding, in that order of layers; modules without weights are not in the file, so activations, the eps of LayerNorm (theirs
/// is ours unless named) and residual blocks are as `net` has them. nn.GELU() is gelu_exact(), nn.GELU(approximate="tanh") is gelu(). Without
/// a bias (bias=False) it is zero. Numbers in F32, F16 and BF16 are read exactly; F64 is rounded to float, unless `load_torch<double>(...)`.
/// Refusals (FileError) name the tensor, its shape and the expected one.
template <class T = float, Network N, class Loss>
Model<N, Loss, T> load_torch(const N& net, const Loss& loss, const std::filesystem::path& path, const TorchNames& names = {}) {
  Layout layout;
  net.describe(layout);
  xt::xtensor<T, 1> genes = xt::zeros<T>({static_cast<std::size_t>(layout.genes())});
  torch_detail::read<T>(path, names, torch_detail::modules_of(net), genes.data());
  return Model<N, Loss, T>(net, loss, std::move(genes), std::nan(""));
}

/// The weights of a model as the state_dict of an nn.Sequential of the same layers, activations and dropout counted, a residual block as
/// an nn.Sequential inside: `save_torch(result.best(), "model.safetensors")`, then
/// `net.load_state_dict(safetensors.torch.load_file("model.safetensors"))`.
template <class N, class Loss, class T>
void save_torch(const Model<N, Loss, T>& model, const std::filesystem::path& path) {
  torch_detail::write<T>(path, torch_detail::modules_of(model.network()), model.genes().data());
}

}  // namespace genoprop
