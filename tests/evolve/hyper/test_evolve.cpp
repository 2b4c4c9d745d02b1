// Numbers of optimizers that evolve: by hand, over seeds, never out of bounds, in a run.

#include <genoprop/evolve/hyper/evolve.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <set>

#include "support/lives.hpp"
#include "support/made.hpp"
#include "support/near.hpp"
#include "support/places.hpp"

#include <genoprop/evolve/cross/copy.hpp>
#include <genoprop/evolve/mutate/nothing.hpp>
#include <genoprop/evolve/presets.hpp>
#include <genoprop/evolve/select/truncation.hpp>
#include <genoprop/train/adam.hpp>
#include <genoprop/train/sgd.hpp>

using namespace genoprop;
using namespace genoprop::support;

namespace {

struct Wide {  // an optimizer of a user's own: its number is a double
  double rate = 0.5;
  double other = 7;
};
constexpr Bounds rates{.low = 1e-4, .high = 1, .scale = Scale::log};

struct Far {  // a change that knows no bounds
  double by;
  double operator()(double value, const Bounds&, Draw&) const { return value + by; }
};

}  // namespace

TEST_CASE("Evolve: it is a policy of the optimizers that have the member") {
  const auto rate = Evolve{&Sgd::rate, {.low = 1e-4, .high = 1, .scale = Scale::log}};
  CHECK(HyperOf<decltype(rate), Sgd>);
  CHECK_FALSE(HyperOf<decltype(rate), Adam>);
  CHECK(HyperOf<Evolve<Wide, double>, Wide>);
}

TEST_CASE("Factors: 0.8 or 1.2 of the first parent's number, as the first word says; nothing else changes") {
  const auto evolve = Evolve{&Wide::rate, {.low = 0.1, .high = 10}};
  int up = 0;
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    Draw draw = draw_of(seed, Purpose::hyper), again = draw;
    const Wide child = evolve(Wide{.rate = 2, .other = 3}, Wide{.rate = 5, .other = 6}, draw);
    const double factor = again.unit() < 0.5f ? 0.8 : 1.2;
    CHECK(child.rate == 2 * factor);
    CHECK(child.other == 3);
    CHECK(draw.bits() == again.bits());
    up += factor > 1;
  }
  CHECK(std::abs(up / 1000.0 - 0.5) < five_sigma(0.5, 1000));
}

TEST_CASE("LogNormal: the logarithm moves by N(0, sigma^2)") {
  const auto evolve = Evolve{&Wide::rate, {.low = 1e-12, .high = 1e12}, LogNormal{.sigma = 0.3}};
  constexpr int trials = 20'000;
  double sum = 0, square = 0;
  for (int seed = 0; seed < trials; ++seed) {
    Draw draw = draw_of(static_cast<std::uint64_t>(seed), Purpose::hyper), again = draw;
    const double moved = std::log(evolve(Wide{}, Wide{}, draw).rate / 0.5);
    CHECK(near(moved, 0.3 * static_cast<double>(again.normal()), 1e-14));
    sum += moved;
    square += moved * moved;
  }
  CHECK(std::abs(sum / trials) < 5 * 0.3 / std::sqrt(trials));
  CHECK(std::abs(square / trials - 0.09) < 5 * 0.09 * std::sqrt(2.0 / trials));
}

TEST_CASE("Resample: with its chance, uniform on the scale; otherwise the number stays") {
  const auto evolve = Evolve{&Wide::rate, {.low = 0.01, .high = 100, .scale = Scale::log}, Resample{.chance = 0.25}};
  constexpr int trials = 20'000;
  int fresh = 0, below = 0;
  for (int seed = 0; seed < trials; ++seed) {
    Draw draw = draw_of(static_cast<std::uint64_t>(seed), Purpose::hyper);
    const double rate = evolve(Wide{}, Wide{}, draw).rate;
    fresh += rate != 0.5;
    below += rate != 0.5 && rate < 0.1;  // a quarter of the decades
  }
  CHECK(std::abs(fresh / double(trials) - 0.25) < five_sigma(0.25, trials));
  CHECK(std::abs(below / double(fresh) - 0.25) < five_sigma(0.25, fresh));
}

TEST_CASE("start: drawn within the bounds, on their scale; or the given number") {
  constexpr int trials = 20'000;
  int low_log = 0, low_linear = 0;
  for (int seed = 0; seed < trials; ++seed) {
    Draw a = draw_of(static_cast<std::uint64_t>(seed), Purpose::hyper), b = a, again = a;
    const float rate = Evolve{&Sgd::rate, rates}.start(Sgd{}, a).rate;
    const double share = Evolve{&Wide::rate, {.low = -1, .high = 3}}.start(Wide{}, b).rate;
    const auto u = static_cast<double>(again.unit());
    CHECK(near(static_cast<double>(rate), std::pow(10.0, -4 + 4 * u), 1e-7));
    CHECK(near(share, -1 + 4 * u, 1e-15));
    low_log += rate < 0.001f;
    low_linear += share < 0;
  }
  CHECK(std::abs(low_log / double(trials) - 0.25) < five_sigma(0.25, trials));
  CHECK(std::abs(low_linear / double(trials) - 0.25) < five_sigma(0.25, trials));
  Draw draw = draw_of(1, Purpose::hyper);
  const auto kept = Evolve{&Sgd::rate, rates, Factors{}, FirstNumber::given};
  CHECK(kept.start(Sgd{.rate = 0.5f}, draw).rate == 0.5f);
  CHECK(kept.start(Sgd{.rate = 5.0f}, draw).rate == 1);  // never out of bounds
}

