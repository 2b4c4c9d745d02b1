#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include <genoprop/evolve/replace/only_the_stuck.hpp>
#include <genoprop/evolve/replace/rest_while_slow.hpp>

#include "support/lives.hpp"

using namespace genoprop;
using namespace genoprop::support;

namespace {

/// What a generation does to the lives, without networks: loss(slot, life, age) and accuracy(slot, life, age) stand for training.
struct Run {
  RestWhileSlow replace{};
  std::function<double(Index slot, Index life, Index age)> loss, accuracy;
  std::vector<Life> lives;
  Course course{};
  Clock clock{};
  std::vector<Fate::Kind> fates{};

  Run(
      RestWhileSlow rule, Index population, Index generations, std::function<double(Index, Index, Index)> losses,
      std::function<double(Index, Index, Index)> accuracies = [](Index, Index, Index) { return NAN; })
      : replace(rule), loss(std::move(losses)), accuracy(std::move(accuracies)), lives(static_cast<std::size_t>(population)) {
    clock = {.steps = 10, .planned = generations, .budget = std::int64_t{population} * generations * 10};
  }
  Index size() const { return static_cast<Index>(lives.size()); }
  Life& life(Index slot) { return lives[static_cast<std::size_t>(slot)]; }
  Index active() const {
    return static_cast<Index>(std::count_if(lives.begin(), lives.end(), [](const Life& l) { return l.status != Status::resting; }));
  }

  void train() {
    for (Index s = 0; s < size(); ++s) {
      Life& l = life(s);
      if (l.status == Status::resting) continue;
      l.age += 1;
      l.loss = loss(s, l.births, l.age);
      l.accuracy = accuracy(s, l.births, l.age);
      l.fitness = -l.loss;
      l.status = diverged(l.fitness, l.loss) ? Status::diverged : Status::trained;
      for (std::size_t w = 3; w > 0; --w) l.best_before[w] = l.best_before[w - 1];
      l.best_before[0] = l.best_loss;
      l.best_loss = std::min(l.best_loss, l.loss);
      clock.spent += clock.steps;
    }
    clock.done += 1;
    clock.generation += 1;
  }
  void decide() {
    const Ranking now(lives, Ranking::By::now);
    replace.look(course, now, clock);
    fates.clear();
    for (Index s = 0; s < size(); ++s)
      fates.push_back(life(s).status == Status::diverged ? Fate::Kind::breed : replace(s, now, clock, course).kind);
  }
  void commit() {
    for (Index s = 0; s < size(); ++s) {
      Life& l = life(s);
      const Fate::Kind fate = fates[static_cast<std::size_t>(s)];
      if (fate == Fate::Kind::breed) {
        const Index births = l.births + 1;
        l = Life{};
        l.births = births;
      }
      l.status = fate == Fate::Kind::rest ? Status::resting : Status::trained;
    }
  }
  void generation() {
    train();
    decide();
    commit();
  }
  Index births() const {
    Index n = 0;
    for (const Life& l : lives) n += l.births;
    return n;
  }
};

double power(Index age, double exponent) { return std::pow(age, -exponent); }
/// slot 0 leads with loss age^-e; the others follow, the later the worse
auto led_by(double e) {
  return [e](Index slot, Index, Index age) { return (1 + 0.2 * slot) * power(age, e); };
}

/// The rule of R2 as it is written down, on whole histories.
struct Written {
  Index population;
  std::int64_t budget;
  bool concentrate = false;
  double n;
  Index flat_count = 0, last_leader = -1;
  bool born = false;
  std::vector<char> active;
  std::vector<std::vector<double>> best, error;  // of the life, a number a generation
  std::vector<Fate::Kind> fates;

