#pragma once
// Redraw of hidden units chosen by chance.

#include <genoprop/concepts/mutation.hpp>
#include <genoprop/core/error.hpp>

namespace genoprop {

/// Every hidden unit is drawn afresh from the initialiser with probability `share`: incoming weights and bias, in the last
/// hidden layer the outgoing weights too. After Montana & Davis, IJCAI 1989: the units of their MUTATE-NODES, the values of
/// their UNBIASED-MUTATE-WEIGHTS.
struct RedrawUnits {
  float share = 0.1f;  ///< chance per unit, in [0, 1]

  GENOPROP_HD bool operator()(UnitSite, Draw& draw) const noexcept { return draw.unit() < share; }

  void check() const { require<SettingsError>(share >= 0 && share <= 1, "RedrawUnits: share is ", share, ", expected in [0, 1]"); }
};

static_assert(Mutation<RedrawUnits>);

}  // namespace genoprop
