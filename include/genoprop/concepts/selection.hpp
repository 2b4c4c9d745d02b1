#pragma once
// Who becomes a parent.

#include <concepts>

#include <genoprop/concepts/ranking.hpp>
#include <genoprop/core/draw.hpp>

namespace genoprop {

/// A selection's answer when nobody is to be the parent: the child is a fresh network.
inline constexpr Index no_parent = -1;

/// `Index operator()(const Ranking&, Draw&) const`: a slot of the ranking, or no_parent. The ranking holds everybody who may
/// be a parent, best first; ranking.child() is the slot that is reborn. An empty ranking has no parent.
template <class S>
concept Selection = requires(const S select, const Ranking& ranking, Draw& draw) {
  { select(ranking, draw) } -> std::convertible_to<Index>;
};

}  // namespace genoprop
