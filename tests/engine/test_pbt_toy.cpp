// Population based training on the toy of its paper, as an objective of a user's own: Jaderberg et al., "Population based training of
// neural networks", 2017, figure 2. To be maximised is Q = 1.2 - t0^2 - t1^2, but a worker climbs 1.2 - h0 t0^2 - h1 t1^2, whose h is
// its own. With h = (1, 0) or (0, 1) one coordinate never moves: Q stays below 1.2 - 0.9^2 = 0.39.

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "support/near.hpp"
#include "support/places.hpp"

#include <genoprop/evolve/presets.hpp>
#include <genoprop/train/sgd.hpp>

using namespace genoprop;
using namespace genoprop::support;

namespace {

/// genes: t0, t1, h0, h1; training moves the first two
struct Toy {
  using Scalar = double;
  Layout layout() const {
    Layout l;
    l.add({.name = "t and h", .rows = 1, .columns = 4, .start = {Start::Law::normal, 1}});
    return l;
  }
  double loss(std::span<const double> w) const { return w[0] * w[0] + w[1] * w[1] - 1.2; }
  void gradient(std::span<const double> w, std::span<double> g) const {
    g[0] = 2 * w[2] * w[0];
    g[1] = 2 * w[3] * w[1];
    g[2] = g[3] = 0;
  }
};

/// explore: h moves by N(0, 0.1^2) and stays positive. Times 0.8 or 1.2 would leave a zero where it is.
struct Explore {
  template <class T>
  T operator()(T value, GeneSite at, Draw& draw) const {
    return at.gene < 2 ? value : std::max(T(0), value + T(0.1f * draw.normal()));
  }
};

const auto two_workers = Population<double>::from(xt::xtensor<double, 2>{{0.9, 0.9, 0, 1}, {0.9, 0.9, 1, 0}});
const Sgd sgd{.rate = 0.01f};
Settings ready_every_4(Index generations, std::uint64_t seed) {
  return {.population = 2, .generations = generations, .steps = 4, .batch = full_batch, .seed = seed};
}

}  // namespace

TEST_CASE("PBT's toy: with exploit and explore two workers follow the ridge to the top") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    const auto result = Evolution{Toy{}, sgd, presets::pbt().with(Explore{}), Serial{}}.fit(ready_every_4(100, seed), two_workers);
    double before = worst;
    for (std::size_t g = 0; g < result.history().size(); ++g) {
      const Report& r = result.history()[g];
      CHECK(r.best > before);  // the better worker climbs on
      before = r.best;
      if (g + 1 == result.history().size()) break;
      REQUIRE(r.births.size() == 1);  // and the other goes on from it
      const Birth& b = r.births.front();
      CHECK(r.lives[static_cast<std::size_t>(b.slot)].fitness <= r.lives[static_cast<std::size_t>(b.parents[0])].fitness);
    }
    CHECK(result.best().fitness() > 1.15);
    CHECK(result.best().fitness() < 1.2);
  }
}

TEST_CASE("PBT's toy: without exploit both workers stay below 0.39, each with a coordinate that never moves") {
  constexpr Index generations = 100;
  const auto result = Evolution{Toy{}, sgd, presets::restarts(), Serial{}}.fit(ready_every_4(generations, 1), two_workers);
  const double rate = static_cast<double>(sgd.rate), moved = 0.9 * std::pow(1 - 2 * rate, 4 * generations);  // t - rate * 2 t, 400 times
  const auto& genes = result.population().genes;
  CHECK(genes(0, 0) == 0.9);
  CHECK(near(genes(0, 1), moved, 1e-12));
  CHECK(near(genes(1, 0), moved, 1e-12));
  CHECK(genes(1, 1) == 0.9);
  CHECK(near(result.best().fitness(), 1.2 - 0.81 - moved * moved, 1e-12));
  CHECK(result.best().fitness() < 0.39);
}

TEST_CASE("PBT's toy: the same bits everywhere") {
  const auto pbt = presets::pbt().with(Explore{});
  const auto oracle = Evolution{Toy{}, sgd, pbt, Serial{}}.fit(ready_every_4(20, 3), two_workers);
  check_same_run(Evolution{Toy{}, sgd, pbt, Threads{.threads = 2}}.fit(ready_every_4(20, 3), two_workers), oracle);
  check_same_run(Evolution{Toy{}, sgd, pbt, Team{Threads{.threads = 1}, 2}}.fit(ready_every_4(20, 3), two_workers), oracle);
}
