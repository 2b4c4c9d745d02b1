#include <doctest/doctest.h>

#include <cmath>
#include <set>

#include <genoprop/evolve/select/roulette.hpp>
#include <genoprop/evolve/select/universal_sampling.hpp>

#include "support/lives.hpp"

using namespace genoprop;
using namespace genoprop::support;

namespace {

Draw at(std::uint64_t seed, Index slot, std::uint32_t generation = 3) {
  return Draw(seed, {.purpose = Purpose::select, .slot = static_cast<std::uint32_t>(slot), .time = generation});
}
/// how often each slot is a first parent when all are reborn
template <class S>
std::vector<int> children(const S& select, const Ranking& ranking, std::uint64_t seed) {
  const auto slots = static_cast<Index>(ranking.lives().size());
  std::vector<int> count(static_cast<std::size_t>(slots));
  for (Index child = 0; child < slots; ++child) {
    Draw draw = at(seed, child);
    ++count[static_cast<std::size_t>(select(ranking.for_child(child), draw))];
  }
  return count;
}

}  // namespace

TEST_CASE("universal sampling: Baker's law: everybody is a parent as often as expected, rounded down or up") {
  const auto lives = lives_of({0.4, 0.1, 0.3, 0.2, 0.9, 0.6, 0.5, 0.8, 0.7, 1.0});
  const Ranking ranking(lives, Ranking::By::now);
  const auto law = [&](const auto& select, const std::vector<double>& pockets) {
    double total = 0;
    for (const double p : pockets) total += p;
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
      const auto count = children(select, ranking, seed);
      for (Index k = 0; k < 10; ++k) {
        const double expected = 10 * pockets[static_cast<std::size_t>(k)] / total;
        CHECK(std::abs(count[static_cast<std::size_t>(ranking.slot(k))] - expected) < 1);
      }
    }
  };
  law(UniversalSampling<>{}, LinearRank{}.pockets(ranking));
  const Roulette by_loss{.by = RouletteOver::inverse_loss, .epsilon = 0.05f};
  law(UniversalSampling<Roulette>{by_loss}, by_loss.pockets(ranking));
  law(UniversalSampling<ExponentialRank>{{.base = 0.5f}}, ExponentialRank{.base = 0.5f}.pockets(ranking));  // the best: 5 children
}

TEST_CASE("universal sampling: each child's chances are those of the wheel, also where it is the only one") {
  const auto lives = lives_of({3, 0, 1});
  const Ranking ranking(lives, Ranking::By::now);
  const UniversalSampling<Roulette> select{{.by = RouletteOver::inverse_loss, .epsilon = 1}};
  constexpr int trials = 20'000;
  const double chance[] = {1 / 7.0, 4 / 7.0, 2 / 7.0};
  for (Index child = 0; child < 3; ++child)
    for (Index slot = 0; slot < 3; ++slot) {
      int wins = 0;
      for (std::uint64_t seed = 0; seed < trials; ++seed) {
        Draw draw = at(seed, child);
        wins += select(ranking.for_child(child), draw) == slot ? 1 : 0;
      }
      CHECK(std::abs(static_cast<double>(wins) / trials - chance[slot]) < five_sigma(chance[slot], trials));
    }
}

TEST_CASE("universal sampling: the spin and the order are others for the second parents, and in the next generation") {
  const auto lives = lives_of({0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8});
  const Ranking ranking(lives, Ranking::By::now);
  const UniversalSampling<> select{{.pressure = 1}};  // pockets as wide as pointers are apart: everybody is chosen once
  std::set<std::vector<Index>> orders;
  int mixed = 0;
  for (std::uint32_t generation = 0; generation < 40; ++generation) {
    std::vector<Index> first, second;
    std::set<Index> apart;
    for (Index child = 0; child < 8; ++child) {
      Draw draw = at(1, child, generation);
      first.push_back(select(ranking.for_child(child), draw));
      second.push_back(select(ranking.for_child(child), draw));
      apart.insert((second.back() - first.back() + 8) % 8);
    }
    for (const auto& parents : {first, second}) {
      CHECK(std::set<Index>(parents.begin(), parents.end()).size() == 8);
      orders.insert(parents);
    }
    mixed += apart.size() > 1 ? 1 : 0;  // otherwise all children have parents as far apart on the wheel as all others
  }
  CHECK(orders.size() > 24);  // drawn from 4 strides times 8 turns
  CHECK(mixed > 20);          // 3 of 4 strides
}

TEST_CASE("universal sampling: a population of one, of nobody, of one that is left") {
  const auto one = lives_of({0.5}), none = lives_of({NAN}), some = lives_of({NAN, 0.5, NAN});
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Draw draw = at(seed, 0);
    CHECK(UniversalSampling<>{}(Ranking(one, Ranking::By::now).for_child(0), draw) == 0);
    CHECK(UniversalSampling<>{}(Ranking(none, Ranking::By::now).for_child(0), draw) == no_parent);
    CHECK(UniversalSampling<>{}(Ranking(some, Ranking::By::now).for_child(2), draw) == 1);
    const auto many = lives_of({0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7});
    const Ranking ranking(many, Ranking::By::now);
    Draw a = at(seed, 0), b = at(seed, 0);
    CHECK(UniversalSampling<>{}(ranking, a) == UniversalSampling<>{}(ranking.for_child(0), b));  // for nobody in particular
  }
}

TEST_CASE("universal sampling: refuses what its wheel refuses") {
  CHECK_NOTHROW(UniversalSampling<>{}.check());
  CHECK_THROWS_WITH_AS(UniversalSampling{LinearRank{.pressure = 3}}.check(), "LinearRank: pressure is 3, expected in [1, 2]",
                       SettingsError);
}
