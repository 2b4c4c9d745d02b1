#include <doctest/doctest.h>

#include <vector>

#include <genoprop/evolve/replace/grace.hpp>
#include <genoprop/evolve/replace/rest_while_slow.hpp>
#include <genoprop/evolve/replace/worst.hpp>

#include "support/lives.hpp"

using namespace genoprop;
using namespace genoprop::support;

namespace {
/// four slots, the later the worse; all grown up
std::vector<Life> grown() {
  auto lives = lives_of({0.1, 0.2, 0.3, 0.4});
  for (Life& life : lives) {
    life.age = 10;
    life.births = 1;
  }
  return lives;
}
template <class R>
Fate::Kind fate(const Grace<R>& replace, Index slot, const std::vector<Life>& lives) {
  return fate_of(replace, slot, Ranking(lives, Ranking::By::now), Clock{}, {}).kind;
}
/// counts how often it has looked
struct Looks {
  struct Memory {
    int looks = 0;
  };
  void look(Memory& memory, const Ranking&, const Clock&) const { ++memory.looks; }
  Fate operator()(Index, const Ranking&, const Clock&, const Memory& memory) const { return memory.looks > 1 ? breed_here : keep_mine; }
};
}  // namespace

TEST_CASE("grace: the reborn are spared for three generations, and the worst of the grown-up makes room") {
  auto lives = grown();
  for (Index age = 0; age < 6; ++age) {
    lives[3].age = age;
    CHECK((fate(Grace<SteadyState>{}, 3, lives) == Fate::Kind::breed) == (age >= 3));
    CHECK((fate(Grace<SteadyState>{}, 2, lives) == Fate::Kind::breed) == (age < 3));
    CHECK((fate(Grace<SteadyState>{.generations = 5}, 3, lives) == Fate::Kind::breed) == (age >= 5));
    CHECK(fate(Grace<SteadyState>{.generations = 0}, 3, lives) == Fate::Kind::breed);
    CHECK(fate(Grace<SteadyState>{}, 0, lives) == Fate::Kind::keep);
  }
}

TEST_CASE("grace: first lives have none, and who rests is left to the replacement") {
  auto lives = grown();
  lives[3].age = 1;
  lives[3].births = 0;
  CHECK(fate(Grace<SteadyState>{}, 3, lives) == Fate::Kind::breed);
  lives[3].births = 1;
  CHECK(fate(Grace<SteadyState>{}, 3, lives) == Fate::Kind::keep);
  lives[3].status = Status::resting;
  CHECK(fate(Grace<SteadyState>{}, 3, lives) == Fate::Kind::breed);
}

TEST_CASE("grace: a replacement that remembers goes on remembering") {
  const auto lives = grown();
  const Ranking now(lives, Ranking::By::now);
  const Grace<Looks> replace{};
  Grace<Looks>::Memory memory;
  for (int k = 0; k < 3; ++k) {
    look(replace, memory, now, Clock{});
    CHECK(memory.looks == k + 1);
    CHECK(fate_of(replace, 0, now, Clock{}, memory).kind == (k > 0 ? Fate::Kind::breed : Fate::Kind::keep));
  }
  CHECK(Replacement<Grace<SteadyState>>);
  CHECK(Replacement<Grace<RestWhileSlow>>);
  CHECK(Replacement<Grace<Grace<Looks>>>);
  CHECK(reads_loss<Grace<RestWhileSlow>>);
  CHECK_FALSE(reads_loss<Grace<SteadyState>>);
}

TEST_CASE("grace: numbers out of range are refused, those of the replacement inside too") {
  CHECK_NOTHROW(Grace<SteadyState>{.generations = 0}.check());
  CHECK_THROWS_WITH_AS(Grace<SteadyState>{.generations = -1}.check(), "Grace: generations is -1, expected at least 0", SettingsError);
  CHECK_THROWS_WITH_AS(Grace{SteadyState{.births = -1}}.check(), "SteadyState: births is -1, expected at least 0", SettingsError);
}
