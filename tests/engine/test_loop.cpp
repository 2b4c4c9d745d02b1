// What can happen in a run: networks diverge, slots rest, observers stop it, something throws. An objective and policies made
// from lambdas, so that every case is worked out by hand.

#include <doctest/doctest.h>

#include <atomic>
#include <cmath>
#include <csignal>
#include <limits>
#include <mutex>
#include <set>
#include <stdexcept>
#include <stop_token>

#include "support/bits.hpp"
#include "support/made.hpp"
#include "support/same_run.hpp"

#include <genoprop/backend/serial.hpp>
#include <genoprop/distribute/one.hpp>
#include <genoprop/distribute/team.hpp>
#include <genoprop/engine/evolution.hpp>
#include <genoprop/engine/stop_on_signal.hpp>
#include <genoprop/evolve/demes/cadences.hpp>
#include <genoprop/evolve/demes/islands.hpp>
#include <genoprop/train/adam.hpp>
#include <genoprop/train/sgd.hpp>

using namespace genoprop;
using namespace genoprop::support;

namespace {

constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();
const Settings four{.population = 4, .generations = 3, .steps = 2, .batch = full_batch, .seed = 2};
const auto made = strategy(MadeSelect{}, MadeCross{}, MadeMutate{}, MadeReplace{}, Pool::now);
using Run = Evolution<Made, Sgd, MadeStrategy, Serial>;
using RunOnThreads = Evolution<Made, Sgd, MadeStrategy, Threads>;
using RunOnTeam = Evolution<Made, Sgd, MadeStrategy, Team<Threads>>;

/// the bowl, but a genome that begins with 7 has no loss
Made bowl_with_a_hole() {
  const auto bowl = Made{}.value;
  return {.value = [bowl](Made::Genome w) { return w[0] == 7 ? nan_value : bowl(w); }, .slope = flat};
}
MadeStrategy replacing(std::function<Fate(Index, const Ranking&, const Clock&)> decide) {
  MadeStrategy s = made;
  s.replace.decide = std::move(decide);
  return s;
}
bool same_row(const xt::xtensor<double, 2>& a, std::size_t r, const xt::xtensor<double, 2>& b, std::size_t s) {
  return bits_equal(xt::row(a, static_cast<std::ptrdiff_t>(r)), xt::row(b, static_cast<std::ptrdiff_t>(s)));
}

}  // namespace

// --- diverged ---------------------------------------------------------------------------------------------------------

TEST_CASE("diverged: reborn in the same generation under a strategy that keeps all, never a parent, reported") {
  const auto start =
      Population<double>::from(genomes(4, 6, [](std::size_t s, std::size_t g) { return s == 1 && g == 0 ? 7.0 : 1.0 + double(s); }));
  const auto result = Run{bowl_with_a_hole(), Sgd{}, made, Serial{}}.fit(four, start);
  const Report& first = result.history()[0];
  CHECK(first.diverged == 1);
  CHECK_FALSE(first.restarted);
  CHECK(first.lives[1].status == Status::diverged);
  CHECK(first.lives[1].fitness == worst);
  CHECK(first.best == -3.0);     // slot 0: six genes of 1
  CHECK(first.median == -27.0);  // of -3, -27, -48: the diverged one does not count
  REQUIRE(first.births.size() == 1);
  CHECK(first.births[0].slot == 1);
  CHECK(first.births[0].kind == Birth::Kind::bred);
  CHECK(first.births[0].parents == ParentSlots{0, 2});  // the best, and the best of the others
  CHECK(result.history()[1].diverged == 0);
  CHECK(result.history()[1].births.empty());
  CHECK(result.history()[1].lives[1].births == 1);
  CHECK(result.history()[1].lives[1].fitness == -3.0);
  CHECK(same_row(result.population().genes, 1, result.population().genes, 0));
}

TEST_CASE("diverged: a strategy without parents draws a fresh network; P = 1 as well") {
  MadeStrategy nobody = made;
  nobody.select.choose = [](const Ranking&, Draw&) { return no_parent; };
  for (const Index population : {1, 4}) {
    Settings s = four;
    s.population = population;
    const auto start =
        Population<double>::from(genomes(std::size_t(population), 6, [](std::size_t k, std::size_t) { return k == 0 ? 7.0 : 1.0; }));
    const auto result = Run{bowl_with_a_hole(), Sgd{}, nobody, Serial{}}.fit(s, start);
    REQUIRE(result.history()[0].births.size() == 1);
    CHECK(result.history()[0].births[0].kind == Birth::Kind::fresh);
    CHECK(result.history()[0].births[0].slot == 0);
    CHECK(result.history()[0].restarted == (population == 1));
    CHECK(result.history()[1].diverged == 0);
    CHECK(std::isfinite(result.population().lives[0].fitness));
  }
}

TEST_CASE("diverged: all of them are drawn afresh, and the report says so") {
  const auto start = Population<double>::from(genomes(4, 6, [](std::size_t, std::size_t) { return 7.0; }));
  const auto result = Run{bowl_with_a_hole(), Sgd{}, made, Serial{}}.fit(four, start);
  const Report& first = result.history()[0];
  CHECK(first.restarted);
  CHECK(first.diverged == 4);
  CHECK(first.best == worst);
  CHECK(first.births.size() == 4);
  for (const Birth& b : first.births) CHECK(b.kind == Birth::Kind::fresh);
  CHECK_FALSE(result.history()[1].restarted);
  std::set<double> genes(result.population().genes.begin(), result.population().genes.end());
  CHECK(genes.size() == 24);
  CHECK(std::isfinite(result.best().fitness()));
}

TEST_CASE("diverged: nothing but diverged networks leave a result that says what it has not") {
  const Made never{.value = [](Made::Genome) { return -std::numeric_limits<double>::infinity(); }};
  const auto result = Run{never, Sgd{}, made, Serial{}}.fit(four);
  for (const Report& r : result.history()) {
    CHECK(r.diverged == 4);
    CHECK(r.restarted == (r.generation < 3));  // after the last one nobody is drawn any more
  }
  CHECK_THROWS_WITH_AS(result.best(), "best: no network ever had a finite fitness: all diverged", Error);
}

