#pragma once
// The oracle: one thread, one plain lane.

#include <algorithm>
#include <memory>

#include <genoprop/backend/host_memory.hpp>
#include <genoprop/backend/plain_lane.hpp>
#include <genoprop/backend/wide_lane.hpp>
#include <genoprop/concepts/backend.hpp>

namespace genoprop {

/// one plain lane on the calling thread
using SerialCrew = OneLaneCrew<PlainLane, HostMemory>;

/// Plain loops on the calling thread: slow, and right. `Serial{}`; `width` individuals share a lane.
struct Serial {
  Index width = 1;

  void check() const { require<SettingsError>(width >= 1 && width <= 4096, "Serial: width is ", width, ", expected 1 to 4096"); }
  std::unique_ptr<SerialCrew> open(Index individuals = 4096) const {
    check();
    return std::make_unique<SerialCrew>(std::min(width, individuals));
  }
};

static_assert(Backend<Serial>);

}  // namespace genoprop
