#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include <genoprop/evolve/replace/halving.hpp>

#include "support/lives.hpp"

using namespace genoprop;
using namespace genoprop::support;

namespace {
std::vector<Life> ordered(Index n) {
  auto lives = lives_of({});
  for (Index s = 0; s < n; ++s) lives.push_back(lives_of({1.0 + s}).front());
  return lives;
}
/// a run: losses(slot, generations trained) until the budget is spent; how many generations each slot has trained, and after
/// which share of the budget it went to rest
struct Race {
  std::vector<Index> trained;
  std::vector<double> rested;
};
template <class F>
Race race(const Halving& replace, Index n, Index generations, F loss) {
  auto lives = ordered(n);
  Race r{std::vector<Index>(lives.size()), std::vector<double>(lives.size(), 1.0)};
  Clock clock{.steps = 10, .planned = generations, .budget = std::int64_t{n} * generations * 10};
  while (clock.spent < clock.budget) {
    for (std::size_t s = 0; s < lives.size(); ++s) {
      if (lives[s].status == Status::resting) continue;
      lives[s].loss = loss(static_cast<Index>(s), ++r.trained[s]);
      lives[s].fitness = -lives[s].loss;
      clock.spent += clock.steps;
    }
    clock.done += 1;
    const Ranking now(lives, Ranking::By::now);
    std::vector<Fate::Kind> fates;
    for (Index s = 0; s < n; ++s) fates.push_back(replace(s, now, clock).kind);
    for (std::size_t s = 0; s < lives.size(); ++s) {
      REQUIRE((fates[s] == Fate::Kind::keep || fates[s] == Fate::Kind::rest));
      const bool rests = fates[s] == Fate::Kind::rest;
      CHECK((rests || lives[s].status != Status::resting));  // for good
      if (rests && lives[s].status != Status::resting) r.rested[s] = clock.progress();
      lives[s].status = rests ? Status::resting : Status::trained;
    }
  }
  return r;
}
}  // namespace

TEST_CASE("halving: rounds and slots of algorithm 1, worked by hand") {
  const Halving half{}, third{.factor = 3};
  CHECK(half.rounds(16) == 4);
  CHECK(half.rounds(17) == 5);
  CHECK(half.rounds(5) == 3);
  CHECK(half.rounds(2) == 1);
  CHECK(half.rounds(1) == 1);
  CHECK(third.rounds(27) == 3);
  CHECK(third.rounds(28) == 4);
  CHECK(third.rounds(65'535) == 11);
  CHECK(half.active(0, 16) == 16);
  CHECK(half.active(3, 16) == 2);
  CHECK(half.active(1, 5) == 2);
  CHECK(half.active(2, 5) == 1);
  CHECK(third.active(2, 27) == 3);
  CHECK(third.active(9, 27) == 1);
}

TEST_CASE("halving: rounds of equal size: 16 slots and 40 generations are 10, 20, 40, 80 generations for 16, 8, 4, 2 slots") {
  const Race r = race({}, 16, 40, [](Index slot, Index) { return 1.0 + slot; });
  for (std::size_t s = 0; s < 16; ++s) {
    CHECK(r.trained[s] == (s < 2 ? 150 : s < 4 ? 70 : s < 8 ? 30 : 10));
    CHECK(r.rested[s] == (s < 2 ? 1 : s < 4 ? 0.75 : s < 8 ? 0.5 : 0.25));
  }
}

TEST_CASE("halving: the loss at the end of a round decides, not an earlier one; who is best late wins when it lives that long") {
  // slot 3 is worst for 9 generations and best from then on
  const Race r = race({}, 16, 40, [](Index slot, Index t) { return slot == 3 ? (t < 10 ? 99 : 0.5) : 1.0 + slot; });
  CHECK(r.trained[3] == 150);
  CHECK(r.trained[0] == 150);
  CHECK(r.trained[1] == 70);
}

TEST_CASE("halving: a resting slot with a better fitness than the active ones takes nobody's place") {
  auto lives = ordered(4);
  lives[0].status = lives[1].status = Status::resting;
  const Ranking now(lives, Ranking::By::now);
  const Clock half_way{.spent = 50, .budget = 100};
  CHECK(Halving{}(2, now, half_way).kind == Fate::Kind::keep);
  CHECK(Halving{}(3, now, half_way).kind == Fate::Kind::keep);
  CHECK(Halving{}(0, now, half_way).kind == Fate::Kind::rest);
}

TEST_CASE("halving: the diverged are counted as slots and are reborn; of a deme its own slots count") {
  auto lives = ordered(4);
  lives[3] = lives_of({NAN}).front();
  const Ranking now(lives, Ranking::By::now);
  const Clock half_way{.spent = 50, .budget = 100};
  CHECK(Halving{}(0, now, half_way).kind == Fate::Kind::keep);
  CHECK(Halving{}(1, now, half_way).kind == Fate::Kind::keep);  // 4 / 2, not 3 / 2
  CHECK(Halving{}(2, now, half_way).kind == Fate::Kind::rest);
  CHECK(Halving{}(3, now, half_way).kind == Fate::Kind::breed);
  const auto eight = ordered(8);
  const Ranking deme = Ranking(eight, Ranking::By::now).within([](Index s) { return s >= 4; });
  for (Index s = 4; s < 8; ++s) CHECK(Halving{}(s, deme, half_way).kind == (s < 6 ? Fate::Kind::keep : Fate::Kind::rest));
}

TEST_CASE("halving: the next round begins with the step that ends the one before") {
  const Halving half{};
  CHECK(half.round({.spent = 24, .budget = 100}, 16) == 0);
  CHECK(half.round({.spent = 25, .budget = 100}, 16) == 1);
  CHECK(half.round({.spent = 99, .budget = 100}, 16) == 3);
  CHECK(half.round({.spent = 100, .budget = 100}, 16) == 3);
  CHECK(half.round({.spent = 0, .budget = 0}, 16) == 0);
  constexpr std::int64_t huge = std::int64_t{1} << 58;
  CHECK(Halving{}.round({.spent = huge / 4 * 3, .budget = huge}, 65'535) == 12);
}

TEST_CASE("halving: a factor below 2 is refused") {
  CHECK_NOTHROW(Halving{.factor = 3}.check());
  CHECK_THROWS_WITH_AS(Halving{.factor = 1}.check(), "Halving: factor is 1, expected at least 2", SettingsError);
}