  Written(Index p, std::int64_t b) : population(p), budget(b), n(p), active(static_cast<std::size_t>(p), 1) {
    best.resize(active.size());
    error.resize(active.size());
  }
  static double slope(const std::vector<double>& h) {
    const auto t = static_cast<int>(h.size());
    if (t < 2) return 0;
    const int w = std::min(std::max(2, t / 2), t - 1);
    return std::log(h[static_cast<std::size_t>(t - w - 1)] / h[static_cast<std::size_t>(t - 1)]) / std::log(double(t) / (t - w));
  }
  void generation(const std::vector<Life>& lives, Index g, std::int64_t spent) {
    const auto p = static_cast<std::size_t>(population);
    for (std::size_t i = 0; i < p; ++i)
      if (active[i]) {
        best[i].push_back(lives[i].best_loss);
        const double e = 1 - lives[i].accuracy + 1e-9;
        error[i].push_back(error[i].empty() ? e : std::min(error[i].back(), e));
      }
    fates.assign(p, Fate::Kind::keep);
    if (g < 3) return;
    std::vector<std::size_t> order(p);
    for (std::size_t i = 0; i < p; ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return best[a].back() < best[b].back(); });
    const std::size_t L = order[0];
    const auto age = static_cast<Index>(best[L].size());
    const bool fast = slope(best[L]) >= 0.45 || (born && age < 8);
    const bool slow = !fast && slope(best[L]) >= 0.05 && (std::isnan(lives[L].accuracy) || slope(error[L]) >= 0.05);
    const bool flat = !fast && !slow;
    if (!concentrate && slow) {
      concentrate = true;
      flat_count = 0;
    } else if (concentrate) {
      flat_count = flat ? (static_cast<Index>(L) == last_leader ? flat_count + 1 : 1) : 0;
      if (flat_count >= std::max(12.0, age / 4.0)) concentrate = false;
    }
    last_leader = static_cast<Index>(L);
    if (concentrate && !fast) n = std::max(1.0, 0.7 * n);
    if (!concentrate) n = population;
    const std::vector<char> before = active;
    for (std::size_t i = 0; i < p; ++i) active[i] = 0;
    std::vector<char> spared(p, 0);  // the best quarter, and L
    for (std::size_t k = 0; k < p; ++k) spared[order[k]] = k == 0 || 4 * k < p ? 1 : 0;
    for (std::size_t k = 0; k < static_cast<std::size_t>(std::ceil(n)); ++k) active[order[k]] = 1;
    active[L] = 1;
    for (std::size_t i = 0; i < p; ++i)
      if (g > 8 && before[i] && best[i].size() < 3) active[i] = 1;
    for (std::size_t i = 0; i < p; ++i) {
      const std::size_t t = best[i].size();
      const bool stuck = before[i] && t >= 3 && best[i].back() > 0.90 * best[i][t - 3] && !spared[i] && g >= 8 &&
                         10 * spent <= 9 * budget && (!concentrate || fast);
      fates[i] = stuck ? Fate::Kind::breed : active[i] ? Fate::Kind::keep : Fate::Kind::rest;
    }
    for (std::size_t i = 0; i < p; ++i)
      if (fates[i] == Fate::Kind::breed) {
        best[i].clear();
        error[i].clear();
        active[i] = 1;
        born = true;
      }
  }
};

}  // namespace

TEST_CASE("rest while slow: the exponent of a power law is its exponent, at every age") {
  std::vector<double> lowest;
  CHECK(RestWhileSlow::exponent(lowest, 0) == 0);
  for (Index age = 1; age < 60; ++age) {
    lowest.push_back(3 * power(age, 0.2));
    CHECK(RestWhileSlow::exponent(lowest, age) == doctest::Approx(age < 2 ? 0 : 0.2).epsilon(1e-10));
  }
}