TEST_CASE("diverged: a gradient that is not finite ends in the same way; its line goes on from its best") {
  MadeStrategy line = made;
  line.pool = Pool::best_so_far;
  line.select.choose = [](const Ranking& r, Draw&) { return r.position(r.child()) < 0 ? no_parent : r.child(); };
  std::atomic<int> calls{0};
  const Made sudden{.slope = [&](Made::Genome w, std::span<double> g) {
    const bool bad = ++calls == 3 * 2 + 1;  // P = 1, two steps: the first step of generation 4
    for (std::size_t k = 0; k < w.size(); ++k) g[k] = bad ? nan_value : 0;
  }};
  const Settings one{.population = 1, .generations = 6, .steps = 2, .batch = full_batch, .seed = 2};
  const auto result = Run{sudden, Sgd{}, line, Serial{}}.fit(one);
  for (std::size_t g = 0; g < 6; ++g) CHECK(result.history()[g].diverged == (g == 3 ? 1 : 0));
  CHECK(result.history()[3].births.at(0).parents == ParentSlots{0, -1});
  CHECK(bits_equal(result.history()[4].lives[0].fitness, result.history()[2].lives[0].fitness));
}

TEST_CASE("diverged: whoever holds the best row of the pool is reborn, and the row stays in the pool until it is beaten") {
  // slot k is 1 + k everywhere; from the second generation on the gradient of one slot's genome is no number
  const auto start = Population<double>::from(genomes(3, 6, [](std::size_t s, std::size_t) { return 1.0 + double(s); }));
  MadeStrategy line = made;
  line.pool = Pool::best_so_far;
  line.select.choose = [](const Ranking& r, Draw&) { return r.slot(r.size() - 1); };  // the worst of the pool
  Settings s = four;
  s.population = 3;
  const auto run = [&](double bad, const MadeStrategy& strategy, auto place) {
    std::atomic<bool> later{false};
    const Made sudden{.slope = [&](Made::Genome w, std::span<double> g) {
      for (double& v : g) v = later && w[0] == bad ? nan_value : 0;
    }};
    return Evolution{sudden, Sgd{}, strategy, place}.fit(s, start, [&](const Report&) { later = !later; });
  };
  const auto best = run(1, line, Serial{});
  REQUIRE(best.history()[1].births.size() == 1);
  CHECK(best.history()[1].births[0].slot == 0);
  CHECK(best.history()[1].births[0].parents[0] == 2);
  CHECK(best.history()[2].lives[0].fitness == -27.0);  // the child is its parent, six genes of 3
  CHECK(best.history()[2].lives[0].pool_fitness == -3.0);
  CHECK(same_row(best.population().pool, 0, start.genes, 0));
  CHECK(same_row(best.population().genes, 0, start.genes, 2));
  check_same_run(run(1, line, Team{Threads{.threads = 1}, 3}), best);

  const auto other = run(2, line, Serial{});  // not the best: its line is its first parent's
  CHECK(other.history()[2].lives[1].pool_fitness == -27.0);
  CHECK(same_row(other.population().pool, 1, start.genes, 2));

  MadeStrategy nobody = line;
  nobody.select.choose = [](const Ranking&, Draw&) { return no_parent; };
  const auto fresh = run(1, nobody, Serial{});
  CHECK(fresh.history()[1].births.at(0).kind == Birth::Kind::fresh);
  CHECK(fresh.history()[2].lives[0].pool_fitness >= -3.0);  // the fresh network's only where that is better

  MadeStrategy now = line;
  now.pool = Pool::now;
  CHECK(run(1, now, Serial{}).history()[2].lives[0].pool_fitness == -27.0);
}

// --- who stays, who rests ---------------------------------------------------------------------------------------------

TEST_CASE("elitist: the best keep place and genes") {
  const auto strategy = genoprop::strategy(
      MadeSelect{}, MadeCross{}, MadeMutate{},
      MadeReplace{[](Index slot, const Ranking& now, const Clock& clock) { return Elitist{.keep = 2}(slot, now, clock); }}, Pool::now);
  const auto start = genomes(4, 6, [](std::size_t s, std::size_t) { return std::array{4.0, 1.0, 3.0, 2.0}[s]; });
  Settings two = four;
  two.generations = 2;
  const auto result = Run{Made{.slope = flat}, Sgd{}, strategy, Serial{}}.fit(two, Population<double>::from(start));
  REQUIRE(result.history()[0].births.size() == 2);
  CHECK(result.history()[0].births[0].slot == 0);
  CHECK(result.history()[0].births[1].slot == 2);
  CHECK(same_row(result.population().genes, 1, start, 1));
  CHECK(same_row(result.population().genes, 3, start, 3));
  CHECK(same_row(result.population().genes, 0, start, 1));  // a child of the best, which gave all its genes
}

TEST_CASE("rest: untouched to the last bit, not counted, more generations for the others, a parent all the same") {
  // slots 0 and 1 rest from the first decision on; slot 3 is reborn once from slot 0
  const auto resting = replacing([](Index slot, const Ranking&, const Clock& clock) {
    return slot < 2 ? rest_here : slot == 3 && clock.done == 2 ? breed_here : keep_mine;
  });
  MadeStrategy from_zero = resting;
  from_zero.select.choose = [](const Ranking& r, Draw&) { return r.position(0) >= 0 ? 0 : 1; };
  const Settings settings{.population = 4, .generations = 6, .steps = 5, .batch = full_batch, .seed = 2};
  Settings once = settings;
  once.generations = 1;
  for (const Pool pool : {Pool::now, Pool::best_so_far, Pool::best_of_both}) {
    from_zero.pool = pool;
    const auto before = Run{Made{}, Sgd{.rate = 0.1f, .momentum = 0.5f}, from_zero, Serial{}}.fit(once);
    const auto after = Run{Made{}, Sgd{.rate = 0.1f, .momentum = 0.5f}, from_zero, Serial{}}.fit(settings);
    CHECK(after.history().size() == 11);  // 4 + 10 * 2 = 6 * 4 turns
    for (std::size_t g = 0; g < 11; ++g) {
      CHECK(after.history()[g].active == (g == 0 ? 4 : 2));
      CHECK(after.history()[g].steps == 5 * (4 + 2 * std::int64_t(g)));
      CHECK(after.history()[g].generations == 6);
      CHECK(after.history()[g].lives[0].status == (g == 0 ? Status::trained : Status::resting));
    }
    CHECK(after.history().back().steps == after.history().back().budget);
    for (std::size_t s = 0; s < 2; ++s) {
      CHECK(same_row(before.population().genes, s, after.population().genes, s));
      CHECK(same_row(before.population().pool, s, after.population().pool, s));
      CHECK(same_row(before.population().state, s, after.population().state, s));
      CHECK(after.population().ages[s] == 5);
      CHECK(after.population().lives[s].age == 1);
      CHECK(after.population().lives[s].steps == 5);
      CHECK(bits_equal(after.population().lives[s].fitness, before.population().lives[s].fitness));
    }
    CHECK(after.population().ages[2] == 55);
    CHECK(after.population().lives[2].steps == 55);
    REQUIRE(after.history()[1].births.size() == 1);
    CHECK(after.history()[1].births[0].parents == ParentSlots{0, 1});
    CHECK(after.population().lives[3].age == 9);
  }
}

