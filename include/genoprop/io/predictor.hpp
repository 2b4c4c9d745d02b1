#pragma once
// A model file in another program: `auto model = load_model("houses.safetensors"); model.predict("new.csv")`. Knows no network type, no
// BLAS and no lane: layers are a list, products are loops.

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <genoprop/backend/isa.hpp>
#include <genoprop/data/csv.hpp>
#include <genoprop/data/features.hpp>
#include <genoprop/io/features_json.hpp>
#include <genoprop/io/named_activation.hpp>
#include <genoprop/nn/cross_entropy.hpp>
#include <genoprop/nn/regression.hpp>

namespace genoprop {

namespace predictor_detail {

inline constexpr Index widest = 1 << 24;       ///< features or units that a file may promise
inline constexpr Index on_the_stack = 4096;    ///< predict_one: units of a layer, or features
inline constexpr Index rows_at_once = 64;      ///< predict: rows that go through the network together
inline constexpr Index columns_together = 16;  ///< weights of a row are padded to whole vectors of any instruction set

/// dense: y = act(x W + b); W [inputs, pitch], with zeros behind `units`. norm: y = act(weight (x - mean) / deviation + bias) of a row.
/// embedding: y = the columns of x but one, then a row of W [categories, size]. Dropout does nothing here and is left out.
struct Layer {
  enum class Kind : std::uint8_t { dense, norm, embedding };
  Kind kind = Kind::dense;
  Index inputs = 0, units = 0, pitch = 0;
  NamedActivation act{};
  std::vector<float> weight{}, bias{};
  float eps = 0;                               ///< norm
  Index column = 0, categories = 0, size = 0;  ///< embedding
  Index place = 0;                             ///< in the names of its tensors
  Index tensors() const { return kind == Kind::embedding ? 1 : 2; }
};

/// What a loss makes of outputs.
enum class End : std::uint8_t { values, softmax, sigmoid, exp };

/// z[c] = f(z[c], c) for a padded row: whole vectors, no rest. What stands in the padding is never read.
template <class F>
GENOPROP_CPU void each_padded(float* z, Index n, const F& f) {
  for (Index from = 0; from < n; from += columns_together) {
#pragma omp simd
    for (Index c = from; c < from + columns_together; ++c) z[c] = f(z[c], c);
  }
}
template <class Act>
struct AddAndActivate {
  Act act;
  const float* bias;
  GENOPROP_CPU float operator()(float z, Index c) const { return act.value(z + bias[c]); }
};
template <class Act>
struct Activate {
  Act act;
  GENOPROP_CPU float operator()(float z, Index) const { return act.value(z); }
};
struct Finish {
  float* y;
  const float* bias;  // none: it is in y already
  Index n;
  template <class Act>
  GENOPROP_CPU void operator()(const Act& act) const {
    if (bias)
      each_padded(y, n, AddAndActivate<Act>{act, bias});
    else
      each_padded(y, n, Activate<Act>{act});
  }
};
struct ExpOf {
  float top;
  GENOPROP_CPU float operator()(float z, Index) const { return math::exp(z - top); }
};
struct Over {
  float total;
  GENOPROP_CPU float operator()(float z, Index) const { return z / total; }
};
struct SigmoidOf {
  GENOPROP_CPU float operator()(float z, Index) const { return math::sigmoid(z); }
};

/// One network over rows: x [rows, x_pitch] -> added to out [rows, outputs]. a and b have room for rows of the widest layer.
struct Rows {
  const std::vector<Layer>* layers;
  End end;
  const float* x;
  Index x_pitch, rows;
  float *a, *b, *out;
  Index out_pitch;
};
/// Compiled for an instruction set as a whole. Sums are fma chains in the order of the inputs, as those of the exact lanes, and ends are
/// those of the losses: the bits of Model::predict.
template <class Set>
struct Forward {
  const Rows* all;

