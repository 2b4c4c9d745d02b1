#include <genoprop/evolve/demes/cadences.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

#include "support/lives.hpp"

#include <genoprop/evolve/demes/islands.hpp>
#include <genoprop/evolve/presets.hpp>
#include <genoprop/evolve/replace/elitist.hpp>
#include <genoprop/evolve/replace/grace.hpp>
#include <genoprop/evolve/replace/rest_while_slow.hpp>
#include <genoprop/evolve/replace/worst.hpp>

using namespace genoprop;
using namespace genoprop::support;

namespace {

constexpr Index no = no_migrant;
Clock at(Index generation) { return {.seed = 3, .generation = generation}; }

std::vector<Index> migrants(const Cadences& demes, const std::vector<Life>& lives, Index generation) {
  const Ranking pool(lives, Ranking::By::pool);
  std::vector<Index> from;
  for (Index s = 0; s < static_cast<Index>(lives.size()); ++s) from.push_back(demes.migrant(s, pool, at(generation)));
  return from;
}

}  // namespace

TEST_CASE("cadences: deme d evolves at the end of every ratio^d-th generation") {
  const Cadences demes{.count = 3, .ratio = 3};
  std::vector<Index> when[3];
  for (Index g = 0; g < 20; ++g)
    for (Index d = 0; d < 3; ++d)
      if (demes.evolves(d, at(g))) when[d].push_back(g + 1);
  CHECK(when[0].size() == 20);
  CHECK(when[1] == std::vector<Index>{3, 6, 9, 12, 15, 18});
  CHECK(when[2] == std::vector<Index>{9, 18});
  CHECK(demes.period(2) == 9);
}

TEST_CASE("cadences: two demes of four: the third of each makes room for the best of the other, when its deme evolves") {
  // best first: 1 0 2 3 | 5 4 6 7
  const auto lives = lives_of({0.5, 0.1, 0.7, 0.9, 0.4, 0.2, 0.6, 0.8});
  const Cadences demes{.count = 2, .ratio = 3};
  CHECK(migrants(demes, lives, 0) == std::vector<Index>{no, no, 5, no, no, no, no, no});
  CHECK(migrants(demes, lives, 1) == std::vector<Index>{no, no, 5, no, no, no, no, no});
  CHECK(migrants(demes, lives, 2) == std::vector<Index>{no, no, 5, no, no, no, 1, no});
  const Ranking pool(lives, Ranking::By::pool);
  CHECK(demes.numbers_of(2, 5, pool, at(2)) == 5);  // from the deme that waits longer: as it is
  CHECK(demes.numbers_of(6, 1, pool, at(2)) == 5);  // from the hasty one: with the numbers of the best here
}

TEST_CASE("cadences: only who is better comes, the best first, everybody to one place") {
  const Cadences demes{.count = 2, .ratio = 2};
  // 0 .. 7 in order of merit, so 4 and 5 are open; abroad 8 9 are the best, .5 and .55
  const auto lives = lives_of({0.1, 0.2, 0.3, 0.4, 0.52, 0.6, 0.7, 0.8, 0.5, 0.55, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9});
  CHECK(migrants(demes, lives, 0)[4] == 8);
  CHECK(migrants(demes, lives, 0)[5] == 9);
  auto better = lives;
  better[4].pool_fitness = -0.45;  // now 4 is better than both: the first of them takes the next place
  CHECK(migrants(demes, better, 0)[4] == no);
  CHECK(migrants(demes, better, 0)[5] == 8);
  auto equal = lives;
  equal[4].pool_fitness = equal[5].pool_fitness = -0.5;  // as good as the best abroad
  CHECK(migrants(demes, equal, 0) == std::vector<Index>(16, no));
}

