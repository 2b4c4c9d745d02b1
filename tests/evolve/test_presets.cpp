// What makes each published method that method. Training changes nothing here, so that everybody is stuck and what a
// generation did can be read from the genes.

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "support/bits.hpp"
#include "support/made.hpp"

#include <genoprop/backend/serial.hpp>
#include <genoprop/distribute/one.hpp>
#include <genoprop/engine/evolution.hpp>
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
    CHECK(b.parents == std::array<Index, 2>{-1, -1});
  });
}

TEST_CASE("basin_hopping: the stuck go on from their own best row, a few of their units drawn afresh") {
  const auto start = run(presets::restarts(), 1);
  const auto result = run(presets::basin_hopping(), 9);  // births at the end of generation 8
  CHECK(check_only_the_stuck(result) == population - 1);
  each_birth(result, [&](const Report&, const Birth& b) {
    CHECK(b.kind == Birth::Kind::bred);
    CHECK(b.parents == std::array<Index, 2>{b.slot, -1});
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

TEST_CASE("standard: the stuck are reborn from two others of the best so far") {
  const auto result = run(presets::standard(), 20);
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
