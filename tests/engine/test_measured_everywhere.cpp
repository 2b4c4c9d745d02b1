// Metrics as fitness: what lives, champion, soup and metric say is one number, and the same bits everywhere.

#include <doctest/doctest.h>

#include "support/places.hpp"

#include <genoprop/data/synthetic.hpp>
#include <genoprop/engine/metrics.hpp>
#include <genoprop/nn/cross_entropy.hpp>
#include <genoprop/nn/regression.hpp>
#include <genoprop/nn/sequential.hpp>
#include <genoprop/train/fitness.hpp>
#include <genoprop/train/sgd.hpp>

using namespace genoprop;
using namespace genoprop::support;

namespace {

const Settings settings{.population = 5, .generations = 4, .steps = 5, .batch = 16, .seed = 3};

/// rows of `classes` classes that overlap
Dataset<float> overlapping(Index rows, std::int32_t classes, std::uint64_t seed) {
  xt::xtensor<float, 2> x = xt::zeros<float>({static_cast<std::size_t>(rows), std::size_t{2}});
  xt::xtensor<std::int32_t, 1> y = xt::zeros<std::int32_t>({static_cast<std::size_t>(rows)});
  for (Index r = 0; r < rows; ++r) {
    Draw draw(seed, {.purpose = Purpose::data, .index = static_cast<std::uint32_t>(r)});
    y(r) = r % classes;
    for (Index c = 0; c < 2; ++c) x(r, c) = draw.normal() + 1.2f * static_cast<float>(y(r) * (c + 1) % 3);
  }
  return {std::move(x), y, classes};
}
template <class Loss, class Fit, class Metric>
void check_strives(const Dataset<float>& training, const Dataset<float>& validation, Index outputs, Loss loss, Fit fit, Metric metric) {
  const auto net = sequential(input(training.features()), dense(5), tanh(), dense(outputs));
  const Supervised problem{net, loss, Splits<float>{training, validation, {}}, fit};
  const auto result = check_everywhere(problem, Sgd{.rate = 0.05f, .momentum = 0.5f}, presets::genetic_bp(), settings);
  CHECK(births_of(result) > 0);
  const auto best = result.best();
  CHECK(best.fitness() == doctest::Approx(metric(best, validation)).epsilon(1e-6));
  CHECK(result.soup(3).fitness() >= best.fitness());
  for (const Life& life : result.history().back().lives) CHECK(life.fitness != -life.loss);
}

}  // namespace

TEST_CASE("measured fitness of labels, on any threads, workers and instruction set") {
  const auto four = overlapping(120, 4, 1), four_more = overlapping(300, 4, 2), two = overlapping(120, 2, 1),
             two_more = overlapping(300, 2, 2);
  check_strives(four, four_more, 4, SoftmaxCrossEntropy{}, TopK{.k = 2}, [](const auto& m, const auto& d) { return top_k(m, d, 2); });
  check_strives(two, two_more, 2, SoftmaxCrossEntropy{}, RocAuc{}, [](const auto& m, const auto& d) { return roc_auc(m, d); });
  check_strives(four, four_more, 4, SmoothedCrossEntropy{}, MinusLogLoss{}, [](const auto& m, const auto& d) { return -log_loss(m, d); });
}

TEST_CASE("measured fitness of values, on any threads, workers and instruction set") {
  const auto all = split(teacher({.inputs = 3, .units = 4, .rows = 420, .seed = 1}), {.train = 0.3, .validation = 0.7, .seed = 1});
  REQUIRE(all.validation.rows() > scoring_rows);
  check_strives(all.training, all.validation, 1, Huber{}, R2{}, [](const auto& m, const auto& d) { return r2(m, d); });
  check_strives(all.training, all.validation, 1, MeanSquaredError{}, MinusMeanAbsoluteError{},
                [](const auto& m, const auto& d) { return -mean_absolute_error(m, d); });
}
