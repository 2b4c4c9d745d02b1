#pragma once
// Models as safetensors files: eight bytes of header length, a JSON header (name -> dtype, shape, data_offsets), then the
// numbers, little-endian.

#include <algorithm>
#include <optional>

#include <genoprop/engine/model.hpp>
#include <genoprop/engine/settings.hpp>
#include <genoprop/io/described_features.hpp>
#include <genoprop/io/described_layers.hpp>
#include <genoprop/io/safetensors_file.hpp>
#include <genoprop/io/stored_loss.hpp>

namespace genoprop {

namespace io_detail {

template <class T>
inline constexpr const char* dtype = sizeof(T) == 4 ? "F32" : "F64";

template <class Json = nlohmann::json>
Json to_json(const Settings& s) {
  return {{"population", s.population},
          {"generations", s.generations},
          {"steps", s.steps},
          {"batch", s.batch},
          {"batches", s.batches == Batches::own ? "own" : "shared"},
          {"sample", s.sample == Sample::all         ? "all"
                     : s.sample == Sample::bootstrap ? "bootstrap"
                                                     : "shard"}};
}

}  // namespace io_detail

/// What a model file keeps beside the network: `save(result.best(), path, {.features = data.features})`
struct Beside {
  DescribedFeatures features{};        ///< of the table it was trained on: columns, categories, scales, classes
  std::optional<Settings> settings{};  ///< of the run it comes from; a network of a result brings its own along
  std::string note{};                  ///< whatever is worth knowing
};

namespace io_detail {

template <class N>
Json described(const N& net) {
  Json layers = Json::array();
  net.each([&](const auto& layer, Index place) {
    layers.push_back(description(layer));
    layers.back()["place"] = place;  // as in the names of its tensors
  });
  return layers;
}

/// One header describes all networks of a file: a network of other layers would be read wrong.
template <class M>
void require_alike(const M& first, const M& other, std::size_t number) {
  Layout a, b;
  first.network().describe(a);
  other.network().describe(b);
  const auto same = [](const Slice& x, const Slice& y) { return x.name == y.name && x.rows == y.rows && x.columns == y.columns; };
  const Json ours = described(first.network()), theirs = described(other.network());
  require<ShapeError>(std::equal(a.slices.begin(), a.slices.end(), b.slices.begin(), b.slices.end(), same) && ours == theirs,
                      "save: network ", number, " of the ensemble has ", b.genes(), " weights in layers ", theirs.dump(), ", expected ",
                      a.genes(), " in those of network 0, ", ours.dump());
  const std::string loss = stored(other.loss()).name, expected = stored(first.loss()).name;
  require<DataError>(loss == expected, "save: network ", number, " of the ensemble was trained on ", loss, ", expected ", expected,
                     " as network 0");
}

/// Of the run that all of these networks come from; none, if there is no such run.
template <class M>
std::optional<Settings> settings_of(const std::vector<M>& models) {
  const std::optional<Settings> first = models.front().settings();
  for (const M& model : models) {
    const std::optional<Settings> other = model.settings();
    if (!first || !other || other->seed != first->seed || to_json(*other) != to_json(*first)) return {};
  }
  return first;
}

/// The metadata of a file of `networks` like this one, which come from a run of these settings: texts alone, as the format asks.
template <class M>
Json metadata(const M& first, Index networks, std::optional<Settings> settings, const Beside& beside) {
  const auto& net = first.network();
  const StoredLoss loss = stored(first.loss());
  const double fitness = first.fitness();
  Json model{{"form", 1}, {"networks", networks}, {"layers", described(net)}};
  if (const DescribedFeatures& f = beside.features; f.inputs > 0) {
    require_equal("save: inputs that the features give", f.inputs, net.inputs());
    require<ShapeError>(f.outputs == net.outputs() || (f.two_classes && net.outputs() == 1), "save: features name ", f.outputs,
                        " classes or targets, expected ", net.outputs(), ", the outputs of the network");
    model["features"] = parse_json(f.json);
    require<DataError>(model["features"].is_object(), "save: the description of the features is no JSON object, expected that of a table");
  }
  Json out{{"format", "genoprop"},
           {"version", GENOPROP_VERSION},
           {"loss", loss.name},
           {"fitness", std::isfinite(fitness) ? Json(fitness).dump() : std::string("nan")},
           {"compiler",
#if defined(__clang__)
            "clang " __clang_version__
#else
            "g++ " __VERSION__
#endif
           },
           {"cpu", std::string(name_of(isa_here()))}};
  out["model"] = model.dump();
  if (beside.settings) settings = beside.settings;
  if (settings) {
    out["seed"] = std::to_string(settings->seed);
    out["settings"] = to_json(*settings).dump();
  }
  if (!loss.numbers.empty()) out["loss_numbers"] = loss.numbers;
  if (!beside.note.empty()) out["note"] = beside.note;
  return out;
}

/// One genome of a file, its tensors named with this in front.
template <class T>
struct Genome {
  std::string prefix;
  const xt::xtensor<T, 1>* genes;
};
template <class T>
void write(const std::filesystem::path& path, const Layout& layout, Json metadata, const std::vector<Genome<T>>& genomes) {
  Json header;
  header["__metadata__"] = std::move(metadata);
  std::uint64_t start = 0;
  for (const Genome<T>& genome : genomes) {
    for (const Slice& s : layout.slices) {
      const auto begin = start + static_cast<std::uint64_t>(s.offset) * sizeof(T),
                 end = begin + static_cast<std::uint64_t>(s.size()) * sizeof(T);
      header[genome.prefix + s.name] = {
          {"dtype", dtype<T>}, {"shape", s.vector ? Json{s.columns} : Json{s.rows, s.columns}}, {"data_offsets", {begin, end}}};
    }
    start += genome.genes->size() * sizeof(T);
  }
  std::string text;
  try {
    text = header.dump();
  } catch (const Json::exception&) {
    throw DataError("save: the note or the name of the loss is not UTF-8, expected UTF-8");
  }
  text.append((8 - text.size() % 8) % 8, ' ');  // the numbers start at a multiple of eight
  const std::uint64_t length = text.size();
  require_plain_name("save", path);
  for (const Genome<T>& genome : genomes) require_finite_weights("save", genome.genes->data(), genome.genes->size());
  gz::Writer file("save", path);
  file.write({reinterpret_cast<const std::uint8_t*>(&length), 8});
  file.write({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  for (const Genome<T>& genome : genomes)
    file.write({reinterpret_cast<const std::uint8_t*>(genome.genes->data()), genome.genes->size() * sizeof(T)});
  file.commit();
}

}  // namespace io_detail

/// `save(result.best(), "best.safetensors")`: written beside its place and renamed; an older file stays whole until then.
template <class N, class Loss, class T>
void save(const Model<N, Loss, T>& model, const std::filesystem::path& path, const Beside& beside = {}) {
  Layout layout;
  model.network().describe(layout);
  io_detail::write<T>(path, layout, io_detail::metadata(model, 1, model.settings(), beside), {{"", &model.genes()}});
}

/// An ensemble in one file, of networks of the same layers: `save(result.ensemble(5), "five.safetensors")`; load_model reads it.
template <class N, class Loss, class T>
void save(const Ensemble<Model<N, Loss, T>>& ensemble, const std::filesystem::path& path, const Beside& beside = {}) {
  const auto& first = ensemble.models().front();
  if (ensemble.size() == 1) return save(first, path, beside);
  Layout layout;
  first.network().describe(layout);
  std::vector<io_detail::Genome<T>> genomes;
  for (std::size_t m = 0; m < ensemble.size(); ++m) {
    io_detail::require_alike(first, ensemble.models()[m], m);
    genomes.push_back({text("networks.", m, "."), &ensemble.models()[m].genes()});
  }
  const auto networks = static_cast<Index>(ensemble.size());
  io_detail::write<T>(path, layout, io_detail::metadata(first, networks, io_detail::settings_of(ensemble.models()), beside), genomes);
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
  std::vector<io_detail::Place> taken;
  for (const Slice& s : layout.slices) {
    const auto entry = header.find(s.name);
    require<FileError>(entry != header.end() && entry->is_object(), "load: ", path, " has no tensor \"", s.name,
                       "\", expected those of the network");
    const auto shape = s.vector ? nlohmann::json{s.columns} : nlohmann::json{s.rows, s.columns};
    const auto of = [&](const char* key) { return entry->contains(key) ? (*entry)[key] : nlohmann::json(); };
    require<FileError>(of("dtype") == io_detail::dtype<T>, "load: ", path, ": ", s.name, " is of dtype ", of("dtype").dump(), ", expected ",
                       io_detail::dtype<T>);
    require<FileError>(of("shape") == shape, "load: ", path, ": ", s.name, " has shape ", of("shape").dump(), ", expected ", shape.dump());
    const auto size = static_cast<std::uint64_t>(s.size()) * sizeof(T);
    const io_detail::Place at = io_detail::place_of("load", path, s.name, *entry, room, size);
    io_detail::require_apart("load", path, s.name, taken, at);
    std::memcpy(genes.data() + s.offset, data + at.begin, size);
  }
  for (std::size_t g = 0; g < genes.size(); ++g)
    require<FileError>(std::isfinite(genes(g)), "load: ", path, ": weight ", g, " is ", genes(g), ", expected a finite number");
  double fitness = std::nan("");
  if (const auto meta = header.find("__metadata__"); meta != header.end() && meta->is_object()) {
    if (const auto f = meta->find("fitness"); f != meta->end() && f->is_string()) {
      const auto value = io_detail::parse_json(f->template get<std::string>());
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
  const auto numbers = meta->find("loss_numbers");
  require<FileError>(StoredLoss{name}.known(), "load: ", path, " was trained on \"", name, "\", expected ", SoftmaxCrossEntropy::name,
                     " or another of the library's; load(net, loss, path) takes any");
  const bool has = numbers != meta->end() && numbers->is_string();
  return load<N, StoredLoss, T>(net, StoredLoss{name, has ? numbers->template get<std::string>() : std::string()}, path);
}

}  // namespace genoprop
