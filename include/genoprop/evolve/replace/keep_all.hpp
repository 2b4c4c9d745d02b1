#pragma once
// No replacement.

#include <genoprop/concepts/replacement.hpp>

namespace genoprop {

/// Everybody keeps their place: independent networks.
struct KeepAll {
  Fate operator()(Index, const Ranking&, const Clock&) const { return keep_mine; }
};

static_assert(Replacement<KeepAll>);

}  // namespace genoprop
