// Every kind of layer: the same bits for any number of threads and workers, and on every instruction set.

#include <doctest/doctest.h>

#include "support/every_layer.hpp"
#include "support/places.hpp"

#include <genoprop/evolve/presets.hpp>
#include <genoprop/train/sgd.hpp>

using namespace genoprop;
using namespace genoprop::support;

namespace {
template <class Problem>
void everywhere(const Problem& problem) {
  const auto result =
      check_everywhere(problem, Sgd{.rate = 0.05f, .momentum = 0.9f}, presets::standard().with(OnlyTheStuck{.grace = 1, .first_grace = 2}),
                       {.population = 4, .generations = 6, .steps = 5, .batch = 12, .seed = 3});
  CHECK(births_of(result) > 0);
}
}  // namespace

TEST_CASE("every activation: the same bits everywhere") { everywhere(every_activation()); }
TEST_CASE("embedding, norm, dropout, residual block: the same bits everywhere") { everywhere(every_layer()); }
