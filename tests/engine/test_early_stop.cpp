#include <genoprop/engine/early_stop.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "support/made.hpp"

#include <genoprop/backend/serial.hpp>
#include <genoprop/distribute/one.hpp>
#include <genoprop/engine/evolution.hpp>
#include <genoprop/evolve/presets.hpp>
#include <genoprop/train/sgd.hpp>

using namespace genoprop;
using namespace genoprop::support;

namespace {
/// after how many generations of these best fitnesses the run ends; 0: it goes on
std::size_t ends_after(EarlyStop stop, const std::vector<double>& best) {
  stop.begin({});
  for (std::size_t g = 0; g < best.size(); ++g) {
    Report report;
    report.best = best[g];
    if (!stop(report)) return g + 1;
  }
  return 0;
}
}  // namespace

TEST_CASE("early stop: by hand") {
  const std::vector<double> best{-5, -4, -4.5, -4, -3, -3.5, -3.2, -3};
  CHECK(ends_after({.patience = 1}, best) == 3);
  CHECK(ends_after({.patience = 2}, best) == 4);
  CHECK(ends_after({.patience = 3}, best) == 8);  // waits through -4.5, -4, then -3 is better
  CHECK(ends_after({.patience = 4}, best) == 0);
  CHECK(ends_after({.patience = 3, .least = 1.5}, best) == 4);  // -4 is not 1.5 above -5
  CHECK(ends_after({.patience = 2}, {worst, worst, worst}) == 2);
  CHECK(ends_after({.patience = 2}, {worst, -7, NAN, -6}) == 0);
}

TEST_CASE("early stop: the run ends, the result's best network is the best ever, the run can be repeated") {
  // one gene runs away: the loss falls while the others come down, then it rises
  const Made steep{.slope = [](Made::Genome w, std::span<double> g) {
    for (std::size_t k = 0; k < w.size(); ++k) g[k] = k == 0 ? -0.3 * w[k] : w[k];  // one gene runs away
  }};
  const Settings settings{.population = 1, .generations = 60, .steps = 1, .batch = full_batch, .seed = 3};
  const Evolution run{steep, Sgd{.rate = 0.3f}, presets::plain_bp(), Serial{}};
  const EarlyStop stop{.patience = 4};
  const auto result = run.fit(settings, stop);
  const auto& history = result.history();
  REQUIRE(history.size() > 4);
  REQUIRE(history.size() < 60);
  double best = worst;
  std::size_t when = 0;
  for (std::size_t g = 0; g < history.size(); ++g)
    if (history[g].best > best) {
      best = history[g].best;
      when = g;
    }
  CHECK(when + 5 == history.size());
  CHECK(result.best().fitness() == best);
  CHECK(history.back().best < best);
  CHECK(run.fit(settings, stop).history().size() == history.size());  // nothing is left of the run before
  // the genes too: their own loss is the fitness
  double loss = 0;
  for (const double w : result.best().genes()) loss += w * w / 2;
  CHECK(loss == doctest::Approx(-best));
}

TEST_CASE("early stop: numbers out of range are refused") {
  const Evolution run{Made{}, Sgd{}, presets::plain_bp(), Serial{}};
  const Settings settings{.population = 1, .generations = 2, .steps = 1, .batch = full_batch, .seed = 1};
  CHECK_THROWS_WITH_AS(run.fit(settings, EarlyStop{.patience = 0}), "EarlyStop: patience is 0, expected at least 1", SettingsError);
  CHECK_THROWS_WITH_AS(run.fit(settings, EarlyStop{.least = -1}), "EarlyStop: least is -1, expected at least 0 and finite", SettingsError);
}
