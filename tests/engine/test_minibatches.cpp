// Steps of several mini-batches: the same bits whoever computes them.

#include <doctest/doctest.h>

#include <cmath>

#include "support/made.hpp"
#include "support/places.hpp"

#include <genoprop/data/synthetic.hpp>
#include <genoprop/evolve/batching.hpp>
#include <genoprop/evolve/presets.hpp>
#include <genoprop/nn/cross_entropy.hpp>
#include <genoprop/nn/dropout.hpp>
#include <genoprop/nn/residual.hpp>
#include <genoprop/nn/sequential.hpp>
#include <genoprop/train/sgd.hpp>

using namespace genoprop;
using namespace genoprop::support;

namespace {

const auto rows = parity({.bits = 4});
const Supervised problem{sequential(input(4), dense(5), tanh(), dense(1)), SigmoidCrossEntropy{}, Splits{rows, rows, rows}};
const Sgd optimizer{.rate = 0.3f, .momentum = 0.9f};
const auto plain = presets::plain_bp();

/// slot 0 trains on, the others rest from the second generation on
struct OneGoesOn {
  Fate operator()(Index slot, const Ranking&, const Clock&) const { return slot == 0 ? keep_mine : rest_here; }
};
struct TooMany {
  Index minibatches(Index, Index) const { return 9; }
  Index most(Index) const { return 8; }
};
struct Broken : std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace

TEST_CASE("mini-batches: the same bits on any threads, workers and instruction sets") {
  for (const Index population : {1, 2, 5})
    for (const Index count : {3, 8}) {
      CAPTURE(population);
      CAPTURE(count);
      check_everywhere(problem, optimizer, plain.with(Minibatches{.count = count}),
                       {.population = population, .generations = 3, .steps = 5, .batch = 6, .seed = 3});
    }
}

TEST_CASE("mini-batches: one of them is the plain step, bit for bit; copies of one batch average to it") {
  const Settings own{.population = 2, .generations = 3, .steps = 5, .batch = 6, .seed = 3},
      all{.population = 2, .generations = 3, .steps = 5, .batch = full_batch, .seed = 3};
  const auto same = [&](const Settings& s, Index count) {
    const auto a = Evolution{problem, optimizer, plain, Serial{}}.fit(s);
    const auto b = Evolution{problem, optimizer, plain.with(Minibatches{.count = count}), Threads{.threads = 3}}.fit(s);
    CHECK(bits_equal(a.population().genes, b.population().genes));
    CHECK(bits_equal(a.population().state, b.population().state));
    CHECK(b.history().back().steps == count * a.history().back().steps);
  };
  same(own, 1);
  same(all, 4);  // a power of two: sums and mean are exact
}

TEST_CASE("mini-batches: every one has rows of its own, and the mean is taken") {
  const Settings s{.population = 1, .generations = 1, .steps = 1, .batch = 6, .seed = 3};
  const auto start = Population<float>::from(Evolution{problem, optimizer, plain, Serial{}}
                                                 .fit({.population = 1, .generations = 1, .steps = 0, .batch = full_batch, .seed = 9})
                                                 .population()
                                                 .genes);
  const auto after = [&](Index count) {
    return Evolution{problem, Sgd{.rate = 1}, plain.with(Minibatches{.count = count}), Serial{}}.fit(s, start).population().genes;
  };
  const auto one = after(1), two = after(2), three = after(3);
  // two steps from the same start: the second mini-batch alone is 2 * two - one, the third 3 * three - 2 * two
  double first = 0, second = 0, third = 0, apart = 0;
  for (std::size_t g = 0; g < one.size(); ++g) {
    const double w = double(start.genes(0, g)), a = double(one(0, g)) - w, b = 2 * (double(two(0, g)) - w) - a,
                 c = 3 * (double(three(0, g)) - w) - a - b;
    first += a * a;
    second += b * b;
    third += c * c;
    apart += (a - b) * (a - b);
  }
  CHECK(apart > 1e-3 * first);  // other rows
  for (const double length : {second, third}) {
    CHECK(length > 0.05 * first);  // a gradient of the same kind
    CHECK(length < 20 * first);
  }
}

TEST_CASE("mini-batches: slots at rest give their share to those that train, and the budget counts them") {
  const auto s = plain.with(OneGoesOn{}).with(HelpTheActive{});
  const auto run = check_everywhere(problem, optimizer, s, {.population = 4, .generations = 5, .steps = 6, .batch = 6, .seed = 3});
  REQUIRE(run.history().size() == 5);
  for (std::size_t g = 0; g < 5; ++g) {
    CHECK(run.history()[g].active == (g == 0 ? 4 : 1));
    CHECK(run.history()[g].steps == 24 * static_cast<std::int64_t>(g + 1));
  }
  const auto limited = Evolution{problem, optimizer, s.with(HelpTheActive{.limit = 3}), Threads{.threads = 2}}.fit(
      {.population = 4, .generations = 5, .steps = 6, .batch = 6, .seed = 3});
  CHECK(limited.history()[1].steps == 24 + 18);
  CHECK(limited.history().back().steps == 120);  // the last step takes what is left: 96 = 5 * 18 + 6
  CHECK(limited.history().size() == 7);
}

TEST_CASE("mini-batches: helped steps are longer: the root of their number, or as rate_power says") {
  CHECK(HelpTheActive{}.rate_factor(1) == 1);
  CHECK(HelpTheActive{}.rate_factor(16) == 4);
  CHECK(HelpTheActive{.rate_power = 0}.rate_factor(16) == 1);
  CHECK(HelpTheActive{.rate_power = 1}.rate_factor(16) == doctest::Approx(16));
  // gradients that are the same whatever the rows: the mean is one of them, so four are one step at twice the rate
  const MadeWithRows bowl{};
  const Settings all{.population = 4, .generations = 1, .steps = 5, .batch = 6, .seed = 3};
  Settings two = all;
  two.generations = 2;
  const auto s = plain.with(OneGoesOn{}).with(HelpTheActive{});
  const auto run = check_everywhere(bowl, optimizer, s, two);
  const auto first = Evolution{bowl, optimizer, s, Serial{}}.fit(all);
  Sgd twice = optimizer;
  twice.rate *= 2;
  const auto alone = Evolution{bowl, twice, plain, Serial{}}.fit(all, first.population().with(twice));
  for (std::size_t g = 0; g < run.population().genes.shape(1); ++g) CHECK(run.population().genes(0, g) == alone.population().genes(0, g));
}

TEST_CASE("mini-batches: nobody can be helped with full batches, or on an objective without rows: a step is one, at the rate as given") {
  const auto alone = plain.with(OneGoesOn{});
  const auto check = [&](const auto& objective, Index batch) {
    const Settings s{.population = 4, .generations = 3, .steps = 5, .batch = batch, .seed = 3};
    const auto a = Evolution{objective, optimizer, alone, Serial{}}.fit(s);
    const auto b = Evolution{objective, optimizer, alone.with(HelpTheActive{}), Threads{.threads = 3}}.fit(s);
    check_same_run(b, a);
    CHECK(b.history().size() == 9);  // 20, and then 5 a generation of 60 steps
    CHECK(b.history()[1].steps == 25);
  };
  check(problem, full_batch);
  check(MadeWithRows{}, full_batch);
  check(Made{}, full_batch);
  check(Made{}, 6);
}

TEST_CASE("mini-batches: full batches of a network with dropout are not the same, also inside a block: those that train are helped") {
  const auto alone = plain.with(OneGoesOn{});
  const Settings s{.population = 4, .generations = 3, .steps = 5, .batch = full_batch, .seed = 3};
  const auto check = [&](const auto& net, bool helps) {
    const Supervised dropped{net, SigmoidCrossEntropy{}, Splits{rows, rows, rows}};
    CHECK(dropped.draws() == helps);
    const auto helped = check_everywhere(dropped, optimizer, alone.with(HelpTheActive{}), s);
    CHECK(helped.history().size() == (helps ? 3 : 9));  // 20 a generation, or 5 where one trains alone
    CHECK(helped.history()[1].steps == (helps ? 40 : 25));
  };
  check(sequential(input(4), dense(6), tanh(), dropout(0.5f), dense(1)), true);
  check(sequential(input(4), dense(6), tanh(), residual(dropout(0.5f), dense(6)), dense(1)), true);
  check(sequential(input(4), dense(6), tanh(), dropout(0), dense(1)), false);
}

TEST_CASE("mini-batches: every full batch has a dropout of its own") {
  const Supervised dropped{sequential(input(4), dense(6), tanh(), dropout(0.5f), dense(1)), SigmoidCrossEntropy{},
                           Splits{rows, rows, rows}};
  const Settings s{.population = 1, .generations = 1, .steps = 1, .batch = full_batch, .seed = 3};
  const auto start = Population<float>::from(Evolution{dropped, optimizer, plain, Serial{}}
                                                 .fit({.population = 1, .generations = 1, .steps = 0, .batch = full_batch, .seed = 9})
                                                 .population()
                                                 .genes);
  const auto after = [&](Index count) {
    return Evolution{dropped, Sgd{.rate = 1}, plain.with(Minibatches{.count = count}), Serial{}}.fit(s, start).population().genes;
  };
  CHECK_FALSE(bits_equal(after(1), after(2)));
  CHECK_FALSE(bits_equal(after(2), after(4)));
}

TEST_CASE("mini-batches: what one member of a team throws arrives at fit, and nobody waits") {
  const Made breaks{.slope = [](Made::Genome w, std::span<double> g) {
    static thread_local int calls = 0;
    if (++calls == 5) {
      calls = 0;
      throw Broken("gradient");
    }
    for (std::size_t k = 0; k < w.size(); ++k) g[k] = w[k];
  }};
  const auto s = strategy(MadeSelect{}, MadeCross{}, MadeMutate{}, MadeReplace{}, Pool::now).with(Minibatches{.count = 4});
  for (const Index threads : {1, 2, 3, 7})
    for (int again = 0; again < 20; ++again)
      CHECK_THROWS_AS((Evolution{breaks, Sgd{}, s, Threads{.threads = threads}}.fit(
                          {.population = 2, .generations = 3, .steps = 8, .batch = full_batch, .seed = 2})),
                      Broken);
}

TEST_CASE("mini-batches: refusals") {
  CHECK_THROWS_WITH_AS(Minibatches{.count = 0}.check(), "Minibatches: count is 0, expected 1 to 256", SettingsError);
  CHECK_THROWS_WITH_AS(Minibatches{.count = 257}.check(), "Minibatches: count is 257, expected 1 to 256", SettingsError);
  CHECK_THROWS_WITH_AS(HelpTheActive{.rate_power = 2}.check(), "HelpTheActive: rate_power is 2, expected in [0, 1]", SettingsError);
  CHECK_THROWS_AS(HelpTheActive{.rate_power = NAN}.check(), SettingsError);
  CHECK_THROWS_WITH_AS(HelpTheActive{.limit = 0}.check(), "HelpTheActive: limit is 0, expected 1 to 256", SettingsError);
  CHECK_THROWS_WITH_AS(
      (Evolution{problem, optimizer, plain.with(TooMany{}), Serial{}}.fit({.population = 1, .generations = 1, .steps = 1, .batch = 6})),
      "Evolution: batching asks for 9 mini-batches a step, expected 1 to 8", SettingsError);
}
