#pragma once
// How a child takes its genes from its parents.

#include <concepts>
#include <span>
#include <type_traits>
#include <utility>

#include <genoprop/concepts/gene.hpp>
#include <genoprop/core/draw.hpp>

namespace genoprop {

/// A rule that says, gene by gene, what the child gets.
///   T operator()(Parents<T>, GeneSite, Draw&) const    with random words of its own grain
///   T operator()(Parents<T>, GeneSite) const           without: no word is drawn
template <class R, class T, Index N>
concept DrawingRule = requires(const R rule, Parents<T, N> p, GeneSite at, Draw& draw) {
  { rule(p, at, draw) } -> std::convertible_to<T>;
};
template <class R, class T, Index N>
concept SilentRule = requires(const R rule, Parents<T, N> p, GeneSite at) {
  { rule(p, at) } -> std::convertible_to<T>;
};

/// Whether the rule is noexcept: then genes are made side by side (concepts/lane.hpp, rule 7).
template <class R, class T, Index N>
inline constexpr bool quiet_rule = noexcept(std::declval<const R&>()(Parents<T, N>{}, GeneSite{}, std::declval<Draw&>()));
template <class R, class T, Index N>
  requires SilentRule<R, T, N>
inline constexpr bool quiet_rule<R, T, N> = noexcept(std::declval<const R&>()(Parents<T, N>{}, GeneSite{}));

/// Whether a rule over N parents asks for random words: breeding makes none for one that does not.
template <class R, Index N = 2>
inline constexpr bool draws_words = DrawingRule<R, float, N> && !SilentRule<R, float, N>;

/// `parents` is a number of each object, not of the type (evolve/cross/mean.hpp).
template <class X>
concept HoldsParents = std::is_member_object_pointer_v<decltype(&X::parents)>;

/// How many parents a crossover reads: its `static constexpr Index parents`, two unless it says so.
template <class X>
inline constexpr Index parents_of = 2;
template <class X>
  requires(requires { X::parents; } && !HoldsParents<X>)
inline constexpr Index parents_of<X> = X::parents;

/// What shares one draw: its `grain`, a gene unless it says so.
template <class X>
inline constexpr Grain grain_of = Grain::gene;
template <class X>
  requires requires { X::grain; }
inline constexpr Grain grain_of<X> = X::grain;

/// A crossover that makes its rule once a child: `plan(child, draw) -> rule`, a one-point cut for instance.
template <class X>
concept PlannedCrossover = requires(const X cross, const Child& child, Draw& draw) {
  requires SilentRule<decltype(cross.plan(child, draw)), float, parents_of<X>> ||
      DrawingRule<decltype(cross.plan(child, draw)), float, parents_of<X>>;
};

/// Which parents are not selected: the first is the child's own slot (`static constexpr bool from_own = true`), the second the
/// best of the pool (`static constexpr bool from_best = true`).
template <class X>
inline constexpr bool from_own = false;
template <class X>
  requires requires { X::from_own; }
inline constexpr bool from_own<X> = X::from_own;
template <class X>
inline constexpr bool from_best = false;
template <class X>
  requires requires { X::from_best; }
inline constexpr bool from_best<X> = X::from_best;

/// A crossover that adds up its parents, any number of them: child = sum of weights * parents.
///   Index count(candidates)                       how many of `candidates` slots become parents
///   void weights(losses, weights)                 from the losses of their pool rows, the first parent's first; they sum to 1
template <class X>
concept MixingCrossover = requires(const X cross, Index n, std::span<const double> losses, std::span<double> weights) {
  { cross.count(n) } -> std::same_as<Index>;
  cross.weights(losses, weights);
};

/// A crossover of rows that have been aligned first: `cross` is the one it wraps.
template <class X>
concept AligningCrossover = requires {
  X::aligns;
};

template <class X>
concept Crossover = DrawingRule<X, float, parents_of<X>> || SilentRule<X, float, parents_of<X>> || PlannedCrossover<X> ||
    MixingCrossover<X> || AligningCrossover<X>;

/// The rule that makes this child.
template <class X>
auto rule_of(const X& cross, const Child& child, Draw& draw) {
  if constexpr (PlannedCrossover<X>)
    return cross.plan(child, draw);
  else
    return cross;
}

}  // namespace genoprop
