// Fitness by balanced accuracy: what a run strives for, and the same bits everywhere.

#include <doctest/doctest.h>

#include "support/places.hpp"

#include <genoprop/engine/metrics.hpp>
#include <genoprop/nn/cross_entropy.hpp>
#include <genoprop/nn/sequential.hpp>
#include <genoprop/train/sgd.hpp>

using namespace genoprop;
using namespace genoprop::support;

namespace {

/// one row in eight is of class 1, and the classes overlap
Dataset<float> rare(Index rows, std::uint64_t seed) {
  xt::xtensor<float, 2> x = xt::zeros<float>({static_cast<std::size_t>(rows), std::size_t{2}});
  xt::xtensor<int, 1> y = xt::zeros<int>({static_cast<std::size_t>(rows)});
  for (Index r = 0; r < rows; ++r) {
    Draw draw(seed, {.purpose = Purpose::data, .index = static_cast<std::uint32_t>(r)});
    y(r) = r % 8 == 0 ? 1 : 0;
    for (Index c = 0; c < 2; ++c) x(r, c) = draw.normal() + 1.2f * static_cast<float>(y(r));
  }
  return {std::move(x), y, 2};
}

}  // namespace

TEST_CASE("balanced accuracy as fitness: what lives, champion and metric say is one number, on any threads, workers and instruction set") {
  const Splits data{rare(160, 1), rare(300, 2)};
  const auto net = sequential(input(2), dense(5), tanh(), dense(2));
  const Supervised problem{net, SoftmaxCrossEntropy{}, data, BalancedAccuracy{}};
  const auto result = check_everywhere(problem, Sgd{.rate = 0.1f, .momentum = 0.5f}, presets::genetic_bp(),
                                       {.population = 7, .generations = 6, .steps = 5, .batch = 16, .seed = 3});
  CHECK(births_of(result) > 0);
  const auto best = result.best();
  CHECK(best.fitness() == doctest::Approx(balanced_accuracy(best, data.validation)).epsilon(1e-12));
  CHECK(best.fitness() > 0.5);
  for (const Report& report : result.history())
    for (const Life& life : report.lives) {
      CHECK(life.fitness >= 0);
      CHECK(life.fitness <= 1 + 1e-12);
      CHECK(life.fitness != life.accuracy);
    }
  CHECK(result.soup(3).fitness() >= best.fitness());
}
