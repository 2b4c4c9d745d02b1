#pragma once
// Different optimizers in one population.

#include <algorithm>
#include <utility>

#include <genoprop/concepts/optimizer.hpp>
#include <genoprop/concepts/plan.hpp>
#include <genoprop/core/error.hpp>

namespace genoprop {

namespace detail {
/// The optimizers of an AnyOf as they are used in one step: number `which` of them is.
template <class Step, class... More>
struct AnyStep {
  Step first;
  AnyStep<More...> others;
  template <class T>
  static constexpr bool quiet = quiet_step<Step, T>&& AnyStep<More...>::template quiet<T>;
  template <class T>
  GENOPROP_HD void operator()(Index which, T& w, T g, T* state, std::ptrdiff_t distance, Index age) const noexcept(quiet<T>) {
    if (which == 0)
      first(w, g, state, distance, age);
    else
      others(which - 1, w, g, state, distance, age);
  }
};
template <class Step>
struct AnyStep<Step> {
  Step first;
  template <class T>
  static constexpr bool quiet = quiet_step<Step, T>;
  template <class T>
  GENOPROP_HD void operator()(Index, T& w, T g, T* state, std::ptrdiff_t distance, Index age) const noexcept(quiet<T>) {
    first(w, g, state, distance, age);
  }
};
template <class... Os>
inline constexpr bool quiet_preparation = (noexcept(prepared(std::declval<const Os&>(), Index{})) && ...);

template <class O, class... More>
GENOPROP_HD AnyStep<Prepared<O>, Prepared<More>...> any_step(Index age, const O& o,
                                                             const More&... more) noexcept(quiet_preparation<O, More...>) {
  if constexpr (sizeof...(More) == 0)
    return {prepared(o, age)};
  else
    return {prepared(o, age), any_step(age, more...)};
}
template <class O, class... More>
GENOPROP_HD AnyStep<Prepared<O>, Prepared<More>...> any_step_at(double share, Index age, const O& o,
                                                                const More&... more) noexcept(quiet_preparation<O, More...>) {
  if constexpr (sizeof...(More) == 0)
    return {prepared(o, age, share)};
  else
    return {prepared(o, age, share), any_step_at(share, age, more...)};
}
}  // namespace detail

/// One of several optimizers, and the numbers of all: `AnyOf{Sgd{.rate = 0.1f, .momentum = 0.9f}, Adam{}}`. `which` of them an
/// individual uses is one more number of its own: DrawOptimizer (evolve/hyper/) draws it, as ESGD does (Cui, Zhang, Tuske & Picheny,
/// "Evolutionary stochastic gradient descent for optimization of deep neural networks", NeurIPS 2018). The state has room for the one
/// that needs most. Each of them is a base, so `&Sgd::rate` names its number here too; the same type cannot stand twice. Each may have a
/// schedule or a limit of its own, `AnyOf{Scheduled{Sgd{}, Cosine{}}, ClipByNorm{Adam{}, 1.0f}}`; where one is clipped by norm, the
/// steps of all store their gradients.
template <class... Os>
struct AnyOf : Os... {
  static_assert(sizeof...(Os) > 0 && (Optimizer<Os> && ...),
                "genoprop: AnyOf holds optimizers such as Sgd{} and Adam{}: slots, and "
                "void operator()(T& w, T g, T* state, std::ptrdiff_t distance, Index age) const");
  Index which = 0;  ///< 0 .. optimizers - 1
  static constexpr Index optimizers = sizeof...(Os);
  static constexpr Index slots = std::max({static_cast<Index>(Os::slots)...});
  static constexpr Index odd_slots = slots;  // never asked: state is not crossed

  /// the optimizers ready for one step; which of them serves
  struct Step {
    detail::AnyStep<Prepared<Os>...> all;
    Index which;
    template <class T>
    GENOPROP_HD void operator()(T& w, T g, T* state, std::ptrdiff_t distance, Index age) const noexcept(decltype(all)::template quiet<T>) {
      all(which, w, g, state, distance, age);
    }
  };
  GENOPROP_HD Step at(Index age) const noexcept(detail::quiet_preparation<Os...>) {
    return {detail::any_step(age, static_cast<const Os&>(*this)...), which};
  }
  GENOPROP_HD Step at(Index age, double share) const noexcept(detail::quiet_preparation<Os...>) requires(FollowsTheRun<Os> || ...) {
    return {detail::any_step_at(share, age, static_cast<const Os&>(*this)...), which};
  }
  /// of the one that serves; 1 where it does not ask for the length
  GENOPROP_HD float shorten(double length) const noexcept requires(wants_length<Os> || ...) {
    Index number = 0;
    float by = 1;
    ((by = number++ == which ? shorten_by(static_cast<const Os&>(*this), length) : by), ...);
    return by;
  }
  template <class T>
  GENOPROP_HD void operator()(T& w, T g, T* state, std::ptrdiff_t distance, Index age) const
      noexcept(noexcept(at(age)(w, g, state, distance, age))) {
    at(age)(w, g, state, distance, age);
  }

  GENOPROP_HD void scale_rate(float factor) noexcept { ((static_cast<Os&>(*this) = faster(static_cast<const Os&>(*this), factor)), ...); }

  void check() const {
    require<SettingsError>(which >= 0 && which < optimizers, "AnyOf: which is ", which, ", expected 0 to ", optimizers - 1);
    (check_part(static_cast<const Os&>(*this)), ...);
  }
  /// whether children may inherit optimizer state as the strategy says
  void check(State state) const {
    require<SettingsError>(state != State::crossed,
                           "AnyOf: optimizer state is crossed, expected reset or carried: parents may use different optimizers");
  }

 private:
  template <class O>
  GENOPROP_HD static float shorten_by(const O& optimizer, double length) noexcept {
    if constexpr (wants_length<O>)
      return optimizer.shorten(length);
    else
      return 1;
  }
  template <class O>
  static void check_part(const O& optimizer) {
    if constexpr (requires { optimizer.check(); }) optimizer.check();
  }
};
template <class... Os>
AnyOf(Os...) -> AnyOf<Os...>;

}  // namespace genoprop
