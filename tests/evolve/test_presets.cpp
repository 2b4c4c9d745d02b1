// What makes each published method that method. Training changes nothing here, so that everybody is stuck and what a
// generation did can be read from the genes.

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "support/bits.hpp"
#include "support/made.hpp"

#include <genoprop/backend/serial.hpp>
#include <genoprop/distribute/one.hpp>
#include <genoprop/engine/evolution.hpp>
#include <genoprop/evolve/hyper/evolve.hpp>
#include <genoprop/train/sgd.hpp>

using namespace genoprop;
using namespace genoprop::support;

namespace {

const Made still{.slope = flat};
constexpr Index population = 6;

template <class S>
auto run(const S& strategy, Index generations, Index individuals = population) {
  return Evolution{still, Sgd{}, strategy, Serial{}}.fit(
      {.population = individuals, .generations = generations, .steps = 1, .batch = full_batch, .seed = 5});
}
/// every birth with its report: f(report, birth)
template <class R, class F>
int each_birth(const R& result, F f) {
  int births = 0;
  for (const Report& r : result.history())
    for (const Birth& b : r.births) {
      CAPTURE(r.generation);
      CAPTURE(b.slot);
      f(r, b);
      ++births;
    }
  return births;
}
Index leader_of(const Report& r) { return Ranking(r.lives, Ranking::By::now).leader(); }

/// births of the stuck: none before the first grace, none in the quiet end, never the leader's
template <class R>
int check_only_the_stuck(const R& result) {
  const auto generations = static_cast<Index>(result.history().size());
  return each_birth(result, [&](const Report& r, const Birth& b) {
    CHECK(r.generation >= OnlyTheStuck{}.first_grace);
    CHECK(10 * r.generation <= 9 * generations);
    CHECK(b.slot != leader_of(r));
    const Life& life = r.lives[static_cast<std::size_t>(b.slot)];
    CHECK(life.age >= (life.births == 0 ? OnlyTheStuck{}.first_grace : OnlyTheStuck{}.grace));
  });
}

}  // namespace

TEST_CASE("plain_bp and restarts: nobody is ever reborn, and nobody looks at the others") {
  const auto six = run(presets::restarts(), 12), two = run(presets::restarts(), 12, 2), one = run(presets::plain_bp(), 12, 1);
  for (const auto* result : {&six, &two, &one}) CHECK(each_birth(*result, [](auto&, auto&) {}) == 0);
  for (std::size_t g = 0; g < 6; ++g) {
    CHECK(bits_equal(six.population().genes(0, g), two.population().genes(0, g)));
    CHECK(bits_equal(six.population().genes(1, g), two.population().genes(1, g)));
    CHECK(bits_equal(six.population().genes(0, g), one.population().genes(0, g)));
  }
  double best = worst;
  for (const Life& life : six.population().lives) best = std::max(best, life.fitness);
  CHECK(six.best().fitness() == best);
}

TEST_CASE("restart_on_stagnation: the stuck make room for fresh networks, which have no parent") {
  const auto result = run(presets::restart_on_stagnation(), 20);
  const int births = check_only_the_stuck(result);
  CHECK(births >= 2 * (population - 1));
  each_birth(result, [](const Report&, const Birth& b) {
    CHECK(b.kind == Birth::Kind::fresh);
    CHECK(b.parents == ParentSlots{-1, -1});
  });
}

TEST_CASE("basin_hopping: the stuck go on from their own best row, a few of their units drawn afresh") {
  const auto start = run(presets::restarts(), 1);
  const auto result = run(presets::basin_hopping(), 9);  // births at the end of generation 8
  CHECK(check_only_the_stuck(result) == population - 1);
  each_birth(result, [&](const Report&, const Birth& b) {
    CHECK(b.kind == Birth::Kind::bred);
    CHECK(b.parents == ParentSlots{b.slot, -1});
    const auto slot = static_cast<std::size_t>(b.slot);
    int changed[2] = {0, 0};  // genes of unit u: in [2, 2] at 0, out [2] at 4
    for (std::size_t u = 0; u < 2; ++u)
      for (const std::size_t g : {u, u + 2, u + 4})
        changed[u] += result.population().genes(slot, g) != start.population().genes(slot, g) ? 1 : 0;
    CHECK(changed[0] % 3 == 0);  // whole units
    CHECK(changed[1] % 3 == 0);
    CHECK(changed[0] + changed[1] >= 3);
  });
}

