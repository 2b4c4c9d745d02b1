#include <genoprop/evolve/demes/islands.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

#include "support/lives.hpp"

using namespace genoprop;
using namespace genoprop::support;

namespace {

/// three islands of three; best first: 1 0 2 | 5 4 3 | 6 7 8
const auto nine = lives_of({0.2, 0.1, 0.3, 0.6, 0.5, 0.4, 0.7, 0.8, 0.9});

Clock at(Index generation) { return {.seed = 3, .generation = generation}; }

std::vector<Index> migrants(const Islands& islands, const std::vector<Life>& lives, Index generation) {
  const Ranking pool(lives, Ranking::By::pool);
  std::vector<Index> from;
  for (Index s = 0; s < static_cast<Index>(lives.size()); ++s) from.push_back(islands.migrant(s, pool, at(generation)));
  return from;
}
std::set<Index> sources(const Islands& islands, Index island, Index turns) {
  std::set<Index> from;
  for (Index t = 0; t < turns; ++t) from.insert(islands.source(island, t, at(t)));
  return from;
}

}  // namespace

TEST_CASE(
    "islands: all at once is what every slot finds alone: the last of an island get the best of the other, over seeds and topologies") {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Draw draw = draw_of(seed, Purpose::user);
    std::vector<Life> lives(static_cast<std::size_t>(8 + draw.below(30)));
    for (Life& l : lives) l.fitness = l.pool_fitness = draw.below(6) == 0 ? worst : -draw.below(5);  // equal ones, and the diverged
    const auto population = static_cast<Index>(lives.size());
    const Ranking pool(lives, Ranking::By::pool);
    for (const Topology topology :
         {Topology::ring, Topology::torus, Topology::star, Topology::hypercube, Topology::fully_connected, Topology::random_pairs})
      for (const Index generation : {0, 1, 3, 5}) {
        const Islands islands{.count = topology == Topology::hypercube ? 4 : 1 + draw.below(7),
                              .interval = 2,
                              .migrants = draw.below(4),
                              .topology = topology};
        const auto alone = [&](Index slot) {
          const Index time = generation + 1;
          if (islands.count < 2 || time % 2 != 0) return no_migrant;
          const auto on = [&](Index island) { return pool.within([&](Index s) { return islands.deme(s, population) == island; }); };
          const Index here = islands.deme(slot, population), from = islands.source(here, time / 2 - 1, at(generation));
          if (from == here) return no_migrant;
          const Ranking home = on(here), abroad = on(from);
          const Index position = home.position(slot), rank = home.size() - 1 - position;
          return position >= 1 && rank < islands.migrants && rank < abroad.size() ? abroad.slot(rank) : no_migrant;
        };
        std::vector<Index> expected;
        for (Index s = 0; s < population; ++s) expected.push_back(alone(s));
        CHECK(islands.moves(pool, at(generation)) == expected);
      }
  }
}

TEST_CASE("islands: neighbouring slots, sizes that differ by one at most") {
  for (const Index population : {4, 7, 16, 33})
    for (Index count = 1; count <= 4; ++count) {
      std::vector<Index> size(static_cast<std::size_t>(count), 0);
      Index last = 0;
      for (Index s = 0; s < population; ++s) {
        const Index d = Islands{.count = count}.deme(s, population);
        CHECK(d >= last);
        last = d;
        size.at(static_cast<std::size_t>(d)) += 1;
      }
      const auto [least, most] = std::minmax_element(size.begin(), size.end());
      CHECK(*most - *least <= 1);
    }
}

TEST_CASE("islands: on a ring the best of the island before takes the place of the last, every interval-th generation") {
  const Index no = no_migrant;
  const Islands ring{.count = 3, .interval = 2};
  CHECK(migrants(ring, nine, 0) == std::vector<Index>(9, no));
  CHECK(migrants(ring, nine, 1) == std::vector<Index>{no, no, 6, 1, no, no, no, no, 5});
  CHECK(migrants(ring, nine, 2) == std::vector<Index>(9, no));
  CHECK(migrants(Islands{.count = 3, .interval = 2, .migrants = 2}, nine, 1) == std::vector<Index>{7, no, 6, 1, 0, no, no, 4, 5});
}

