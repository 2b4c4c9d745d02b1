#pragma once
// The oracle: one thread, one plain lane.

#include <algorithm>
#include <memory>
#include <span>

#include <genoprop/backend/host_memory.hpp>
#include <genoprop/backend/plain_lane.hpp>
#include <genoprop/concepts/backend.hpp>

namespace genoprop {

/// One lane on the calling thread.
class SerialCrew : public HostMemory {
 public:
  explicit SerialCrew(Index width) : lane_(width) {}

  static Index lanes() { return 1; }
  Index width() const { return lane_.capacity(); }
  template <class F>
  void prepare(F&& f) {
    lane_.set_individuals(lane_.capacity());
    f(lane_);
  }
  template <class F>
  void run(std::span<const Span> spans, F&& f) {
    for (const Span span : spans) {
      lane_.set_individuals(span.count);
      f(lane_, span);
    }
  }

 private:
  PlainLane lane_;
};

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
