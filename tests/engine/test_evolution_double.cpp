// Same seed, same bits in double: Adam, whose state turns and does not turn, under the standard strategy.

#include <doctest/doctest.h>

#include "support/places.hpp"

#include <genoprop/data/synthetic.hpp>
#include <genoprop/nn/mlp.hpp>
#include <genoprop/nn/regression.hpp>
#include <genoprop/train/adam.hpp>

using namespace genoprop;
using namespace genoprop::support;

namespace {
Dataset<double> rows() {
  const auto taught = teacher({.inputs = 3, .units = 2, .rows = 40, .seed = 1});
  return Dataset{xt::xtensor<double, 2>(taught.x()), xt::xtensor<double, 2>(taught.targets())};
}
}  // namespace

TEST_CASE("evolution in double: same seed, same bits everywhere; nobody diverges by a crossed state") {
  const auto data = rows();
  const Supervised problem{mlp({3, 4, 3, 1}, tanh()), MeanSquaredError{}, Splits<double>{data, data, {}}};
  const auto quick = Strategy<>{}.with(OnlyTheStuck{.tolerance = 0.5f, .grace = 1, .first_grace = 2}).with(State::crossed);
  const auto run =
      check_everywhere(problem, Adam{.rate = 0.02f}, quick, {.population = 7, .generations = 13, .steps = 5, .batch = 8, .seed = 3});
  CHECK(births_of(run) > 7);
  for (const Report& r : run.history()) CHECK(r.diverged == 0);
}
