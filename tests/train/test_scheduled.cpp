#include <genoprop/train/scheduled.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "support/made.hpp"
#include "support/near.hpp"
#include "support/places.hpp"

#include <genoprop/data/synthetic.hpp>
#include <genoprop/evolve/batching.hpp>
#include <genoprop/evolve/presets.hpp>
#include <genoprop/nn/cross_entropy.hpp>
#include <genoprop/nn/sequential.hpp>
#include <genoprop/train/adam.hpp>
#include <genoprop/train/any_of.hpp>
#include <genoprop/train/sgd.hpp>

using namespace genoprop;
using namespace genoprop::support;

TEST_CASE("schedules by hand") {
  CHECK(Constant{}(0.7) == 1);
  const StepDown down{.factor = 0.5f, .every = 0.25};
  CHECK(down(0) == 1);
  CHECK(down(0.24) == 1);
  CHECK(down(0.25) == 0.5f);
  CHECK(down(0.8) == 0.125f);
  for (int k = 0; k <= 10; ++k) CHECK(StepDown{.factor = 0.5f, .every = 0.1}(k / 10.0) == std::pow(0.5f, k));  // 3 times 0.1 is above 0.3
  for (int k = 0; k <= 1000; ++k) CHECK(StepDown{.factor = 0.99f, .every = 0.001}(k / 1000.0) == doctest::Approx(std::pow(0.99, k)));
  CHECK(StepDown{.factor = 0.5f, .every = 0.3}(0.6 - 1e-6) == 0.5f);
  CHECK(Cosine{}(0) == 1);
  CHECK(near(Cosine{}(0.5), 0.5, 1e-7));
  CHECK(near(Cosine{}(1), 0.0, 1e-7));
  CHECK(near(Cosine{.least = 0.2f}(1.0 / 3), 0.2 + 0.8 * 0.75, 1e-7));
  const OneCycle cycle{.first = 0.2f, .last = 0.1f, .peak = 0.25f};
  CHECK(near(cycle(0), 0.2, 1e-7));
  CHECK(near(cycle(0.125), 0.6, 1e-7));
  CHECK(cycle(0.25) == 1);
  CHECK(near(cycle(0.625), 0.55, 1e-7));
  CHECK(near(cycle(1), 0.1, 1e-7));
  const WarmUp warm{.share = 0.5f, .from = 0.2f, .then = Cosine{}};
  CHECK(near(warm(0), 0.2, 1e-7));
  CHECK(near(warm(0.25), 0.6, 1e-7));
  CHECK(warm(0.5) == 1);
  CHECK(near(warm(0.75), 0.5, 1e-7));
  CHECK(WarmUp<>{}(0) == 0.1f);  // unless said, no step is one of rate 0
}

TEST_CASE("Scheduled: the individual's own rate times the factor; everything else stays; state and numbers are the optimizer's") {
  using S = Scheduled<Sgd, StepDown>;
  const S o{Sgd{.rate = 0.5f, .momentum = 0.25f}, StepDown{.factor = 0.5f, .every = 0.5}};
  CHECK(S::slots == Sgd::slots);
  CHECK(prepared(o, 1, 0.0).rate == 0.5f);
  CHECK(prepared(o, 1, 0.6).rate == 0.25f);
  CHECK(prepared(o, 1, 0.6).momentum == 0.25f);
  CHECK(prepared(faster(o, 4.0f), 1, 0.6).rate == 1);
  float S::*rate = &Sgd::rate;
  CHECK(o.*rate == 0.5f);
  const Scheduled adam{Adam{.rate = 0.5f}, StepDown{.factor = 0.5f, .every = 0.5}};
  CHECK(prepared(adam, 3, 0.6).rate == 0.25f);
  CHECK(prepared(adam, 3, 0.6).first == Adam{}.at(3).first);
  CHECK(decltype(adam)::odd_slots == 1);
  const Scheduled any{AnyOf{Sgd{.rate = 0.5f}, Adam{}}, StepDown{.factor = 0.5f, .every = 0.5}};
  double w = 0, state[2] = {0, 0};
  prepared(any, 1, 0.6)(w, 1.0, state, 1, 1);
  CHECK(w == -0.25);
}

