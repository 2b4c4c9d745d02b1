#pragma once
// Several policies of optimizer numbers as one.

#include <tuple>
#include <type_traits>
#include <utility>

#include <genoprop/concepts/hyper.hpp>
#include <genoprop/concepts/plan.hpp>

namespace genoprop {

/// `Together{Evolve{&Sgd::rate, {...}}, Evolve{&Sgd::momentum, {...}}}`: one after the other, each goes on from what the one before
/// has made of the first parent's numbers. They draw their words in this order from one place.
template <class... H>
struct Together {
  static_assert(
      sizeof...(H) > 0 && (Hyper<H> && ...),
      "genoprop: Together holds Hyper policies: `using hyper = void;` and O operator()(const O& first, const O& second, Draw&) const");
  using hyper = void;
  static constexpr Index numbers = (numbers_of<H> + ...);
  std::tuple<H...> policies{};

  Together() = default;
  explicit Together(H... all) requires(sizeof...(H) > 0) : policies(std::move(all)...) {}

  template <class O>
    requires(HyperOf<H, O>&&...)
  O operator()(const O& first, const O& second, Draw& draw) const {
    O child = first;
    each([&](const auto& policy) { child = policy(std::as_const(child), second, draw); });
    return child;
  }
  template <class O>
    requires(HyperOf<H, O>&&...)
  O start(const O& given, Draw& draw)
  const {
    O first = given;
    each([&](const auto& policy) {
      if constexpr (requires { policy.start(first, draw); }) first = policy.start(std::as_const(first), draw);
    });
    return first;
  }

  template <class O>
  float value(const O& has, Index k) const {
    float found = 0;
    at(k, [&](const auto& policy, Index own) { found = policy.value(has, own); });
    return found;
  }
  template <class O>
  O with_value(const O& has, Index k, float value) const {
    O made = has;
    at(k, [&](const auto& policy, Index own) {
      if constexpr (requires { policy.with_value(has, own, value); }) made = policy.with_value(has, own, value);
    });
    return made;
  }

  void check() const {
    each([](const auto& policy) {
      if constexpr (requires { policy.check(); }) policy.check();
    });
  }
  void check(State state) const {
    each([&](const auto& policy) {
      if constexpr (requires { policy.check(state); }) policy.check(state);
    });
  }

 private:
  template <class F>
  void each(F&& f) const {
    std::apply([&](const auto&... policy) { (f(policy), ...); }, policies);
  }
  /// f(policy, its number) for number k of all
  template <class F>
  void at(Index k, F&& f) const {
    each([&](const auto& policy) {
      constexpr Index own = numbers_of<std::remove_cvref_t<decltype(policy)>>;
      if constexpr (own > 0)
        if (k >= 0 && k < own) f(policy, k);
      k -= own;
    });
  }
};
template <class... H>
Together(H...) -> Together<H...>;

}  // namespace genoprop