TEST_CASE("rest while slow: over which generations, worked by hand") {
  // w = min(max(2, age / 2), age - 1): 1 at age 2; 2 at ages 3 to 5; 3 at ages 6 and 7
  const std::vector<double> lowest{64, 32, 16, 8, 4, 2, 1};
  const auto at = [&](Index age) { return RestWhileSlow::exponent({lowest.begin(), lowest.begin() + age}, age); };
  CHECK(at(1) == 0);
  CHECK(at(2) == doctest::Approx(std::log(2) / std::log(2)));
  CHECK(at(3) == doctest::Approx(std::log(4) / std::log(3)));
  CHECK(at(5) == doctest::Approx(std::log(4) / std::log(5.0 / 3)));
  CHECK(at(6) == doctest::Approx(std::log(8) / std::log(2)));
  CHECK(at(7) == doctest::Approx(std::log(8) / std::log(7.0 / 4)));
  CHECK(RestWhileSlow::exponent({4, 2, 1}, 40) == doctest::Approx(std::log(4) / std::log(40.0 / 38)));  // a run that goes on
  for (const double end : {0.0, -1.0, std::numeric_limits<double>::infinity()}) {
    CHECK(RestWhileSlow::exponent({4, 2, end}, 3) == 0);
    CHECK(RestWhileSlow::exponent({end, 2, 1}, 3) == 0);
  }
}

TEST_CASE("rest while slow: a slow steady leader: 16 slots, then 12, 8, 6, 4, 3, 2, 2, 1, the best ones, and no births") {
  Run run({}, 16, 40, led_by(0.2));
  for (const Index expected : {16, 16, 12, 8, 6, 4, 3, 2, 2, 1, 1, 1}) {
    run.generation();
    CHECK(run.active() == expected);
    for (Index s = 0; s < 16; ++s) CHECK((run.life(s).status == Status::resting) == (s >= expected));
  }
  while (run.clock.spent < run.clock.budget) run.generation();
  CHECK(run.births() == 0);
  CHECK(run.life(0).age > 500);  // 640 in all, 54 of them before it was alone
  CHECK(run.life(15).age == 3);
}

TEST_CASE("rest while slow: at least `least_active` train") {
  Run run({.least_active = 5}, 16, 40, led_by(0.2));
  for (int k = 0; k < 20; ++k) run.generation();
  CHECK(run.active() == 5);
  Run more({.least_active = 99}, 16, 40, led_by(0.2));
  for (int k = 0; k < 20; ++k) more.generation();
  CHECK(more.active() == 16);
}

TEST_CASE("rest while slow: slow lies between .05 and .45") {
  const auto rests = [](double exponent) {
    Run run({}, 8, 40, led_by(exponent));
    for (int k = 0; k < 4; ++k) run.generation();
    return run.active() < 8;
  };
  CHECK_FALSE(rests(0.04));
  CHECK(rests(0.06));
  CHECK(rests(0.44));
  CHECK_FALSE(rests(0.46));
}

TEST_CASE("rest while slow: where the task has an accuracy, the error has to fall as well") {
  const auto rests = [](double exponent) {
    Run run({}, 8, 40, led_by(0.2), [exponent](Index, Index, Index age) { return 1 - power(age, exponent); });
    for (int k = 0; k < 4; ++k) run.generation();
    return run.active() < 8;
  };
  CHECK(rests(0.06));
  CHECK(rests(3));
  CHECK_FALSE(rests(0.04));
}

TEST_CASE("rest while slow: with a leader that is flat from the start nobody rests: the births are those of OnlyTheStuck") {
  const auto halts = [](Index slot, Index life, Index age) { return age < 4 ? 3.0 - 0.5 * age : 1 + 0.02 * slot + 0.001 * life; };
  Run run({.decides_from = 5, .decides_share = 1, .births_share = 1, .spared = 0}, 6, 20, halts);  // in the first generations it falls fast
  while (run.clock.spent < run.clock.budget) {
    run.train();
    run.decide();
    const Ranking now(run.lives, Ranking::By::now);
    for (Index s = 0; s < 6; ++s) CHECK(run.fates[static_cast<std::size_t>(s)] == OnlyTheStuck{}(s, now, run.clock).kind);
    run.commit();
  }
  CHECK(run.births() == 5 * 2);  // at generations 8 and 8 + 6: two after the fall; none in the last tenth
  CHECK(run.clock.done == 20);
}

