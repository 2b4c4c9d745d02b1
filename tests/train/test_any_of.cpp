// Different optimizers in one population: each individual trains as its own alone would, bit for bit.

#include <genoprop/train/any_of.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <type_traits>

#include "support/bits.hpp"
#include "support/made.hpp"
#include "support/places.hpp"

#include <genoprop/data/synthetic.hpp>
#include <genoprop/evolve/hyper/draw_optimizer.hpp>
#include <genoprop/evolve/hyper/evolve.hpp>
#include <genoprop/evolve/hyper/together.hpp>
#include <genoprop/evolve/presets.hpp>
#include <genoprop/nn/cross_entropy.hpp>
#include <genoprop/nn/mlp.hpp>
#include <genoprop/train/adam.hpp>
#include <genoprop/train/clip.hpp>
#include <genoprop/train/scheduled.hpp>
#include <genoprop/train/sgd.hpp>
#include <genoprop/train/supervised.hpp>

using namespace genoprop;
using namespace genoprop::support;

namespace {
using Any = AnyOf<Sgd, Adam>;
const Sgd sgd{.rate = 0.125f, .momentum = 0.5f, .decay = 0.01f};
const Adam adam{.rate = 0.0625f, .beta1 = 0.5f};
Any any(Index which) {
  Any a{sgd, adam};
  a.which = which;
  return a;
}

struct Loud {  // its step may throw
  float rate = 0.5f;
  static constexpr Index slots = 3;
  template <class T>
  void operator()(T& w, T g, T* state, std::ptrdiff_t distance, Index age) const {
    state[2 * distance] += T(1);
    w -= T(rate) * g / T(age);
  }
};

const auto rows = parity({.bits = 4});
const Supervised problem{mlp({4, 5, 1}, tanh()), SigmoidCrossEntropy{}, Splits<float>{rows, rows, rows}};
}  // namespace

TEST_CASE("AnyOf: an optimizer, as large and as quiet as its parts; plain data") {
  CHECK(Optimizer<Any>);
  CHECK(Any::slots == 2);
  CHECK(AnyOf<Sgd>::slots == 1);
  CHECK((AnyOf<Adam, Sgd, Loud>::slots == 3));
  CHECK(std::is_trivially_copyable_v<Any>);
  CHECK(std::is_trivially_copyable_v<Prepared<Any>>);
  CHECK(quiet_step<Any, float>);
  CHECK(quiet_step<Prepared<Any>, double>);
  CHECK_FALSE(quiet_step<Prepared<AnyOf<Sgd, Loud>>, double>);
  CHECK_FALSE(quiet_step<AnyOf<Loud, Sgd>, double>);
  CHECK(std::same_as<decltype(AnyOf{Sgd{}, Adam{}}), Any>);
}

TEST_CASE("AnyOf: one step is the chosen one's, in weight and in state") {
  const AnyOf<Sgd, Adam, Loud> three{sgd, adam, Loud{.rate = 0.5f}};
  for (Index which = 0; which < 3; ++which)
    for (const Index age : {1, 2, 30}) {
      CAPTURE(which);
      auto chosen = three;
      chosen.which = which;
      double state[9] = {0.25, 9, 9, 0.5, 9, 9, 0.75, 9, 9}, expected[9], w = 1.5, expected_w = 1.5;  // three slots, 3 apart
      std::copy(std::begin(state), std::end(state), std::begin(expected));
      if (which == 0) sgd(expected_w, 0.7, expected, 3, age);
      if (which == 1) adam(expected_w, 0.7, expected, 3, age);
      if (which == 2) Loud{.rate = 0.5f}(expected_w, 0.7, expected, 3, age);
      prepared(chosen, age)(w, 0.7, state, 3, age);
      CHECK(bits_equal(w, expected_w));
      for (int k = 0; k < 9; ++k) CHECK(bits_equal(state[k], expected[k]));
      w = 1.5;
      double again[9] = {0.25, 9, 9, 0.5, 9, 9, 0.75, 9, 9};
      chosen(w, 0.7, again, 3, age);
      CHECK(bits_equal(w, expected_w));
    }
}