TEST_CASE("rest: where fewer turns are left than slots that train, the best take them") {
  const auto resting = replacing([](Index slot, const Ranking&, const Clock&) { return slot < 3 ? rest_here : keep_mine; });
  const Settings settings{.population = 5, .generations = 4, .steps = 3, .batch = full_batch, .seed = 2};
  const auto start = genomes(5, 6, [](std::size_t s, std::size_t) { return std::array{1.0, 1.0, 1.0, 3.0, 2.0}[s]; });
  const auto result = Run{Made{}, Sgd{.rate = 0.01f}, resting, Serial{}}.fit(settings, Population<double>::from(start));
  REQUIRE(result.history().size() == 9);  // 5 + 7 * 2 + 1 = 4 * 5
  CHECK(result.history()[7].active == 2);
  CHECK(result.history()[8].active == 1);
  CHECK(result.history()[8].steps == 4 * 5 * 3);
  CHECK(result.history()[8].lives[3].status == Status::resting);
  CHECK(result.history()[8].lives[4].status == Status::trained);
  CHECK(result.population().lives[4].age == 9);
}

TEST_CASE("rest: awake again when the replacement says so; all at rest is refused") {
  const auto shift =
      replacing([](Index slot, const Ranking&, const Clock& clock) { return clock.done % 2 == slot % 2 ? rest_here : keep_mine; });
  const auto result =
      Run{Made{}, Sgd{}, shift, Serial{}}.fit({.population = 4, .generations = 3, .steps = 2, .batch = full_batch, .seed = 2});
  CHECK(result.history().size() == 5);  // 4 + 2 + 2 + 2 + 2
  for (const Life& life : result.population().lives) CHECK(life.age == 3);
  const auto none = replacing([](Index, const Ranking&, const Clock&) { return rest_here; });
  CHECK_THROWS_WITH_AS((Run{Made{}, Sgd{}, none, Serial{}}.fit(four)),
                       "Evolution: replacement lets all 4 slots rest, expected at least one to train", SettingsError);
}

TEST_CASE("copy: the slot becomes a copy of another's pool row; of itself nothing; of one that may be no parent it is refused") {
  const auto copying = replacing([](Index slot, const Ranking&, const Clock&) { return slot == 2 ? copy_of(0) : copy_of(slot); });
  const auto start = genomes(4, 6, [](std::size_t s, std::size_t g) { return double(s) + double(g) / 8; });
  const auto result = Run{Made{.slope = flat}, Sgd{}, copying, Serial{}}.fit(four, Population<double>::from(start));
  REQUIRE(result.history()[0].births.size() == 1);
  CHECK(result.history()[0].births[0].kind == Birth::Kind::copied);
  CHECK(result.history()[0].births[0].parents == ParentSlots{0, -1});
  CHECK(same_row(result.population().genes, 2, start, 0));
  const auto wrong = replacing([](Index slot, const Ranking&, const Clock&) { return slot == 2 ? copy_of(9) : keep_mine; });
  CHECK_THROWS_WITH_AS((Run{Made{}, Sgd{}, wrong, Serial{}}.fit(four)),
                       "Evolution: replacement copies slot 9, expected one that may be a parent", SettingsError);
}

TEST_CASE("selection: a slot that may be no parent is refused") {
  MadeStrategy s = replacing([](Index, const Ranking&, const Clock&) { return breed_here; });
  for (const Index chosen : {4, -2}) {
    s.select.choose = [chosen](const Ranking&, Draw&) { return chosen; };
    CHECK_THROWS_AS((Run{Made{}, Sgd{}, s, Serial{}}.fit(four)), SettingsError);
  }
}

// --- the pool ---------------------------------------------------------------------------------------------------------

TEST_CASE("pool: now is what lives, best_so_far the best of the line, best_of_both the better of the slot") {
  // training makes everybody worse; slot 1 is reborn once from slot 0, by a crossover that takes slot 0's genes
  const Made uphill{.slope = [](Made::Genome w, std::span<double> g) {
    for (std::size_t k = 0; k < w.size(); ++k) g[k] = -w[k];
  }};
  const auto start = genomes(2, 6, [](std::size_t s, std::size_t) { return 1.0 + 3.0 * double(s); });
  MadeStrategy s =
      replacing([](Index slot, const Ranking&, const Clock& clock) { return slot == 1 && clock.done == 2 ? breed_here : keep_mine; });
  const Settings settings{.population = 2, .generations = 3, .steps = 1, .batch = full_batch, .seed = 2};
  const auto run = [&](Pool pool) {
    s.pool = pool;
    return Run{uphill, Sgd{.rate = 0.5f}, s, Serial{}}.fit(settings, Population<double>::from(start)).population();
  };
  // genes after one, two, three steps of * 1.5: slot 0: 1.5, 2.25, 3.375
  const auto now = run(Pool::now);
  CHECK(now.genes(0, 0) == 3.375);
  CHECK(now.genes(1, 0) == 3.375);  // child of 2.25, one step
  CHECK(now.pool(1, 0) == 3.375);
  const auto best = run(Pool::best_so_far);
  CHECK(best.genes(1, 0) == 2.25);  // child of 1.5, the best that slot 0 ever was
  CHECK(best.pool(0, 0) == 1.5);
  CHECK(best.pool(1, 0) == 1.5);  // of its line: its first parent
  CHECK(best.lives[1].pool_loss == 6 * 1.5 * 1.5 / 2);
  const auto both = run(Pool::best_of_both);
  CHECK(both.pool(0, 0) == 1.5);
  CHECK(both.genes(1, 0) == 2.25);
  CHECK(both.pool(1, 0) == 2.25);  // better than the 6 that slot 1 was before
}

