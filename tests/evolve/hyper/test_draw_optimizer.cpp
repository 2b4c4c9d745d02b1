#include <genoprop/evolve/hyper/draw_optimizer.hpp>

#include <doctest/doctest.h>

#include <cmath>

#include "support/lives.hpp"

#include <genoprop/evolve/hyper/evolve.hpp>
#include <genoprop/evolve/hyper/together.hpp>
#include <genoprop/evolve/strategy.hpp>
#include <genoprop/train/adam.hpp>
#include <genoprop/train/any_of.hpp>
#include <genoprop/train/sgd.hpp>

using namespace genoprop;
using namespace genoprop::support;

using Any = AnyOf<Sgd, Adam>;

TEST_CASE("DrawOptimizer: each as likely at the start; a child has its first parent's, unless it draws again") {
  CHECK(HyperOf<DrawOptimizer, Any>);
  CHECK_FALSE(HyperOf<DrawOptimizer, Sgd>);
  constexpr int trials = 10'000;
  int adam = 0, changed = 0;
  for (int seed = 0; seed < trials; ++seed) {
    Draw draw = draw_of(static_cast<std::uint64_t>(seed), Purpose::hyper);
    const Any first = DrawOptimizer{}.start(Any{}, draw);
    REQUIRE((first.which == 0 || first.which == 1));
    adam += first.which;
    Any second = first;
    second.which = 1 - first.which;
    CHECK(DrawOptimizer{}(first, second, draw).which == first.which);
    changed += DrawOptimizer{.again = 0.5f}(first, second, draw).which != first.which;
  }
  CHECK(std::abs(adam / double(trials) - 0.5) < five_sigma(0.5, trials));
  CHECK(std::abs(changed / double(trials) - 0.25) < five_sigma(0.25, trials));
}

TEST_CASE("DrawOptimizer: shown, never set; numbers of any of the optimizers evolve beside it") {
  const Together all{DrawOptimizer{}, Evolve{&Adam::rate, {.low = 0.01, .high = 0.1}}};
  Any any{};
  any.which = 1;
  const ShownNumbers shown = numbers_in(all, any);
  CHECK(shown[0] == 1);
  CHECK(shown[1] == 0.001f);
  CHECK(all.with_value(any, 0, 0).which == 1);
  CHECK(all.with_value(any, 1, 0.05f).Adam::rate == 0.05f);
  CHECK(all.with_value(any, 1, 0.05f).Sgd::rate == Sgd{}.rate);
}

TEST_CASE("DrawOptimizer: refusals") {
  CHECK_THROWS_WITH_AS(DrawOptimizer{.again = 2}.check(), "DrawOptimizer: again is 2, expected in [0, 1]", SettingsError);
  CHECK_THROWS_AS(DrawOptimizer{.again = NAN}.check(), SettingsError);
  const auto strategy = Strategy<>{}.with(DrawOptimizer{.again = 0.5f});
  CHECK_NOTHROW(strategy.check());
  CHECK_THROWS_WITH_AS(strategy.with(State::carry).check(),
                       "DrawOptimizer: again is 0.5 while children inherit optimizer state, expected 0 or State::reset", SettingsError);
  CHECK_NOTHROW(Strategy<>{}.with(DrawOptimizer{}).with(State::carry).check());
  CHECK_THROWS_AS(Strategy<>{}.with(Together{DrawOptimizer{.again = 0.5f}}).with(State::carry).check(), SettingsError);
}