  GENOPROP_CPU void operator()() const {
    const float* x = all->x;
    Index x_pitch = all->x_pitch, n = 0;
    float *y = all->b, *spare = all->a;
    for (const Layer& layer : *all->layers) {
      std::swap(y, spare);
      const Io io{x, y, x_pitch, layer.pitch};
      if (layer.kind == Layer::Kind::dense) dense(layer, io);
      if (layer.kind == Layer::Kind::norm) norm(layer, io);
      if (layer.kind == Layer::Kind::embedding) embed(layer, io);
      x = y;
      x_pitch = layer.pitch;
      n = layer.units;
    }
    for (Index r = 0; r < all->rows; ++r) {
      float* z = y + static_cast<std::ptrdiff_t>(r) * x_pitch;
      float* out = all->out + static_cast<std::ptrdiff_t>(r) * all->out_pitch;
      end(z, n);
      for (Index c = 0; c < n; ++c) out[c] += z[c];
    }
  }

 private:
  struct Io {
    const float* x;
    float* y;
    Index x_pitch, y_pitch;
    GENOPROP_CPU const float* from(Index r) const { return x + static_cast<std::ptrdiff_t>(r) * x_pitch; }
    GENOPROP_CPU float* to(Index r) const { return y + static_cast<std::ptrdiff_t>(r) * y_pitch; }
  };

