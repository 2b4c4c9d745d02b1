#pragma once
// One deme.

#include <genoprop/concepts/demes.hpp>

namespace genoprop {

/// Everybody may mate with everybody.
struct Panmictic {
  Index deme(Index, Index) const { return 0; }
  Index migrant(Index, const Ranking&, const Clock&) const { return no_migrant; }
};

static_assert(Demes<Panmictic>);

}  // namespace genoprop