TEST_CASE("islands: the best of an island stays whatever comes, and the diverged neither move nor make room") {
  CHECK(migrants(Islands{.count = 3, .interval = 1, .migrants = 100}, nine, 0) == std::vector<Index>{7, -1, 6, 1, 0, -1, -1, 4, 5});
  const auto lives = lives_of({NAN, 0.1, 0.3, NAN, NAN, NAN, 0.7, 0.8, NAN});
  CHECK(migrants(Islands{.count = 3, .interval = 1, .migrants = 3}, lives, 0) == std::vector<Index>{-1, -1, 6, -1, -1, -1, -1, -1, -1});
}

TEST_CASE("islands: one island, no migrants: nobody moves") {
  CHECK(migrants(Islands{.count = 1, .interval = 1}, nine, 0) == std::vector<Index>(9, no_migrant));
  CHECK(migrants(Islands{.count = 3, .interval = 1, .migrants = 0}, nine, 0) == std::vector<Index>(9, no_migrant));
}

TEST_CASE("islands: who sends to whom") {
  const auto islands = [](Index count, Topology t) { return Islands{.count = count, .topology = t}; };
  CHECK(sources(islands(5, Topology::ring), 0, 9) == std::set<Index>{4});
  CHECK(sources(islands(5, Topology::ring), 3, 9) == std::set<Index>{2});
  CHECK(sources(islands(12, Topology::torus), 5, 9) == std::set<Index>{1, 4, 6, 9});  // 3 x 4
  CHECK(sources(islands(12, Topology::torus), 0, 9) == std::set<Index>{1, 3, 4, 8});
  CHECK(sources(islands(5, Topology::star), 0, 9) == std::set<Index>{1, 2, 3, 4});
  CHECK(sources(islands(5, Topology::star), 3, 9) == std::set<Index>{0});
  CHECK(sources(islands(8, Topology::hypercube), 5, 9) == std::set<Index>{4, 7, 1});
  CHECK(sources(islands(2, Topology::hypercube), 0, 9) == std::set<Index>{1});
  CHECK(sources(islands(5, Topology::fully_connected), 2, 9) == std::set<Index>{0, 1, 3, 4});
}

TEST_CASE("islands: random pairs are pairs, drawn anew each time; of an odd number one stays alone") {
  for (const Index count : {2, 6, 7}) {
    const Islands islands{.count = count, .topology = Topology::random_pairs};
    std::set<Index> met;
    for (Index t = 0; t < 60; ++t) {
      Index alone = 0;
      for (Index i = 0; i < count; ++i) {
        const Index other = islands.source(i, t, at(t));
        CHECK(islands.source(other, t, at(t)) == i);
        alone += other == i ? 1 : 0;
      }
      CHECK(alone == count % 2);
      met.insert(islands.source(0, t, at(t)));
    }
    CHECK(met.size() == static_cast<std::size_t>(count == 7 ? 7 : count - 1));
  }
}

TEST_CASE("islands: refusals") {
  CHECK_NOTHROW(Islands{}.check());
  CHECK_NOTHROW(Islands{.count = 8, .topology = Topology::hypercube}.check());
  CHECK_THROWS_WITH_AS(Islands{.count = 0}.check(), "Islands: count is 0, expected at least 1", SettingsError);
  CHECK_THROWS_WITH_AS(Islands{.interval = 0}.check(), "Islands: interval is 0, expected at least 1", SettingsError);
  CHECK_THROWS_WITH_AS(Islands{.migrants = -1}.check(), "Islands: migrants is -1, expected at least 0", SettingsError);
  CHECK_THROWS_WITH_AS((Islands{.count = 6, .topology = Topology::hypercube}.check()),
                       "Islands: count is 6, expected a power of two for a hypercube", SettingsError);
  CHECK_THROWS_WITH_AS(Islands{.count = 5}.deme(0, 4), "Islands: count is 5, expected at most the population, 4", SettingsError);
}
