#include <genoprop/evolve/hyper/together.hpp>

#include <doctest/doctest.h>

#include <cmath>

#include "support/lives.hpp"

#include <genoprop/evolve/hyper/evolve.hpp>
#include <genoprop/evolve/hyper/first_parent.hpp>
#include <genoprop/train/adam.hpp>
#include <genoprop/train/sgd.hpp>

using namespace genoprop;
using namespace genoprop::support;

namespace {
const auto rate = Evolve{&Sgd::rate, {.low = 1e-3, .high = 1, .scale = Scale::log}};
const auto momentum = Evolve{&Sgd::momentum, {.low = 0, .high = 0.99}, Resample{.chance = 1}};
struct SecondsDecay {  // another kind: it takes a number from the second parent
  using hyper = void;
  Sgd operator()(const Sgd& first, const Sgd& second, Draw&) const {
    Sgd child = first;
    child.decay = second.decay;
    return child;
  }
};
}  // namespace

TEST_CASE("Together: one after the other, words in that order, each sees the second parent as it is") {
  const Together all{rate, momentum, SecondsDecay{}};
  CHECK(HyperOf<decltype(all), Sgd>);
  CHECK_FALSE(HyperOf<decltype(all), Adam>);
  const Sgd a{.rate = 0.1f, .momentum = 0.5f, .decay = 0.25f}, b{.rate = 0.2f, .momentum = 0.9f, .decay = 0.125f};
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Draw draw = draw_of(seed, Purpose::hyper), again = draw;
    const Sgd child = all(a, b, draw);
    CHECK(child.rate == rate(a, b, again).rate);
    CHECK(child.momentum == momentum(a, b, again).momentum);
    CHECK(child.decay == 0.125f);
    CHECK(draw.bits() == again.bits());
    const Sgd first = all.start(a, draw);
    again = draw_of(seed, Purpose::hyper);
    for (int k = 0; k < 4; ++k) again.bits();
    CHECK(first.rate == rate.start(a, again).rate);
    CHECK(first.momentum == momentum.start(a, again).momentum);
    CHECK(first.decay == 0.25f);
  }
}

TEST_CASE("Together: numbers are shown and set in order; a policy that shows none is passed over") {
  const Together all{rate, FirstParent{}, momentum};
  CHECK(numbers_of<decltype(all)> == 2);
  const Sgd sgd{.rate = 0.1f, .momentum = 0.5f};
  const ShownNumbers shown = numbers_in(all, sgd);
  CHECK(shown[0] == 0.1f);
  CHECK(shown[1] == 0.5f);
  CHECK(std::isnan(shown[2]));
  CHECK(std::isnan(shown[3]));
  CHECK(all.with_value(sgd, 0, 0.25f).rate == 0.25f);
  CHECK(all.with_value(sgd, 0, 0.25f).momentum == 0.5f);
  CHECK(all.with_value(sgd, 1, 0.25f).momentum == 0.25f);
  CHECK(all.with_value(sgd, 1, 0.25f).rate == 0.1f);
}

TEST_CASE("Together: every part refuses what it refuses alone") {
  CHECK_NOTHROW(Together{rate, momentum}.check());
  CHECK_THROWS_WITH_AS((Together{rate, Evolve{&Sgd::momentum, {.low = 1, .high = 0}}}.check()),
                       "Evolve: bounds are 1 to 0, expected two finite numbers, the lower one first", SettingsError);
  CHECK_THROWS_AS((Together{Evolve{&Sgd::momentum, {.low = 1, .high = 0}}, rate}.check()), SettingsError);
}
