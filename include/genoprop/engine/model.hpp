#pragma once
// A trained network that predicts.

#include <algorithm>
#include <optional>
#include <vector>

#include <genoprop/backend/threads.hpp>
#include <genoprop/core/array.hpp>
#include <genoprop/engine/predictions.hpp>
#include <genoprop/engine/settings.hpp>
#include <genoprop/train/supervised.hpp>

namespace genoprop {

/// One network and its weights. Predictions are probabilities under a cross-entropy, the targets' units under MSE.
template <class N, class Loss, class T>
class Model {
 public:
  Model(N net, Loss loss, xt::xtensor<T, 1> genes, double fitness, std::optional<Settings> settings = {})
      : net_(std::move(net)), loss_(loss), genes_(std::move(genes)), fitness_(fitness), settings_(std::move(settings)) {
    Layout layout;
    net_.describe(layout);
    require_equal("Model: genes", static_cast<Index>(genes_.size()), layout.genes());
  }

  const N& network() const { return net_; }
  const Loss& loss() const { return loss_; }
  /// [D], in layer order
  const xt::xtensor<T, 1>& genes() const& { return genes_; }
  xt::xtensor<T, 1> genes() && { return std::move(genes_); }  // const auto& g = result.best().genes() keeps them
  /// on the validation data of the run it comes from
  double fitness() const { return fitness_; }
  /// of the run it comes from, if it comes from one: save() writes them into the model file
  std::optional<Settings> settings() const { return settings_; }

  /// [n, outputs] from x [n, inputs]
  xt::xtensor<T, 2> predict(const xt::xtensor<T, 2>& x) const {
    require_equal("predict: features", static_cast<Index>(x.shape(1)), net_.inputs());
    const auto rows = static_cast<Index>(x.shape(0));
    xt::xtensor<T, 2> out = xt::xtensor<T, 2>::from_shape({x.shape(0), static_cast<std::size_t>(net_.outputs())});
    if (rows == 0) return out;
    const auto crew = Threads{.threads = 1}.open();
    const Index batch = std::min(rows, scoring_rows), pitch = genome_pitch(static_cast<Index>(genes_.size()));
    auto row = crew->template make<T>(static_cast<std::size_t>(pitch));
    crew->write(std::span<const T>(genes_.data(), genes_.size()), row.data());
    Trace<T, N::max_layers> trace;
    crew->prepare([&](auto& lane) { trace = take_trace<T>(lane, net_, batch, false); });
    const Span one{0, 1};
    crew->run(std::span<const Span>(&one, 1), [&](auto& lane, Span) {
      for (Index first = 0; first < rows; first += batch) {
        const Index n = std::min(batch, rows - first);
        const Block<const T> part{x.data() + static_cast<std::ptrdiff_t>(first) * net_.inputs(), 0, net_.inputs(), n, net_.inputs()};
        const auto here = trace.first_rows(n);
        forward(lane, net_, Genes<const T>{row.data(), pitch, static_cast<Index>(genes_.size())}, part, here);
        for (Index r = 0; r < n; ++r) {
          T* to = out.data() + static_cast<std::ptrdiff_t>(first + r) * net_.outputs();
          std::copy_n(here.output().row(0, r), net_.outputs(), to);
          loss_.predict(to, net_.outputs());
        }
      }
    });
    return out;
  }

 private:
  N net_;
  Loss loss_;
  xt::xtensor<T, 1> genes_;
  double fitness_;
  std::optional<Settings> settings_;
};

/// Several models whose predictions are averaged.
template <class M>
class Ensemble {
 public:
  explicit Ensemble(std::vector<M> models) : models_(std::move(models)) {
    require<SettingsError>(!models_.empty(), "Ensemble: models is 0, expected at least 1");
  }
  std::size_t size() const { return models_.size(); }
  const std::vector<M>& models() const { return models_; }
  template <class X>
  auto predict(const X& x) const {
    auto sum = models_.front().predict(x);
    for (std::size_t m = 1; m < models_.size(); ++m) sum += models_[m].predict(x);
    using T = typename decltype(sum)::value_type;
    sum /= static_cast<T>(models_.size());
    return sum;
  }

