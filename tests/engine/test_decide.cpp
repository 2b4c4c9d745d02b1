// Births from lives alone: within demes, between them.

#include <genoprop/engine/decide.hpp>
#include <genoprop/engine/lives.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "support/lives.hpp"

#include <genoprop/evolve/cross/copy.hpp>
#include <genoprop/evolve/cross/differential.hpp>
#include <genoprop/evolve/cross/mean.hpp>
#include <genoprop/evolve/cross/uniform.hpp>
#include <genoprop/evolve/demes/islands.hpp>
#include <genoprop/evolve/mutate/gaussian_forms.hpp>
#include <genoprop/evolve/mutate/nothing.hpp>
#include <genoprop/evolve/replace/elitist.hpp>
#include <genoprop/evolve/select/universal_sampling.hpp>

using namespace genoprop;
using namespace genoprop::support;

namespace {

const auto nine = lives_of({0.2, 0.1, 0.3, 0.6, 0.5, 0.4, 0.7, 0.8, 0.9});
const auto elitist = strategy(Tournament{}, Uniform{}, NoMutation{}, Elitist{.keep = 1}, Pool::now);
Clock at(Index generation) { return {.seed = 5, .generation = generation, .budget = 100}; }

template <class S>
Decision births_of(const std::vector<Life>& lives, const S& strategy, const Clock& clock) {
  MemoryOf<decltype(S::replace)> memory;
  return decide(std::span<const Life>(lives), strategy, clock, memory);
}

/// slots of a hundred to the right of them are nowhere
struct Astray {
  Index deme(Index slot, Index) const { return slot * 100; }
  Index migrant(Index, const Ranking&, const Clock&) const { return no_migrant; }
};
/// a user's: islands whose exchange begins late
struct Late : Islands {
  Index migrant(Index slot, const Ranking& pool, const Clock& clock) const {
    return clock.generation < 5 ? no_migrant : Islands::migrant(slot, pool, clock);
  }
};
/// every slot in turn, one a generation it has seen
struct InTurn {
  struct Memory {
    Index seen = 0;
  };
  void look(Memory& memory, const Ranking& now, const Clock&) const { memory.seen = (memory.seen + 1) % now.size(); }
  Fate operator()(Index slot, const Ranking&, const Clock&, const Memory& memory) const {
    return slot == memory.seen ? breed_here : keep_mine;
  }
};
struct OwnRow {
  Fate operator()(Index slot, const Ranking&, const Clock&) const { return copy_of(slot); }
};
struct FromTheDiverged {
  Index deme(Index, Index) const { return 0; }
  Index migrant(Index slot, const Ranking&, const Clock&) const { return slot == 1 ? 0 : no_migrant; }
};

}  // namespace

TEST_CASE("decide: universal sampling keeps its word on every island: as many children as expected, to one") {
  for (const Index islands : {1, 2, 3, 4}) {  // of nine slots: 4 and 5, 3 each, and 2, 2, 2, 3
    const auto s = strategy(UniversalSampling{LinearRank{.pressure = 1}}, Copy{}, NoMutation{}, Elitist{.keep = 0}, Pool::now)
                       .with(Islands{.count = islands, .interval = 1000});
    for (Index g = 0; g < 100; ++g) {
      std::vector<int> children(9);
      for (const Birth& b : births_of(nine, s, at(g)).plan.births) ++children[static_cast<std::size_t>(b.parents[0])];
      CHECK(children == std::vector<int>(9, 1));
    }
  }
}

TEST_CASE("decide: every deme keeps its own best, and parents are of the deme") {
  const auto islands = elitist.with(Islands{.count = 3, .interval = 100});
  for (Index g = 0; g < 50; ++g) {
    const Plan plan = births_of(nine, islands, at(g)).plan;
    REQUIRE(plan.births.size() == 6);
    for (const Birth& b : plan.births) {
      CHECK(b.kind == Birth::Kind::bred);
      CHECK((b.slot != 1 && b.slot != 5 && b.slot != 6));
      for (const Index p : b.parents) CHECK(p / 3 == b.slot / 3);
      CHECK(b.parents[0] != b.parents[1]);
    }
  }
  CHECK(births_of(nine, elitist, at(0)).plan.births.size() == 8);  // panmictic: one best
}