TEST_CASE("state: reset, carried with its age, crossed with the choices of the weights") {
  // a slope that is the gene's number: momentum tells state of slots 0 and 1 apart only by how long they have lived
  const Made ramp{.value = [](Made::Genome w) { return w[0]; },
                  .slope =
                      [](Made::Genome w, std::span<double> g) {
                        for (std::size_t k = 0; k < w.size(); ++k) g[k] = w[k];
                      }};
  const auto start = genomes(3, 6, [](std::size_t s, std::size_t) { return 1.0 + double(s); });
  MadeStrategy s =
      replacing([](Index slot, const Ranking&, const Clock& clock) { return slot == 2 && clock.done == 1 ? breed_here : keep_mine; });
  s.cross.cut = [](const Child&) { return 2; };
  for (const Pool pool : {Pool::now, Pool::best_so_far})
    for (const State state : {State::reset, State::carry, State::crossed}) {
      s.pool = pool;
      s.state = state;
      const auto p =
          Run{ramp, Sgd{.rate = 0.25f, .momentum = 0.5f}, s, Serial{}}
              .fit({.population = 3, .generations = 2, .steps = 1, .batch = full_batch, .seed = 2}, Population<double>::from(start))
              .population();
      // generation 1: v = w0, w1 = w0 - w0 / 4. generation 2: v = m v + w1, w2 = w1 - v / 4
      const double w1[2] = {0.75, 1.5}, v1[2] = {1, 2};
      for (std::size_t g = 0; g < 6; ++g) {
        const std::size_t giver = g < 2 ? 0 : 1;
        const double v = (state == State::reset ? 0 : state == State::carry ? v1[0] : v1[giver]) / 2 + w1[giver];
        CHECK(p.state(2, g) == v);
        CHECK(p.genes(2, g) == w1[giver] - v / 4);
      }
      CHECK(p.ages[2] == (state == State::reset ? 1 : 2));
    }
}

TEST_CASE("state: what is carried from a pool row has the age of that row, not of the slot") {
  // the loss falls in the first generation and climbs from then on: the pool row stays the first generation's
  const Made up{.value = [](Made::Genome w) { return w[0] > 2 ? w[0] : 10 - w[0]; },
                .slope =
                    [](Made::Genome, std::span<double> g) {
                      for (double& v : g) v = -1;
                    }};
  MadeStrategy s =
      replacing([](Index slot, const Ranking&, const Clock& clock) { return slot == 1 && clock.done == 2 ? breed_here : keep_mine; });
  s.pool = Pool::best_so_far;
  s.state = State::carry;
  s.select.choose = [](const Ranking&, Draw&) { return Index{0}; };
  const auto start = Population<double>::from(genomes(2, 6, [](std::size_t k, std::size_t) { return k == 0 ? 1.0 : 0.0; }));
  const auto result = Evolution<Made, Sgd, MadeStrategy, Serial>{up, Sgd{.rate = 0.5f}, s, Serial{}}.fit(
      {.population = 2, .generations = 3, .steps = 3, .batch = full_batch, .seed = 2}, start);
  // slot 0: 1 -> 2.5 (loss 2.5, pool) -> 4 -> 5.5
  CHECK(result.population().pool(0, 0) == 2.5);
  CHECK(result.history()[1].births.size() == 1);
  CHECK(result.population().genes(1, 0) == 4.0);  // from 2.5, three steps on
  CHECK(result.population().ages[0] == 9);
  CHECK(result.population().ages[1] == 6);  // three steps old when it was inherited
  CHECK(result.population().pool_ages[0] == 3);
}

// --- optimizer numbers ------------------------------------------------------------------------------------------------

namespace {
struct Rates {  // the mean of the parents; fresh networks draw theirs
  using hyper = void;
  Sgd operator()(const Sgd& a, const Sgd& b, Draw&) const { return {.rate = (a.rate + b.rate) / 2}; }
  Sgd start(const Sgd& given, Draw& draw) const { return {.rate = given.rate * static_cast<float>(1 + draw.below(1000))}; }
};
}  // namespace

TEST_CASE("hyper: fresh networks draw their numbers, children get what the policy says, copies those of what they copy") {
  const auto fate = [](Index slot, const Ranking&, const Clock& clock) {
    return clock.done > 1 || slot < 2 ? keep_mine : slot == 2 ? breed_here : copy_of(0);
  };
  const auto s = replacing(fate).with(Rates{});
  const auto numbers_after = [&](Index generations, auto place) {
    const auto p = Evolution{Made{.slope = flat}, Sgd{.rate = 0.001f}, s, place}
                       .fit({.population = 4, .generations = generations, .steps = 1, .batch = full_batch, .seed = 2})
                       .population();
    std::vector<float> rates;
    for (const Sgd& o : std::any_cast<const std::vector<Sgd>&>(p.numbers)) rates.push_back(o.rate);
    return std::pair(rates, p.lives[2].parents);
  };
  const auto first = numbers_after(1, Serial{}).first;
  CHECK(std::set<float>(first.begin(), first.end()).size() == 4);
  const auto [second, parents] = numbers_after(2, Serial{});
  CHECK(second[0] == first[0]);
  CHECK(second[1] == first[1]);
  REQUIRE(parents[1] >= 0);
  CHECK(second[2] == (first[static_cast<std::size_t>(parents[0])] + first[static_cast<std::size_t>(parents[1])]) / 2);
  CHECK(second[3] == first[0]);
  CHECK(numbers_after(2, Team{Threads{.threads = 1}, 3}).first == second);
}

// --- given populations ------------------------------------------------------------------------------------------------

TEST_CASE("warm start: two runs of three generations are one of six") {
  for (const Pool pool : {Pool::now, Pool::best_so_far}) {
    MadeStrategy keep = made;
    keep.pool = pool;
    keep.state = State::carry;
    const Run run{Made{}, Sgd{.rate = 0.1f, .momentum = 0.9f}, keep, Serial{}};
    Settings three = four, six = four;
    six.generations = 6;
    const auto first = run.fit(three), whole = run.fit(six);
    const auto second = run.fit(three, first.population());
    const auto &a = second.population(), &b = whole.population();
    CHECK(bits_equal(a.genes, b.genes));
    CHECK(bits_equal(a.state, b.state));
    CHECK(bits_equal(a.pool, b.pool));
    CHECK(bits_equal(a.pool_state, b.pool_state));
    CHECK(bits_equal(a.champion, b.champion));
    CHECK(a.champion_fitness == b.champion_fitness);
    CHECK(a.ages == b.ages);
    CHECK(a.pool_ages == b.pool_ages);
    CHECK(a.clock.step == 12);
    CHECK(b.clock.step == 12);
    CHECK(a.clock.generation == 6);
    for (std::size_t s = 0; s < 4; ++s) {
      CHECK(a.lives[s].age == 6);
      CHECK(a.lives[s].steps == b.lives[s].steps);
      CHECK(a.lives[s].best_before == b.lives[s].best_before);
    }
    CHECK(second.history().size() == 3);
    CHECK(second.history()[0].generation == 1);
  }
}

