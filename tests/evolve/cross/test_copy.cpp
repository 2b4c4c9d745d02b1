#include <doctest/doctest.h>

#include <genoprop/evolve/cross/copy.hpp>

using namespace genoprop;

TEST_CASE("copy: one parent, its genes, no draw") {
  static_assert(parents_of<Copy> == 1 && !draws_words<Copy, 1> && !PlannedCrossover<Copy>);
  for (Index g = 0; g < 10; ++g) {
    CHECK(Copy{}(Parents<float, 1>{{0.1f * static_cast<float>(g)}}, {.gene = g}) == 0.1f * static_cast<float>(g));
    CHECK(Copy{}(Parents<double, 1>{{0.1 * g}}, {.gene = g}) == 0.1 * g);
  }
}
