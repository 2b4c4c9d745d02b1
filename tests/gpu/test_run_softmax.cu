// Whole runs over labels: Adam, the operators of genetic-optimised BP, optimizer state that is crossed or carried, double.

#include <doctest/doctest.h>

#include "support/npy_file.hpp"
#include "support/same_run.hpp"

#include <genoprop/genoprop.hpp>
#include <genoprop/gpu.cuh>

using namespace genoprop;

namespace {

const Settings settings{.population = 6, .generations = 6, .steps = 8, .batch = 12, .seed = 11};

auto two_classes() {
  return Supervised{mlp({2, 6, 5, 2}, relu()), SoftmaxCrossEntropy{},
                    split(two_spirals({.rows = 60, .seed = 9}), {.train = 0.6, .validation = 0.4, .seed = 9})};
}

}  // namespace

TEST_CASE("spirals, Adam, genetic-optimised BP with crossed state") {
  const auto strategy = presets::genetic_bp().with(Gaussian{.rate = 0.2f, .sigma = 0.1f}).with(State::crossed);
  const auto oracle = Evolution{two_classes(), Adam{.rate = 0.02f}, strategy, Serial{}}.fit(settings);
  CHECK(support::births_of(oracle) == 20);  // four of six in five generations: two are elite
  support::check_same_run(Evolution{two_classes(), Adam{.rate = 0.02f}, strategy, gpu::Portable{.width = 4}}.fit(settings), oracle);
}

TEST_CASE("spirals, Adam, aligned by weights, state through the same permutation") {
  const auto strategy = genoprop::strategy(Tournament{}, Aligned{Uniform{}, Alike::weights}, RedrawUnits{.share = 0.2f}, Elitist{.keep = 2},
                                           Pool::best_so_far, State::crossed);
  const auto oracle = Evolution{two_classes(), Adam{.rate = 0.02f}, strategy, Serial{}}.fit(settings);
  CHECK(support::births_of(oracle) == 20);
  support::check_same_run(Evolution{two_classes(), Adam{.rate = 0.02f}, strategy, gpu::Portable{}}.fit(settings), oracle);
}

TEST_CASE("spirals as bytes: the bits of the same pixels as floats") {
  const auto spirals = two_spirals({.rows = 60, .seed = 9});
  std::vector<std::uint8_t> pixels;
  for (const float v : spirals.x()) pixels.push_back(static_cast<std::uint8_t>(128 + 60 * v));
  const auto bytes = Dataset<float>::of_pixels(pixels, 2, spirals.labels());
  const Dataset<float> floats{bytes.x(), spirals.labels()};
  const auto on = [](const Dataset<float>& rows) {
    return Supervised{mlp({2, 6, 5, 2}, relu()), SoftmaxCrossEntropy{}, split(rows, {.train = 0.6, .validation = 0.4, .seed = 9})};
  };
  const auto strategy = presets::genetic_bp().with(Gaussian{.rate = 0.2f, .sigma = 0.1f}).with(State::crossed);
  const auto oracle = Evolution{on(floats), Adam{.rate = 0.02f}, strategy, Serial{}}.fit(settings);
  support::check_same_run(Evolution{on(bytes), Adam{.rate = 0.02f}, strategy, gpu::Portable{.width = 4}}.fit(settings), oracle);
}

TEST_CASE("spirals in a mapped file, as bytes and scaled: the bits of the same rows in memory") {
  const test::TempFolder folder;
  std::vector<std::uint8_t> pixels, labels;
  const auto spirals = two_spirals({.rows = 60, .seed = 9});
  for (const float v : spirals.x()) pixels.push_back(static_cast<std::uint8_t>(128 + 60 * v));
  for (const std::int32_t y : spirals.labels()) labels.push_back(static_cast<std::uint8_t>(y));
  const auto mapped = map_npy(test::file_of(folder, test::npy("|u1", "(60, 2)", pixels), "x.npy"),
                              test::file_of(folder, test::npy("|u1", "(60,)", labels), "y.npy"));
  const Dataset<float> held{mapped.x(), mapped.labels()};
  for (const bool scaled : {false, true}) {
    const auto on = [&](const Dataset<float>& rows) {
      const auto parts = split(rows, {.train = 0.6, .validation = 0.4, .seed = 9});
      return Supervised{mlp({2, 6, 5, 2}, relu()), SoftmaxCrossEntropy{}, scaled ? Splits<float>(standardise(parts)) : parts};
    };
    const auto strategy = presets::genetic_bp().with(Gaussian{.rate = 0.2f, .sigma = 0.1f}).with(State::crossed);
    const auto oracle = Evolution{on(held), Adam{.rate = 0.02f}, strategy, Serial{}}.fit(settings);
    support::check_same_run(Evolution{on(mapped), Adam{.rate = 0.02f}, strategy, gpu::Portable{.width = 4}}.fit(settings), oracle);
  }
}

TEST_CASE("spirals, fitness by balanced accuracy: the shares of classes lie where lanes read them") {
  const auto problem =
      Supervised{mlp({2, 6, 5, 2}, relu()), SoftmaxCrossEntropy{},
                 split(two_spirals({.rows = 60, .seed = 9}), {.train = 0.6, .validation = 0.4, .seed = 9}), BalancedAccuracy{}};
  const auto oracle = Evolution{problem, Adam{.rate = 0.02f}, presets::genetic_bp(), Serial{}}.fit(settings);
  const auto there = Evolution{problem, Adam{.rate = 0.02f}, presets::genetic_bp(), gpu::Portable{.width = 4}}.fit(settings);
  support::check_same_run(there, oracle);
  CHECK(there.best().fitness() == oracle.best().fitness());
}

TEST_CASE("spirals, fitness by the area under the ROC curve: scores are kept and sorted in device memory, over two batches") {
  const auto problem = Supervised{mlp({2, 6, 5, 2}, relu()), SoftmaxCrossEntropy{},
                                  split(two_spirals({.rows = 700, .seed = 9}), {.train = 0.5, .validation = 0.5, .seed = 9}), RocAuc{}};
  const auto oracle = Evolution{problem, Adam{.rate = 0.02f}, presets::genetic_bp(), Serial{}}.fit(settings);
  const auto there = Evolution{problem, Adam{.rate = 0.02f}, presets::genetic_bp(), gpu::Portable{.width = 4}}.fit(settings);
  support::check_same_run(there, oracle);
  CHECK(there.best().fitness() == oracle.best().fitness());
}

TEST_CASE("spirals as values, fitness by R2: the numbers of the measure lie where lanes read them") {
  const auto spirals = two_spirals({.rows = 700, .seed = 9});
  const Dataset<float> values{spirals.x(), spirals.x()};
  const auto problem =
      Supervised{mlp({2, 6, 5, 2}, relu()), MeanSquaredError{}, split(values, {.train = 0.5, .validation = 0.5, .seed = 9}), R2{}};
  const auto oracle = Evolution{problem, Adam{.rate = 0.02f}, presets::genetic_bp(), Serial{}}.fit(settings);
  const auto there = Evolution{problem, Adam{.rate = 0.02f}, presets::genetic_bp(), gpu::Portable{.width = 4}}.fit(settings);
  support::check_same_run(there, oracle);
  CHECK(there.best().fitness() == oracle.best().fitness());
}
