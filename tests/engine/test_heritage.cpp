#include <genoprop/engine/heritage.hpp>

#include <doctest/doctest.h>

#include <genoprop/evolve/hyper/evolve.hpp>
#include <genoprop/evolve/presets.hpp>
#include <genoprop/train/adam.hpp>
#include <genoprop/train/any_of.hpp>
#include <genoprop/train/sgd.hpp>

using namespace genoprop;

namespace {
template <class O>
struct Parent {
  const O* optimizer = nullptr;
  Index age = 0;
};
}  // namespace

TEST_CASE("heritage: numbers are the first parent's; the age of the state only where the state is kept") {
  const Sgd a{.rate = 0.1f}, b{.rate = 0.7f};
  const Birth bred{.slot = 3, .kind = Birth::Kind::bred, .parents = {1, 2}};
  const auto reset = presets::standard(), carry = reset.with(State::carry);
  CHECK(heritage(reset, bred, Parent<Sgd>{&a, 50}, Parent<Sgd>{&b, 60}, Clock{}).optimizer.rate == 0.1f);
  CHECK(heritage(reset, bred, Parent<Sgd>{&a, 50}, Parent<Sgd>{&b, 60}, Clock{}).age == 0);
  CHECK(heritage(carry, bred, Parent<Sgd>{&a, 50}, Parent<Sgd>{}, Clock{}).age == 50);
}

TEST_CASE("heritage: an evolving number is drawn at the child's site") {
  const Sgd a{.rate = 0.1f};
  const auto evolving =
      presets::standard().with(Evolve{&Sgd::rate, {.low = 1e-3, .high = 1, .scale = Scale::log}, LogNormal{.sigma = 0.5}});
  const auto rate = [&](Index slot, Index generation) {
    Clock clock{.seed = 5};
    clock.generation = generation;
    const Birth birth{.slot = slot, .kind = Birth::Kind::bred, .parents = {0, 1}};
    return heritage(evolving, birth, Parent<Sgd>{&a, 0}, Parent<Sgd>{&a, 0}, clock).optimizer.rate;
  };
  CHECK(rate(3, 1) == rate(3, 1));
  CHECK(rate(3, 1) != rate(4, 1));
  CHECK(rate(3, 1) != rate(3, 2));
  const Birth copied{.slot = 3, .kind = Birth::Kind::copied, .parents = {0}};
  CHECK(heritage(evolving, copied, Parent<Sgd>{&a, 0}, Parent<Sgd>{}, Clock{}).optimizer.rate == 0.1f);
  CHECK(numbers_without_parents(FirstParent{}, Sgd{.rate = 0.5f}, a, {1, 0, 0}).rate == 0.1f);
  CHECK(numbers_without_parents(evolving.hyper, Sgd{.rate = 0.5f}, a, {1, 0, 0}).rate != 0.1f);
}

TEST_CASE("heritage: a migrant takes the second one's numbers, but no state from another optimizer") {
  using Either = AnyOf<Sgd, Adam>;
  Either sgd{}, fast{}, adam{};
  fast.Sgd::rate = 0.9f;
  adam.which = 1;
  const Birth copied{.slot = 3, .kind = Birth::Kind::copied, .parents = {0, 1}};
  const auto carry = presets::standard().with(State::carry);
  CHECK(heritage(carry, copied, Parent<Either>{&sgd, 4}, Parent<Either>{&fast, 9}, Clock{}).optimizer.Sgd::rate == 0.9f);
  CHECK(heritage(carry, copied, Parent<Either>{&sgd, 4}, Parent<Either>{&fast, 9}, Clock{}).age == 4);
  CHECK(heritage(carry, copied, Parent<Either>{&sgd, 4}, Parent<Either>{&adam, 9}, Clock{}).optimizer.which == 0);
  CHECK(heritage(presets::standard(), copied, Parent<Either>{&sgd, 4}, Parent<Either>{&adam, 9}, Clock{}).optimizer.which == 1);
}
