#pragma once
// Models as safetensors files: eight bytes of header length, a JSON header (name -> dtype, shape, data_offsets), then the
// numbers, little-endian.

#include <bit>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include <genoprop/data/gz.hpp>
#include <genoprop/engine/model.hpp>

namespace genoprop {

static_assert(std::endian::native == std::endian::little, "genoprop: model files are written on little-endian machines");

/// The loss that a file names: enough to turn outputs into predictions.
struct StoredLoss {
  std::string name;
  template <class T>
  void predict(T* z, Index n) const {
    if (name == SoftmaxCrossEntropy::name) SoftmaxCrossEntropy::predict(z, n);
    if (name == SigmoidCrossEntropy::name) SigmoidCrossEntropy::predict(z, n);
  }
};

/// Loss and accuracy under the loss that the file names.
template <class N, class T>
Scores measure(const Model<N, StoredLoss, T>& model, const Dataset<T>& data) {
  const auto as = [&](auto loss) { return measure(Model(model.network(), loss, model.genes(), model.fitness()), data); };
  const std::string& name = model.loss().name;
  if (name == SoftmaxCrossEntropy::name) return as(SoftmaxCrossEntropy{});
  if (name == SigmoidCrossEntropy::name) return as(SigmoidCrossEntropy{});
  require<Error>(name == MeanSquaredError::name, "measure: the loss of the model is \"", name, "\", expected one of the library's");
  return as(MeanSquaredError{});
}

namespace io_detail {

inline constexpr std::uint64_t longest_header = 100'000'000;  // as the format's own reader has it

template <class T>
inline constexpr const char* dtype = sizeof(T) == 4 ? "F32" : "F64";

template <class Loss>
std::string loss_name(const Loss& loss) {
  return std::string(loss.name);
}

/// The bytes of a file; its size is asked first, so that nothing larger than the file is ever allocated.
inline std::vector<std::uint8_t> read_bytes(const char* who, const std::filesystem::path& path) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  require<FileError>(!error, who, ": cannot open ", path, ": ", error.message(), ", expected a readable file");
  std::vector<std::uint8_t> bytes(size);
  gz::Reader file(who, path);
  bytes.resize(file.read(bytes));
  return bytes;
}

/// The header of a file, checked against its size.
template <class Json = nlohmann::json>
Json read_header(const char* who, const std::filesystem::path& path, const std::vector<std::uint8_t>& bytes) {
  require<FileError>(bytes.size() >= 8, who, ": ", path, " has ", bytes.size(), " bytes, expected a safetensors file of at least 8");
  std::uint64_t length = 0;
  std::memcpy(&length, bytes.data(), 8);
  require<FileError>(length <= longest_header && length <= bytes.size() - 8, who, ": ", path, " says its header has ", length,
                     " bytes, the file has ", bytes.size() - 8, " behind the length: expected a whole safetensors file");
  const auto* begin = reinterpret_cast<const char*>(bytes.data()) + 8;
  auto header = Json::parse(begin, begin + length, nullptr, false);
  require<FileError>(header.is_object(), who, ": ", path, " has a header that is no JSON object, expected a safetensors file");
  return header;
}

}  // namespace io_detail

