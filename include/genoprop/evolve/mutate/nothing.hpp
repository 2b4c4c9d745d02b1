#pragma once
// No mutation.

#include <genoprop/concepts/mutation.hpp>

namespace genoprop {

/// Children stay as crossover made them: no word is drawn.
struct NoMutation {
  static constexpr bool idle = true;
};

static_assert(Mutation<NoMutation>);

}  // namespace genoprop
