#pragma once
// Selections without a choice.

#include <genoprop/concepts/selection.hpp>

namespace genoprop {

/// The child's only parent is the row of its own slot; a fresh network where that row may not be a parent. No exchange.
struct Itself {
  Index operator()(const Ranking& ranking, Draw&) const { return ranking.position(ranking.child()) < 0 ? no_parent : ranking.child(); }
};

/// Nobody is a parent: every child is a fresh network.
struct Nobody {
  Index operator()(const Ranking&, Draw&) const { return no_parent; }
};

static_assert(Selection<Itself> && Selection<Nobody>);

}  // namespace genoprop
