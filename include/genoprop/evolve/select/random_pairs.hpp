#pragma once
// Selection by chance alone.

#include <genoprop/concepts/selection.hpp>

namespace genoprop {

/// Every slot has the same chance, whatever its fitness: all pressure is then the replacement's, as in evolution strategies
/// (Rechenberg, "Evolutionsstrategie", 1973; Schwefel, "Numerical optimization of computer models", 1981). The second parent is
/// never the first: the generation takes it out of the ranking.
struct RandomPairs {
  Index operator()(const Ranking& ranking, Draw& draw) const {
    const Index n = ranking.size();
    return n == 0 ? no_parent : ranking.slot(draw.below(n));
  }
};

static_assert(Selection<RandomPairs>);

}  // namespace genoprop
