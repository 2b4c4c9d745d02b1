// Births pay for what they look at.

#include <doctest/doctest.h>

#include "support/places.hpp"

#include <genoprop/data/synthetic.hpp>
#include <genoprop/engine/charge.hpp>
#include <genoprop/evolve/mutate/revive_units.hpp>
#include <genoprop/evolve/presets.hpp>
#include <genoprop/nn/cross_entropy.hpp>
#include <genoprop/nn/mlp.hpp>
#include <genoprop/train/sgd.hpp>

using namespace genoprop;
using namespace genoprop::support;

namespace {

const auto rows = parity({.bits = 4});
const Supervised problem{mlp({4, 4, 1}, tanh(), Glorot{}), SigmoidCrossEntropy{}, Splits{rows, rows, rows}};

Birth birth_of(Index parents, Birth::Kind kind = Birth::Kind::bred) {
  Birth birth{.slot = 0, .kind = kind};
  for (Index k = 0; k < parents; ++k) birth.parents.add(k);
  return birth;
}

}  // namespace

TEST_CASE("charge: passes of a birth, counted by hand") {
  const auto standard = presets::standard();
  CHECK(passes_of(standard, birth_of(2), 1) == 2 + 1 + 8);  // both parents, usefulness, candidates
  CHECK(passes_of(standard, birth_of(2), 3) == 2 + 3 + 8);
  CHECK(passes_of(standard, birth_of(1), 1) == 9);
  CHECK(passes_of(standard, birth_of(1, Birth::Kind::copied), 1) == 0);
  CHECK(passes_of(standard, birth_of(0, Birth::Kind::fresh), 1) == 0);
  CHECK(passes_of(standard.with(Aligned<UnitWise>{.by = Alike::weights}), birth_of(2), 1) == 9);
  CHECK(passes_of(standard.with(UnitWise{}).with(NoMutation{}), birth_of(2), 1) == 0);
  CHECK(passes_of(standard.with(ScreenedRedraw{.candidates = 1}), birth_of(2), 1) == 3);
  CHECK(passes_of(standard.with(Aligned{Mean{.parents = 4}}).with(ReviveUnits{}), birth_of(4), 2) == 2 * 3 + 2);
}

TEST_CASE("charge: whole generations of a slot are paid, and one is left to train") {
  const auto standard = presets::standard();
  Plan plan;
  for (int k = 0; k < 3; ++k) plan.births.push_back(birth_of(2));
  Clock clock{.steps = 10, .spent = 100, .budget = 200};
  BirthCharge full(problem, full_batch, 1);  // a pass is a third of a step: three births are 11 steps
  full.add(plan, standard);
  full.pay(clock);
  CHECK(clock.spent == 110);
  full.pay(clock);
  CHECK(clock.spent == 110);         // one step is owed
  BirthCharge small(problem, 4, 1);  // 16 rows are four batches: 44 steps
  for (int k = 0; k < 2; ++k) small.add(plan, standard);
  small.pay(clock);
  CHECK(clock.spent == 190);  // of 200: the last ten steps are for training
  clock.spent = 0;
  small.pay(clock);
  CHECK(clock.spent == 0);  // 88 - 80 are less than a generation
  Clock none{.steps = 0, .spent = 3, .budget = 200};
  for (int k = 0; k < 9; ++k) small.add(plan, standard);
  small.pay(none);
  CHECK(none.spent == 3);
}

TEST_CASE("charge: steps and births are the budget, whatever the seed and the place") {
  std::size_t all = 0;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    CAPTURE(seed);
    const Settings settings{.population = 6, .generations = 40, .steps = 5, .batch = full_batch, .seed = seed};
    const auto run = Evolution{problem, Sgd{.rate = 0.3f, .momentum = 0.9f}, presets::standard(), Serial{}}.fit(settings);
    std::int64_t trained = 0, births = 0;
    for (const Report& r : run.history()) {
      trained += r.active * 5;
      for (const Birth& b : r.births) births += passes_of(presets::standard(), b, 1);
    }
    CHECK(run.history().back().steps == 6 * 40 * 5);
    const double owed = static_cast<double>(births) / 3, paid = 6 * 40 * 5 - static_cast<double>(trained);
    CHECK(paid <= owed);
    CHECK(paid > owed - 5);
    all += static_cast<std::size_t>(births);
  }
  CHECK(all > 0);
  check_everywhere(problem, Sgd{.rate = 0.3f, .momentum = 0.9f}, presets::standard(),
                   {.population = 6, .generations = 20, .steps = 5, .batch = full_batch, .seed = 3});
}