TEST_CASE("stagnation: the stuck are reborn from two others of the best so far") {
  const auto result = run(presets::stagnation(), 20);
  CHECK(check_only_the_stuck(result) >= 2 * (population - 1));
  std::set<Index> first_parents;
  each_birth(result, [&](const Report&, const Birth& b) {
    CHECK(b.kind == Birth::Kind::bred);
    CHECK(b.parents[0] >= 0);
    CHECK(b.parents[1] >= 0);
    CHECK(b.parents[0] != b.parents[1]);
    first_parents.insert(b.parents[0]);
  });
  CHECK(first_parents.size() > 1);
  for (std::size_t g = 1; g < result.history().size(); ++g)  // back-off: the best of a slot's line is at least its first parent's
    for (const Birth& b : result.history()[g - 1].births) {
      const Life& child = result.history()[g].lives[static_cast<std::size_t>(b.slot)];
      CHECK(child.pool_fitness >= result.history()[g - 1].lives[static_cast<std::size_t>(b.parents[0])].pool_fitness);
    }
}

TEST_CASE("standard: while nobody is slow it is stagnation that spares the best; a slow steady leader gets the steps of the others") {
  auto spares_the_leader = presets::standard();
  spares_the_leader.replace.spared = 0;
  spares_the_leader.replace.births_share = 1;
  const auto a = run(spares_the_leader, 20), b = run(presets::stagnation(), 20);
  CHECK(bits_equal(a.population().genes, b.population().genes));
  // a loss of step^-0.2: the exponent lies between slow and fast
  const Made slope{.form = two_slices(2, 2),
                   .value = [](Made::Genome w) { return std::pow(1 + w[0], -0.2); },
                   .slope =
                       [](Made::Genome, std::span<double> g) {
                         for (double& v : g) v = 0;
                         g[0] = -1;
                       }};
  const auto start = Population<double>::from(genomes(6, 6, [](std::size_t s, std::size_t) { return 0.1 * double(s); }));
  const auto rests = Evolution{slope, Sgd{.rate = 1}, presets::standard(), Serial{}}.fit(
      {.population = 6, .generations = 20, .steps = 1, .batch = full_batch, .seed = 5}, start);
  CHECK(rests.history().size() > 60);
  CHECK(rests.history().back().active == 1);
  CHECK(rests.history().back().steps == 120);
  CHECK(rests.history().back().lives[5].steps > 60);
}

TEST_CASE("genetic_bp: every generation all but the two best are reborn from two of the population as it is") {
  const auto result = run(presets::genetic_bp(), 10);
  for (std::size_t g = 0; g + 1 < result.history().size(); ++g) {
    CAPTURE(g);
    const Report& r = result.history()[g];
    CHECK(r.births.size() == population - 2);
    const Ranking now(r.lives, Ranking::By::now);
    for (const Birth& b : r.births) {
      CHECK(now.position(b.slot) >= 2);
      CHECK(b.kind == Birth::Kind::bred);
      CHECK(b.parents[0] != b.parents[1]);
    }
    for (Index k = 0; k < 2; ++k) {  // elites keep place and genes: training moves nobody here
      const auto slot = static_cast<std::size_t>(now.slot(k));
      CHECK(bits_equal(r.lives[slot].fitness, result.history()[g + 1].lives[slot].fitness));
      CHECK(result.history()[g + 1].lives[slot].age == r.lives[slot].age + 1);
    }
    for (const Life& life : r.lives) CHECK(bits_equal(life.pool_fitness, life.fitness));
  }
  CHECK(result.history().back().births.empty());  // nobody would train them
}

