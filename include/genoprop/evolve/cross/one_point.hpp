#pragma once
// One-point crossover.

#include <genoprop/concepts/crossover.hpp>

namespace genoprop {

/// The first genes of the first parent, the others of the second; the cut is uniform over the D - 1 places between two genes.
/// Holland, "Adaptation in natural and artificial systems", 1975. One draw a child, none a gene.
struct OnePoint {
  struct Rule {
    Index cut = 0;  ///< genes that the first parent gives
    template <class T>
    GENOPROP_HD T operator()(Parents<T> p, GeneSite at) const noexcept {
      return at.gene < cut ? p[0] : p[1];
    }
  };

  Rule plan(const Child& child, Draw& draw) const {
    return {child.genes < 2 ? child.genes : 1 + draw.below(child.genes - 1)};  // a single gene cannot be cut: the first parent's
  }
};

static_assert(PlannedCrossover<OnePoint> && !draws_words<OnePoint::Rule>);

}  // namespace genoprop
