// Objectives that have only a fitness.

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>
#include <set>

#include "support/made.hpp"
#include "support/places.hpp"

#include <genoprop/evolve/presets.hpp>

using namespace genoprop;
using namespace genoprop::support;

namespace {

/// the nearer to 1 the better, with some noise
struct Hill {
  using Scalar = double;
  double noise = 0;
  Layout layout() const { return two_slices(2, 2); }
  double fitness(std::span<const double> w, Draw& draw) const {
    double sum = 0;
    for (const double v : w) sum -= (v - 1) * (v - 1);
    return sum + noise * static_cast<double>(draw.normal());
  }
};
struct MeasuredAgain : Hill {
  Again again{.best = 3, .times = 50};
};
/// some calls say nothing
struct Faulty {
  using Scalar = double;
  Again again{.best = 3, .times = 5};
  Layout layout() const { return two_slices(2, 2); }
  double fitness(std::span<const double> w, Draw& draw) const {
    return draw.unit() < 0.3f ? std::numeric_limits<double>::quiet_NaN() : w[0];
  }
};
/// who has the largest first gene wins, the others get their share of it
struct Contest {
  using Scalar = double;
  Layout layout() const { return two_slices(2, 2); }
  void fitness(std::span<const std::span<const double>> all, std::span<double> out, Draw&) const {
    double most = -1e9;
    for (const auto& w : all) most = std::max(most, w[0]);
    for (std::size_t k = 0; k < all.size(); ++k) out[k] = all[k][0] - most;
  }
};

}  // namespace

TEST_CASE("reward: evolution without gradients climbs, by Deep GA unless told otherwise; the same bits everywhere") {
  const auto run = Evolution{Hill{}}.fit({.population = 20, .generations = 150, .steps = 0, .seed = 3});
  CHECK(run.best().fitness() > -0.05);
  CHECK(run.history().front().best < -1);
  CHECK(run.history().back().best_loss == -run.history().back().best);  // reports have a curve
  check_everywhere(Hill{.noise = 0.1}, NoOptimizer{}, presets::deep_ga(), {.population = 7, .generations = 5, .steps = 0, .seed = 4});
}

TEST_CASE("reward: every individual and every generation draw for themselves") {
  const auto keep = presets::restarts();
  const auto start = Population<double>::from(genomes(5, 6, [](std::size_t, std::size_t) { return 1.0; }));
  const auto run =
      Evolution{Hill{.noise = 1}, NoOptimizer{}, keep, Serial{}}.fit({.population = 5, .generations = 6, .steps = 0, .seed = 4}, start);
  std::set<double> seen;
  for (const Report& r : run.history())
    for (const Life& l : r.lives) seen.insert(l.fitness);
  CHECK(seen.size() == 30);
}

TEST_CASE("reward: the best of a noisy fitness are measured again, and the mean counts") {
  const auto start = Population<double>::from(genomes(8, 6, [](std::size_t, std::size_t) { return 1.0; }));
  const Settings once{.population = 8, .generations = 1, .steps = 0, .seed = 4};
  const MeasuredAgain noisy{{.noise = 1}};
  const auto keep = presets::restarts();
  auto before = Evolution{Hill{.noise = 1}, NoOptimizer{}, keep, Serial{}}.fit(once, start).history()[0].lives;
  const auto run = Evolution{noisy, NoOptimizer{}, keep, Serial{}}.fit(once, start);
  std::vector<std::size_t> order{0, 1, 2, 3, 4, 5, 6, 7};
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return before[a].fitness > before[b].fitness; });
  double last = 1e9;
  for (std::size_t n = 0; n < 8; ++n) {
    const double after = run.history()[0].lives[order[n]].fitness;
    if (n < 3) {
      CHECK(std::abs(after) < 5 / std::sqrt(50.0));  // the truth is 0
      last = std::min(last, after);
    } else {
      CHECK(after == std::min(last, before[order[n]].fitness));  // luck does not stand before what was measured again
    }
  }
  CHECK(run.best().fitness() < 5 / std::sqrt(50.0));
  check_everywhere(noisy, NoOptimizer{}, presets::deep_ga(), {.population = 7, .generations = 5, .steps = 0, .seed = 4});
}

TEST_CASE("reward: one whose second measure is not finite has diverged: reported, reborn under a strategy that keeps all") {
  const auto run = Evolution{Faulty{}, NoOptimizer{}, presets::deep_ga().with(KeepAll{}), Serial{}}.fit(
      {.population = 6, .generations = 5, .steps = 0, .seed = 4});
  Index lost = 0;
  for (const Report& r : run.history()) {
    Index here = 0;
    for (const Life& l : r.lives) here += std::isfinite(l.fitness) ? 0 : 1;
    CHECK(r.diverged == here);
    if (r.generation < 5) CHECK(static_cast<Index>(r.births.size()) == here);
    lost += here;
  }
  CHECK(lost > 5);
}

TEST_CASE("reward: numbers of a second measure out of range are refused") {
  const auto refused = [](Again again, const char* what) {
    Faulty faulty;
    faulty.again = again;
    CHECK_THROWS_WITH_AS((Evolution{faulty, NoOptimizer{}, presets::deep_ga(), Serial{}}), what, SettingsError);
  };
  refused({.best = -1, .times = 1}, "Again: best is -1, expected at least 0");
  refused({.best = 2, .times = 0}, "Again: times is 0, expected at least 1");
}

TEST_CASE("reward: a world that all share; only where one worker sees all") {
  const auto run = Evolution{Contest{}, NoOptimizer{}, presets::deep_ga(), Threads{.threads = 2}}.fit(
      {.population = 9, .generations = 5, .steps = 0, .seed = 4});
  for (const Report& r : run.history()) CHECK(r.best == 0);
  CHECK(run.population().genes(0, 0) != run.population().genes(1, 0));
  CHECK_THROWS_WITH_AS((Evolution{Contest{}, NoOptimizer{}, presets::deep_ga(), Team{Threads{.threads = 1}, 2}}.fit(
                           {.population = 9, .generations = 5, .steps = 0})),
                       "Evolution: an objective that sees all individuals at once runs on one worker, this place has several",
                       SettingsError);
}

TEST_CASE("reward: steps have nothing to descend") {
  CHECK_THROWS_WITH_AS(Evolution{Hill{}}.fit({.population = 4, .generations = 2, .steps = 10}),
                       "fit: steps is 10, expected 0: the objective has no gradient", SettingsError);
}