TEST_CASE("warm start: with other optimizer numbers, which the population takes; state stays, and begins anew under another optimizer") {
  MadeStrategy keep = made;
  keep.state = State::carry;
  const Settings one{.population = 4, .generations = 1, .steps = 1, .batch = full_batch, .seed = 2};
  const Sgd slow{.rate = 0.1f, .momentum = 0.5f}, fast{.rate = 0.5f, .momentum = 0.5f};
  const auto before = Run{Made{}, slow, keep, Serial{}}.fit(one).population();
  const auto ratio = [&](const Population<double>& from) {
    const auto after = Run{Made{}, fast, keep, Serial{}}.fit(one, from).population();
    return after.genes(0, 0) / before.genes(0, 0);
  };
  // w was 1 and so was v; w is 0.9, and v becomes 0.5 * 1 + 0.9
  CHECK(ratio(before) == doctest::Approx((0.9 - 0.1 * 1.4) / 0.9));  // the numbers of the population, not those of the Evolution
  CHECK(ratio(before.with(fast)) == doctest::Approx((0.9 - 0.5 * 1.4) / 0.9));
  const auto given = before.with(fast);
  for (const Sgd& o : std::any_cast<const std::vector<Sgd>&>(given.numbers)) CHECK(o.rate == 0.5f);
  CHECK_THROWS_AS(before.with(Sgd{.rate = 0}), SettingsError);
  const auto other = before.with(Adam{});
  CHECK(other.state.shape(1) == 12);
  for (const double v : other.state) CHECK(v == 0);
  CHECK(other.ages == std::vector<Index>(4, 0));
  const auto after = Evolution<Made, Adam, MadeStrategy, Serial>{Made{}, Adam{.rate = 0.25f}, keep, Serial{}}
                         .fit(one, before.with(Adam{.rate = 0.125f}))
                         .population();
  for (std::size_t s = 0; s < 4; ++s)
    CHECK(std::abs(after.genes(s, 0) - before.genes(s, 0)) == doctest::Approx(0.125).epsilon(1e-4));  // Adam's first step is the rate
}

TEST_CASE("warm start: for another objective a population forgets what was measured of it") {
  MadeStrategy line = made;
  line.pool = Pool::best_so_far;
  const auto before = Run{Made{}, Sgd{}, line, Serial{}}.fit(four).population();
  const auto bowl = Made{}.value;
  const Made higher{.value = [bowl](Made::Genome w) { return bowl(w) + 10; }};
  const auto result = Run{higher, Sgd{}, line, Serial{}}.fit(four, before.unmeasured());
  const auto best = result.best().genes();
  CHECK(result.best().fitness() == -higher.loss(std::span<const double>(best.data(), 6)));
  CHECK(result.best().fitness() < -10);
  for (const Life& l : result.population().lives) CHECK(l.pool_fitness < -10);
  const auto old = before.unmeasured();
  CHECK(bits_equal(old.genes, before.genes));
  CHECK(bits_equal(old.state, before.state));
  CHECK(old.clock.step == before.clock.step);
  CHECK(old.lives[0].steps == before.lives[0].steps);
}

TEST_CASE("warm start: the best network ever may be one of the run before") {
  const Made uphill{.slope = [](Made::Genome w, std::span<double> g) {
    for (std::size_t k = 0; k < w.size(); ++k) g[k] = -w[k];
  }};
  const Run run{uphill, Sgd{.rate = 0.5f}, made, Serial{}};
  const auto first = run.fit(four), second = run.fit(four, first.population());
  CHECK(second.best().fitness() == first.best().fitness());
  CHECK(bits_equal(second.best().genes(), first.best().genes()));
}

TEST_CASE("given genomes: the run starts there, with lives that begin") {
  const auto start = genomes(4, 6, [](std::size_t s, std::size_t g) { return double(s) - double(g) / 4; });
  Settings one = four;
  one.generations = 1;
  const auto p = Run{Made{.slope = flat}, Sgd{}, made, Serial{}}.fit(one, Population<double>::from(start)).population();
  CHECK(bits_equal(p.genes, start));
  CHECK(p.lives[3].age == 1);
  CHECK(p.lives[3].births == 0);
}

TEST_CASE("given populations: refusals") {
  const Run run{Made{}, Sgd{}, made, Serial{}};
  const auto fill = [](std::size_t, std::size_t) { return 1.0; };
  CHECK_THROWS_WITH_AS(run.fit(four, Population<double>::from(genomes(3, 6, fill))),
                       "fit: individuals of the given population is 3, expected 4", ShapeError);
  CHECK_THROWS_WITH_AS(run.fit(four, Population<double>::from(genomes(4, 7, fill))), "fit: genes of the given population is 7, expected 6",
                       ShapeError);
  CHECK_THROWS_AS(Population<double>::from(genomes(0, 6, fill)), DataError);
  CHECK_THROWS_AS(Population<double>::from(genomes(4, 0, fill)), DataError);
  CHECK_THROWS_WITH_AS(
      Population<double>::from(genomes(2, 2, [](std::size_t s, std::size_t g) { return s == 1 && g == 0 ? nan_value : 0.0; })),
      "Population::from: gene 0 of individual 1 is nan, expected a finite number", DataError);
  const auto good = run.fit(four).population();
  const auto refused = [&](auto change, const char* what) {
    auto bad = good;
    change(bad);
    CHECK_THROWS_WITH_AS(run.fit(four, bad), what, ShapeError);
  };
  using P = Population<double>;
  refused([](P& p) { p.lives.resize(1); }, "fit: lives of the given population is 1, expected 4");
  refused([](P& p) { p.ages.resize(3); }, "fit: ages of the given population is 3, expected 4");
  refused([](P& p) { p.pool_ages.resize(5); }, "fit: ages of pool rows of the given population is 5, expected 4");
  refused([](P& p) { p.pool = genomes(3, 6, [](std::size_t, std::size_t) { return 1.0; }); },
          "fit: pool rows of the given population is 3, expected 4");
  refused([](P& p) { p.pool = genomes(4, 5, [](std::size_t, std::size_t) { return 1.0; }); },
          "fit: genes of pool rows of the given population is 5, expected 6");
  refused([](P& p) { p.state = genomes(4, 12, [](std::size_t, std::size_t) { return 1.0; }); },
          "fit: genes of states of the given population is 12, expected 6");
  refused([](P& p) { p.pool_state = genomes(2, 6, [](std::size_t, std::size_t) { return 1.0; }); },
          "fit: states of pool rows of the given population is 2, expected 4");
  refused([](P& p) { p.champion = xt::zeros<double>({5}); }, "fit: genes of the given population's best is 5, expected 6");
  auto other = good;
  other.numbers = std::vector<float>(4);
  CHECK_THROWS_WITH_AS(run.fit(four, other), "fit: the given population was trained by another optimizer, expected the same",
                       SettingsError);
}