TEST_CASE("rest while slow: after twelve flat generations of one leader all wake, and the stuck are reborn") {
  // slow up to age 10, flat from then on
  Run run({}, 16, 100,
          [](Index slot, Index life, Index age) { return life > 0 ? 9.0 : (1 + 0.2 * slot) * power(std::min(age, Index{10}), 0.2); });
  while (run.course.flat == 0) run.generation();
  CHECK(run.active() == 1);
  CHECK(run.course.flat == 1);
  for (Index k = 2; k < 12; ++k) {
    run.generation();
    CHECK(run.course.flat == k);
    CHECK(run.active() == 1);
  }
  run.generation();
  CHECK(run.active() == 16);
  CHECK_FALSE(run.course.concentrates);
  CHECK(run.births() == 0);  // they rested: nobody can be stuck yet
  for (int k = 0; k < 30; ++k) run.generation();
  CHECK(run.births() > 0);
}

TEST_CASE("rest while slow: another leader that is flat begins to count anew") {
  Run run({.least_active = 2}, 2, 200, [](Index slot, Index, Index age) {
    const double flat = power(std::min(age, Index{10}), 0.2);
    return slot == 0 ? flat : age < 20 ? 1.01 * flat : 0.999 * flat;  // overtakes by a hair
  });
  for (int k = 0; k < 16; ++k) run.generation();
  for (const Index expected : {1, 2, 3, 1, 2, 3}) {
    run.generation();
    CHECK(run.course.flat == expected);
    CHECK(run.course.leader == (run.clock.done < 20 ? 0 : 1));
  }
}

TEST_CASE("rest while slow: an old leader may be flat for a quarter of its age") {
  Run run({}, 2, 1000, [](Index slot, Index, Index age) { return (1 + slot) * power(std::min(age, Index{200}), 0.2); });
  while (run.course.flat == 0) run.generation();
  const Index begin = run.life(0).age - 1;
  while (run.course.concentrates) run.generation();
  const Index flat = run.life(0).age - begin;
  CHECK(flat > 40);
  CHECK(4 * flat >= run.life(0).age);
  CHECK(4 * (flat - 1) < run.life(0).age - 1);
}

TEST_CASE("rest while slow: while the leader is fast, those at rest stay there and the stuck among the active are reborn") {
  // slow up to age 8, then steep
  Run run({.factor = 0.9f, .spared = 0}, 8, 60, [](Index slot, Index life, Index age) {
    if (life > 0) return 5.0 - 0.9 * age;
    return slot == 0 && age > 8 ? power(8, 0.2) * std::pow(0.8, age - 8) : (1 + 0.2 * slot) * power(age, 0.2);
  });
  for (int k = 0; k < 8; ++k) run.generation();
  CHECK(run.active() == 5);  // 8 * 0.9^6 = 4.25: decisions at generations 3 to 8
  CHECK(run.births() == 0);
  run.generation();
  CHECK(run.course.concentrates);
  CHECK(run.births() == 4);  // all active ones but the leader
  CHECK(run.active() == 5);
}

TEST_CASE("rest while slow: a young leader is fast once there were births") {
  const auto young = [](Index age_of_leader, bool born) {
    Run run({}, 4, 100, led_by(0.2));
    run.clock.done = 20;
    for (Index k = 0; k < age_of_leader; ++k) run.train(), run.decide();
    CHECK(run.course.concentrates);
    run.course.concentrates = false;
    run.course.born = born;
    run.decide();
    return run.course.concentrates;
  };
  CHECK_FALSE(young(7, true));
  CHECK(young(8, true));
  CHECK(young(7, false));
}

TEST_CASE("rest while slow: a birth of any kind counts, and a new life has a new history") {
  Run run({}, 4, 100, led_by(0.2));
  run.generation();
  CHECK_FALSE(run.course.born);
  run.generation();
  run.life(2) = Life{};
  run.life(2).births = 1;
  run.generation();
  CHECK(run.course.born);
  CHECK(run.course.tracks[2].best_loss.size() == 1);
  CHECK(run.course.tracks[0].best_loss.size() == 3);
}

