#pragma once
// A model file in another program: `auto model = load_model("houses.safetensors"); model.predict("new.csv")`. Knows no network type, no
// BLAS and no lane: layers are a list, products are loops.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <genoprop/backend/isa.hpp>
#include <genoprop/data/csv.hpp>
#include <genoprop/data/features.hpp>
#include <genoprop/io/model_file.hpp>
#include <genoprop/io/predictor_layers.hpp>

namespace genoprop {

namespace predictor_detail {

inline constexpr Index on_the_stack = 4096;  ///< predict_one: units of a layer, or features
inline constexpr Index rows_at_once = 64;    ///< predict: rows that go through the network together

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
        features_.encode_cell(c, cell, to, "predict_one");
      }
      one(x, false, out);
    } else if (!one(row.data(), true, out)) {
      refuse("predict_one", row);
    }
  }
  /// One row of numbers and words: `const Cell row[] = {3.5, "Bern"}; model.predict_one(row, out)`. Gives the number of unknown words.
  Index predict_one(std::span<const Cell> row, std::span<float> out) const {
    require<ShapeError>(!features_.columns.empty(), "predict_one: the model was trained without a table, expected a row of numbers");
    require_small(inputs());
    float x[predictor_detail::on_the_stack];
    const Index unknown = features_.encode(row, x, "predict_one");
    one(x, false, out);
    return unknown;
  }

  /// x [rows, columns()], row by row, as in the table
  Predictions predict(std::span<const float> x) const {
    const auto width = static_cast<std::size_t>(columns());
    require<ShapeError>(x.size() % width == 0, "predict: numbers is ", x.size(), ", expected a multiple of ", width);
    const std::size_t rows = x.size() / width;
    if (features_.columns.empty()) return of_inputs(x.data(), rows, true);
    std::vector<float> inputs_of(rows * static_cast<std::size_t>(inputs()));
    float* to = inputs_of.data();
    for (std::size_t r = 0; r < rows; ++r)
      for (std::size_t c = 0; c < width; ++c) features_.encode_cell(c, Cell(static_cast<double>(x[r * width + c])), to, "predict");
    return of_inputs(inputs_of.data(), rows, false);
  }
  /// rows of a table that has the columns of the one it was trained on, in any order; a DataError where a cell is missing and the model was
  /// not trained under Missing::median
  Predictions predict(const Table& table) const {
    require<DataError>(!features_.columns.empty(), "predict: the model was trained without a table, expected numbers");
    const auto width = static_cast<std::size_t>(inputs()), rows = static_cast<std::size_t>(table.rows());
    std::vector<float> x(rows * width);
    std::vector<Unknown> unknown;
    features_.encode(table, x.data(), width, &unknown, "predict");
    Predictions out = of_inputs(x.data(), rows, false);
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
      return predict(std::span<const float>(x));
    }
    how.predict = Predict::suits;
    how.target = how.drop = how.only = how.text = how.numbers = Names();
    for (const Feature& f : features_.columns) {
      how.only.all.push_back(f.column);
      (f.text ? how.text : how.numbers).all.push_back(f.column);
    }
    return predict(csv_detail::Reader("predict", csv, how).read(true));
  }

 private:
  friend Predictor load_model(const std::filesystem::path& path);

  [[noreturn]] static void refuse(const char* who, std::span<const float> x) {
    const auto bad = std::find_if(x.begin(), x.end(), [](float v) { return !std::isfinite(v); });
    throw DataError(text(who, ": number ", bad - x.begin(), " is ", *bad, ", expected finite numbers"));
  }
  Index last_units() const { return networks_[0].back().units; }
  static void require_small(Index n) {
    require<ShapeError>(n <= predictor_detail::on_the_stack, "predict_one: a row or layer of ", n, " numbers, expected at most ",
                        predictor_detail::on_the_stack, ": predict takes any");
  }

  /// x [inputs] -> out [outputs], through memory of the stack; false and nothing else if x is `unchecked` and not finite
  bool one(const float* x, bool unchecked, std::span<float> out) const {
    using predictor_detail::on_the_stack;
    require_equal("predict_one: room for numbers", out.size(), outputs());
    require_small(widest_);
    alignas(64) float a[on_the_stack], b[on_the_stack];
    return forward(x, unchecked, 1, inputs(), a, b, out.data());
  }
  /// x [rows, x_pitch] -> out [rows, outputs], or false as one(); a and b have room for rows x widest_
  bool forward(const float* x, bool unchecked, Index rows, Index x_pitch, float* a, float* b, float* out) const {
    bool infinite = false;
    predictor_detail::Rows work{.layers = nullptr,
                                .end = end_,
                                .x = x,
                                .x_pitch = x_pitch,
                                .rows = rows,
                                .a = a,
                                .b = b,
                                .out = out,
                                .out_pitch = outputs(),
                                .first = true,
                                .infinite = unchecked ? &infinite : nullptr};
    for (const auto& layers : networks_) {
      work.layers = &layers;
      predictor_detail::run(isa_, work);
      if (infinite) return false;
      work.first = false;
      work.infinite = nullptr;
    }
    const auto all = static_cast<std::size_t>(rows) * static_cast<std::size_t>(outputs());
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
    return true;
  }
  Predictions of_inputs(const float* x, std::size_t rows, bool unchecked) const {
    Predictions out{.rows = static_cast<Index>(rows), .columns = outputs(), .names = names_};
    out.values.resize(rows * static_cast<std::size_t>(outputs()));
    const auto room =
        static_cast<std::size_t>(std::min<std::size_t>(rows, predictor_detail::rows_at_once)) * static_cast<std::size_t>(widest_);
    std::vector<float> a(room), b(room);
    for (std::size_t r = 0; r < rows; r += predictor_detail::rows_at_once) {
      const auto n = static_cast<Index>(std::min<std::size_t>(predictor_detail::rows_at_once, rows - r));
      const float* from = x + r * static_cast<std::size_t>(inputs());
      if (!forward(from, unchecked, n, inputs(), a.data(), b.data(), out.values.data() + r * static_cast<std::size_t>(outputs())))
        refuse("predict", {x, rows * static_cast<std::size_t>(inputs())});
    }
    if (has_classes_)
      for (std::size_t r = 0; r < rows; ++r) {
        const float* p = out.values.data() + r * static_cast<std::size_t>(outputs());
        require<DataError>(std::none_of(p, p + outputs(), [](float v) { return std::isnan(v); }), "predict: row ", r,
                           " gives NaN, expected numbers as large as in the training rows");
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

/// The model of a file of save(model, path, ...), without the types it was trained with. Weights in double are rounded to float.
inline Predictor load_model(const std::filesystem::path& path) {
  predictor_detail::ModelFile file = predictor_detail::read_model(path);
  Predictor out;
  out.networks_ = std::move(file.networks);
  out.features_ = std::move(file.features);
  out.names_ = std::move(file.names);
  out.about_ = std::move(file.about);
  out.end_ = file.end;
  out.has_classes_ = file.has_classes;
  out.widest_ = file.widest_layer;
  out.isa_ = isa_here();
  return out;
}

}  // namespace genoprop
