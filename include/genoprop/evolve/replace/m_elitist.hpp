#pragma once
// Elitist replacement over parents and children.

#include <genoprop/concepts/replacement.hpp>
#include <genoprop/core/error.hpp>

namespace genoprop {

/// The `keep` slots with the best row, now or in the pool, keep their place; all others make room for children. Under
/// Pool::best_of_both the pool holds slot by slot the better of parent and child, so that children have to beat the parents
/// whose rows they would replace, and the best fitness never falls. A kept slot whose network is worse than its pool row goes back
/// to that row (back-off).
/// After the m-elitist strategy of Cui, Zhang, Tuske & Picheny, "Evolutionary stochastic gradient descent for optimization of deep
/// neural networks", NeurIPS 2018, algorithm 1. There the m best of parents and children together survive and the places that are
/// left go to others at random; here a child competes with the row of its own slot, and the places that are left go to
/// new children.
struct MElitist {
  Index keep = 4;  ///< slots, >= 0; their m

  Fate operator()(Index slot, const Ranking& now, const Clock&) const {
    if (now.position(slot) < 0) return breed_here;
    const Life& life = now.life(slot);
    Index better = 0;
    for (Index k = 0; k < now.size(); ++k) {
      const double other = best_of(now.life(now.slot(k)));
      better += other > best_of(life) || (other == best_of(life) && now.slot(k) < slot) ? 1 : 0;
    }
    if (better >= keep) return breed_here;
    return life.fitness < life.pool_fitness ? copy_of(slot) : keep_mine;
  }

  void check() const { require<SettingsError>(keep >= 0, "MElitist: keep is ", keep, ", expected at least 0"); }

 private:
  static double best_of(const Life& life) { return life.pool_fitness > life.fitness ? life.pool_fitness : life.fitness; }
};

static_assert(Replacement<MElitist>);

}  // namespace genoprop
