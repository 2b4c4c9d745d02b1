#include <genoprop/engine/population.hpp>

#include <doctest/doctest.h>

#include <limits>

#include <genoprop/train/adam.hpp>
#include <genoprop/train/any_of.hpp>
#include <genoprop/train/sgd.hpp>

using namespace genoprop;

TEST_CASE("population: room for a run has its sizes, zeros, and no fitness") {
  const auto p = Population<double>::room_for(3, 5, 2, true);
  CHECK(p.size() == 3);
  CHECK(p.genes.shape() == std::array<std::size_t, 2>{3, 5});
  CHECK(p.pool.shape() == p.genes.shape());
  CHECK(p.state.shape() == std::array<std::size_t, 2>{3, 10});
  CHECK(p.pool_state.shape() == p.state.shape());
  CHECK(p.champion.size() == 5);
  CHECK(p.lives.size() == 3);
  CHECK(p.ages == std::vector<Index>(3, 0));
  CHECK(p.pool_ages == p.ages);
  CHECK(p.champion_fitness == worst);
  CHECK(p.genes(2, 4) == 0);
  const auto bare = Population<double>::room_for(3, 5, 0, false);
  CHECK(bare.state.size() == 0);
  CHECK(bare.pool_state.shape()[0] == 0);
}

TEST_CASE("population: other optimizer numbers: state stays under the same optimizer, and is none under another one") {
  auto p = Population<double>::room_for(2, 3, 1, true);
  p.numbers = std::vector<Sgd>(2);
  p.state(1, 2) = 5;
  p.ages = p.pool_ages = {7, 8};
  const auto slow = p.with(Sgd{.rate = 0.01f});
  for (const Sgd& o : std::any_cast<const std::vector<Sgd>&>(slow.numbers)) CHECK(o.rate == 0.01f);
  CHECK(slow.state(1, 2) == 5);
  CHECK(slow.ages == p.ages);
  const auto other = p.with(Adam{});
  CHECK(std::any_cast<const std::vector<Adam>&>(other.numbers).size() == 2);
  CHECK(other.state == xt::zeros<double>({2, 6}));
  CHECK(other.pool_state.size() == 0);
  CHECK(other.ages == std::vector<Index>(2, 0));
  CHECK(other.pool_ages == std::vector<Index>(2, 0));
  const AnyOf either{Sgd{}, Adam{}};
  auto second = either;  // of the same type, but another one of the two
  second.which = 1;
  CHECK(p.with(either).with(either).ages == std::vector<Index>(2, 0));
  p.numbers = std::vector{either, either};
  CHECK(p.with(either).ages == p.ages);
  CHECK(p.with(second).ages == std::vector<Index>(2, 0));
  CHECK_THROWS_AS(p.with(Sgd{.rate = 0}), SettingsError);
}

TEST_CASE("population: unmeasured: networks, state and lineage stay; merit, best and memory are gone") {
  auto p = Population<double>::room_for(2, 3, 1, true);
  p.genes(1, 0) = 4;
  p.lives[1] = {.fitness = 1, .loss = 2, .best_loss = 2, .pool_fitness = 3, .steps = 9, .age = 5, .births = 2, .parents = {0, 1}};
  p.memory = 3;
  p.champion_fitness = 3;
  const auto bare = p.unmeasured();
  CHECK(bare.pool == p.genes);
  CHECK(bare.pool_state == p.state);
  CHECK(bare.lives[1].fitness == worst);
  CHECK(bare.lives[1].pool_fitness == worst);
  CHECK(bare.lives[1].best_loss == std::numeric_limits<double>::infinity());
  CHECK(bare.lives[1].steps == 9);
  CHECK(bare.lives[1].births == 2);
  CHECK(bare.lives[1].parents == std::array<Index, 2>{0, 1});
  CHECK_FALSE(bare.memory.has_value());
  CHECK(bare.champion.size() == 0);
  CHECK(bare.champion_fitness == worst);
  CHECK(Population<double>::from({{1, 2}}).unmeasured().pool.size() == 0);
}

TEST_CASE("population: own starts are refused where there are none, or where one is not finite") {
  CHECK(Population<float>::from({{1, 2}, {3, 4}}).size() == 2);
  CHECK_THROWS_AS(Population<float>::from(xt::zeros<float>({0, 2})), DataError);
  CHECK_THROWS_WITH_AS(Population<float>::from({{1, 2}, {3, std::numeric_limits<float>::infinity()}}),
                       "Population::from: gene 1 of individual 1 is inf, expected a finite number", DataError);
}
