// Any bytes as a CSV file of rows to predict, by a fixed model of a table or of numbers alone: a prediction of each row, or a refusal.
// What a row of the file gives, its cells alone give too.

#include <cstring>

#include <genoprop/io/predictor.hpp>

#include "memory_file.hpp"

namespace gp = genoprop;

namespace {

/// a dense layer whose weights are 1/2, with this behind the layers
gp::Predictor model_of(int inputs, int units, const std::string& loss, const std::string& features) {
  const auto of_size = [](const std::string& name, const std::string& shape, int from, int to) {
    return gp::text("\"layers.0.", name, R"(":{"dtype":"F32","shape":[)", shape, R"(],"data_offsets":[)", 4 * from, ",", 4 * to, "]}");
  };
  std::string model = gp::text(R"({"form":1,"networks":1,"layers":[{"kind":"dense","place":0,"inputs":)", inputs, R"(,"units":)", units,
                               R"(,"activation":"tanh"}])", features, "}"),
              quoted;
  for (const char c : model) quoted += c == '"' ? std::string("\\\"") : std::string(1, c);
  const int weights = inputs * units, all = weights + units;
  const std::string header =
      gp::text(R"({"__metadata__":{"version":"0","loss":")", loss, R"(","model":")", quoted, "\"},",
               of_size("weight", gp::text(inputs, ",", units), 0, weights), ",", of_size("bias", gp::text(units), weights, all), "}");
  std::vector<std::uint8_t> bytes(8 + header.size() + 4 * static_cast<std::size_t>(all));
  const std::uint64_t length = header.size();
  std::memcpy(bytes.data(), &length, 8);
  std::copy(header.begin(), header.end(), bytes.begin() + 8);
  const std::vector<float> halves(static_cast<std::size_t>(all), 0.5f);
  std::memcpy(bytes.data() + 8 + header.size(), halves.data(), 4 * halves.size());
  const MemoryFile file(bytes);
  return gp::load_model(file.path());
}
std::string table_of(const char* missing, const char* embedded = "") {
  return gp::text(R"(,"features":{"missing":")", missing,
                  R"(","columns":[{"column":"a","indicator":true,"mean":1,"deviation":2,"fill":1},)", R"({"column":"b","indicator":false)",
                  embedded, R"(,"categories":["blue","red"]}],"class_column":"y","classes":["no","yes"],)", R"("number_classes":false})");
}
gp::Cell cell_of(const gp::Column& column, gp::Index row) {
  const auto r = static_cast<std::size_t>(row);
  if (!column.text) return column.numbers[r];
  return column.codes[r] < 0 ? gp::Cell::missing() : gp::Cell(column.words[static_cast<std::size_t>(column.codes[r])]);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const gp::Predictor models[] = {
      model_of(4, 2, "softmax cross-entropy", table_of("median")), model_of(4, 2, "softmax cross-entropy", table_of("refuse")),
      model_of(3, 1, "mean squared error", ""), model_of(3, 2, "softmax cross-entropy", table_of("median", R"(,"embedded":true)"))};
  if (size < 1) return 0;
  const std::uint8_t which = data[0];
  const gp::Predictor& model = models[which % 4];
  const MemoryFile file({data + 1, size - 1});
  gp::Csv options{.longest_line = 4096};
  if (which & 16) options.header = (which & 32) != 0;
  if (which & 64) options.decimal = ',';
  if (which & 128) options.separator = ';';
  try {
    const gp::Predictions all = model.predict(file.path(), options);
    if (all.values.size() != static_cast<std::size_t>(all.rows) * static_cast<std::size_t>(model.outputs())) std::abort();
    if (which % 4 == 2) return 0;
    options.only = {"a", "b"};
    options.numbers = "a";
    options.text = "b";
    const gp::Table rows = gp::csv_detail::Reader("predict", file.path(), options).read(true);
    for (gp::Index r = 0; r < rows.rows(); ++r) {
      const gp::Cell cells[] = {cell_of(rows.column("a"), r), cell_of(rows.column("b"), r)};
      float out[2];
      model.predict_one(std::span<const gp::Cell>(cells), out);
      if (out[0] != all(r, 0) || out[1] != all(r, 1)) std::abort();
    }
  } catch (const gp::Error&) {}
  return 0;
}