/// `save(result.best(), "best.safetensors")`: written beside its place and renamed; an older file stays whole until then.
template <class N, class Loss, class T>
void save(const Model<N, Loss, T>& model, const std::filesystem::path& path) {
  Layout layout;
  model.network().describe(layout);
  nlohmann::json header;
  header["__metadata__"] = {{"format", "genoprop"},
                            {"version", GENOPROP_VERSION},
                            {"loss", io_detail::loss_name(model.loss())},
                            {"fitness", std::isfinite(model.fitness()) ? nlohmann::json(model.fitness()).dump() : std::string("nan")}};
  for (const Slice& s : layout.slices) {
    const auto begin = static_cast<std::uint64_t>(s.offset) * sizeof(T), end = begin + static_cast<std::uint64_t>(s.size()) * sizeof(T);
    header[s.name] = {{"dtype", io_detail::dtype<T>},
                      {"shape", s.vector ? nlohmann::json{s.columns} : nlohmann::json{s.rows, s.columns}},
                      {"data_offsets", {begin, end}}};
  }
  std::string text = header.dump();
  text.append((8 - text.size() % 8) % 8, ' ');  // the numbers start at a multiple of eight
  const std::uint64_t length = text.size();
  gz::Writer file("save", path);
  file.write({reinterpret_cast<const std::uint8_t*>(&length), 8});
  file.write({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  file.write({reinterpret_cast<const std::uint8_t*>(model.genes().data()), model.genes().size() * sizeof(T)});
  file.commit();
}

/// `load(net, SoftmaxCrossEntropy{}, "best.safetensors")`: the file must hold exactly the tensors of this network.
template <Network N, class Loss, class T = float>
Model<N, Loss, T> load(const N& net, const Loss& loss, const std::filesystem::path& path) {
  const auto bytes = io_detail::read_bytes("load", path);
  const auto header = io_detail::read_header("load", path, bytes);
  std::uint64_t length = 0;
  std::memcpy(&length, bytes.data(), 8);
  const std::uint8_t* data = bytes.data() + 8 + length;
  const std::uint64_t room = bytes.size() - 8 - length;

  Layout layout;
  net.describe(layout);
  const std::size_t tensors = header.size() - (header.contains("__metadata__") ? 1 : 0);
  require<FileError>(tensors == layout.slices.size(), "load: ", path, " holds ", tensors, " tensors, the network has ",
                     layout.slices.size());
  require<FileError>(room == static_cast<std::uint64_t>(layout.genes()) * sizeof(T), "load: ", path, " has ", room,
                     " bytes of numbers, expected ", static_cast<std::uint64_t>(layout.genes()) * sizeof(T), " for ", layout.genes(),
                     " weights of ", io_detail::dtype<T>);
  xt::xtensor<T, 1> genes = xt::zeros<T>({static_cast<std::size_t>(layout.genes())});
  std::vector<std::pair<std::uint64_t, std::uint64_t>> taken;
  for (const Slice& s : layout.slices) {
    const auto entry = header.find(s.name);
    require<FileError>(entry != header.end() && entry->is_object(), "load: ", path, " has no tensor \"", s.name,
                       "\", expected those of the network");
    const auto shape = s.vector ? nlohmann::json{s.columns} : nlohmann::json{s.rows, s.columns};
    const auto of = [&](const char* key) { return entry->contains(key) ? (*entry)[key] : nlohmann::json(); };
    require<FileError>(of("dtype") == io_detail::dtype<T>, "load: ", path, ": ", s.name, " is of dtype ", of("dtype").dump(), ", expected ",
                       io_detail::dtype<T>);
    require<FileError>(of("shape") == shape, "load: ", path, ": ", s.name, " has shape ", of("shape").dump(), ", expected ", shape.dump());
    const auto offsets = of("data_offsets");
    require<FileError>(offsets.is_array() && offsets.size() == 2 && offsets[0].is_number_unsigned() && offsets[1].is_number_unsigned(),
                       "load: ", path, ": ", s.name, " has data_offsets ", offsets.dump(), ", expected [begin, end]");
    const auto begin = offsets[0].template get<std::uint64_t>(), end = offsets[1].template get<std::uint64_t>(),
               size = static_cast<std::uint64_t>(s.size()) * sizeof(T);
    require<FileError>(begin <= end && end <= room && end - begin == size, "load: ", path, ": ", s.name, " lies at ", begin, " to ", end,
                       " of ", room, " bytes, expected ", size, " bytes inside them");
    for (const auto& other : taken)
      require<FileError>(end <= other.first || begin >= other.second, "load: ", path, ": ", s.name,
                         " overlaps another tensor, expected one place each");
    taken.emplace_back(begin, end);
    std::memcpy(genes.data() + s.offset, data + begin, size);
  }
  for (std::size_t g = 0; g < genes.size(); ++g)
    require<FileError>(std::isfinite(genes(g)), "load: ", path, ": weight ", g, " is ", genes(g), ", expected a finite number");
  double fitness = std::nan("");
  if (const auto meta = header.find("__metadata__"); meta != header.end() && meta->is_object()) {
    if (const auto f = meta->find("fitness"); f != meta->end() && f->is_string()) {
      const auto value = nlohmann::json::parse(f->template get<std::string>(), nullptr, false);
      if (value.is_number()) fitness = value.template get<double>();
    }
  }
  return Model<N, Loss, T>(net, loss, std::move(genes), fitness);
}

/// `auto model = load(net, "best.safetensors")`: the file says which loss the network was trained on.
template <class T = float, Network N>
Model<N, StoredLoss, T> load(const N& net, const std::filesystem::path& path) {
  const auto header = io_detail::read_header("load", path, io_detail::read_bytes("load", path));
  const auto meta = header.find("__metadata__");
  const bool ours = meta != header.end() && meta->is_object() && meta->contains("loss") && (*meta)["loss"].is_string();
  require<FileError>(ours, "load: ", path, " does not say its loss, expected a file of save(), or load(net, loss, path)");
  const auto name = (*meta)["loss"].template get<std::string>();
  require<FileError>(name == SoftmaxCrossEntropy::name || name == SigmoidCrossEntropy::name || name == MeanSquaredError::name,
                     "load: ", path, " was trained on \"", name, "\", expected ", SoftmaxCrossEntropy::name, ", ",
                     SigmoidCrossEntropy::name, " or ", MeanSquaredError::name, "; load(net, loss, path) takes any");
  return load<N, StoredLoss, T>(net, StoredLoss{name}, path);
}

}  // namespace genoprop
