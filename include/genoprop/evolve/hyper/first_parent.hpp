#pragma once
// Optimizer numbers that are inherited as they are.

#include <genoprop/concepts/hyper.hpp>

namespace genoprop {

/// A child trains as its first parent does.
struct FirstParent {
  using hyper = void;

  template <class O>
  O operator()(const O& first, const O&, Draw&) const {
    return first;
  }
};

static_assert(Hyper<FirstParent>);

}  // namespace genoprop
