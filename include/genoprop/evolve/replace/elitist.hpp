#pragma once
// Elitist replacement.

#include <genoprop/concepts/replacement.hpp>
#include <genoprop/core/error.hpp>

namespace genoprop {

/// The best `keep` slots by fitness now keep their place, all others make room for children.
/// De Jong, "An analysis of the behavior of a class of genetic adaptive systems", PhD thesis, Michigan 1975, plan R2.
struct Elitist {
  Index keep = 2;  ///< slots, >= 0; 0: everybody is replaced

  Fate operator()(Index slot, const Ranking& now, const Clock&) const {
    const Index position = now.position(slot);  // -1: diverged
    return position >= 0 && position < keep ? keep_mine : breed_here;
  }

  void check() const { require<SettingsError>(keep >= 0, "Elitist: keep is ", keep, ", expected at least 0"); }
};

static_assert(Replacement<Elitist>);

}  // namespace genoprop
