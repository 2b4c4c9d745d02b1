#include <doctest/doctest.h>

#include <cmath>

#include <genoprop/evolve/select/tournament.hpp>
#include <genoprop/evolve/select/wheel.hpp>

#include "support/lives.hpp"

using namespace genoprop;

TEST_CASE("wheel: pockets 4, 3, 2, 1: a pointer lies behind as many as end before it, to the bit") {
  const std::vector<double> pockets{4, 3, 2, 1};
  for (const auto& [turn, k] : {std::pair{0.0, 0}, {0.39, 0}, {0.4, 1}, {0.69, 1}, {0.7, 2}, {0.89, 2}, {0.91, 3}, {0.999999, 3}})
    CHECK(pocket_at(pockets, turn) == k);
  CHECK(pocket_at({0.5, 0.25, 0.25}, 0.5) == 1);
  CHECK(pocket_at({0.5, 0.25, 0.25}, std::nextafter(0.5, 0.0)) == 0);
}

TEST_CASE("wheel: a pocket of no width is never met; where all have none, all are alike") {
  for (double turn = 0; turn < 1; turn += 1.0 / 64) {
    CHECK(pocket_at({0, 1, 0}, turn) == 1);
    CHECK(pocket_at({0, 0, 0, 0}, turn) == static_cast<Index>(4 * turn));
  }
  CHECK(pocket_at({0, 0, 0, 0}, 1.0) == 3);  // never past the last, whatever rounding made of the pointer
  CHECK(pocket_at({1, 1}, 1.0) == 1);
}

TEST_CASE("wheel: a selection without pockets is not proportional") {
  CHECK_FALSE(Proportional<Tournament>);
  CHECK_FALSE(Proportional<int>);
}