// --- observers --------------------------------------------------------------------------------------------------------

namespace {
struct Mine : std::runtime_error {
  using std::runtime_error::runtime_error;
};
/// what an observer was told, kept outside of it: fit works on copies
struct Diary {
  std::vector<std::string>* lines;
  void begin(const Settings& s) { lines->push_back("begin " + std::to_string(s.population)); }
  void operator()(const Report& r) { lines->push_back("generation " + std::to_string(r.generation)); }
  void end() { lines->push_back("end"); }
};
}  // namespace

TEST_CASE("observers: told every generation, begin before and end after, by error too") {
  std::vector<std::string> lines;
  const Run run{Made{}, Sgd{}, made, Serial{}};
  run.fit(four, Diary{&lines});
  CHECK(lines == std::vector<std::string>{"begin 4", "generation 1", "generation 2", "generation 3", "end"});
  lines.clear();
  CHECK_THROWS_WITH_AS(run.fit(four, Diary{&lines}, [](const Report&) { throw Mine("enough"); }), "enough", Mine);
  CHECK(lines == std::vector<std::string>{"begin 4", "generation 1", "end"});
  struct BadBegin {
    void begin(const Settings&) { throw Mine("no"); }
    void operator()(const Report&) {}
  };
  lines.clear();
  CHECK_THROWS_AS(run.fit(four, Diary{&lines}, BadBegin{}), Mine);
  CHECK(lines == std::vector<std::string>{"begin 4", "end"});
}

TEST_CASE("observers: an end that throws arrives at fit when all have been told; where the run has failed its own error does") {
  std::vector<std::string> lines;
  struct BadEnd {
    void operator()(const Report&) {}
    void end() { throw Mine("disk full"); }
  };
  CHECK_THROWS_WITH_AS((Run{Made{}, Sgd{}, made, Serial{}}.fit(four, BadEnd{}, Diary{&lines})), "disk full", Mine);
  CHECK(lines == std::vector<std::string>{"begin 4", "generation 1", "generation 2", "generation 3", "end"});
  lines.clear();
  const auto fails = [](const Report&) { throw Mine("enough"); };
  CHECK_THROWS_WITH_AS((Run{Made{}, Sgd{}, made, Serial{}}.fit(four, BadEnd{}, Diary{&lines}, fails)), "enough", Mine);
  CHECK(lines == std::vector<std::string>{"begin 4", "generation 1", "end"});
}

TEST_CASE("observers: false stops after the generation, with a usable result; every observer is asked") {
  int asked = 0;
  const auto stopped = Run{Made{}, Sgd{}, made, Serial{}}.fit(
      four, [](const Report& r) { return r.generation < 2; },
      [&](const Report&) {
        ++asked;
        return true;
      });
  CHECK(asked == 2);
  CHECK(stopped.history().size() == 2);
  Settings two = four;
  two.generations = 2;
  const auto planned = Run{Made{}, Sgd{}, made, Serial{}}.fit(two);
  CHECK(bits_equal(stopped.population().genes, planned.population().genes));
  CHECK(stopped.best().fitness() == planned.best().fitness());
  const auto breeding = replacing([](Index, const Ranking&, const Clock&) { return breed_here; });
  const auto cut = Run{Made{}, Sgd{}, breeding, Serial{}}.fit(four, [](const Report& r) {
    CHECK(r.births.size() == 4);
    return false;
  });
  CHECK(cut.history()[0].births.empty());  // nobody was born any more
}

TEST_CASE("observers: the same on threads and teams") {
  std::vector<std::string> lines;
  const auto a = RunOnThreads{Made{}, Sgd{}, made, Threads{.threads = 3}}.fit(four, Diary{&lines});
  CHECK(lines.size() == 5);
  lines.clear();
  const auto b = RunOnTeam{Made{}, Sgd{}, made, Team{Threads{.threads = 1}, 3}}.fit(four, Diary{&lines},
                                                                                    [](const Report& r) { return r.generation < 2; });
  CHECK(lines == std::vector<std::string>{"begin 4", "generation 1", "generation 2", "end"});
  CHECK(b.history().size() == 2);
}

TEST_CASE("stop_token: a request ends the generation") {
  std::stop_source source;
  Settings s = four;
  s.generations = 50;
  s.stop = source.get_token();
  const auto stop_at_two = [&](const Report& r) {
    if (r.generation == 2) source.request_stop();
  };
  CHECK(Run{Made{}, Sgd{}, made, Serial{}}.fit(s, stop_at_two).history().size() == 3);
  std::stop_source other;
  s.stop = other.get_token();
  const auto result = RunOnTeam{Made{}, Sgd{}, made, Team{Threads{.threads = 1}, 2}}.fit(s, [&](const Report& r) {
    if (r.generation == 2) other.request_stop();
  });
  CHECK(result.history().size() == 3);
  CHECK(std::isfinite(result.best().fitness()));
}

TEST_CASE("StopOnSignal: the first signal ends the generation, the old handler is back") {
  static volatile std::sig_atomic_t mine;
  mine = 0;
  const auto before = std::signal(SIGUSR1, [](int) { mine = mine + 1; });
  const Run run{Made{}, Sgd{}, made, Serial{}};
  const auto result = run.fit(
      four,
      [](const Report& r) {
        if (r.generation == 2) std::raise(SIGUSR1);
      },
      StopOnSignal{.signal = SIGUSR1});
  CHECK(result.history().size() == 2);
  CHECK(mine == 0);
  std::raise(SIGUSR1);
  CHECK(mine == 1);
  CHECK(run.fit(four, StopOnSignal{.signal = SIGUSR1}).history().size() == 3);  // an old signal is forgotten
  CHECK_THROWS_AS(run.fit(four, StopOnSignal{.signal = SIGUSR1}, [](const Report&) { throw Mine("enough"); }), Mine);
  std::raise(SIGUSR1);
  CHECK(mine == 2);
  const auto twice = [](const Report& r) {
    if (r.generation != 1) return;
    std::raise(SIGUSR1);
    std::raise(SIGUSR1);
  };
  CHECK(run.fit(four, twice, StopOnSignal{.signal = SIGUSR1}).history().size() == 1);
  CHECK(mine == 3);  // the second one is the old handler's
  std::raise(SIGUSR1);
  CHECK(mine == 4);
  CHECK_THROWS_AS(run.fit(four, StopOnSignal{.signal = SIGKILL}), Error);
  std::signal(SIGUSR1, before);
}

