#include <genoprop/evolve/strategy.hpp>

#include <doctest/doctest.h>

#include <type_traits>

#include <genoprop/evolve/cross/blend.hpp>
#include <genoprop/evolve/cross/copy.hpp>
#include <genoprop/evolve/cross/differential.hpp>
#include <genoprop/evolve/cross/mean.hpp>
#include <genoprop/evolve/cross/one_point.hpp>
#include <genoprop/evolve/cross/uniform.hpp>
#include <genoprop/evolve/demes/islands.hpp>
#include <genoprop/evolve/mutate/gaussian.hpp>
#include <genoprop/evolve/mutate/nothing.hpp>
#include <genoprop/evolve/mutate/redraw_units.hpp>
#include <genoprop/evolve/presets.hpp>
#include <genoprop/evolve/replace/elitist.hpp>
#include <genoprop/evolve/replace/keep_all.hpp>
#include <genoprop/evolve/replace/only_the_stuck.hpp>
#include <genoprop/evolve/select/roulette.hpp>
#include <genoprop/evolve/select/truncation.hpp>

using namespace genoprop;

namespace {
template <class A, class B>
constexpr bool same = std::is_same_v<std::remove_cvref_t<A>, B>;
/// a crossover and a mutation of a user's own
struct Checkerboard {
  Index width = 8;
  template <class T>
  GENOPROP_HD T operator()(Parents<T> p, GeneSite at, Draw&) const {
    return p[at.gene / width % 2];
  }
};
struct Shrink {
  template <class T>
  GENOPROP_HD T operator()(T value, GeneSite, Draw&) const {
    return value / 2;
  }
};
struct SecondParent {
  using hyper = void;
  template <class O>
  O operator()(const O&, const O& second, Draw&) const {
    return second;
  }
};
}  // namespace

TEST_CASE("strategy: the defaults are the standard strategy") {
  const Strategy<> s;
  CHECK(same<decltype(s.select), Tournament>);
  CHECK(same<decltype(s.cross), Aligned<UnitWise>>);
  CHECK(same<decltype(s.mutate), ScreenedRedraw>);
  CHECK(same<decltype(s.replace), RestWhileSlow>);
  CHECK(same<decltype(s.hyper), FirstParent>);
  CHECK(same<decltype(s.demes), Panmictic>);
  CHECK(s.select.size == 2);
  CHECK(s.cross.by == Alike::activations);
  CHECK(s.pool == Pool::best_so_far);
  CHECK(s.state == State::reset);
  CHECK(same<decltype(presets::standard()), Strategy<>>);
  CHECK(s.leader_average == 0);
  CHECK(presets::standard().leader_average == 0.75f);
  CHECK(same<decltype(presets::stagnation().replace), OnlyTheStuck>);
  CHECK(presets::stagnation().leader_average == 0);
}

TEST_CASE("strategy: with exchanges the part that the concept names and leaves the others") {
  const auto base = Strategy<>{}.with(Tournament{.size = 7}).with(OnlyTheStuck{.grace = 5});
  CHECK(base.select.size == 7);
  CHECK(base.replace.grace == 5);
  const auto selection = base.with(Roulette{.epsilon = 0.5f});
  CHECK(same<decltype(selection.select), Roulette>);
  CHECK(selection.select.epsilon == 0.5f);
  CHECK(selection.replace.grace == 5);
  const auto replacement = base.with(Elitist{.keep = 3});
  CHECK(same<decltype(replacement.replace), Elitist>);
  CHECK(replacement.replace.keep == 3);
  CHECK(replacement.select.size == 7);
  const auto mutation = base.with(Gaussian{.rate = 0.5f});
  CHECK(same<decltype(mutation.mutate), Gaussian>);
  CHECK(mutation.mutate.rate == 0.5f);
  CHECK(same<decltype(base.with(RedrawUnits{}).mutate), RedrawUnits>);
  CHECK(same<decltype(base.with(NoMutation{}).mutate), NoMutation>);
  const auto crossover = base.with(Checkerboard{.width = 4});
  CHECK(same<decltype(crossover.cross), Checkerboard>);
  CHECK(crossover.cross.width == 4);
  CHECK(crossover.select.size == 7);
  CHECK(same<decltype(base.with(OnePoint{}).cross), OnePoint>);
  CHECK(same<decltype(base.with(Copy{}).cross), Copy>);
  CHECK(same<decltype(base.with(Aligned{Uniform{}}).cross), Aligned<Uniform>>);
  CHECK(same<decltype(base.with(Shrink{}).mutate), Shrink>);
  const auto structure = base.with(Islands{.count = 3});
  CHECK(same<decltype(structure.demes), Islands>);
  CHECK(structure.demes.count == 3);
  CHECK(structure.select.size == 7);
  const auto numbers = structure.with(SecondParent{});
  CHECK(same<decltype(numbers.hyper), SecondParent>);
  CHECK(numbers.demes.count == 3);
  CHECK(numbers.with(Shrink{}).with(Roulette{}).with(Elitist{}).with(Copy{}).demes.count == 3);
  CHECK(base.with(Pool::now).pool == Pool::now);
  CHECK(base.with(Pool::now).select.size == 7);
  CHECK(base.with(State::carry).state == State::carry);
  CHECK(base.with(Pool::now).with(Shrink{}).with(State::crossed).pool == Pool::now);
}

TEST_CASE("strategy: the function for compilers that do not deduce aggregates says the same") {
  const auto s = strategy(Truncation{.share = 0.5f}, UnitWise{.share = 0.25f}, Gaussian{}, KeepAll{}, Pool::now, State::carry);
  CHECK(s.select.share == 0.5f);
  CHECK(s.cross.share == 0.25f);
  CHECK(s.pool == Pool::now);
  CHECK(s.state == State::carry);
}

TEST_CASE("strategy: every part is asked for its numbers") {
  CHECK_NOTHROW(Strategy<>{}.check());
  CHECK_THROWS_AS(Strategy<>{}.with(Tournament{.size = 0}).check(), SettingsError);
  CHECK_THROWS_AS(Strategy<>{}.with(Aligned{UnitWise{.share = 2}}).check(), SettingsError);
  CHECK_THROWS_AS(Strategy<>{}.with(ScreenedRedraw{.share = -1}).check(), SettingsError);
  CHECK_THROWS_AS(Strategy<>{}.with(Mean{.parents = -1}).check(), SettingsError);
  CHECK_THROWS_AS(Strategy<>{}.with(OnlyTheStuck{.window = 9}).check(), SettingsError);
  CHECK_THROWS_AS(Strategy<>{}.with(Islands{.interval = 0}).check(), SettingsError);
}

TEST_CASE("strategy: a crossover may refuse what becomes of optimizer state") {
  const auto s = Strategy<>{}.with(Differential{});
  CHECK_NOTHROW(s.check());
  CHECK_NOTHROW(s.with(State::carry).check());
  CHECK_THROWS_AS(s.with(State::crossed).check(), SettingsError);
  CHECK_THROWS_AS(s.with(Aligned{BlxAlpha{}}).with(State::crossed).check(), SettingsError);
  CHECK_NOTHROW(s.with(Mean{}).with(State::crossed).check());
}
