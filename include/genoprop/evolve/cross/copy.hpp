#pragma once
// No crossover: children of one parent.

#include <genoprop/concepts/crossover.hpp>

namespace genoprop {

/// The child has its only parent's genes; what differs is left to mutation.
struct Copy {
  static constexpr Index parents = 1;
  template <class T>
  GENOPROP_HD T operator()(Parents<T, 1> p, GeneSite) const noexcept {
    return p[0];
  }
};

static_assert(Crossover<Copy> && parents_of<Copy> == 1 && !draws_words<Copy, 1>);

}  // namespace genoprop