TEST_CASE("rest while slow: newborns do not rest for three generations") {
  Run run({}, 8, 200, led_by(0.2));
  for (int k = 0; k < 12; ++k) run.generation();
  CHECK(run.active() == 1);
  run.life(5) = Life{};
  run.life(5).births = 1;
  for (int k = 0; k < 2; ++k) {
    run.generation();
    CHECK(run.life(5).status == Status::trained);
  }
  run.generation();
  CHECK(run.life(5).age == 3);
  CHECK(run.life(5).status == Status::resting);
  Run longer({.grace = 5}, 8, 200, led_by(0.2));  // the last went to rest at an age of 3: they are not woken
  for (int k = 0; k < 12; ++k) longer.generation();
  CHECK(longer.life(7).age == 3);
  CHECK(longer.active() == 1);
}

TEST_CASE("rest while slow: a life has no history of generations in which it rested") {
  Run run({}, 16, 40, led_by(0.2));
  for (int k = 0; k < 20; ++k) run.generation();
  for (std::size_t s = 0; s < 16; ++s) {
    CHECK(static_cast<Index>(run.course.tracks[s].best_loss.size()) == run.lives[s].age);
    CHECK(static_cast<Index>(run.course.tracks[s].best_error.size()) == run.lives[s].age);
  }
}

TEST_CASE("rest while slow: the best quarter is not reborn, and never the leader") {
  for (const auto& [share, expected] : {std::pair(0.0f, 1), {0.25f, 2}, {0.3f, 3}, {1.0f, 8}}) {
    CAPTURE(share);
    Run run({.spared = share}, 8, 40, [](Index slot, Index, Index) { return 1 + 0.1 * slot; });
    for (int k = 0; k < 8; ++k) run.generation();
    for (Index s = 0; s < 8; ++s) CHECK(run.life(s).births == (s < expected ? 0 : 1));
  }
}

TEST_CASE("rest while slow: short runs decide earlier and go to rest faster, for the same share of the budget") {
  const auto course = [](RestWhileSlow rule, Index generations) {
    Run run(rule, 16, generations, led_by(0.2));
    std::vector<Index> active;
    for (int k = 0; k < 6; ++k) {
      run.generation();
      active.push_back(run.active());
    }
    return active;
  };
  CHECK(course({}, 400) == course({}, 40));
  CHECK(course({}, 40) == std::vector<Index>{16, 16, 12, 8, 6, 4});
  CHECK(course({}, 20) == std::vector<Index>{16, 16, 8, 4, 2, 1});  // a factor of 0.49: 7.8, 3.8, 1.9
  CHECK(course({}, 10) == std::vector<Index>{16, 4, 1, 1, 1, 1});   // 0.24: 3.8, 0.9; decided at 2, the 1.5 rounded
  CHECK(course({.decides_share = 1}, 10) == std::vector<Index>{16, 16, 4, 1, 1, 1});
  const auto first_births = [](Index generations) {
    Run run({}, 4, generations, [](Index slot, Index, Index) { return 2.0 + slot; });
    while (run.births() == 0) run.generation();
    return run.clock.done;
  };
  CHECK(first_births(40) == 8);
  CHECK(first_births(20) == 7);
  CHECK(first_births(10) == 4);  // 3.5, rounded
}

TEST_CASE("rest while slow: nobody is judged before `grace`, and a loss of 0 or below is never stuck") {
  const auto first_births = [](RestWhileSlow rule, double loss) {
    Run run(rule, 4, 40, [loss](Index slot, Index, Index) { return slot == 0 ? loss - 1 : loss; });
    while (run.births() == 0 && run.clock.spent < run.clock.budget) run.generation();
    return run.births() > 0 ? run.clock.done : 0;
  };
  CHECK(first_births({}, 2) == 8);
  CHECK(first_births({.births_from = 1}, 2) == 3);
  CHECK(first_births({.births_from = 1, .grace = 5}, 2) == 5);
  CHECK(first_births({.births_from = 1, .grace = 0}, 2) == 3);  // as far back as the window looks
  CHECK(first_births({}, 0) == 0);
  CHECK(first_births({}, -1) == 0);
}

