// This library's side of compare.py: the default strategy on a table whose rows are already in their parts; the predictions of the test
// rows as one line of JSON.
//   tables_ours iris.csv --target target --classes --rows 90 30 30 --seed 1

#include <CLI/CLI.hpp>
#include <genoprop/genoprop.hpp>
#include <genoprop/io/tables.hpp>
#include <iostream>
#include <numeric>
#include <string>
#include <vector>

namespace gp = genoprop;

namespace {

struct Options {
  std::string path, target;
  bool classes = false;
  std::vector<gp::Index> rows;
  gp::Index units = 100, generations = 40, steps = 50;
  float rate = 0.003f, gain = 1;
  std::uint64_t seed = 1;
};

/// training rows first, then validation, then test
gp::TableSplits parts_of(const gp::Table& table, const std::vector<gp::Index>& rows) {
  gp::require_equal("tables_ours: rows of the table", table.rows(), std::accumulate(rows.begin(), rows.end(), gp::Index{0}));
  gp::Index first = 0;
  const auto next = [&](gp::Index n) {
    std::vector<gp::Index> which(static_cast<std::size_t>(n));
    std::iota(which.begin(), which.end(), first);
    first += n;
    return table.pick(std::move(which));
  };
  gp::TableSplits parts;
  parts.training = next(rows[0]);
  parts.validation = next(rows[1]);
  parts.test = next(rows[2]);
  return parts;
}

template <class Loss>
nlohmann::json trained(const gp::Encoded<float>& data, gp::Index outputs, const Options& o) {
  const gp::Supervised problem{gp::mlp({data.training.features(), o.units, outputs}, gp::relu(), gp::He{.gain = o.gain}), Loss{}, data};
  const auto result = gp::Evolution{problem, gp::Adam{.rate = o.rate}}.fit({.population = 16,
                                                                            .generations = o.generations,
                                                                            .steps = o.steps,
                                                                            .batch = data.training.rows() >= 64 ? 64 : gp::full_batch,
                                                                            .seed = o.seed});
  const auto said = [&](const auto& model) {
    auto y = model.predict(data.test.x());
    if (!o.classes) y = gp::in_units(data.features, y);
    nlohmann::json all = nlohmann::json::array();
    for (std::size_t r = 0; r < y.shape(0); ++r)
      if (o.classes) {
        std::size_t best = 0;
        for (std::size_t c = 1; c < y.shape(1); ++c)
          if (y(r, c) > y(r, best)) best = c;
        all.push_back(data.features.classes[best]);
      } else {
        all.push_back(y(r, 0));
      }
    return all;
  };
  return {{"best", said(result.best())}, {"ensemble", said(result.ensemble(5))}};
}

nlohmann::json answer(const Options& o) {
  const auto table = gp::load_csv(o.path, {.target = o.target, .predict = o.classes ? gp::Predict::classes : gp::Predict::suits});
  const auto data = gp::encode(parts_of(table, o.rows));
  return o.classes ? trained<gp::SoftmaxCrossEntropy>(data, data.training.classes(), o) : trained<gp::MeanSquaredError>(data, 1, o);
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app{"Predictions of the default strategy for the last rows of a table."};
  app.add_option("file", options.path, "CSV with a header: training rows, then validation, then test")->required();
  app.add_option("--target", options.target, "the column that is predicted")->required();
  app.add_flag("--classes", options.classes, "it holds classes");
  app.add_option("--rows", options.rows, "rows of the three parts")->expected(3)->required();
  app.add_option("--units", options.units, "hidden units, one layer of ReLU");
  app.add_option("--generations", options.generations);
  app.add_option("--steps", options.steps, "gradient steps of each of 16 networks a generation");
  app.add_option("--rate", options.rate, "of Adam");
  app.add_option("--gain", options.gain, "factor of the initial weights: below 1 is worth a try where rows are few and noisy");
  app.add_option("--seed", options.seed);
  CLI11_PARSE(app, argc, argv);
  try {
    std::cout << answer(options).dump() << '\n';
  } catch (const std::exception& e) {
    std::cerr << "tables_ours: " << e.what() << '\n';
    return 1;
  }
}
