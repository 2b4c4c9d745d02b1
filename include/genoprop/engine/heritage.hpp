#pragma once
// What a child gets beside its genome: the numbers of its optimizer, and how old the state is that it carries.

#include <cstdint>

#include <genoprop/concepts/clock.hpp>
#include <genoprop/concepts/plan.hpp>
#include <genoprop/core/draw.hpp>
#include <genoprop/evolve/strategy.hpp>

namespace genoprop {

template <class O>
struct Heritage {
  O optimizer{};
  Index age = 0;  ///< steps since its optimizer state was zero
};

/// A slot in a generation of a run.
struct SlotThen {
  std::uint64_t seed = 0;
  std::uint32_t time = 0;
  Index slot = 0;
};

/// the numbers of a network that has no parents: drawn where the policy draws them, otherwise what the slot has
template <class H, class O>
O numbers_without_parents(const H& hyper, const O& given, const O& has, const SlotThen& at) {
  if constexpr (requires(Draw & draw) { hyper.start(has, draw); }) {
    Draw draw(at.seed, Site{.purpose = Purpose::hyper, .slot = static_cast<std::uint32_t>(at.slot), .time = at.time, .layer = 1});
    return hyper.start(given, draw);
  } else {
    return has;
  }
}

/// of an AnyOf: whether both use the same one of its optimizers. The state of one is nothing for another
template <class O>
bool same_kind(const O& a, const O& b) {
  if constexpr (requires { O::optimizers; })
    return a.which == b.which;
  else
    return true;
}

/// of a child with parents a and b (b may be nobody); a parent says its optimizer and the age of its state
template <class S, class Parent>
auto heritage(const S& strategy, const Birth& birth, const Parent& a, const Parent& b, const Clock& clock) {
  Heritage<std::remove_cvref_t<decltype(*a.optimizer)>> child{*a.optimizer, strategy.state == State::reset ? 0 : a.age};
  if (birth.kind == Birth::Kind::bred) {
    Draw draw(clock.seed, Site{.purpose = Purpose::hyper, .slot = static_cast<std::uint32_t>(birth.slot), .time = clock.time()});
    child.optimizer = strategy.hyper(*a.optimizer, b.optimizer != nullptr ? *b.optimizer : *a.optimizer, draw);
  } else if (b.optimizer != nullptr && (strategy.state == State::reset || same_kind(*a.optimizer, *b.optimizer))) {
    child.optimizer = *b.optimizer;  // a migrant that takes the numbers of its new deme
  }
  return child;
}

}  // namespace genoprop