TEST_CASE("rest while slow: the diverged are reborn, have no place and are no leaders; where all have diverged nobody decides") {
  Run run({}, 8, 40,
          [](Index slot, Index life, Index age) { return slot == 0 && life == 0 && age == 5 ? NAN : led_by(0.2)(slot, life, age); });
  for (int k = 0; k < 4; ++k) run.generation();
  CHECK(run.active() == 4);  // 8 * 0.49 = 3.92
  run.generation();
  CHECK(run.course.leader == 1);
  CHECK(run.life(0).births == 1);
  CHECK(run.life(0).status == Status::trained);
  CHECK(run.course.active[0] == 0);
  CHECK(run.active() == 3 + 1);  // 2.74
  const auto one_lost = lives_of({1, 2, NAN});
  CHECK(RestWhileSlow{}(2, Ranking(one_lost, Ranking::By::now), run.clock, run.course).kind == Fate::Kind::breed);
  Run lost({}, 3, 40, [](Index, Index, Index) { return NAN; });
  for (int k = 0; k < 5; ++k) lost.generation();
  CHECK(lost.births() == 15);
}

TEST_CASE("rest while slow: agrees with the rule written out, over 300 random runs") {
  Index births = 0, rests = 0, wakes = 0;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    CAPTURE(seed);
    const bool with_accuracy = seed % 3 == 0;
    // a life falls by a power law, now and then flat, now and then steep; what it is comes from its own draws
    const auto drawn = [seed](Index slot, Index life, Index age, std::uint8_t layer) {
      return static_cast<double>(Draw(seed, {.purpose = Purpose::user,
                                             .index = static_cast<std::uint32_t>(age),
                                             .slot = static_cast<std::uint32_t>(slot),
                                             .time = static_cast<std::uint32_t>(life),
                                             .layer = layer})
                                     .unit());
    };
    const auto fall = [drawn](Index slot, Index life, Index age, std::uint8_t layer) {
      double loss = 1 + drawn(slot, life, 0, layer);
      for (Index t = 2; t <= age; ++t) {
        const double kind = drawn(slot, life, 1 + t / 16, layer);
        const double exponent = kind < 0.3 ? 0.0 : kind < 0.8 ? 0.25 : 1.5;
        loss *= std::pow(static_cast<double>(t - 1) / t, exponent);
      }
      return loss * (0.99 + 0.02 * drawn(slot, life, 1000 + age, layer));
    };
    const Index population = 2 + static_cast<Index>(seed % 15), generations = 40;
    Run run(
        {}, population, generations, [fall](Index s, Index l, Index a) { return fall(s, l, a, 1); },
        [fall, with_accuracy](Index s, Index l, Index a) { return with_accuracy ? 1 - 0.4 * fall(s, l, a, 2) : NAN; });
    Written written(population, run.clock.budget);
    while (run.clock.spent < run.clock.budget) {
      run.train();
      run.decide();
      written.generation(run.lives, run.clock.done, run.clock.spent);
      CAPTURE(run.clock.done);
      REQUIRE(run.fates == written.fates);
      CHECK(run.course.concentrates == written.concentrate);
      for (std::size_t s = 0; s < run.fates.size(); ++s) {
        births += run.fates[s] == Fate::Kind::breed ? 1 : 0;
        rests += run.fates[s] == Fate::Kind::rest ? 1 : 0;
        wakes += run.fates[s] == Fate::Kind::keep && run.lives[s].status == Status::resting ? 1 : 0;
      }
      run.commit();
    }
  }
  CHECK(births > 1000);
  CHECK(rests > 1000);
  CHECK(wakes > 100);
}