TEST_CASE("cadences: migrants are better, from elsewhere, one each, and only for the third quarter of a deme that evolves") {
  int came = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    Draw draw(seed, {.purpose = Purpose::user});
    const Cadences demes{.count = 1 + draw.below(4), .ratio = 2 + draw.below(3)};
    std::vector<Life> lives(static_cast<std::size_t>(16 + draw.below(20)));
    for (Life& l : lives) {
      l.fitness = l.pool_fitness = draw.below(10) == 0 ? worst : -static_cast<double>(draw.unit());
      l.loss = l.pool_loss = -l.fitness;
    }
    const Ranking pool(lives, Ranking::By::pool);
    const auto population = static_cast<Index>(lives.size());
    const Index generation = draw.below(64);
    std::set<std::pair<Index, Index>> once;  // deme, migrant
    for (Index s = 0; s < population; ++s) {
      const Index from = demes.migrant(s, pool, at(generation)), here = demes.deme(s, population);
      if (from == no) continue;
      ++came;
      CHECK((generation + 1) % demes.period(here) == 0);
      CHECK(demes.deme(from, population) != here);
      CHECK(lives[static_cast<std::size_t>(from)].pool_fitness > lives[static_cast<std::size_t>(s)].pool_fitness);
      CHECK(once.insert({here, from}).second);
      const Ranking home = pool.within([&](Index other) { return demes.deme(other, population) == here; });
      CHECK(home.position(s) / (home.size() / 4) == 2);
      for (Index k = 0; k < pool.position(from); ++k)  // who is better than the migrant has come too, or lives here
        CHECK((demes.deme(pool.slot(k), population) == here || once.count({here, pool.slot(k)}) == 1 ||
               home.position(s) > 2 * (home.size() / 4)));
    }
  }
  CHECK(came > 100);
}

TEST_CASE("cadences: one deme has nobody to take in; the diverged make no room by migration") {
  CHECK(migrants(Cadences{.count = 1}, lives_of({1, 2, 3, 4, 5, 6, 7, 8}), 0) == std::vector<Index>(8, no));
  const auto lives = lives_of({NAN, NAN, NAN, NAN, 0.4, 0.2, 0.6, 0.8});
  CHECK(migrants(Cadences{.count = 2, .ratio = 2}, lives, 1) == std::vector<Index>(8, no));
}

TEST_CASE("cadences: all at once is what every slot finds alone, over seeds") {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Draw draw = draw_of(seed, Purpose::user);
    const Cadences demes{.count = 1 + draw.below(4), .ratio = 2};
    std::vector<Life> lives(static_cast<std::size_t>(16 + draw.below(30)));
    for (Life& l : lives) l.fitness = l.pool_fitness = draw.below(6) == 0 ? worst : -draw.below(12);
    const auto population = static_cast<Index>(lives.size());
    const Ranking pool(lives, Ranking::By::pool);
    for (Index generation = 0; generation < 8; ++generation) {
      const auto alone = [&](Index slot) {
        const Index here = demes.deme(slot, population);
        if (!demes.evolves(here, at(generation))) return no;
        const Ranking home = pool.within([&](Index s) { return demes.deme(s, population) == here; });
        const Ranking abroad = pool.within([&](Index s) { return demes.deme(s, population) != here; });
        const Index quarter = home.size() / 4, position = home.position(slot);
        Index taken = 0;
        for (Index k = 2 * quarter; k < 3 * quarter && taken < abroad.size(); ++k) {
          const bool comes = abroad.fitness(taken) > home.fitness(k);
          if (k == position) {
            if (comes && demes.deme(abroad.slot(taken), population) < here)
              CHECK(demes.numbers_of(slot, abroad.slot(taken), pool, at(generation)) == home.slot(0));
            return comes ? abroad.slot(taken) : no;
          }
          taken += comes ? 1 : 0;
        }
        return no;
      };
      std::vector<Index> expected;
      for (Index s = 0; s < population; ++s) expected.push_back(alone(s));
      CHECK(demes.moves(pool, at(generation)) == expected);
    }
  }
}

