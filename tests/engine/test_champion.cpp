#include <genoprop/engine/champion.hpp>

#include <doctest/doctest.h>

using namespace genoprop;

TEST_CASE("champion: by fitness, then the earlier, then the lower slot: no two are equal") {
  const ChampionMark a{.fitness = 1, .generation = 3, .slot = 2};
  CHECK(ChampionMark{.fitness = 2, .generation = 9, .slot = 9}.better_than(a));
  CHECK(ChampionMark{.fitness = 1, .generation = 2, .slot = 9}.better_than(a));
  CHECK(ChampionMark{.fitness = 1, .generation = 3, .slot = 1}.better_than(a));
  CHECK_FALSE(a.better_than(a));
  CHECK_FALSE(ChampionMark{}.better_than(a));
  CHECK(a.better_than(ChampionMark{}));
}

TEST_CASE("leader: the same slot in another life is another leader") {
  CHECK(LeaderMark{2, 0} == LeaderMark{2, 0});
  CHECK_FALSE(LeaderMark{2, 0} == LeaderMark{2, 1});
  CHECK_FALSE(LeaderMark{2, 0} == LeaderMark{1, 0});
}
