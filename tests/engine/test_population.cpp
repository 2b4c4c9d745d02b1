#include <genoprop/engine/population.hpp>

#include <doctest/doctest.h>

#include <limits>

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

TEST_CASE("population: own starts are refused where there are none, or where one is not finite") {
  CHECK(Population<float>::from({{1, 2}, {3, 4}}).size() == 2);
  CHECK_THROWS_AS(Population<float>::from(xt::zeros<float>({0, 2})), DataError);
  CHECK_THROWS_WITH_AS(Population<float>::from({{1, 2}, {3, std::numeric_limits<float>::infinity()}}),
                       "Population::from: gene 1 of individual 1 is inf, expected a finite number", DataError);
}
