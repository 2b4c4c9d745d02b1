// Same seed, same bits: whatever computes. The standard strategy on a network with a hidden layer of odd units.

#include <doctest/doctest.h>

#include "support/places.hpp"

#include <genoprop/data/synthetic.hpp>
#include <genoprop/nn/cross_entropy.hpp>
#include <genoprop/nn/sequential.hpp>
#include <genoprop/train/sgd.hpp>

using namespace genoprop;
using namespace genoprop::support;

namespace {

const auto rows = parity({.bits = 4});
const Supervised problem{sequential(input(4), dense(5), tanh(), dense(1)), SigmoidCrossEntropy{}, Splits{rows, rows, rows}};
const Sgd optimizer{.rate = 0.3f, .momentum = 0.9f};
const auto quick = Strategy<>{}.with(OnlyTheStuck{.grace = 1, .first_grace = 2});  // stuck soon: children soon

std::uint64_t hash_of_run(const auto& result) {
  BitHash hash;
  hash.add(result.population().genes);
  hash.add(result.population().champion);
  return hash.value();
}

}  // namespace

TEST_CASE("evolution: same seed, same bits, on any threads, workers and instruction sets") {
  for (const Index population : {7, 16}) {
    CAPTURE(population);
    const auto run =
        check_everywhere(problem, optimizer, quick, {.population = population, .generations = 8, .steps = 6, .batch = 8, .seed = 3});
    CHECK(births_of(run) > static_cast<std::size_t>(population) / 2);
  }
}

TEST_CASE("evolution: optimizer state that is carried or crossed gives the same bits everywhere too") {
  for (const State state : {State::carry, State::crossed}) {
    const auto run =
        check_everywhere(problem, optimizer, quick.with(state), {.population = 7, .generations = 6, .steps = 6, .batch = 8, .seed = 5});
    CHECK(births_of(run) > 3);
  }
}

TEST_CASE("evolution: shared batches and full batches give the same bits everywhere too") {
  check_everywhere(problem, optimizer, quick,
                   {.population = 7, .generations = 4, .steps = 4, .batch = 6, .batches = Batches::shared, .seed = 7});
  check_everywhere(problem, optimizer, quick, {.population = 7, .generations = 4, .steps = 4, .batch = full_batch, .seed = 7});
}

TEST_CASE("evolution: another seed and another strategy give other networks") {
  const Settings settings{.population = 7, .generations = 6, .steps = 6, .batch = 8, .seed = 3};
  Settings other = settings;
  other.seed = 4;
  const auto a = Evolution{problem, optimizer, quick, Serial{}}.fit(settings);
  CHECK(hash_of_run(a) == hash_of_run(Evolution{problem, optimizer, quick, Serial{}}.fit(settings)));
  CHECK(hash_of_run(a) != hash_of_run(Evolution{problem, optimizer, quick, Serial{}}.fit(other)));
  CHECK(hash_of_run(a) != hash_of_run(Evolution{problem, optimizer, quick.with(State::carry), Serial{}}.fit(settings)));
}

TEST_CASE("evolution: images that are bytes give the bits of those that are floats, everywhere; and so does what is measured") {
  std::vector<std::uint8_t> pixels(60 * 4);
  for (std::size_t i = 0; i < pixels.size(); ++i)
    pixels[i] = static_cast<std::uint8_t>(words_at(7, {.index = static_cast<std::uint32_t>(i)}).word[0]);
  xt::xtensor<std::int32_t, 1> bright(std::array<std::size_t, 1>{60});
  for (std::size_t r = 0; r < 60; ++r) bright(r) = pixels[4 * r] > pixels[4 * r + 1] ? 1 : 0;
  const auto bytes = Dataset<float>::of_pixels(pixels, 4, bright);
  const Dataset<float> floats{bytes.x(), bright};
  const Fractions shares{.train = 0.7, .validation = 0.3, .seed = 2};
  const Supervised of_bytes{problem.net, problem.loss, split(bytes, shares)}, of_floats{problem.net, problem.loss, split(floats, shares)};
  CHECK(of_bytes.data.training.has_pixels());
  std::size_t births = 0;
  for (const Index batch : {Index{9}, full_batch}) {
    const Settings settings{.population = 7, .generations = 8, .steps = 6, .batch = batch, .seed = 3};
    const auto a = check_everywhere(of_bytes, optimizer, quick, settings);
    const auto b = Evolution{of_floats, optimizer, quick, Serial{}}.fit(settings);
    check_same_run(a, b);
    CHECK(accuracy(a.best(), bytes) == accuracy(b.best(), floats));
    CHECK(loss(a.best(), bytes) == loss(b.best(), floats));
    births += births_of(a);
  }
  CHECK(births > 0);
}