TEST_CASE("rest while slow: numbers out of range are refused") {
  CHECK_NOTHROW(RestWhileSlow{}.check());
  CHECK_NOTHROW(
      RestWhileSlow{.fast = INFINITY, .patience_share = 0, .young_leader = 0, .grace = 0, .tolerance = 0, .quiet_end = 1}.check());
  CHECK_THROWS_WITH_AS(RestWhileSlow{.slow = 0}.check(), "RestWhileSlow: slow is 0, expected above 0 and finite", SettingsError);
  CHECK_THROWS_AS(RestWhileSlow{.slow = INFINITY}.check(), SettingsError);
  CHECK_THROWS_AS(RestWhileSlow{.slow = NAN}.check(), SettingsError);
  CHECK_THROWS_WITH_AS((RestWhileSlow{.slow = 0.5f, .fast = 0.5f}.check()), "RestWhileSlow: fast is 0.5, expected above slow",
                       SettingsError);
  CHECK_THROWS_AS(RestWhileSlow{.fast = NAN}.check(), SettingsError);
  for (const float factor : {0.0f, 1.0f, NAN}) CHECK_THROWS_AS(RestWhileSlow{.factor = factor}.check(), SettingsError);
  CHECK_THROWS_WITH_AS(RestWhileSlow{.factor = 1}.check(), "RestWhileSlow: factor is 1, expected in (0, 1)", SettingsError);
  CHECK_THROWS_WITH_AS(RestWhileSlow{.least_active = 0}.check(), "RestWhileSlow: least_active is 0, expected at least 1", SettingsError);
  CHECK_THROWS_WITH_AS(RestWhileSlow{.decides_from = 0}.check(), "RestWhileSlow: decides_from is 0, expected at least 1", SettingsError);
  CHECK_THROWS_WITH_AS(RestWhileSlow{.patience = 0}.check(), "RestWhileSlow: patience is 0, expected at least 1", SettingsError);
  for (const float share : {-1.0f, INFINITY, NAN}) CHECK_THROWS_AS(RestWhileSlow{.patience_share = share}.check(), SettingsError);
  CHECK_THROWS_WITH_AS(RestWhileSlow{.young_leader = -1}.check(), "RestWhileSlow: young_leader is -1, expected at least 0", SettingsError);
  CHECK_THROWS_WITH_AS(RestWhileSlow{.births_from = 0}.check(), "RestWhileSlow: births_from is 0, expected at least 1", SettingsError);
  CHECK_THROWS_WITH_AS(RestWhileSlow{.decides_share = 2}.check(), "RestWhileSlow: decides_share is 2, expected in [0, 1]", SettingsError);
  CHECK_THROWS_WITH_AS(RestWhileSlow{.births_share = -1}.check(), "RestWhileSlow: births_share is -1, expected in [0, 1]", SettingsError);
  CHECK_THROWS_WITH_AS(RestWhileSlow{.spared = 2}.check(), "RestWhileSlow: spared is 2, expected in [0, 1]", SettingsError);
  CHECK_THROWS_AS(RestWhileSlow{.spared = NAN}.check(), SettingsError);
  CHECK_THROWS_WITH_AS(RestWhileSlow{.grace = -1}.check(), "RestWhileSlow: grace is -1, expected at least 0", SettingsError);
  CHECK_THROWS_WITH_AS(RestWhileSlow{.window = 5}.check(), "RestWhileSlow: window is 5, expected 1 to 4", SettingsError);
  CHECK_THROWS_AS(RestWhileSlow{.window = 0}.check(), SettingsError);
  CHECK_THROWS_WITH_AS(RestWhileSlow{.tolerance = 1}.check(), "RestWhileSlow: tolerance is 1, expected in [0, 1)", SettingsError);
  CHECK_THROWS_AS(RestWhileSlow{.tolerance = NAN}.check(), SettingsError);
  CHECK_THROWS_WITH_AS(RestWhileSlow{.quiet_end = 2}.check(), "RestWhileSlow: quiet_end is 2, expected in [0, 1]", SettingsError);
  CHECK_THROWS_AS(RestWhileSlow{.quiet_end = NAN}.check(), SettingsError);
}