  /// the sum of f(0 .. n) as rows of lanes have it: sixteen strands, then a tree of pairs
  template <class F>
  GENOPROP_CPU static float sum(Index n, const F& f) {
    float strand[16] = {};
    for (Index c = 0; c < n; ++c) strand[c % 16] += f(c);
    for (int half = 8; half > 0; half /= 2)
      for (int s = 0; s < half; ++s) strand[s] += strand[s + half];
    return strand[0];
  }
  struct Value {
    const float* x;
    GENOPROP_CPU float operator()(Index c) const { return x[c]; }
  };
  struct Square {
    const float* x;
    float mean;
    GENOPROP_CPU float operator()(Index c) const { return (x[c] - mean) * (x[c] - mean); }
  };
  GENOPROP_CPU void norm(const Layer& l, const Io& io) const {
    const auto n = static_cast<float>(l.units);
    for (Index r = 0; r < all->rows; ++r) {
      const float* x = io.from(r);
      float* y = io.to(r);
      const float mean = sum(l.units, Value{x}) / n;
      const float by = 1 / math::sqrt(sum(l.units, Square{x, mean}) / n + l.eps);
      for (Index c = 0; c < l.units; ++c)
        y[c] = math::fma(l.weight[static_cast<std::size_t>(c)], (x[c] - mean) * by, l.bias[static_cast<std::size_t>(c)]);
      for (Index c = l.units; c < l.pitch; ++c) y[c] = 0;
      l.act.with(Finish{y, nullptr, l.pitch});
    }
  }
  GENOPROP_CPU void embed(const Layer& l, const Io& io) const {
    for (Index r = 0; r < all->rows; ++r) {
      const float* x = io.from(r);
      float* y = io.to(r);
      for (Index c = 0; c + 1 < l.inputs; ++c) y[c] = x[c < l.column ? c : c + 1];
      y += l.inputs - 1;
      const float number = x[l.column];
      const bool known =
          number >= 0 && number < static_cast<float>(l.categories) && number == static_cast<float>(static_cast<Index>(number));
      const float* row = l.weight.data() + (known ? static_cast<std::ptrdiff_t>(number) * l.size : 0);
      for (Index c = 0; c < l.size; ++c) y[c] = known ? row[c] : 0.0f;
      for (Index c = l.units; c < l.pitch; ++c) io.to(r)[c] = 0;
    }
  }
  GENOPROP_CPU void dense(const Layer& l, const Io& io) const {
    Index r = 0;
    if constexpr (Set::bytes > 0) {
      constexpr int side_by_side = Set::bytes == 32 ? 2 : 4;  // AVX2 has half the registers of the others
      for (; r + 4 <= all->rows; r += 4) across<4, side_by_side>(l, io, r);
      for (; r < all->rows; ++r) across<1, 8>(l, io, r);
    } else {
      for (; r < all->rows; ++r) plain(l, io, r);
    }
    for (r = 0; r < all->rows; ++r) l.act.with(Finish{io.to(r), l.bias.data(), l.units});
  }
  /// all columns of R rows, V vectors at a time while there are so many
  template <int R, int V>
  GENOPROP_CPU void across(const Layer& l, const Io& io, Index r) const {
    Index c = 0;
    tiles<R, V>(l, io, r, c);
    if constexpr (V > 4) tiles<R, 4>(l, io, r, c);
    if constexpr (V > 2) tiles<R, 2>(l, io, r, c);
    tiles<R, 1>(l, io, r, c);
  }
  template <int R, int V>
  GENOPROP_CPU void tiles(const Layer& l, const Io& io, Index r, Index& c) const {
    constexpr Index width = Set::bytes / 4;
    for (; c + V * width <= l.pitch; c += V * width) {
      typename Set::template Vector<float> sum[R][V], w;
      for (int i = 0; i < R; ++i)
        for (int v = 0; v < V; ++v) Set::zero(sum[i][v]);
      const float* x = io.from(r);
      const float* from = l.weight.data() + c;
      for (Index k = 0; k < l.inputs; ++k, from += l.pitch)
        for (int v = 0; v < V; ++v) {
          Set::load(w, from + v * width);
          for (int i = 0; i < R; ++i) Set::fma(sum[i][v], x + static_cast<std::ptrdiff_t>(i) * io.x_pitch + k, w);
        }
      for (int i = 0; i < R; ++i)
        for (int v = 0; v < V; ++v) Set::store(io.to(r + i) + c + v * width, sum[i][v]);
    }
  }
  GENOPROP_CPU void plain(const Layer& l, const Io& io, Index r) const {
    float* y = io.to(r);
    const float* x = io.from(r);
    for (Index c = 0; c < l.pitch; ++c) y[c] = 0;
    for (Index k = 0; k < l.inputs; ++k) {
      const float* w = l.weight.data() + static_cast<std::ptrdiff_t>(k) * l.pitch;
      for (Index c = 0; c < l.units; ++c) y[c] = math::fma(x[k], w[c], y[c]);
    }
  }
  /// as the loss's own predict
  GENOPROP_CPU void end(float* z, Index n) const {
    if (all->end == End::softmax) {
      float top = z[0], total = 0;
      for (Index c = 1; c < n; ++c) top = z[c] > top ? z[c] : top;
      each_padded(z, n, ExpOf{top});
      for (Index c = 0; c < n; ++c) total += z[c];
      each_padded(z, n, Over{total});
    } else if (all->end == End::sigmoid) {
      each_padded(z, n, SigmoidOf{});
    } else if (all->end == End::exp) {
      each_padded(z, n, ExpOf{0});
    }
  }
};

inline void run(Isa isa, const Rows& work) {
#if defined(__x86_64__)
  if (isa == Isa::avx512) return Avx512::run(Forward<Avx512>{&work});
  if (isa == Isa::avx2) return Avx2::run(Forward<Avx2>{&work});
#elif defined(__aarch64__)
  if (isa == Isa::neon) return Neon::run(Forward<Neon>{&work});
#endif
  (void)isa;
  Plain::run(Forward<Plain>{&work});
}

}  // namespace predictor_detail

/// What a Predictor says of rows.
struct Predictions {
  Index rows = 0, columns = 0;
  std::vector<float> values{};         ///< [rows, columns]: values in the file's units, or the probability of each class
  std::vector<std::string> names{};    ///< of the columns: targets, or classes
  std::vector<std::int32_t> labels{};  ///< [rows]: the most probable class; none where values are predicted
  std::vector<std::string> warnings{};
  float operator()(Index r, Index c) const {
    return values[static_cast<std::size_t>(r) * static_cast<std::size_t>(columns) + static_cast<std::size_t>(c)];
  }
  /// the name of the class of row r
  const std::string& label(Index r) const { return names[static_cast<std::size_t>(labels[static_cast<std::size_t>(r)])]; }
};

/// One network or an ensemble, as a file has it. Safe to share between threads.
class Predictor {
  using Layer = predictor_detail::Layer;
  using End = predictor_detail::End;