TEST_CASE("AnyOf: a run under one of them is the run of that one alone") {
  const Settings settings{.population = 3, .generations = 4, .steps = 5, .batch = 6, .seed = 2};
  const auto restarts = presets::restarts();
  const auto first = Evolution{problem, any(0), restarts, Threads{.threads = 1}}.fit(settings);
  const auto second = Evolution{problem, any(1), restarts, Threads{.threads = 1}}.fit(settings);
  CHECK(bits_equal(first.population().genes, Evolution{problem, sgd, restarts, Threads{.threads = 1}}.fit(settings).population().genes));
  CHECK(bits_equal(second.population().genes, Evolution{problem, adam, restarts, Threads{.threads = 1}}.fit(settings).population().genes));
  CHECK_FALSE(bits_equal(first.population().genes, second.population().genes));
}

TEST_CASE("AnyOf: each may have a schedule or a limit of its own; a run under one of them is the run of that one alone") {
  const Settings settings{.population = 3, .generations = 4, .steps = 5, .batch = 6, .seed = 2};
  const auto restarts = presets::restarts();
  const Scheduled falls{sgd, Cosine{}};
  const ClipByNorm clips{adam, 0.05f};
  const auto genes = [&](const auto& optimizer) {
    return Evolution{problem, optimizer, restarts, Threads{.threads = 1}}.fit(settings).population().genes;
  };
  AnyOf scheduled{falls, adam};
  static_assert(FollowsTheRun<decltype(scheduled)> && !wants_length<decltype(scheduled)> && !FollowsTheRun<Any> && !wants_length<Any>);
  CHECK(bits_equal(genes(scheduled), genes(falls)));
  CHECK_FALSE(bits_equal(genes(scheduled), genes(sgd)));
  scheduled.which = 1;
  CHECK(bits_equal(genes(scheduled), genes(adam)));
  AnyOf clipped{sgd, clips};
  static_assert(wants_length<decltype(clipped)> && !FollowsTheRun<decltype(clipped)>);
  CHECK(bits_equal(genes(clipped), genes(sgd)));  // its gradients are stored, and not shortened
  CHECK(clipped.shorten(100) == 1);
  clipped.which = 1;
  CHECK(bits_equal(genes(clipped), genes(clips)));
  CHECK_FALSE(bits_equal(genes(clips), genes(adam)));
  CHECK(clipped.shorten(0.1) == 0.5f);
}

TEST_CASE("AnyOf: a schedule in it and one around it both count, and so do two around one optimizer") {
  const Scheduled outer{AnyOf{Scheduled{sgd, Cosine{.least = 0.5f}}, adam}, OneCycle{}};
  const Scheduled twice{Scheduled{sgd, Cosine{.least = 0.5f}}, OneCycle{}};
  float state[2] = {0, 0}, w = 1, expected = 1, two = 1;
  prepared(outer, 1, 0.75)(w, 0.5f, state, 1, 1);
  state[0] = 0;
  prepared(faster(sgd, OneCycle{}(0.75)), 1)(expected, 0.5f, state, 1, 1);
  CHECK(w > expected);  // a shorter step
  state[0] = 0;
  expected = 1;
  prepared(faster(faster(sgd, OneCycle{}(0.75)), Cosine{.least = 0.5f}(0.75)), 1)(expected, 0.5f, state, 1, 1);
  CHECK(bits_equal(w, expected));
  state[0] = 0;
  prepared(twice, 1, 0.75)(two, 0.5f, state, 1, 1);
  CHECK(bits_equal(two, expected));
}

