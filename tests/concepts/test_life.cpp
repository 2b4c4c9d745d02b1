// The record of a slot.

#include <genoprop/concepts/life.hpp>

#include <cmath>
#include <limits>
#include <type_traits>

#include <doctest/doctest.h>

namespace genoprop {
namespace {

TEST_CASE("Life: a new slot is worth nothing and travels as bytes") {
  static_assert(std::is_trivially_copyable_v<Life>);
  const Life life;
  CHECK(life.fitness == worst);
  CHECK(life.pool_fitness == worst);
  CHECK(std::isinf(life.loss));
  CHECK(std::isinf(life.best_loss));
  for (const double before : life.best_before) CHECK(std::isinf(before));
  CHECK(life.parents[0] == -1);
  CHECK(life.births == 0);
  CHECK(std::isnan(life.accuracy));
  CHECK(std::isnan(Scores{}.loss));
}

TEST_CASE("life: a new one shows no optimizer numbers, its step size is 1") {
  for (const float n : Life{}.numbers) CHECK(n != n);
  CHECK(Life{}.step_size == 1);
  CHECK(Life{}.pool_step_size == 1);
}

TEST_CASE("diverged: either number is not finite") {
  constexpr double infinite = std::numeric_limits<double>::infinity(), not_a_number = std::numeric_limits<double>::quiet_NaN();
  CHECK_FALSE(diverged(-1, 1));
  CHECK_FALSE(diverged(0, 0));
  for (const double bad : {infinite, -infinite, not_a_number}) {
    CHECK(diverged(bad, 1));
    CHECK(diverged(-1, bad));
  }
  CHECK(diverged(Life{}.fitness, Life{}.loss));
}

}  // namespace
}  // namespace genoprop