 public:
  /// numbers or cells of a row: the columns of the table it was trained on, or the network's inputs where there was no table
  Index columns() const { return features_.columns.empty() ? inputs() : static_cast<Index>(features_.columns.size()); }
  Index inputs() const { return networks_[0].front().inputs; }
  /// numbers that it says of a row
  Index outputs() const { return static_cast<Index>(names_.size()); }
  Index networks() const { return static_cast<Index>(networks_.size()); }
  bool has_classes() const { return has_classes_; }
  /// classes or targets
  const std::vector<std::string>& names() const { return names_; }
  const Features& features() const { return features_; }
  /// what the file says of its origin: version, loss, seed, settings, compiler, ...
  const std::map<std::string, std::string>& about() const { return about_; }

  /// One row of numbers, as in the table: out [outputs()]. Allocates nothing; safe from several threads at once.
  void predict_one(std::span<const float> row, std::span<float> out) const {
    require_equal("predict_one: numbers", row.size(), columns());
    float x[predictor_detail::on_the_stack];
    if (!features_.columns.empty()) {
      require_small(inputs());
      float* to = x;
      for (std::size_t c = 0; c < row.size(); ++c) {
        const Cell cell(static_cast<double>(row[c]));
        features_.encode_cell(c, cell, to);
      }
      return one(x, out);
    }
    one(row.data(), out);
  }
  /// One row of numbers and words: `const Cell row[] = {3.5, "Bern"}; model.predict_one(row, out)`. Gives the number of unknown words.
  Index predict_one(std::span<const Cell> row, std::span<float> out) const {
    require<ShapeError>(!features_.columns.empty(), "predict_one: the model was trained without a table, expected a row of numbers");
    require_small(inputs());
    float x[predictor_detail::on_the_stack];
    const Index unknown = features_.encode(row, x);
    one(x, out);
    return unknown;
  }

  /// x [rows, columns()], row by row, as in the table
  Predictions predict(std::span<const float> x) const {
    const auto width = static_cast<std::size_t>(columns());
    require<ShapeError>(x.size() % width == 0, "predict: numbers is ", x.size(), ", expected a multiple of ", width);
    const std::size_t rows = x.size() / width;
    if (features_.columns.empty()) return of_inputs(x.data(), rows);
    std::vector<float> inputs_of(rows * static_cast<std::size_t>(inputs()));
    float* to = inputs_of.data();
    for (std::size_t r = 0; r < rows; ++r)
      for (std::size_t c = 0; c < width; ++c) features_.encode_cell(c, Cell(static_cast<double>(x[r * width + c])), to);
    return of_inputs(inputs_of.data(), rows);
  }
  /// rows of a table that has the columns of the one it was trained on, in any order
  Predictions predict(const Table& table) const {
    require<DataError>(!features_.columns.empty(), "predict: the model was trained without a table, expected numbers");
    const auto width = static_cast<std::size_t>(inputs()), rows = static_cast<std::size_t>(table.rows());
    std::vector<float> x(rows * width);
    std::vector<Unknown> unknown;
    features_.encode(table, x.data(), width, &unknown);
    Predictions out = of_inputs(x.data(), rows);
    for (const Unknown& u : unknown) out.warnings.push_back(u.warning());
    return out;
  }
  /// A CSV file with these columns; others, such as the target, are passed over. `how`: separator, decimal sign, missing cells, if the
  /// file does not speak for itself.
  Predictions predict(const std::filesystem::path& csv, Csv how = {}) const {
    if (features_.columns.empty()) {
      const Table table = csv_detail::Reader("predict", csv, how).read(true);
      require<DataError>(table.columns() == inputs(), "predict: ", csv, " has ", table.columns(), " columns, expected ", inputs());
      std::vector<float> x(static_cast<std::size_t>(table.rows()) * static_cast<std::size_t>(inputs()));
      for (Index c = 0; c < inputs(); ++c) {
        const Column& column = table.column(c);
        for (Index r = 0; r < table.rows(); ++r) {
          require<DataError>(!table.missing(c, r) && !column.text, "predict: ", csv, ", row ", r, ", column \"", column.name,
                             "\" is no number, expected one");
          x[static_cast<std::size_t>(r) * static_cast<std::size_t>(inputs()) + static_cast<std::size_t>(c)] =
              static_cast<float>(column.numbers[static_cast<std::size_t>(r)]);
        }
      }
      return of_inputs(x.data(), static_cast<std::size_t>(table.rows()));
    }
    how.target = how.drop = how.only = how.text = how.numbers = Names();
    for (const Feature& f : features_.columns) {
      how.only.all.push_back(f.column);
      (f.text ? how.text : how.numbers).all.push_back(f.column);
    }
    return predict(csv_detail::Reader("predict", csv, how).read(true));
  }