// --- exceptions -------------------------------------------------------------------------------------------------------

TEST_CASE("an exception of a policy or the objective arrives at fit with its type, from any thread and worker") {
  const auto start = Population<double>::from(genomes(5, 6, [](std::size_t s, std::size_t) { return 1.0 + double(s); }));
  const Settings settings{.population = 5, .generations = 6, .steps = 2, .batch = full_batch, .seed = 2};
  const auto breeding = replacing([](Index slot, const Ranking&, const Clock&) { return slot >= 2 ? breed_here : keep_mine; });
  const auto fails_everywhere = [&](const Made& problem, const MadeStrategy& s, const char* what) {
    CAPTURE(what);
    CHECK_THROWS_WITH_AS((Run{problem, Sgd{}, s, Serial{}}.fit(settings, start)), what, Mine);
    for (const Index n : {1, 3})
      CHECK_THROWS_WITH_AS((RunOnThreads{problem, Sgd{}, s, Threads{.threads = n}}.fit(settings, start)), what, Mine);
    for (const Index n : {2, 5})
      CHECK_THROWS_WITH_AS((RunOnTeam{problem, Sgd{}, s, Team{Threads{.threads = 1}, n}}.fit(settings, start)), what, Mine);
  };
  const auto second = [](const Clock& clock) { return clock.done == 2; };
  MadeStrategy s = breeding;
  s.select.choose = [](const Ranking& r, Draw&) -> Index {
    if (r.child() == 3) throw Mine("selection");
    return r.slot(0);
  };
  fails_everywhere(Made{}, s, "selection");
  fails_everywhere(Made{}, replacing([&](Index slot, const Ranking&, const Clock& clock) -> Fate {
                     if (slot == 4 && second(clock)) throw Mine("replacement");
                     return keep_mine;
                   }),
                   "replacement");
  s = breeding;
  s.cross.cut = [](const Child& child) -> Index {
    if (child.slot == 4) throw Mine("crossover");
    return 3;
  };  // on the worker of slot 4 alone
  fails_everywhere(Made{}, s, "crossover");
  const auto bowl = Made{}.value;
  fails_everywhere({.value =
                        [&](Made::Genome w) {
                          if (w[0] > 4.5) throw Mine("loss");
                          return bowl(w);
                        },
                    .slope = flat},
                   made, "loss");
  fails_everywhere({.slope =
                        [](Made::Genome w, std::span<double> g) {
                          if (w[0] == 5) throw Mine("gradient");
                          flat(w, g);
                        }},
                   made, "gradient");
}

TEST_CASE("an exception of an observer arrives at fit from a team too") {
  const auto observer = [](const Report& r) {
    if (r.generation == 2) throw Mine("observer");
  };
  CHECK_THROWS_WITH_AS((RunOnTeam{Made{}, Sgd{}, made, Team{Threads{.threads = 1}, 3}}.fit(four, observer)), "observer", Mine);
  CHECK_THROWS_WITH_AS((RunOnThreads{Made{}, Sgd{}, made, Threads{.threads = 2}}.fit(four, observer)), "observer", Mine);
}

// --- edges ------------------------------------------------------------------------------------------------------------

namespace {
/// a mutation whose births cost what it cannot say
struct Unpriced : MadeMutate {
  Index passes(Index) const { throw Mine("passes"); }
};
/// one worker that notes whether an error left it between two gathers, where others would have to wait for it
struct Watched {
  bool* at_gather;
};
class WatchedLink : public OneLink {
 public:
  explicit WatchedLink(bool* at_gather) : at_gather_(at_gather) {}
  void gather(std::span<Life> lives, Span mine, Signal& signal) const {
    *at_gather_ = true;
    OneLink::gather(lives, mine, signal);
    *at_gather_ = false;
  }

 private:
  bool* at_gather_;
};
template <class Body>
void on_every_worker(const Watched& place, Index, Body&& body) {
  const auto crew = Serial{}.open();
  WatchedLink link(place.at_gather);
  body(*crew, link);
}
}  // namespace

TEST_CASE("an exception leaves a worker at a gather, where the others hear of it: what births cost, what observers say") {
  const auto breeding = replacing([](Index, const Ranking&, const Clock&) { return breed_here; });
  bool at_gather = false;
  CHECK_THROWS_WITH_AS((Evolution{Made{}, Sgd{}, breeding.with(Unpriced{}), Watched{&at_gather}}.fit(four)), "passes", Mine);
  CHECK(at_gather);
  at_gather = false;
  CHECK_THROWS_AS((Evolution{Made{}, Sgd{}, made.with(Unpriced{}), Watched{&at_gather}}.fit(four, [](const Report&) { throw Mine("no"); })),
                  Mine);
  CHECK(at_gather);
}

TEST_CASE("demes: more than the population has room for are refused before anybody trains") {
  int steps = 0;
  const Made counting{.slope = [&](Made::Genome w, std::span<double> g) {
    ++steps;
    flat(w, g);
  }};
  const auto refused = [&](const auto& demes, const char* what) {
    for (const Index generations : {1, 3})
      CHECK_THROWS_WITH_AS((Evolution{counting, Sgd{}, made.with(demes), Serial{}}.fit(
                               {.population = 4, .generations = generations, .steps = 2, .batch = full_batch})),
                           what, SettingsError);
  };
  refused(Islands{.count = 5}, "Islands: count is 5, expected at most the population, 4");
  refused(Cadences{.count = 2}, "Cadences: count is 2, expected at most a quarter of the population, 1");
  CHECK(steps == 0);
}

TEST_CASE("P = 1: nobody mates alone") {
  const auto breeding = replacing([](Index, const Ranking&, const Clock&) { return breed_here; });
  const auto result =
      Run{Made{}, Sgd{}, breeding, Serial{}}.fit({.population = 1, .generations = 3, .steps = 2, .batch = full_batch, .seed = 2});
  for (const Report& r : result.history()) CHECK(r.births.empty());
  CHECK(result.population().lives[0].age == 3);
}

TEST_CASE("steps = 0: evolution alone") {
  MadeStrategy s = replacing([](Index slot, const Ranking& now, const Clock& clock) { return Elitist{.keep = 1}(slot, now, clock); });
  s.mutate.change = [](double value, GeneSite at) { return at.gene == 0 ? value * 0.5 : value; };
  const Made no_gradient{.slope = [](Made::Genome, std::span<double>) { throw Mine("no step was asked for"); }};
  const auto result =
      Run{no_gradient, Sgd{}, s, Serial{}}.fit({.population = 4, .generations = 5, .steps = 0, .batch = full_batch, .seed = 2});
  CHECK(result.history().size() == 5);
  CHECK(result.history().back().steps == 0);
  CHECK(result.history().back().best > result.history().front().best);
  for (std::size_t g = 0; g + 1 < 5; ++g) CHECK(result.history()[g].births.size() == 3);
}

