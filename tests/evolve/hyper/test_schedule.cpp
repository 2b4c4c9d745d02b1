// What evolved is replayed: the network at the end of a line is found again by one network alone.

#include <genoprop/evolve/hyper/schedule.hpp>

#include <doctest/doctest.h>

#include <cmath>

#include "support/bits.hpp"
#include "support/made.hpp"

#include <genoprop/backend/serial.hpp>
#include <genoprop/distribute/one.hpp>
#include <genoprop/engine/evolution.hpp>
#include <genoprop/evolve/cross/copy.hpp>
#include <genoprop/evolve/hyper/draw_optimizer.hpp>
#include <genoprop/evolve/hyper/evolve.hpp>
#include <genoprop/evolve/hyper/together.hpp>
#include <genoprop/evolve/mutate/nothing.hpp>
#include <genoprop/evolve/presets.hpp>
#include <genoprop/train/adam.hpp>
#include <genoprop/train/any_of.hpp>
#include <genoprop/train/sgd.hpp>

using namespace genoprop;
using namespace genoprop::support;

namespace {
const Together evolve{Evolve{&Sgd::rate, {.low = 0.01, .high = 0.5, .scale = Scale::log}}, Evolve{&Sgd::momentum, {.low = 0, .high = 0.9}}};
ShownNumbers numbers(float a, float b) { return {a, b, NAN, NAN}; }
}  // namespace

TEST_CASE("Schedule: the numbers of each generation, of the last one ever after; parents change nothing") {
  const Schedule schedule{evolve, {numbers(0.1f, 0.5f), numbers(0.25f, 0.75f)}};
  const Sgd given{.rate = 0.3f, .momentum = 0.1f, .decay = 0.5f};
  CHECK(schedule.scheduled(given, 0).rate == 0.1f);
  CHECK(schedule.scheduled(given, 0).momentum == 0.5f);
  CHECK(schedule.scheduled(given, 0).decay == 0.5f);
  for (const Index done : {1, 2, 1000}) CHECK(schedule.scheduled(given, done).rate == 0.25f);
  Draw draw(1, {.purpose = Purpose::hyper});
  CHECK(schedule(given, Sgd{}, draw).rate == 0.3f);
}

TEST_CASE("Schedule: the found schedule, replayed with the same start and plain BP, ends in the same network") {
  // copies of the first parent, trained by their own state: with Pool::now a line is one network with a schedule
  const auto found = genoprop::strategy(Tournament{}, Copy{}, NoMutation{}, Elitist{.keep = 1}, Pool::now, State::carry).with(evolve);
  const Settings settings{.population = 5, .generations = 9, .steps = 3, .batch = full_batch, .seed = 6};
  const auto evolved = Evolution{Made{}, Sgd{}, found, Serial{}}.fit(settings);
  int changes = 0;
  for (Index slot = 0; slot < 5; ++slot) {
    CAPTURE(slot);
    const std::vector<ShownNumbers> line = evolved.schedule(slot);
    REQUIRE(line.size() == 9);
    for (std::size_t g = 1; g < line.size(); ++g) changes += line[g][0] != line[g - 1][0];
    // the replay starts in the slot where the line began
    Index root = slot;
    for (auto r = evolved.history().rbegin(); r != evolved.history().rend(); ++r)
      for (const Birth& b : r->births)
        if (b.slot == root) {
          root = b.parents[0];
          break;
        }
    const auto replayed = Evolution{Made{}, Sgd{}, presets::restarts().with(Schedule{evolve, line}), Serial{}}.fit(settings);
    for (std::size_t g = 0; g < 6; ++g)
      CHECK(bits_equal(replayed.population().genes(static_cast<std::size_t>(root), g),
                       evolved.population().genes(static_cast<std::size_t>(slot), g)));
    CHECK(replayed.history()[4].lives[0].numbers[0] == line[4][0]);
    CHECK(replayed.history()[4].lives[3].numbers[1] == line[4][1]);
  }
  CHECK(changes > 10);
}

TEST_CASE("schedule: a line begins with a fresh network; slots that are not there are refused") {
  const auto fresh = genoprop::strategy(Nobody{}, Copy{}, NoMutation{}, Elitist{.keep = 1}, Pool::now).with(evolve);
  const auto result = Evolution{Made{}, Sgd{}, fresh, Serial{}}.fit({.population = 3, .generations = 4, .steps = 1, .batch = full_batch});
  std::size_t whole = 0;
  for (Index slot = 0; slot < 3; ++slot) {
    const auto line = result.schedule(slot);
    CHECK((line.size() == 1 || line.size() == 4));
    whole += line.size() == 4;
    CHECK(line.back()[0] == result.history().back().lives[static_cast<std::size_t>(slot)].numbers[0]);
  }
  CHECK(whole == 1);
  CHECK_THROWS_WITH_AS(result.schedule(3), "schedule: slot is 3, expected 0 to 2", SettingsError);
  CHECK_THROWS_AS(result.schedule(-1), SettingsError);
}

TEST_CASE("Schedule: refusals") {
  CHECK_NOTHROW(Schedule{evolve, {numbers(0.1f, 0.5f)}}.check());
  CHECK_THROWS_WITH_AS((Schedule{evolve, {}}.check()), "Schedule: generations is 0, expected at least 1", SettingsError);
  CHECK_THROWS_WITH_AS((Schedule{evolve, {numbers(0.1f, 0.5f), numbers(0.1f, NAN)}}.check()),
                       "Schedule: number 1 of generation 1 is nan, expected a finite number", SettingsError);
  CHECK_THROWS_AS((Schedule{Evolve{&Sgd::rate, {.low = 1, .high = 0}}, {numbers(1, 1)}}.check()), SettingsError);
}
