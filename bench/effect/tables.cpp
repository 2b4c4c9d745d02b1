// A user's table: ReLU networks, Adam; softmax cross-entropy where the target is a class, else mean squared error.

#include <algorithm>
#include <cctype>
#include <genoprop/data/csv.hpp>
#include <genoprop/data/encode.hpp>
#include <iterator>

#include "../support/statistics.hpp"
#include "problem.hpp"
#include "store.hpp"

namespace effect {

namespace {

gp::Missing missing_of(const std::string& name) {
  if (name == "median") return gp::Missing::median;
  if (name == "drop") return gp::Missing::drop;
  gp::require<gp::SettingsError>(name == "refuse", "effect: --missing is ", name, ", expected refuse, median or drop");
  return gp::Missing::refuse;
}

std::string all_of(const std::vector<std::string>& names, const char* between) {
  std::string all;
  for (const std::string& name : names) all += (all.empty() ? "" : between) + name;
  return all;
}

/// "table-price-1a2b3c4d": another file or another way to read it is another problem, so that a store never mixes them
std::string name_of(const TableFile& file) {
  std::ifstream in(file.path, std::ios::binary);
  std::string all((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  gp::require<gp::FileError>(in.good() || in.eof(), "effect: cannot read ", file.path);
  all += gp::text('\n', all_of(file.targets, "\n"), '\n', file.missing, '\n', file.classes);
  for (const std::string& column : file.drop) all += '\n' + column;
  std::string name = "table-";
  for (const char c : all_of(file.targets, "_"))
    name += std::isalnum(static_cast<unsigned char>(c)) ? c : '_';  // a part of file names and CSV lines
  return name + '-' + store_detail::check_of(all);
}

template <class Loss, class Error>
void run_split(const Task& task, const Sink& sink, const gp::Splits<float>& data, gp::Index outputs, const Error& error) {
  const gp::Index rows = data.training.rows();
  const gp::Supervised problem{
      gp::mlp({data.training.features(), 32, outputs}, gp::relu(), gp::He{.gain = static_cast<float>(task.setting.gain)}), Loss{}, data};
  const auto judge = [&](Outcome& o, const auto& result, const auto&) {
    const auto best = result.best();
    o.validation = -best.fitness();
    o.test = error(best);
  };
  run_arms(task, sink, problem, gp::Adam{.rate = 0.003f},
           {.batch = rows >= 64 ? 64 : gp::full_batch, .training_rows = rows, .validation_rows = data.validation.rows()}, judge);
}

void run_table(const Task& task, const Sink& sink, const gp::Table& table, gp::Missing missing) {
  const auto data = gp::encode(gp::split(table, {.train = 0.6, .validation = 0.2, .test = 0.2, .seed = task.seed}), {.missing = missing});
  for (const auto& [name, part] : {std::pair{"training", &data.training}, {"validation", &data.validation}, {"test", &data.test}})
    gp::require<gp::DataError>(part->rows() > 0, "effect: ", name, " rows is 0 of the table's ", table.rows(), ", expected at least 1");
  if (table.has_classes()) {
    gp::require<gp::DataError>(data.training.classes() > 1, "effect: classes in the training rows is ", data.training.classes(),
                               ", expected at least 2");
    run_split<gp::SoftmaxCrossEntropy>(task, sink, data, data.training.classes(),
                                       [&](const auto& best) { return 1 - gp::accuracy(best, data.test); });
  } else {
    const auto y = data.test.targets();
    const std::size_t rows = y.shape(0), outputs = y.shape(1);
    std::vector<double> deviations;
    for (std::size_t c = 0; c < outputs; ++c) {
      const auto column = xt::col(y, static_cast<std::ptrdiff_t>(c));
      deviations.push_back(bench::deviation(std::vector<double>(column.begin(), column.end())));
    }
    run_split<gp::MeanSquaredError>(task, sink, data, static_cast<gp::Index>(outputs), [&](const auto& best) {  // the mean over the targets
      const auto p = gp::predictions(best, data.test);
      double error = 0;
      for (std::size_t c = 0; c < outputs; ++c) {
        double sum = 0;
        for (std::size_t r = 0; r < rows; ++r) {
          const double d = static_cast<double>(p(r, c)) - static_cast<double>(y(r, c));
          sum += d * d;
        }
        error += sum / static_cast<double>(rows) / (deviations[c] * deviations[c]);
      }
      return error / static_cast<double>(outputs);
    });
  }
}

}  // namespace

Problem table_problem(const TableFile& file) {
  gp::require<gp::SettingsError>(!file.targets.empty(), "effect: --target is empty, expected the column of ", file.path,
                                 " that is predicted; the outcome of every run goes to --runs FILE");
  for (auto name = file.targets.begin(); name != file.targets.end(); ++name)
    gp::require<gp::SettingsError>(std::find(file.targets.begin(), name, *name) == name, "effect: --target ", *name,
                                   " is given twice, expected once");
  const gp::Missing missing = missing_of(file.missing);
  gp::Csv how{.predict = file.classes ? gp::Predict::classes : gp::Predict::suits};
  how.target.all = file.targets;
  how.drop.all = file.drop;
  const gp::Table table = gp::load_csv(file.path, how);
  return {name_of(file),
          gp::text(file.path.filename().string(), ", ", table.rows(), " rows, 60 / 20 / 20 % a seed, predicts ", all_of(file.targets, ", "),
                   "; one hidden layer of 32 ReLU, Adam 0.003, batch 64, ",
                   table.has_classes() ? "softmax cross-entropy" : "mean squared error"),
          table.has_classes()       ? "share of wrong test rows"
          : file.targets.size() > 1 ? "mean over targets of squared error over variance"
                                    : "mean squared error over variance",
          "",
          2'000,
          [table, missing](const Task& task, const Sink& sink) { run_table(task, sink, table, missing); }};
}

}  // namespace effect
