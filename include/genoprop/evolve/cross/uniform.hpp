#pragma once
// Uniform crossover.

#include <genoprop/concepts/crossover.hpp>
#include <genoprop/core/error.hpp>

namespace genoprop {

/// Every gene is the second parent's with chance `share`, else the first's. Syswerda, "Uniform crossover in genetic
/// algorithms", ICGA 1989; over the weights of a network: CROSSOVER-WEIGHTS of Montana & Davis, IJCAI 1989.
struct Uniform {
  float share = 0.5f;  ///< chance of the second parent, in [0, 1]

  template <class T>
  GENOPROP_HD T operator()(Parents<T> p, GeneSite, Draw& draw) const noexcept {
    return draw.unit() < share ? p[1] : p[0];
  }

  void check() const { require<SettingsError>(share >= 0 && share <= 1, "Uniform: share is ", share, ", expected in [0, 1]"); }
};

static_assert(Crossover<Uniform> && draws_words<Uniform>);

}  // namespace genoprop
