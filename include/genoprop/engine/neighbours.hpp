#pragma once
// Slots that a lane takes together.

#include <span>
#include <vector>

#include <genoprop/concepts/backend.hpp>

namespace genoprop {

/// Slots 0 to `count` - 1 that satisfy `who`, as rows of neighbours, at most `width` in one. The list is kept from call to call.
class Neighbours {
 public:
  template <class F>
  std::span<const Span> among(Index count, Index width, F&& who) {
    spans_.clear();
    for (Index k = 0; k < count; ++k) {
      if (!who(k)) continue;
      if (!spans_.empty() && spans_.back().first + spans_.back().count == k && spans_.back().count < width)
        ++spans_.back().count;
      else
        spans_.push_back({k, 1});
    }
    return spans_;
  }

 private:
  std::vector<Span> spans_;
};

}  // namespace genoprop