TEST_CASE("burn-in: births of the first so many generations change no number, and draw as many words") {
  Evolve evolve{&Wide::rate, {.low = 0.1, .high = 10}, Factors{}, FirstNumber::drawn, 3};
  for (std::uint32_t generation = 0; generation < 8; ++generation)
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
      const Site site{.purpose = Purpose::hyper, .time = generation};
      Draw draw(seed, site), again(seed, site);
      const double factor = again.unit() < 0.5f ? 0.8 : 1.2;
      CHECK(evolve(Wide{.rate = 2}, Wide{.rate = 5}, draw).rate == (generation < 3 ? 2 : 2 * factor));
      CHECK(draw.bits() == again.bits());
    }
  Draw first = draw_of(1, Purpose::hyper), same = first;
  CHECK(evolve.start(Wide{}, first).rate == Evolve{&Wide::rate, {.low = 0.1, .high = 10}}.start(Wide{}, same).rate);
  evolve.burn_in = -1;
  CHECK_THROWS_WITH_AS(evolve.check(), "Evolve: burn_in is -1, expected at least 0", SettingsError);
}

TEST_CASE("bounds: never left, by float members either, whose nearest number may lie outside") {
  for (const double low : {1e-4, 0.1, 0.3, 1.0 / 3, 2.5}) {
    const double high = low * 1.7;
    CAPTURE(low);
    for (const double by : {-1e9, -1e-9, 0.0, 1e-9, 1e9}) {
      Draw draw = draw_of(1, Purpose::hyper);
      const Evolve far{&Sgd::rate, {.low = low, .high = high}, Far{by}};
      for (const float from : {static_cast<float>(low), static_cast<float>(high)}) {
        const auto rate = static_cast<double>(far(Sgd{.rate = from}, Sgd{}, draw).rate);
        CHECK(rate >= low);
        CHECK(rate <= high);
        CHECK(near(rate, by < -1 ? low : by > 1 ? high : static_cast<double>(from), 3e-7));
      }
      const Evolve wide{&Wide::rate, {.low = low, .high = high}, Far{by}};
      CHECK(wide(Wide{.rate = low}, Wide{}, draw).rate == (by < -1 ? low : by > 1 ? high : std::max(low, low + by)));
    }
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
      Draw draw = draw_of(seed, Purpose::hyper);
      Sgd sgd = Evolve{&Sgd::rate, {.low = low, .high = high, .scale = Scale::log}}.start(Sgd{}, draw);
      for (int k = 0; k < 10; ++k) {
        CHECK((static_cast<double>(sgd.rate) >= low && static_cast<double>(sgd.rate) <= high));
        sgd = Evolve{&Sgd::rate, {.low = low, .high = high, .scale = Scale::log}}(sgd, sgd, draw);
      }
    }
  }
}

TEST_CASE("bounds: the nearest float inside, on both sides of zero") {
  const auto check = [](double low, double high) {
    CAPTURE(low);
    CAPTURE(high);
    const Bounds b{.low = low, .high = high};
    const float from = b.lowest<float>(), to = b.highest<float>();
    CHECK(static_cast<double>(from) >= low);
    CHECK(static_cast<double>(std::nextafter(from, -INFINITY)) < low);
    CHECK(static_cast<double>(to) <= high);
    CHECK(static_cast<double>(std::nextafter(to, INFINITY)) > high);
    CHECK(b.lowest<double>() == low);
    CHECK(b.highest<double>() == high);
  };
  check(1e-4, 0.9);
  check(-0.9, -1e-4);
  check(-1.0 / 3, 1.0 / 3);
  check(1e-60, 1.5);
  check(-1.5, -1e-60);
  check(0, 1);
  check(-1, 0);
}