namespace {
/// adds the rate to w and leaves the gradient out
struct Counting {
  float rate = 1;
  static constexpr Index slots = 1;
  template <class T>
  GENOPROP_HD void operator()(T& w, T, T*, std::ptrdiff_t, Index) const noexcept {
    w += T(rate);
  }
};
struct Line {  // 1, then down to 0
  GENOPROP_HD float operator()(double share) const noexcept { return static_cast<float>(1 - share); }
};
}  // namespace

TEST_CASE("a run: the schedule goes from its first step to its last, over all generations, however many mini-batches a step takes") {
  const Made nothing{.value = [](Made::Genome) { return 0.0; }};
  const auto run = [&](const auto& strategy, Index generations, Index steps) {
    const Settings settings{.population = 1, .generations = generations, .steps = steps, .batch = full_batch, .seed = 1};
    const Evolution evolution{nothing, Scheduled{Counting{}, Line{}}, strategy, Threads{.threads = 1}};
    const auto start = Evolution{nothing, Counting{.rate = 0}, strategy, Threads{.threads = 1}}.fit(settings);
    const auto end = evolution.fit(settings);
    return static_cast<double>(end.population().genes(0, 0)) - static_cast<double>(start.population().genes(0, 0));
  };
  // 1 + 9/10 + ... + 1/10
  CHECK(near(run(presets::plain_bp(), 1, 10), 5.5, 1e-5));
  CHECK(near(run(presets::plain_bp(), 5, 2), 5.5, 1e-5));
  CHECK(near(run(presets::plain_bp().with(Minibatches{.count = 4}), 5, 2), 5.5, 1e-5));
}

TEST_CASE("Scheduled: the same bits everywhere") {
  const auto rows = parity({.bits = 4});
  const Supervised problem{sequential(input(4), dense(5), tanh(), dense(2)), SoftmaxCrossEntropy{}, Splits<float>{rows, rows, rows}};
  check_everywhere(problem, Scheduled{Sgd{.rate = 0.3f, .momentum = 0.9f}, WarmUp{.share = 0.1f, .then = Cosine{}}}, presets::standard(),
                   {.population = 4, .generations = 6, .steps = 5, .batch = 8, .seed = 3});
}

TEST_CASE("schedules: numbers out of range are refused") {
  CHECK_NOTHROW(Scheduled{Sgd{}, WarmUp<Cosine>{}}.check());
  CHECK_THROWS_WITH_AS(StepDown{.factor = 0}.check(), "StepDown: factor is 0, expected above 0, at most 1", SettingsError);
  CHECK_THROWS_WITH_AS(StepDown{.every = 0}.check(), "StepDown: every is 0, expected 0.001 to 1", SettingsError);
  CHECK_THROWS_WITH_AS(Cosine{.least = 2}.check(), "Cosine: least is 2, expected 0 to 1", SettingsError);
  CHECK_THROWS_WITH_AS(OneCycle{.peak = 1}.check(), "OneCycle: peak is 1, expected above 0 and below 1", SettingsError);
  CHECK_THROWS_WITH_AS(OneCycle{.first = -1}.check(), "OneCycle: first is -1, expected 0 to 1", SettingsError);
  CHECK_THROWS_AS(OneCycle{.last = NAN}.check(), SettingsError);
  CHECK_THROWS_WITH_AS(WarmUp<>{.share = 0}.check(), "WarmUp: share is 0, expected above 0 and below 1", SettingsError);
  CHECK_THROWS_AS(WarmUp<>{.from = -1}.check(), SettingsError);
  const Scheduled inner{Sgd{}, WarmUp<Cosine>{.then = {.least = 3}}};
  const Scheduled outer{Sgd{.rate = 0}, Constant{}};
  CHECK_THROWS_AS(inner.check(), SettingsError);
  CHECK_THROWS_AS(outer.check(), SettingsError);
}
