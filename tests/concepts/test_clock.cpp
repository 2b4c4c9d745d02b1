// Where a run stands; an optimizer as it is used in a step.

#include <genoprop/concepts/clock.hpp>

#include <cstddef>
#include <type_traits>
#include <utility>

#include <doctest/doctest.h>

#include <genoprop/concepts/optimizer.hpp>

namespace genoprop {
namespace {

struct Plain {
  static constexpr Index slots = 0;
  float rate = 1;
  void operator()(float& w, float g, float*, std::ptrdiff_t, Index) const { w -= rate * g; }
};
struct Warming : Plain {
  Plain at(Index age) const { return {.rate = static_cast<float>(age)}; }
};

TEST_CASE("Clock: the share of the budget that is spent; without a budget all of it") {
  CHECK(Clock{.spent = 0, .budget = 200}.progress() == 0.0);
  CHECK(Clock{.spent = 50, .budget = 200}.progress() == 0.25);
  CHECK(Clock{.spent = 200, .budget = 200}.progress() == 1.0);
  CHECK(Clock{}.progress() == 1.0);
  CHECK(Clock{.generation = 7}.time() == 7u);
}

TEST_CASE("Optimizer: prepared for its age where it offers that, as it is otherwise") {
  static_assert(Optimizer<Plain> && Optimizer<Warming>);
  static_assert(!Optimizer<int>);
  static_assert(std::is_same_v<Prepared<Plain>, Plain> && std::is_same_v<Prepared<Warming>, Plain>);
  CHECK(prepared(Plain{.rate = 3}, 5).rate == 3);
  CHECK(prepared(Warming{}, 5).rate == 5);
}

}  // namespace
}  // namespace genoprop