TEST_CASE("genetic_bp: a child is the head of one parent and the tail of the other, a hundredth of its genes moved") {
  const Made wide{.form = two_slices(40, 10), .slope = flat};
  const Settings one{.population = population, .generations = 1, .steps = 1, .batch = full_batch, .seed = 5};
  Settings two = one;
  two.generations = 2;
  const auto parents = Evolution{wide, Sgd{}, presets::genetic_bp(), Serial{}}.fit(one);
  const auto children = Evolution{wide, Sgd{}, presets::genetic_bp(), Serial{}}.fit(two);
  int moved = 0;
  each_birth(children, [&](const Report&, const Birth& b) {
    const auto child = static_cast<std::size_t>(b.slot), a = static_cast<std::size_t>(b.parents[0]),
               o = static_cast<std::size_t>(b.parents[1]);
    int others = 0, cuts = 0;
    bool head = true;
    for (std::size_t g = 0; g < 410; ++g) {
      const double c = children.population().genes(child, g);
      const bool from_a = c == parents.population().genes(a, g), from_o = c == parents.population().genes(o, g);
      if (!from_a && !from_o) {
        ++others;
        CHECK(std::min(std::abs(c - parents.population().genes(a, g)), std::abs(c - parents.population().genes(o, g))) <
              0.2);  // sigma 0.02
      } else if (from_a != head) {
        head = from_a;
        ++cuts;
      }
    }
    CHECK(cuts == 1);
    moved += others;
  });
  CHECK(moved >= 4);  // 4 children of 410 genes, 1 % each: 16.4 expected, standard deviation 4
  CHECK(moved <= 36);
}

TEST_CASE("successive_halving: nobody is born; half of those that train go to rest, round by round, for good") {
  const auto result = run(presets::successive_halving(), 12, 8);
  CHECK(each_birth(result, [](auto&, auto&) {}) == 0);
  Index active = 8;
  std::set<Index> sizes;
  for (const Report& r : result.history()) {
    CHECK(r.active <= active);
    active = r.active;
    sizes.insert(active);
  }
  CHECK(sizes == std::set<Index>{2, 4, 8});
  CHECK(result.history().back().steps == 96);
}

TEST_CASE("pbt: the worst fifth goes on from one of the best fifth, with its optimizer state and other numbers") {
  const auto result = Evolution{
      still, Sgd{.rate = 0.1f, .momentum = 0.5f}, presets::pbt(Evolve{&Sgd::rate, {.low = 1e-4, .high = 1, .scale = Scale::log}}),
      Serial{}}.fit({.population = 10, .generations = 6, .steps = 1, .batch = full_batch, .seed = 5});
  CHECK(each_birth(result, [](const Report& r, const Birth& b) {
          const Ranking now(r.lives, Ranking::By::now);
          CHECK(b.parents.size() == 1);
          CHECK(now.position(b.slot) >= 8);
          CHECK(now.position(b.parents[0]) < 2);
        }) == 10);
  const auto& last = result.history()[4].births;
  for (const Birth& b : last) {
    const auto child = static_cast<std::size_t>(b.slot), parent = static_cast<std::size_t>(b.parents[0]);
    CHECK(bits_equal(xt::row(result.population().genes, b.slot), xt::row(result.population().genes, b.parents[0])));
    CHECK(result.population().ages[child] == result.population().ages[parent]);
    const float ratio = result.history()[5].lives[child].numbers[0] / result.history()[5].lives[parent].numbers[0];
    CHECK((std::abs(ratio - 0.8f) < 1e-6f || std::abs(ratio - 1.2f) < 1e-6f));
  }
}

