#pragma once
// Crossover of whole hidden units.

#include <genoprop/concepts/crossover.hpp>
#include <genoprop/core/error.hpp>

namespace genoprop {

/// Every hidden unit, with all genes that belong to it, is the second parent's with chance `share`, else the first's; genes
/// without a unit (an output's bias) are the first's. CROSSOVER-NODES of Montana & Davis, "Training feedforward neural
/// networks using genetic algorithms", IJCAI 1989; theirs moves incoming weights only, ours takes the outgoing weights of the
/// last hidden layer along, which mean nothing without their unit.
struct UnitWise {
  float share = 0.5f;  ///< chance of the second parent, in [0, 1]
  static constexpr Grain grain = Grain::unit;

  template <class T>
  GENOPROP_HD T operator()(Parents<T> p, GeneSite at, Draw& draw) const noexcept {
    return at.unit >= 0 && draw.unit() < share ? p[1] : p[0];
  }

  void check() const { require<SettingsError>(share >= 0 && share <= 1, "UnitWise: share is ", share, ", expected in [0, 1]"); }
};

static_assert(Crossover<UnitWise> && draws_words<UnitWise> && grain_of<UnitWise> == Grain::unit);

}  // namespace genoprop
