#include <doctest/doctest.h>

#include <cmath>
#include <map>

#include <genoprop/evolve/select/random_pairs.hpp>

#include "support/lives.hpp"

using namespace genoprop;
using namespace genoprop::support;

TEST_CASE("random pairs: the slot that the draw names") {
  const auto lives = lives_of({0.4, 0.1, 0.3, 0.2, 0.9});
  const Ranking ranking(lives, Ranking::By::now);
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Draw again = draw_of(seed, Purpose::select), draw = again;
    CHECK(RandomPairs{}(ranking, draw) == ranking.slot(again.below(5)));
  }
}

TEST_CASE("random pairs: of four slots, twelve ordered pairs, each with a chance of 1/12") {
  const auto lives = lives_of({0.4, 0.1, 1e9, 0.2});
  const Ranking ranking(lives, Ranking::By::now);
  constexpr int trials = 24'000;
  std::map<std::pair<Index, Index>, int> pairs;
  for (int seed = 0; seed < trials; ++seed) {
    Draw draw = draw_of(static_cast<std::uint64_t>(seed), Purpose::select);
    const Index a = RandomPairs{}(ranking, draw);
    ++pairs[{a, RandomPairs{}(ranking.without(a), draw)}];  // as the generation asks for two parents
  }
  CHECK(pairs.size() == 12);
  for (const auto& [pair, count] : pairs) {
    CHECK(pair.first != pair.second);
    CHECK(std::abs(static_cast<double>(count) / trials - 1 / 12.0) < five_sigma(1 / 12.0, trials));
  }
}

TEST_CASE("random pairs: nobody is chosen from nobody, the diverged never") {
  const auto none = lives_of({INFINITY, NAN}), some = lives_of({NAN, 0.5, NAN});
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Draw draw = draw_of(seed, Purpose::select);
    CHECK(RandomPairs{}(Ranking(none, Ranking::By::now), draw) == no_parent);
    CHECK(RandomPairs{}(Ranking(some, Ranking::By::now), draw) == 1);
  }
}