TEST_CASE("Evolve: refusals") {
  using Rate = Evolve<Sgd, float>;
  const auto within = [](Bounds b) { Evolve{&Sgd::rate, b}.check(); };
  CHECK_NOTHROW(within(rates));
  CHECK_THROWS_WITH_AS(Rate{}.check(), "Evolve: number is no member of the optimizer, expected one such as &Sgd::rate", SettingsError);
  CHECK_THROWS_WITH_AS(within({.low = 2, .high = 1}), "Evolve: bounds are 2 to 1, expected two finite numbers, the lower one first",
                       SettingsError);
  CHECK_THROWS_AS(within({.low = 1, .high = 1}), SettingsError);
  CHECK_THROWS_AS(within({.low = NAN, .high = 1}), SettingsError);
  CHECK_THROWS_AS(within({.low = 0, .high = INFINITY}), SettingsError);
  CHECK_THROWS_WITH_AS(within({.low = 0, .high = 1, .scale = Scale::log}), "Evolve: low is 0 on a log scale, expected above 0",
                       SettingsError);
  CHECK_THROWS_AS(within({.low = -1, .high = 1, .scale = Scale::log}), SettingsError);
  CHECK_THROWS_WITH_AS(within({.low = 0.1000000001, .high = 0.1000000002}),
                       "Evolve: bounds are 0.1 to 0.1, expected room for a number of the member's type", SettingsError);
  CHECK_THROWS_WITH_AS((Evolve{&Sgd::rate, rates, Factors{.down = 0}}.check()), "Factors: down is 0, expected above 0", SettingsError);
  CHECK_THROWS_WITH_AS((Factors{.down = 0.8, .up = 0.7}.check()), "Factors: up is 0.7, expected at least the 0.8 of down, and finite",
                       SettingsError);
  CHECK_THROWS_AS((Factors{.up = INFINITY}.check()), SettingsError);
  CHECK_THROWS_WITH_AS(LogNormal{.sigma = -1}.check(), "LogNormal: sigma is -1, expected at least 0 and finite", SettingsError);
  CHECK_THROWS_AS(LogNormal{.sigma = NAN}.check(), SettingsError);
  CHECK_THROWS_WITH_AS(Resample{.chance = 1.5}.check(), "Resample: chance is 1.5, expected in [0, 1]", SettingsError);
  CHECK_THROWS_AS(Resample{.chance = NAN}.check(), SettingsError);
}

TEST_CASE("Evolve in a run: everybody has a rate of its own, children the parent's times a factor; the same everywhere") {
  const auto strategy = genoprop::strategy(Truncation{.share = 0.4f}, Copy{}, NoMutation{}, Elitist{.keep = 2}, Pool::now)
                            .with(Evolve{&Sgd::rate, {.low = 1e-4, .high = 1, .scale = Scale::log}});
  const auto result =
      check_everywhere(Made{}, Sgd{}, strategy, {.population = 6, .generations = 8, .steps = 2, .batch = full_batch, .seed = 3});
  const auto& history = result.history();
  std::set<float> first;
  for (const Life& l : history[0].lives) first.insert(l.numbers[0]);
  CHECK(first.size() == 6);
  int births = 0;
  for (std::size_t g = 0; g + 1 < history.size(); ++g)
    for (Index s = 0; s < 6; ++s) {
      const auto slot = static_cast<std::size_t>(s);
      const float now = history[g + 1].lives[slot].numbers[0];
      CHECK(std::isnan(history[g + 1].lives[slot].numbers[1]));
      CHECK((now >= 1e-4f && now <= 1));
      const auto birth = std::find_if(history[g].births.begin(), history[g].births.end(), [&](const Birth& b) { return b.slot == s; });
      if (birth == history[g].births.end()) {
        CHECK(now == history[g].lives[slot].numbers[0]);
        continue;
      }
      ++births;
      const auto parent = static_cast<double>(history[g].lives[static_cast<std::size_t>(birth->parents[0])].numbers[0]);
      CHECK((now == rates.inside<float>(parent * 0.8) || now == rates.inside<float>(parent * 1.2)));
    }
  CHECK(births == 28);
}

TEST_CASE("burn-in in a run: it counts the generations of the population, over a run that goes on") {
  auto rate = Evolve{&Sgd::rate, {.low = 1e-4, .high = 1, .scale = Scale::log}};
  rate.burn_in = 5;
  const auto strategy = genoprop::strategy(Truncation{.share = 0.4f}, Copy{}, NoMutation{}, Elitist{.keep = 2}, Pool::now).with(rate);
  const Evolution run{Made{}, Sgd{}, strategy, Serial{}};
  const Settings settings{.population = 6, .generations = 4, .steps = 2, .batch = full_batch, .seed = 3};
  const auto first = run.fit(settings);
  const auto second = run.fit(settings, first.population());
  int kept = 0, changed = 0;
  const auto count = [&](const auto& history, std::size_t over) {
    for (std::size_t g = 0; g + 1 < history.size(); ++g)
      for (const Birth& b : history[g].births) {
        const float parent = history[g].lives[static_cast<std::size_t>(b.parents[0])].numbers[0],
                    child = history[g + 1].lives[static_cast<std::size_t>(b.slot)].numbers[0];
        CHECK((child == parent) == (over + g < 5));
        (child == parent ? kept : changed) += 1;
      }
  };
  count(first.history(), 0);
  count(second.history(), 4);
  CHECK(kept == 4 * 4);     // births after generations 1, 2, 3 and 5
  CHECK(changed == 4 * 2);  // after 6 and 7
}
