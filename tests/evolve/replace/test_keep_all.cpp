#include <doctest/doctest.h>

#include <genoprop/evolve/replace/keep_all.hpp>

#include "support/lives.hpp"

using namespace genoprop;
using namespace genoprop::support;

TEST_CASE("keep all: nobody is replaced") {
  const auto lives = lives_of({0.4, 0.1, 0.9});
  for (Index slot = 0; slot < 3; ++slot) CHECK(KeepAll{}(slot, Ranking(lives, Ranking::By::now), Clock{}).kind == Fate::Kind::keep);
}
