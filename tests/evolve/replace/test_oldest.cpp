#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include <genoprop/evolve/replace/oldest.hpp>

#include "support/lives.hpp"

using namespace genoprop;
using namespace genoprop::support;

namespace {
std::vector<Index> reborn(const Oldest& replace, const std::vector<Life>& lives) {
  const Ranking now(lives, Ranking::By::now);
  std::vector<Index> slots;
  for (Index slot = 0; slot < static_cast<Index>(lives.size()); ++slot)
    if (replace(slot, now, Clock{}).kind == Fate::Kind::breed) slots.push_back(slot);
  return slots;
}
std::vector<Life> aged(std::initializer_list<double> losses, std::initializer_list<Index> ages) {
  auto lives = lives_of(losses);
  std::size_t s = 0;
  for (const Index age : ages) lives[s++].age = age;
  return lives;
}
using Slots = std::vector<Index>;
}  // namespace

TEST_CASE("oldest: the longest lives make room, the best one too; of equal age the first slots") {
  const auto lives = aged({0.1, 0.4, 0.2, 0.3}, {9, 3, 9, 5});
  CHECK(reborn({}, lives) == Slots{0});
  CHECK(reborn({.births = 2}, lives) == Slots{0, 2});
  CHECK(reborn({.births = 3}, lives) == Slots{0, 2, 3});
  CHECK(reborn({.births = 0}, lives).empty());
  CHECK(reborn({.births = 9}, lives).size() == 4);
  CHECK(reborn({}, aged({NAN, 0.4, 0.2}, {1, 3, 2})) == Slots{0, 1});  // the diverged is reborn beside it
}

TEST_CASE("oldest: one birth a generation is a queue: each of P slots lives for exactly P generations") {
  auto lives = aged({0.5, 0.4, 0.3, 0.2, 0.1}, {0, 0, 0, 0, 0});
  for (Index generation = 0; generation < 40; ++generation) {
    for (Life& life : lives) life.age += 1;
    const Slots slots = reborn({}, lives);
    REQUIRE(slots.size() == 1);
    CHECK(slots[0] == generation % 5);
    Life& oldest = lives[static_cast<std::size_t>(slots[0])];
    if (generation >= 5) CHECK(oldest.age == 5);
    oldest.age = 0;
  }
}

TEST_CASE("oldest: a negative number is refused") {
  CHECK_NOTHROW(Oldest{.births = 0}.check());
  CHECK_THROWS_WITH_AS(Oldest{.births = -1}.check(), "Oldest: births is -1, expected at least 0", SettingsError);
}