TEST_CASE("decide: a migrant is a copy, whatever the replacement says") {
  const Plan plan = births_of(nine, elitist.with(Islands{.count = 3, .interval = 1}), at(0)).plan;
  Index copies = 0;
  for (const Birth& b : plan.births) {
    if (b.kind != Birth::Kind::copied) continue;
    ++copies;
    CHECK(b.parents[1] == -1);
    CHECK((b.slot == 2 ? b.parents[0] == 6 : b.slot == 3 ? b.parents[0] == 1 : b.slot == 8 && b.parents[0] == 5));
  }
  CHECK(copies == 3);
}

TEST_CASE("decide: demes that inherit from others are asked for their own migrants") {
  const auto copies = [](const auto& demes, Index generation) {
    const Plan plan = births_of(nine, elitist.with(demes), at(generation)).plan;
    return std::count_if(plan.births.begin(), plan.births.end(), [](const Birth& b) { return b.kind == Birth::Kind::copied; });
  };
  const Islands always{.count = 3, .interval = 1};
  CHECK(copies(Late{always}, 4) == 0);
  CHECK(copies(Late{always}, 5) == 3);
  CHECK(copies(always, 4) == 3);
}

TEST_CASE("decide: a deme that does not exist and a migrant that may be no parent are refused") {
  CHECK_THROWS_WITH_AS(births_of(nine, elitist.with(Astray{}), at(0)), "Evolution: slot 1 is in deme 100, expected 0 to 8", SettingsError);
  const auto lives = lives_of({NAN, 0.5, 0.6});
  CHECK_THROWS_WITH_AS(births_of(lives, elitist.with(FromTheDiverged{}), at(0)),
                       "Evolution: migration copies slot 0, expected one that may be a parent", SettingsError);
}

TEST_CASE("decide: a copy of its own pool row is a birth where the network is worse than that row, otherwise nothing") {
  auto lives = nine;
  lives[4].pool_fitness = -0.1;
  const Plan plan = births_of(lives, elitist.with(OwnRow{}), at(0)).plan;
  REQUIRE(plan.births.size() == 1);
  CHECK(plan.births[0].slot == 4);
  CHECK(plan.births[0].kind == Birth::Kind::copied);
  CHECK(plan.births[0].parents == ParentSlots{4});
}

TEST_CASE("decide: a replacement remembers from generation to generation") {
  const auto strategy = elitist.with(InTurn{});
  InTurn::Memory memory;
  for (const Index slot : {1, 2, 3, 4}) {
    const Plan plan = decide(std::span<const Life>(nine), strategy, at(0), memory).plan;
    REQUIRE(plan.births.size() == 1);
    CHECK(plan.births[0].slot == slot);
  }
}

TEST_CASE("decide: the hash of a plan knows every birth") {
  Decision a{{{{.slot = 1, .parents = {2, 3}}}}, std::vector<char>(4, 0)}, b = a;
  CHECK(hash_of(a) == hash_of(b));
  b.plan.births[0].parents = {2, 0};
  CHECK(hash_of(a) != hash_of(b));
  b = a;
  b.plan.births[0].kind = Birth::Kind::copied;
  CHECK(hash_of(a) != hash_of(b));
  b = a;
  b.rests[2] = 1;
  CHECK(hash_of(a) != hash_of(b));
}

TEST_CASE("decide: differential evolution starts from the child's own row; four different parents, the best second where asked") {
  for (Index g = 0; g < 50; ++g) {
    for (const Birth& b : births_of(nine, elitist.with(Differential{}), at(g)).plan.births) {
      REQUIRE(b.parents.size() == 4);
      CHECK(b.parents[0] == b.slot);
      CHECK(std::set<Index>(b.parents.begin(), b.parents.end()).size() == 4);
    }
    for (const Birth& b : births_of(nine, elitist.with(DifferentialToBest{}).with(Elitist{.keep = 0}), at(g)).plan.births) {
      REQUIRE(b.parents.size() == 4);
      CHECK(b.parents[0] == b.slot);
      CHECK(b.parents[1] == (b.slot == 1 ? 0 : 1));
      CHECK(std::set<Index>(b.parents.begin(), b.parents.end()).size() == 4);
    }
  }
}

TEST_CASE("decide: who has diverged is not its own parent; where fewer than four may be parents there are fewer") {
  for (Index g = 0; g < 20; ++g)
    for (const Birth& b : births_of(lives_of({0.3, INFINITY, 0.1, 0.2}), elitist.with(DifferentialToBest{}), at(g)).plan.births) {
      CHECK(b.parents.size() == 3);
      CHECK(std::count(b.parents.begin(), b.parents.end(), 1) == 0);
      if (b.slot == 1) CHECK(b.parents[0] != 1);
    }
}