 private:
  std::vector<M> models_;
};

/// Loss and accuracy of a network on a dataset, as a run measures them; and what a fitness measures for itself, where one is given.
template <class N, class Loss, class T, class Fit = BalancedAccuracy>
Scores measure(const Model<N, Loss, T>& model, const Dataset<T>& data, const Fit& fitness = {}) {
  require<DataError>(data.rows() > 0, "measure: rows is 0, expected at least 1");
  const Supervised<N, Loss, T, Fit> problem{model.network(), model.loss(), {data, data, {}}, fitness};
  problem.check("measure", "given", data);
  if constexpr (Measured<Fit>) fitness.check("measure", data, model.network().outputs());
  const auto crew = Threads{.threads = 1}.open();
  const auto placed = problem.on(*crew, {});
  typename decltype(placed)::Work work;
  crew->prepare([&](auto& lane) { work = placed.take_scoring(lane); });
  const auto n = static_cast<Index>(model.genes().size());
  auto row = crew->template make<T>(static_cast<std::size_t>(genome_pitch(n)));
  crew->write(std::span<const T>(model.genes().data(), model.genes().size()), row.data());
  Scores scores;
  const Span one{0, 1};
  crew->run(std::span<const Span>(&one, 1), [&](auto& lane, Span) {
    placed.score(lane, Genes<const T>{row.data(), genome_pitch(n), n}, work, &scores);
  });
  return scores;
}

/// Mean loss of a network on a dataset: `loss(result.best(), data.test)`
template <class N, class Loss, class T>
double loss(const Model<N, Loss, T>& model, const Dataset<T>& data) {
  return measure(model, data).loss;
}

/// Share of rows whose class is predicted right, in [0, 1]: `accuracy(result.best(), data.test)`. One output: class 1 above 1/2.
template <class M, class T>
double accuracy(const M& model, const Dataset<T>& data) {
  require<DataError>(data.rows() > 0, "accuracy: rows is 0, expected at least 1");
  require<DataError>(data.has_labels(), "accuracy: the data has targets, expected integer labels");
  const auto labels = data.labels();
  const auto p = predictions(model, data);
  check_numbers("accuracy", p);
  std::size_t right = 0;
  for (std::size_t r = 0; r < p.shape(0); ++r) {
    std::size_t best = 0;
    for (std::size_t c = 1; c < p.shape(1); ++c) best = p(r, c) > p(r, best) ? c : best;
    const auto label = p.shape(1) == 1 ? static_cast<std::size_t>(p(r, 0) > T(0.5)) : best;
    right += label == static_cast<std::size_t>(labels(r)) ? 1u : 0u;
  }
  return static_cast<double>(right) / static_cast<double>(p.shape(0));
}

/// Mean over rows and outputs of (prediction - target)^2
template <class M, class T>
double mean_squared_error(const M& model, const Dataset<T>& data) {
  require<DataError>(data.rows() > 0, "mean_squared_error: rows is 0, expected at least 1");
  require<DataError>(!data.has_labels(), "mean_squared_error: the data has labels, expected targets");
  const auto p = predictions(model, data);
  check_numbers("mean_squared_error", p);
  const auto target = data.targets();
  require_equal("mean_squared_error: outputs", p.shape(1), target.shape(1));
  double sum = 0;
  for (std::size_t r = 0; r < p.shape(0); ++r)
    for (std::size_t c = 0; c < p.shape(1); ++c) {
      const double d = static_cast<double>(p(r, c)) - static_cast<double>(target(r, c));
      sum += d * d;
    }
  return sum / static_cast<double>(p.size());
}

}  // namespace genoprop
