// Rows that stay in a file train, evolve and are measured as rows in memory: the same bits, everywhere.

#include <doctest/doctest.h>

#include "support/npy_file.hpp"
#include "support/places.hpp"

#include <genoprop/data/mapped.hpp>
#include <genoprop/data/scale.hpp>
#include <genoprop/engine/metrics.hpp>
#include <genoprop/evolve/batching.hpp>
#include <genoprop/nn/cross_entropy.hpp>
#include <genoprop/nn/sequential.hpp>
#include <genoprop/train/sgd.hpp>

using namespace genoprop;
using namespace genoprop::support;

namespace {

constexpr std::size_t rows = 60, columns = 4;
const Fractions shares{.train = 0.7, .validation = 0.3, .seed = 2};
const Sgd optimizer{.rate = 0.3f, .momentum = 0.9f};
const auto quick = Strategy<>{}.with(OnlyTheStuck{.grace = 1, .first_grace = 2});

/// the same drawn numbers as bytes and as floats, in files
struct Drawn {
  test::TempFolder folder;
  std::filesystem::path bytes, floats, labels;
  Drawn() {
    std::vector<std::uint8_t> pixels(rows * columns);
    for (std::size_t i = 0; i < pixels.size(); ++i)
      pixels[i] = static_cast<std::uint8_t>(words_at(7, {.index = static_cast<std::uint32_t>(i)}).word[0]);
    std::vector<std::uint8_t> bright(rows);
    for (std::size_t r = 0; r < rows; ++r) bright[r] = pixels[columns * r] > pixels[columns * r + 1];
    std::vector<float> numbers;
    for (const auto p : pixels) numbers.push_back(0.01f * static_cast<float>(p) - 1);
    bytes = test::file_of(folder, test::npy("|u1", "(60, 4)", pixels), "bytes.npy");
    floats = test::file_of(folder, test::npy("<f4", "(60, 4)", numbers), "floats.npy");
    labels = test::file_of(folder, test::npy("|u1", "(60,)", bright), "labels.npy");
  }
};

auto on(const Splits<float>& data) { return Supervised{sequential(input(4), dense(5), tanh(), dense(1)), SigmoidCrossEntropy{}, data}; }
Dataset<float> in_memory(const Dataset<float>& data) { return {data.x(), data.labels()}; }

}  // namespace

TEST_CASE("mapped rows: bytes, floats and scaled floats give the bits of rows in memory, everywhere, and so do the metrics") {
  const Drawn drawn;
  for (const auto& data : {map_npy(drawn.bytes, drawn.labels), map_npy(drawn.floats, drawn.labels)})
    for (const bool scaled : {false, true}) {
      CAPTURE(scaled);
      const auto parts = [&](const Dataset<float>& d) { return scaled ? Splits<float>(standardise(split(d, shares))) : split(d, shares); };
      const auto mapped = on(parts(data)), held = on(parts(in_memory(data)));
      CHECK(mapped.data.training.is_mapped());
      CHECK_FALSE(held.data.training.is_mapped());
      const Settings settings{.population = 7, .generations = 8, .steps = 6, .batch = 9, .seed = 3};
      const auto a = check_everywhere(mapped, optimizer, quick, settings);
      const auto b = Evolution{held, optimizer, quick, Serial{}}.fit(settings);
      check_same_run(a, b);
      CHECK(births_of(a) > 0);
      const auto &test = mapped.data.validation, &same = held.data.validation;
      CHECK(accuracy(a.best(), test) == accuracy(b.best(), same));
      CHECK(loss(a.best(), test) == loss(b.best(), same));
      CHECK(log_loss(a.best(), test) == log_loss(b.best(), same));
      CHECK(roc_auc(a.ensemble(2), test) == roc_auc(b.ensemble(2), same));
    }
}

TEST_CASE("mapped rows: full batches, shared batches, and steps of several mini-batches") {
  const Drawn drawn;
  const auto data = map_npy(drawn.bytes, drawn.labels);
  const auto mapped = on(split(data, shares)), held = on(split(in_memory(data), shares));
  for (const Settings& settings :
       {Settings{.population = 5, .generations = 4, .steps = 4, .batch = full_batch, .seed = 3},
        Settings{.population = 5, .generations = 4, .steps = 4, .batch = 6, .batches = Batches::shared, .seed = 3}})
    check_same_run(Evolution{mapped, optimizer, quick, Threads{.threads = 2}}.fit(settings),
                   Evolution{held, optimizer, quick, Serial{}}.fit(settings));
  const auto several = quick.with(Minibatches{.count = 3});
  const Settings settings{.population = 2, .generations = 4, .steps = 4, .batch = 6, .seed = 3};
  check_same_run(Evolution{mapped, optimizer, several, Threads{.threads = 3}}.fit(settings),
                 Evolution{held, optimizer, several, Serial{}}.fit(settings));
}