TEST_CASE("AnyOf: parts with a schedule and a limit, drawn, the same everywhere") {
  const auto strategy =
      presets::genetic_bp().with(Together{DrawOptimizer{}, Evolve{&Sgd::rate, {.low = 0.01, .high = 1, .scale = Scale::log}}});
  const AnyOf both{Scheduled{sgd, Cosine{}}, ClipByNorm{adam, 0.05f}};
  const auto result = check_everywhere(problem, both, strategy, {.population = 6, .generations = 5, .steps = 4, .batch = 6, .seed = 1});
  int of_adam = 0;
  for (const Life& l : result.history()[0].lives) of_adam += l.numbers[0] == 1;
  CHECK((of_adam > 0 && of_adam < 6));
  CHECK_THROWS_WITH_AS((AnyOf{Scheduled{sgd, Cosine{.least = 2}}, adam}.check()), "Cosine: least is 2, expected 0 to 1", SettingsError);
  CHECK_THROWS_AS((AnyOf{sgd, ClipByNorm{adam, 0}}.check()), SettingsError);
}

TEST_CASE("AnyOf: both kinds in one population, drawn at the start, inherited; the same everywhere") {
  const auto strategy =
      presets::genetic_bp().with(Together{DrawOptimizer{}, Evolve{&Sgd::rate, {.low = 0.01, .high = 1, .scale = Scale::log}},
                                          Evolve{&Adam::rate, {.low = 0.001, .high = 0.1, .scale = Scale::log}}});
  const Settings settings{.population = 6, .generations = 5, .steps = 4, .batch = 6, .seed = 1};
  const auto result = check_everywhere(problem, any(0), strategy, settings);
  int of_adam = 0, births = 0;
  for (const Life& l : result.history()[0].lives) of_adam += l.numbers[0] == 1;
  CHECK((of_adam > 0 && of_adam < 6));
  for (std::size_t g = 0; g + 1 < result.history().size(); ++g)
    for (const Birth& b : result.history()[g].births) {
      const auto of = [&](std::size_t when, Index slot) { return result.history()[when].lives[static_cast<std::size_t>(slot)].numbers[0]; };
      CHECK(of(g + 1, b.slot) == of(g, b.parents[0]));
      ++births;
    }
  CHECK(births == 16);
}

TEST_CASE("AnyOf: it refuses what its parts refuse, and state crossed between different optimizers") {
  CHECK_NOTHROW(any(1).check());
  CHECK_THROWS_WITH_AS(any(2).check(), "AnyOf: which is 2, expected 0 to 1", SettingsError);
  CHECK_THROWS_AS(any(-1).check(), SettingsError);
  CHECK_THROWS_WITH_AS((Any{Sgd{.rate = -1}, adam}.check()), "Sgd: rate is -1, expected above 0 and finite", SettingsError);
  CHECK_THROWS_WITH_AS((Any{sgd, Adam{.beta1 = 1}}.check()), "Adam: beta1 is 1, expected in [0, 1)", SettingsError);
  CHECK_THROWS_AS((Evolution{problem, Any{sgd, Adam{.beta1 = 1}}}), SettingsError);
  CHECK_THROWS_WITH_AS((Evolution{problem, any(0), presets::standard().with(State::crossed)}),
                       "AnyOf: optimizer state is crossed, expected reset or carried: parents may use different optimizers", SettingsError);
  CHECK_NOTHROW((Evolution{problem, any(0), presets::standard().with(State::carry)}));
}

namespace {
struct Halves {
  static constexpr Index slots = 0;
  void operator()(float& w, float, float*, std::ptrdiff_t, Index) const noexcept { w /= 2; }
};
}  // namespace

TEST_CASE("any of: a higher rate is one of every optimizer; what has no rate stays") {
  const Any both = faster(any(1), 2);
  CHECK(static_cast<const Sgd&>(both).rate == 0.25f);
  CHECK(static_cast<const Adam&>(both).rate == 0.125f);
  CHECK(both.which == 1);
  CHECK(faster(sgd, 1).rate == sgd.rate);
  float w = 8;
  faster(Halves{}, 100)(w, 1, nullptr, 0, 1);
  CHECK(w == 4);
}