TEST_CASE("lineage: from the network back to its start, first parents first") {
  // generation 1: slot 2 from 0. generation 2: slot 3 from 2. generation 3: slot 1 fresh. generation 4: nothing more.
  MadeStrategy s = replacing([](Index slot, const Ranking&, const Clock& clock) {
    return (clock.done == 1 && slot == 2) || (clock.done == 2 && slot == 3) || (clock.done == 3 && slot == 1) ? breed_here : keep_mine;
  });
  s.select.choose = [](const Ranking& r, Draw&) -> Index {
    if (r.child() == 1) return no_parent;
    const Index wanted = r.child() == 2 ? 0 : 2;
    return r.position(wanted) >= 0 ? wanted : r.slot(0);
  };
  const auto result = Run{Made{}, Sgd{}, s, Serial{}}.fit({.population = 4, .generations = 4, .steps = 1, .batch = full_batch, .seed = 2});
  const auto line = result.lineage(3);
  REQUIRE(line.size() == 3);
  CHECK(line[0].generation == 2);
  CHECK(line[0].slot == 3);
  CHECK(line[0].parents[0] == 2);
  CHECK(line[1].generation == 1);
  CHECK(line[1].slot == 2);
  CHECK(line[1].parents[0] == 0);
  CHECK(line[2].generation == 0);
  CHECK(line[2].slot == 0);
  const auto fresh = result.lineage(1);
  REQUIRE(fresh.size() == 1);
  CHECK(fresh[0].generation == 3);
  CHECK(fresh[0].kind == Birth::Kind::fresh);
  CHECK(result.lineage(0).size() == 1);
  CHECK_THROWS_AS(result.lineage(4), SettingsError);
  CHECK_THROWS_AS(result.lineage(-1), SettingsError);
}

TEST_CASE("settings and policies out of range are refused by name") {
  const Run run{Made{}, Sgd{}, made, Serial{}};
  const auto refused = [&](auto change, const char* what) {
    Settings s = four;
    change(s);
    CHECK_THROWS_WITH_AS(run.fit(s), what, SettingsError);
  };
  refused([](Settings& s) { s.population = 0; }, "fit: population is 0, expected at least 1");
  refused([](Settings& s) { s.population = 65'536; }, "fit: population is 65536, expected at most 65535");
  refused([](Settings& s) { s.generations = 0; }, "fit: generations is 0, expected at least 1");
  refused([](Settings& s) { s.steps = -1; }, "fit: steps is -1, expected at least 0");
  refused([](Settings& s) { s.batch = -1; }, "fit: batch is -1, expected at least 1, or full_batch");
  CHECK_THROWS_AS((Run{Made{}, Sgd{.rate = 0}, made, Serial{}}), SettingsError);
  CHECK_THROWS_AS((Run{Made{}, Sgd{}, made, Serial{.width = 0}}), SettingsError);
  CHECK_THROWS_AS((RunOnTeam{Made{}, Sgd{}, made, Team{Threads{.threads = 1}, 0}}), SettingsError);
  CHECK_THROWS_WITH_AS((Run{Made{.form = {}}, Sgd{}, made, Serial{}}.fit(four)), "Evolution: genes of a network is 0, expected at least 1",
                       ShapeError);
}

// --- the leader's mean ------------------------------------------------------------------------------------------------

TEST_CASE("leader's mean: a candidate for the best network, never a network that trains; it starts again with every leader") {
  // a valley that the descent jumps over: from 3 to -1 to 3 ...; the mean of both sides is lower than either
  const Made valley{.value = [](Made::Genome w) { return (w[0] - 1) * (w[0] - 1); },
                    .slope =
                        [](Made::Genome w, std::span<double> g) {
                          for (double& v : g) v = 0;
                          g[0] = 2 * (w[0] - 1);
                        }};
  const auto start = Population<double>::from(genomes(2, 6, [](std::size_t k, std::size_t) { return k == 0 ? 3.0 : 9.0; }));
  const Settings settings{.population = 2, .generations = 4, .steps = 1, .batch = full_batch, .seed = 2};
  MadeStrategy s = made;
  const auto without = Run{valley, Sgd{.rate = 1}, s, Serial{}}.fit(settings, start);
  CHECK(without.best().fitness() == -4);
  s.leader_average = 0.5f;
  const auto with = Run{valley, Sgd{.rate = 1}, s, Serial{}}.fit(settings, start);
  CHECK(with.best().genes()(0) == 1);  // -1, then (-1 + 3) / 2 in generation 2: the bottom
  CHECK(with.best().fitness() == 0);
  CHECK(bits_equal(with.population().genes, without.population().genes));
  check_same_run(with, RunOnTeam{valley, Sgd{.rate = 1}, s, Team{Threads{.threads = 1}, 2}}.fit(settings, start));
  s.leader_average = 1;
  CHECK_THROWS_WITH_AS((Run{valley, Sgd{}, s, Serial{}}), "Strategy: leader_average is 1, expected in [0, 1)", SettingsError);
}

TEST_CASE("leader's mean: of a leader that rests at first it starts when it trains, whatever worker it lives on") {
  // slot 0 leads and dies; slot 1 rests, leads while it rests, and wakes a generation later. 0.9 * 1 + 0.1 * -9 would be the bottom
  const auto start = Population<double>::from(genomes(2, 6, [](std::size_t k, std::size_t) { return k == 0 ? 1.0 : -9.0; }));
  const Settings settings{.population = 2, .generations = 4, .steps = 1, .batch = full_batch, .seed = 2};
  MadeStrategy s = replacing([](Index slot, const Ranking&, const Clock& clock) {
    if (slot == 0) return clock.generation == 1 ? breed_here : keep_mine;
    return clock.generation <= 1 ? rest_here : keep_mine;
  });
  s.leader_average = 0.9f;
  s.select.choose = [](const Ranking&, Draw&) { return Index{1}; };
  s.mutate.change = [](double, GeneSite) { return -100.0; };
  const Made still{.slope = flat};
  const auto one = Run{still, Sgd{}, s, Serial{}}.fit(settings, start);
  CHECK(one.best().fitness() == -3);  // the first leader itself
  check_same_run(one, RunOnTeam{still, Sgd{}, s, Team{Threads{.threads = 1}, 2}}.fit(settings, start));
}