TEST_CASE("AtCadence: the replacement where the deme evolves, otherwise everybody stays; who rests is left to it") {
  auto lives = lives_of({0.5, 0.1, 0.7, 0.9, 0.4, 0.2, 0.6, 0.8});
  const AtCadence at_cadence{Elitist{.keep = 1}, Cadences{.count = 2, .ratio = 3}};
  detail::NoMemory none;
  const auto fate = [&](Index slot, Index generation) {
    const Index deme = slot / 4;
    const Ranking now = Ranking(lives, Ranking::By::now).within([&](Index s) { return s / 4 == deme; });
    return at_cadence(slot, now, at(generation), none).kind;
  };
  for (Index g = 0; g < 6; ++g)
    for (Index s = 0; s < 8; ++s) {
      const bool evolves = s < 4 || (g + 1) % 3 == 0, best = s == 1 || s == 5;
      CHECK(fate(s, g) == (evolves && !best ? Fate::Kind::breed : Fate::Kind::keep));
    }
  lives[6].status = Status::resting;
  CHECK(fate(6, 0) == Fate::Kind::breed);
  CHECK(RememberingReplacement<AtCadence<RestWhileSlow>>);
  CHECK(reads_loss<AtCadence<RestWhileSlow>>);
  CHECK_FALSE(reads_loss<AtCadence<Grace<Bottom>>>);
}

TEST_CASE("cadences: refusals") {
  CHECK_NOTHROW(Cadences{}.check());
  CHECK_NOTHROW(Cadences{.count = 7, .ratio = 10}.check());
  CHECK_THROWS_WITH_AS(Cadences{.count = 0}.check(), "Cadences: count is 0, expected at least 1", SettingsError);
  CHECK_THROWS_WITH_AS(Cadences{.ratio = 1}.check(), "Cadences: ratio is 1, expected at least 2", SettingsError);
  CHECK_THROWS_WITH_AS((Cadences{.count = 8, .ratio = 10}.check()),
                       "Cadences: the last of 8 demes waits more than a million generations at a ratio of 10, expected a million at most",
                       SettingsError);
  CHECK_THROWS_AS((Cadences{.count = 65535, .ratio = 65535}.check()), SettingsError);
  CHECK_THROWS_WITH_AS(Cadences{.count = 3}.deme(0, 11), "Cadences: count is 3, expected at most a quarter of the population, 2",
                       SettingsError);
  CHECK_THROWS_AS((AtCadence{Elitist{.keep = -1}, Cadences{}}.check()), SettingsError);
  CHECK_THROWS_AS((AtCadence{Elitist{}, Cadences{.count = 0}}.check()), SettingsError);
}

TEST_CASE("AtCadence: a strategy whose demes are others is refused, also behind Grace") {
  const auto with = [](auto replace) { return Strategy<Tournament, UnitWise, ScreenedRedraw, decltype(replace)>{.replace = replace}; };
  const Cadences two{.count = 2, .ratio = 3};
  const auto s = with(AtCadence{Elitist{}, two});
  CHECK_NOTHROW(s.with(two).check());
  CHECK_NOTHROW(presets::mf_pbt(FirstParent{}, two).check());
  CHECK_THROWS_WITH_AS(s.with(Cadences{.count = 2, .ratio = 4}).check(),
                       "AtCadence: cadences are count 2, ratio 3, expected those of the strategy's demes: count 2, ratio 4", SettingsError);
  CHECK_THROWS_AS(s.with(Cadences{.count = 3, .ratio = 3}).check(), SettingsError);
  CHECK_THROWS_WITH_AS(s.check(), "AtCadence: the strategy's demes are no Cadences, expected Cadences{.count = 2, .ratio = 3} as here",
                       SettingsError);
  CHECK_THROWS_AS(s.with(Islands{.count = 2}).check(), SettingsError);
  const auto graced = with(Grace<AtCadence<Elitist>>{{Elitist{}, two}});
  CHECK_NOTHROW(graced.with(two).check());
  CHECK_THROWS_AS(graced.check(), SettingsError);
  CHECK_THROWS_AS(presets::mf_pbt(FirstParent{}, two).with(Cadences{}).check(), SettingsError);
  CHECK_NOTHROW(with(Grace<Elitist>{}).check());
  struct Named : Cadences {};  // a user's, and cadences all the same
  CHECK_NOTHROW(s.with(Named{two}).check());
  CHECK_THROWS_AS(s.with(Named{}).check(), SettingsError);
}