 private:
  friend Predictor load_model(const std::filesystem::path& path);

  Index last_units() const { return networks_[0].back().units; }
  static void require_small(Index n) {
    require<ShapeError>(n <= predictor_detail::on_the_stack, "predict_one: a row or layer of ", n, " numbers, expected at most ",
                        predictor_detail::on_the_stack, ": predict takes any");
  }

  /// x [inputs] -> out [outputs], through memory of the stack
  void one(const float* x, std::span<float> out) const {
    using predictor_detail::on_the_stack;
    require_equal("predict_one: room for numbers", out.size(), outputs());
    require_small(widest_);
    alignas(64) float a[on_the_stack], b[on_the_stack];
    forward(x, 1, inputs(), a, b, out.data());
  }
  /// x [rows, x_pitch] -> out [rows, outputs]; a and b have room for rows x widest_
  void forward(const float* x, Index rows, Index x_pitch, float* a, float* b, float* out) const {
    const auto all = static_cast<std::size_t>(rows) * static_cast<std::size_t>(outputs());
    std::fill_n(out, all, 0.0f);
    for (const auto& layers : networks_) predictor_detail::run(isa_, {&layers, end_, x, x_pitch, rows, a, b, out, outputs()});
    if (networks_.size() > 1)
      for (std::size_t i = 0; i < all; ++i) out[i] /= static_cast<float>(networks_.size());
    const bool one_of_two = has_classes_ && last_units() == 1;
    for (Index r = 0; r < rows; ++r, out += outputs()) {
      if (one_of_two) {
        out[1] = out[0];
        out[0] = 1 - out[0];
      }
      for (std::size_t t = 0; t < features_.targets.size(); ++t)
        out[t] = static_cast<float>(math::fma(static_cast<double>(out[t]), features_.targets[t].deviation, features_.targets[t].mean));
    }
  }
  Predictions of_inputs(const float* x, std::size_t rows) const {
    Predictions out{.rows = static_cast<Index>(rows), .columns = outputs(), .names = names_};
    out.values.resize(rows * static_cast<std::size_t>(outputs()));
    const auto room =
        static_cast<std::size_t>(std::min<std::size_t>(rows, predictor_detail::rows_at_once)) * static_cast<std::size_t>(widest_);
    std::vector<float> a(room), b(room);
    for (std::size_t r = 0; r < rows; r += predictor_detail::rows_at_once)
      forward(x + r * static_cast<std::size_t>(inputs()),
              static_cast<Index>(std::min<std::size_t>(predictor_detail::rows_at_once, rows - r)), inputs(), a.data(), b.data(),
              out.values.data() + r * static_cast<std::size_t>(outputs()));
    if (has_classes_)
      for (std::size_t r = 0; r < rows; ++r) {
        const float* p = out.values.data() + r * static_cast<std::size_t>(outputs());
        out.labels.push_back(static_cast<std::int32_t>(std::max_element(p, p + outputs()) - p));
      }
    return out;
  }

