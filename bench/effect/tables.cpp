// A user's table: ReLU networks, Adam; softmax cross-entropy where the target is a class, else mean squared error.

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

/// "table-price-1a2b3c4d": another file or another way to read it is another problem, so that a store never mixes them
std::string name_of(const TableFile& file) {
  std::ifstream in(file.path, std::ios::binary);
  std::string all((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  gp::require<gp::FileError>(in.good() || in.eof(), "effect: cannot read ", file.path);
  all += gp::text('\n', file.target, '\n', file.missing, '\n', file.classes);
  for (const std::string& column : file.drop) all += '\n' + column;
  std::string name = "table-";
  for (const char c : file.target) name += std::isalnum(static_cast<unsigned char>(c)) ? c : '_';  // a part of file names and CSV lines
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
    const double deviation = bench::deviation(std::vector<double>(y.begin(), y.end()));
    run_split<gp::MeanSquaredError>(task, sink, data, 1,
                                    [&](const auto& best) { return gp::mean_squared_error(best, data.test) / (deviation * deviation); });
  }
}

}  // namespace

Problem table_problem(const TableFile& file) {
  gp::require<gp::SettingsError>(!file.target.empty(), "effect: --target is empty, expected the column of ", file.path,
                                 " that is predicted; the outcome of every run goes to --runs FILE");
  const gp::Missing missing = missing_of(file.missing);
  gp::Csv how{.target = file.target, .predict = file.classes ? gp::Predict::classes : gp::Predict::suits};
  how.drop.all = file.drop;
  const gp::Table table = gp::load_csv(file.path, how);
  return {name_of(file),
          gp::text(file.path.filename().string(), ", ", table.rows(), " rows, 60 / 20 / 20 % a seed, predicts ", file.target,
                   "; one hidden layer of 32 ReLU, Adam 0.003, batch 64, ",
                   table.has_classes() ? "softmax cross-entropy" : "mean squared error"),
          table.has_classes() ? "share of wrong test rows" : "mean squared error over variance",
          "",
          2'000,
          [table, missing](const Task& task, const Sink& sink) { run_table(task, sink, table, missing); }};
}

}  // namespace effect
