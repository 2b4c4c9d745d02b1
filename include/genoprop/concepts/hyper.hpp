#pragma once
// What a child's optimizer numbers are.

#include <array>
#include <concepts>
#include <limits>

#include <genoprop/concepts/life.hpp>
#include <genoprop/core/draw.hpp>

namespace genoprop {

/// `O operator()(const O& first, const O& second, Draw&) const`: the numbers of a bred child, from those of its parents; with
/// one parent it is both. Copies have the numbers of what they copy. A policy says what it is by `using hyper = void;`, since
/// it may be written for one optimizer alone. Optional:
///   O start(const O& given, Draw&) const                    the numbers of a fresh network
///   static constexpr Index numbers                          how many numbers it shows in reports:
///   float value(const O&, Index k) const                    one of them
///   O with_value(const O&, Index k, float value) const      the same optimizer, but for this number: for schedules
///   O scheduled(const O&, Index done) const                 the numbers of a generation, set as it begins: `done` are over
///   void check(State) const                                 refuses what optimizer state its children must not inherit
template <class H>
concept Hyper = requires {
  typename H::hyper;
};

/// Whether the policy serves the optimizer O.
template <class H, class O>
concept HyperOf = Hyper<H> && requires(const H hyper, const O& numbers, Draw& draw) {
  { hyper(numbers, numbers, draw) } -> std::same_as<O>;
};

/// How many numbers a policy shows: none unless it says so.
template <class H>
inline constexpr Index numbers_of = 0;
template <class H>
  requires requires { H::numbers; }
inline constexpr Index numbers_of<H> = H::numbers;

/// The first numbers that a policy shows of an optimizer; NaN where it has fewer.
template <class H, class O>
ShownNumbers numbers_in(const H& hyper, const O& optimizer) {
  ShownNumbers all = no_numbers;
  if constexpr (numbers_of<H> > 0)
    for (Index k = 0; k < numbers_of<H> && k < shown_numbers; ++k) all[static_cast<std::size_t>(k)] = hyper.value(optimizer, k);
  return all;
}

}  // namespace genoprop