TEST_CASE("decide: a mean has as many different parents as it wants and there are, and knows the losses of their pool rows") {
  auto lives = lives_of({0.2, 0.1, 0.3, INFINITY, 0.5});
  for (Life& l : lives) l.pool_loss = l.loss + 100;
  for (Index g = 0; g < 20; ++g)
    for (const Index parents : {0, 1, 3, 4, 9}) {
      const auto plan = births_of(lives, elitist.with(Mean{.parents = parents}), at(g)).plan;
      REQUIRE(plan.births.size() == 4);
      for (const Birth& b : plan.births) {
        const std::set<Index> different(b.parents.begin(), b.parents.end());
        CHECK(different.size() == b.parents.size());
        CHECK(b.parents.size() == static_cast<std::size_t>(parents == 0 || parents > 4 ? 4 : parents));
        CHECK(different.count(3) == 0);
        REQUIRE(b.losses.size() == b.parents.size());
        for (std::size_t k = 0; k < b.losses.size(); ++k) CHECK(b.losses[k] == lives[static_cast<std::size_t>(b.parents[k])].pool_loss);
      }
    }
}

TEST_CASE(
    "decide: step sizes: a child's is its first parent's pool row's, changed; a copy's that of what it copies; fresh ones begin at 1") {
  auto lives = lives_of({0.2, 0.1, 0.3, 0.4});
  for (std::size_t s = 0; s < lives.size(); ++s) {
    lives[s].step_size = 9;
    lives[s].pool_step_size = static_cast<float>(s) + 2;
  }
  const SelfAdaptiveGaussian adapts{.tau = 0.5f};
  for (const Birth& b : births_of(lives, elitist.with(adapts), at(3)).plan.births) {
    const auto slot = static_cast<std::uint32_t>(b.slot);
    Draw draw(5, {.purpose = Purpose::mutate, .slot = slot, .time = 3, .layer = 4});
    CHECK(b.step_size == adapts.next_step_size(static_cast<float>(b.parents[0]) + 2, draw));
    CHECK(b.step_size != static_cast<float>(b.parents[0]) + 2);
  }
  for (const Birth& b : births_of(lives, elitist, at(3)).plan.births) CHECK(b.step_size == static_cast<float>(b.parents[0]) + 2);
  CHECK(step_size_of({.slot = 1, .kind = Birth::Kind::copied, .parents = {2}}, lives, adapts, at(3)) == 4);
  CHECK(step_size_of({.slot = 1, .kind = Birth::Kind::fresh}, lives, adapts, at(3)) == 1);
  const Life copy = born(lives[0], {.slot = 0, .kind = Birth::Kind::copied, .parents = {2}, .step_size = 4}, lives, Pool::now);
  CHECK(copy.step_size == 4);
  CHECK(copy.pool_step_size == 4);
  CHECK(born(lives[0], {.slot = 0, .parents = {2}, .step_size = 7}, lives, Pool::best_of_both).pool_step_size == 2);
  Decision decision{{{{.slot = 1, .parents = {2}, .step_size = 1}}}, {}};
  const auto before = hash_of(decision);
  decision.plan.births[0].step_size = 1.0000001f;
  CHECK(hash_of(decision) != before);
}

TEST_CASE("decide: the best row of the pool stays in it though its network has diverged; that of others goes with them") {
  const auto line = elitist.with(Pool::best_so_far);
  for (const double of_slot_one : {0.05, 0.5}) {  // the best of the pool or the worst
    auto lives = lives_of({0.2, INFINITY, 0.3});
    for (Life& l : lives) {
      l.pool_loss = &l == &lives[1] ? of_slot_one : l.loss;
      l.pool_fitness = -l.pool_loss;
    }
    for (const Pool pool : {Pool::best_so_far, Pool::now})
      for (const Birth& b : births_of(lives, line.with(pool), at(1)).plan.births)
        CHECK(b.keeps_pool_row == (b.slot == 1 && of_slot_one < 0.2 && pool == Pool::best_so_far));
    auto a = births_of(lives, line, at(1)), b = a;
    REQUIRE_FALSE(b.plan.births.empty());
    b.plan.births[0].keeps_pool_row = !b.plan.births[0].keeps_pool_row;
    CHECK(hash_of(a) != hash_of(b));
  }
}
