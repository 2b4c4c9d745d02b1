// Which slots a worker owns.

#include <genoprop/concepts/link.hpp>

#include <doctest/doctest.h>

namespace genoprop {
namespace {

TEST_CASE("shard_of: contiguous, complete, sizes one apart at most, the larger ones first; owner_of is its inverse") {
  for (Index size = 1; size <= 9; ++size)
    for (Index population = 1; population <= 40; ++population) {
      CAPTURE(size);
      CAPTURE(population);
      Index next = 0, before = population;
      for (Index rank = 0; rank < size; ++rank) {
        const Span shard = shard_of(population, rank, size);
        REQUIRE(shard.first == next);
        REQUIRE(shard.count <= before);
        REQUIRE(shard.count >= population / size);
        REQUIRE(shard.count <= population / size + 1);
        for (Index slot = shard.first; slot < shard.first + shard.count; ++slot) REQUIRE(owner_of(slot, population, size) == rank);
        next += shard.count;
        before = shard.count;
      }
      REQUIRE(next == population);
    }
}

TEST_CASE("shard_of: by hand, 8 slots on 3 workers; more workers than slots") {
  CHECK(shard_of(8, 0, 3).count == 3);
  CHECK(shard_of(8, 1, 3).first == 3);
  CHECK(shard_of(8, 2, 3).first == 6);
  CHECK(shard_of(8, 2, 3).count == 2);
  CHECK(shard_of(2, 4, 5).count == 0);
}

}  // namespace
}  // namespace genoprop
