#pragma once
// How a child takes its genes from its parents.

#include <concepts>

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

/// Whether a rule over N parents asks for random words: breeding makes none for one that does not.
template <class R, Index N = 2>
inline constexpr bool draws_words = DrawingRule<R, float, N> && !SilentRule<R, float, N>;

/// How many parents a crossover reads: its `parents`, two unless it says so.
template <class X>
inline constexpr Index parents_of = 2;
template <class X>
  requires requires { X::parents; }
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

/// A crossover of rows that have been aligned first: `cross` is the one it wraps.
template <class X>
concept AligningCrossover = requires {
  X::aligns;
};

template <class X>
concept Crossover =
    DrawingRule<X, float, parents_of<X>> || SilentRule<X, float, parents_of<X>> || PlannedCrossover<X> || AligningCrossover<X>;

/// The rule that makes this child.
template <class X>
auto rule_of(const X& cross, const Child& child, Draw& draw) {
  if constexpr (PlannedCrossover<X>)
    return cross.plan(child, draw);
  else
    return cross;
}

}  // namespace genoprop