  std::vector<std::vector<Layer>> networks_;
  Features features_;
  std::vector<std::string> names_;
  std::map<std::string, std::string> about_;
  End end_ = End::values;
  bool has_classes_ = false;
  Index widest_ = 0;  ///< floats of the widest layer, padded
  Isa isa_ = Isa::blas;
};

namespace predictor_detail {

/// The newest form of "model" that this reads.
inline constexpr Index newest_form = 1;

/// The layers that a file describes, without their weights.
inline std::vector<Layer> layers_of(const io_detail::Fields& model) {
  std::vector<Layer> layers;
  for (const auto& j : model.list("layers")) {
    const io_detail::Fields f = model.inside(text("layer ", layers.size()), j);
    const std::string kind = f.text_at("kind");
    f.need(kind == "dense" || kind == "layer_norm" || kind == "embedding" || kind == "dropout", " is of kind \"", kind.substr(0, 40),
           "\", expected dense, layer_norm, embedding or dropout: load(net, path) reads it with the network's own type");
    Layer layer{.inputs = f.index("inputs", 1, widest), .units = f.index("units", 1, widest)};
    layer.pitch = round_up(layer.units, columns_together);
    layer.place = f.index("place", 0, widest);
    if (kind == "dense" || kind == "layer_norm") {
      const std::string name = f.text_at("activation");
      const auto known = std::find(NamedActivation::names.begin(), NamedActivation::names.end(), name);
      f.need(known != NamedActivation::names.end(), " has the activation \"", name.substr(0, 40), "\", expected one of the library's");
      layer.act.kind = static_cast<NamedActivation::Kind>(known - NamedActivation::names.begin());
      if (layer.act.has_number()) layer.act.number = static_cast<float>(f.number("number"));
    }
    if (kind == "layer_norm") {
      layer.kind = Layer::Kind::norm;
      layer.eps = static_cast<float>(f.positive("eps"));
    }
    if (kind == "embedding") {
      layer.kind = Layer::Kind::embedding;
      layer.column = f.index("column", 0, layer.inputs - 1);
      layer.categories = f.index("categories", 1, widest);
      layer.size = f.index("size", 1, layer.units);
    }
    f.need(kind == "dense" || layer.units == layer.inputs + (kind == "embedding" ? layer.size - 1 : 0), " has ", layer.inputs,
           " inputs and ", layer.units, " units, which does not fit ", kind);
    f.need(layers.empty() || layers.back().units == layer.inputs, " has ", layer.inputs, " inputs, expected ",
           layers.empty() ? 0 : layers.back().units, ", the units of the layer below");
    if (kind != "dropout") layers.push_back(std::move(layer));
  }
  model.need(!layers.empty(), ": layers is 0, expected at least 1");
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

}  // namespace predictor_detail

/// The model of a file of save(model, path, ...), without the types it was trained with. Weights in double are rounded to float.
inline Predictor load_model(const std::filesystem::path& path) {
  using namespace predictor_detail;
  constexpr const char* who = "load_model";
  const auto bytes = io_detail::read_bytes(who, path);
  const auto header = io_detail::read_header(who, path, bytes);
  std::uint64_t length = 0;
  std::memcpy(&length, bytes.data(), 8);

  const io_detail::Fields meta{who, &path, "__metadata__", header.contains("__metadata__") ? &header["__metadata__"] : &header};
  meta.need(header.contains("__metadata__") && meta.has("model"),
            " describes no layers, expected a file of save(); load(net, path) reads it with the network's own type");
  const auto described = io_detail::Json::parse(meta.text_at("model"), nullptr, false);
  const io_detail::Fields model{who, &path, "model", &described};
  model.need(described.is_object(), " is no JSON object, expected a file of save()");
  const Index form = model.index("form", 1, std::numeric_limits<Index>::max());
  model.need(form <= newest_form, " has form ", form, ", this version of genoprop reads up to ", newest_form,
             ": it was written by a newer one, ", meta.has("version") ? meta.text_at("version") : std::string("of no version"));

  Predictor out;
  const std::vector<Layer> layers = layers_of(model);
  const std::uint64_t tensors = header.size() - 1;
  const Index networks = model.index("networks", 1, std::numeric_limits<Index>::max());
  std::uint64_t each = 0;
  for (const Layer& layer : layers) each += static_cast<std::uint64_t>(layer.tensors());
  model.need(static_cast<std::uint64_t>(networks) * each == tensors, " has ", networks, " networks of ", layers.size(),
             " layers, the file holds ", tensors, " tensors, expected ", static_cast<std::uint64_t>(networks) * each);
  if (model.has("features")) out.features_ = io_detail::features_of(model.inside("features", model.at("features")));

  const std::string loss = meta.text_at("loss");
  out.end_ = loss == SoftmaxCrossEntropy::name || loss == SmoothedCrossEntropy::name     ? End::softmax
             : loss == SigmoidCrossEntropy::name || loss == MultiLabelCrossEntropy::name ? End::sigmoid
             : loss == Poisson::name                                                     ? End::exp
                                                                                         : End::values;
  meta.need(out.end_ != End::values || loss == MeanSquaredError::name || loss == Huber::name || loss == Pinball::name, ": loss is \"",
            loss.substr(0, 40), "\", expected one of the library's");
  out.has_classes_ = out.end_ == End::softmax || loss == SigmoidCrossEntropy::name;
  const Index last = layers.back().units, outputs = out.has_classes_ ? std::max(last, Index{2}) : last;
  meta.need(loss != SigmoidCrossEntropy::name || last == 1, ": the network has ", last, " outputs, ", loss, " expects 1");
  if (out.features_.columns.empty()) {
    for (Index c = 0; c < outputs; ++c) out.names_.push_back(std::to_string(c));
  } else {
    const Features& f = out.features_;
    model.need(f.inputs() == layers[0].inputs, ": features give ", f.inputs(), " inputs, the network has ", layers[0].inputs);
    model.need(f.classes.empty() != out.has_classes_ && f.outputs() == outputs, ": features name ", f.outputs(), " ",
               f.classes.empty() ? "targets" : "classes", ", the network and its loss give ", outputs);
    if (out.has_classes_)
      out.names_ = f.classes;
    else
      for (const TargetColumn& t : f.targets) out.names_.push_back(t.column);
  }

  Tensors file{path, header, bytes.data() + 8 + length, bytes.size() - 8 - length};
  for (Index k = 0; k < networks; ++k) {
    out.networks_.push_back(layers);
    for (std::size_t l = 0; l < layers.size(); ++l) {
      Layer& layer = out.networks_.back()[l];
      const std::string name = (networks > 1 ? text("networks.", k, ".") : std::string()) + text("layers.", layer.place);
      if (layer.kind == Layer::Kind::dense) file.read(name + ".weight", layer.inputs, layer.units, false, layer.pitch, layer.weight);
      if (layer.kind == Layer::Kind::norm) file.read(name + ".weight", 1, layer.units, true, layer.pitch, layer.weight);
      if (layer.kind == Layer::Kind::embedding)
        file.read(name + ".weight", layer.categories, layer.size, false, layer.size, layer.weight);
      else
        file.read(name + ".bias", 1, layer.units, true, layer.pitch, layer.bias);
      out.widest_ = std::max(out.widest_, layer.pitch);
    }
  }
  for (const auto& [key, value] : header["__metadata__"].items())
    if (value.is_string() && key != "model") out.about_[key] = value.get<std::string>();
  out.isa_ = isa_here();
  return out;
}

}  // namespace genoprop
