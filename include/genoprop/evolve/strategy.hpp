#pragma once
// A strategy: who is a parent, how children are made, whose place they take. Every member has a default; together the defaults
// are the standard strategy, but for the leader's mean.

#include <type_traits>

#include <genoprop/concepts/batching.hpp>
#include <genoprop/concepts/crossover.hpp>
#include <genoprop/concepts/demes.hpp>
#include <genoprop/concepts/hyper.hpp>
#include <genoprop/concepts/mutation.hpp>
#include <genoprop/concepts/replacement.hpp>
#include <genoprop/concepts/selection.hpp>
#include <genoprop/evolve/batching.hpp>
#include <genoprop/evolve/cross/aligned.hpp>
#include <genoprop/evolve/cross/unit_wise.hpp>
#include <genoprop/evolve/demes/panmictic.hpp>
#include <genoprop/evolve/hyper/first_parent.hpp>
#include <genoprop/evolve/mutate/screened_redraw.hpp>
#include <genoprop/evolve/replace/rest_while_slow.hpp>
#include <genoprop/evolve/select/tournament.hpp>

namespace genoprop {

namespace detail {
template <class>
inline constexpr bool no_role = false;
template <class Policy>
void check_policy(const Policy& policy) {
  if constexpr (requires { policy.check(); }) policy.check();
}
}  // namespace detail

/// `Strategy{.select = Tournament{.size = 3}, .cross = UnitWise{}, .mutate = Gaussian{}, .replace = Elitist{}, .pool = Pool::now}`.
/// No deduction guide: with a default for every member, g++ 12 and nvcc 13 deduce from designators; `strategy(...)` serves clang.
template <class Select = Tournament, class Cross = Aligned<UnitWise>, class Mutate = ScreenedRedraw, class Replace = RestWhileSlow,
          class Inherit = FirstParent, class Structure = Panmictic, class Steps = OneBatch>
struct Strategy {
  static_assert(Selection<Select>, "genoprop: select must model Selection: Index operator()(const Ranking&, Draw&) const");
  static_assert(
      Crossover<Cross>,
      "genoprop: cross must model Crossover: T operator()(Parents<T>, GeneSite, Draw&) const, or plan(const Child&, Draw&) const");
  static_assert(
      Mutation<Mutate>,
      "genoprop: mutate must model Mutation: T operator()(T value, GeneSite, Draw&) const, or bool operator()(UnitSite, Draw&) const, "
      "or plan(const MutationChild&, Draw&) const");
  static_assert(Replacement<Replace>,
                "genoprop: replace must model Replacement: Fate operator()(Index slot, const Ranking&, const Clock&) const");
  static_assert(Hyper<Inherit>,
                "genoprop: hyper must model Hyper: `using hyper = void;` and O operator()(const O& first, const O& second, Draw&) const");
  static_assert(
      Demes<Structure>,
      "genoprop: demes must model Demes: Index deme(slot, population) const and Index migrant(slot, const Ranking&, const Clock&) const");
  static_assert(Batching<Steps>,
                "genoprop: batching must model Batching: Index minibatches(active, population) const and Index most(population) const");

  Select select{};
  Cross cross{};
  Mutate mutate{};
  Replace replace{};
  Pool pool = Pool::best_so_far;
  State state = State::reset;
  Inherit hyper{};    ///< optimizer numbers of children
  Structure demes{};  ///< who may mate with whom
  Steps batching{};   ///< mini-batches a step
  float leader_average =
      0;  ///< weight of the past in the leader's mean over generations, in [0, 1); 0: none. A candidate for the returned network

  /// the same strategy with one part exchanged: the concept that the part models says which
  template <class Part>
  auto with(Part part) const {
    const auto made = [&](auto a, auto b, auto c, auto d, auto e, auto f, auto g) {
      return Strategy<decltype(a), decltype(b), decltype(c), decltype(d), decltype(e), decltype(f), decltype(g)>{
          a, b, c, d, pool, state, e, f, g, leader_average};
    };
    if constexpr (std::same_as<Part, Pool>) {
      Strategy s = *this;
      s.pool = part;
      return s;
    } else if constexpr (std::same_as<Part, State>) {
      Strategy s = *this;
      s.state = part;
      return s;
    } else if constexpr (Hyper<Part>) {
      return made(select, cross, mutate, replace, part, demes, batching);
    } else if constexpr (Demes<Part>) {
      return made(select, cross, mutate, replace, hyper, part, batching);
    } else if constexpr (Batching<Part>) {
      return made(select, cross, mutate, replace, hyper, demes, part);
    } else if constexpr (Selection<Part>) {
      return made(part, cross, mutate, replace, hyper, demes, batching);
    } else if constexpr (Replacement<Part>) {
      return made(select, cross, mutate, part, hyper, demes, batching);
    } else if constexpr (Mutation<Part>) {
      return made(select, cross, part, replace, hyper, demes, batching);
    } else if constexpr (Crossover<Part>) {
      return made(select, part, mutate, replace, hyper, demes, batching);
    } else {
      static_assert(
          detail::no_role<Part>,
          "genoprop: with(part) takes a Selection, a Crossover, a Mutation, a Replacement, a Hyper, Demes, a Batching, a Pool or a State");
    }
  }

  void check() const {
    detail::check_policy(select);
    detail::check_policy(cross);
    if constexpr (requires { cross.check(state); }) cross.check(state);
    detail::check_policy(mutate);
    detail::check_policy(replace);
    if constexpr (requires { replace.check(demes); }) replace.check(demes);
    detail::check_policy(hyper);
    if constexpr (requires { hyper.check(state); }) hyper.check(state);
    detail::check_policy(demes);
    detail::check_policy(batching);
    require<SettingsError>(leader_average >= 0 && leader_average < 1, "Strategy: leader_average is ", leader_average,
                           ", expected in [0, 1)");
  }
};

/// `strategy(Tournament{}, UnitWise{}, Gaussian{}, Elitist{})`: the same for compilers that do not deduce aggregates
template <class Select, class Cross, class Mutate, class Replace>
auto strategy(Select select, Cross cross, Mutate mutate, Replace replace, Pool pool = Pool::best_so_far, State state = State::reset) {
  return Strategy<Select, Cross, Mutate, Replace>{select, cross, mutate, replace, pool, state};
}

}  // namespace genoprop
