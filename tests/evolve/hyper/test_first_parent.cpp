#include <genoprop/evolve/hyper/first_parent.hpp>

#include <doctest/doctest.h>

#include <genoprop/train/adam.hpp>
#include <genoprop/train/sgd.hpp>

using namespace genoprop;

TEST_CASE("first parent: its numbers, whatever the second parent and the draw") {
  CHECK(HyperOf<FirstParent, Sgd>);
  CHECK(HyperOf<FirstParent, Adam>);
  Draw draw(1, {.purpose = Purpose::hyper});
  const Sgd child = FirstParent{}(Sgd{.rate = 0.25f, .momentum = 0.5f}, Sgd{.rate = 4.0f}, draw);
  CHECK(child.rate == 0.25f);
  CHECK(child.momentum == 0.5f);
}