TEST_CASE("local_sgd: after a generation all are the mean of all, to rounding, and to the bit the same") {
  const auto before = run(presets::restarts(), 1);
  const auto after = run(presets::local_sgd(), 2);
  for (std::size_t g = 0; g < 6; ++g) {
    double mean = 0;
    for (std::size_t s = 0; s < static_cast<std::size_t>(population); ++s) mean += before.population().genes(s, g) / population;
    for (std::size_t s = 0; s < static_cast<std::size_t>(population); ++s) {
      CHECK(std::abs(after.population().genes(s, g) - mean) < 1e-12);
      CHECK(bits_equal(after.population().genes(s, g), after.population().genes(0, g)));
    }
  }
}

TEST_CASE("data_parallel: nobody is born, every step takes so many gradients") {
  const auto result = run(presets::data_parallel(8), 3, 1);
  CHECK(each_birth(result, [](auto&, auto&) {}) == 0);
  CHECK(result.history().back().steps == 24);
}

TEST_CASE("gadam: two parents by their losses, and the better of parent and child goes on") {
  const auto result = run(presets::gadam(), 8);
  CHECK(each_birth(result, [](const Report&, const Birth& b) { CHECK(b.parents.size() == 2); }) >= 30);
  for (std::size_t g = 1; g < result.history().size(); ++g)
    for (std::size_t s = 0; s < static_cast<std::size_t>(population); ++s)
      CHECK(result.history()[g].lives[s].pool_fitness >= result.history()[g - 1].lives[s].pool_fitness);
}

TEST_CASE("esgd: m-elitist, the best fitness never falls; children are means of two of the better half") {
  const auto result = run(presets::esgd(), 8);
  double best = worst;
  for (const Report& r : result.history()) {
    CHECK(r.best >= best);
    best = r.best;
  }
  CHECK(each_birth(result, [](const Report& r, const Birth& b) {
          if (b.kind == Birth::Kind::copied) return;
          const Ranking pool(r.lives, Ranking::By::pool);
          CHECK(b.parents.size() == 2);
          for (const Index p : b.parents) CHECK(pool.position(p) < 4);  // the second is from the better half of who is left
        }) >= 7);
}

TEST_CASE("evolution_strategy: every child is near the mean of the best mu") {
  const auto before = run(presets::restarts(), 1);
  const auto after = run(presets::evolution_strategy(3), 2);
  const Ranking now(before.history()[0].lives, Ranking::By::now);
  each_birth(after, [&](const Report&, const Birth& b) {
    CHECK(b.parents == ParentSlots{now.slot(0), now.slot(1), now.slot(2)});
    for (std::size_t g = 0; g < 6; ++g) {
      double mean = 0;
      for (const Index p : b.parents) mean += before.population().genes(static_cast<std::size_t>(p), g) / 3;
      CHECK(std::abs(after.population().genes(static_cast<std::size_t>(b.slot), g) - mean) < 0.3);
    }
  });
  CHECK(after.history()[0].births.size() == static_cast<std::size_t>(population));
}

TEST_CASE("differential_evolution: four parents, the first the slot itself; the better of it and its trial goes on") {
  const auto result = run(presets::differential_evolution(), 60, 12);
  CHECK(each_birth(result, [](const Report&, const Birth& b) {
          CHECK(b.parents.size() == 4);
          CHECK(b.parents[0] == b.slot);
        }) == 59 * 12);
  CHECK(result.best().fitness() > -0.01);
  CHECK(result.history().front().best < -0.4);
}

TEST_CASE("deep_ga and genetic_start: the best stay, and the population climbs without a gradient") {
  for (const auto& result : {run(presets::deep_ga(), 150, 20)}) {
    CHECK(result.best().fitness() > -0.02);
    double best = worst;
    for (const Report& r : result.history()) {
      CHECK(r.best >= best);
      best = r.best;
    }
  }
  CHECK(run(presets::genetic_start(), 60, 20).best().fitness() > run(presets::restarts(), 60, 20).best().fitness() + 0.3);
}
