#include <genoprop/engine/anatomy.hpp>

#include <doctest/doctest.h>

#include "support/made.hpp"

#include <genoprop/backend/serial.hpp>
#include <genoprop/train/adam.hpp>
#include <genoprop/train/sgd.hpp>

using namespace genoprop;
using namespace genoprop::support;

TEST_CASE("anatomy: genes, state slots, and which of them follow the sign of their weight") {
  const Anatomy sgd = anatomy_of<Sgd>(Made{}), adam = anatomy_of<Adam>(Made{});
  CHECK(sgd.genes == 6);
  CHECK(sgd.slots == 1);
  CHECK(sgd.odd_slots == 1);
  CHECK(adam.slots == 2);
  CHECK(adam.odd_slots == 1);  // the mean square does not turn
  CHECK(sgd.pitch() == genome_pitch(6));
  CHECK_THROWS_WITH_AS(anatomy_of<Sgd>(Made{.form = Layout{}}), "Evolution: genes of a network is 0, expected at least 1", ShapeError);
}

TEST_CASE("anatomy: state slots of a network of a thousand million genes lie beyond what an Index counts") {
  Anatomy large;
  large.genes = 1'000'000'000;
  large.slots = 3;
  CHECK(large.state_offset(0) == 0);
  CHECK(large.state_offset(1) == genome_pitch(1'000'000'000));
  CHECK(large.state_offset(3) == 3 * std::ptrdiff_t{genome_pitch(1'000'000'000)});
}

TEST_CASE("gene map: the unit a gene belongs to, and its layer") {
  const auto crew = Serial{}.open();
  const Layout layout = two_slices(2, 2);  // in [2, 2], out [2, 1]
  GeneMapMemory memory(*crew, layout, genome_pitch(6));
  const GeneMap map = memory.map();
  const Index unit[] = {0, 1, 0, 1, 0, 1}, layer[] = {0, 0, 0, 0, 1, 1};
  for (Index g = 0; g < 6; ++g) {
    CHECK(map.unit[g] == unit[g]);
    CHECK(map.layer[g] == layer[g]);
  }
  CHECK(map.unit[6] == -1);  // padding
}
