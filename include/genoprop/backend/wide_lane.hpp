#pragma once
// What lanes of many individuals have in common, and the crew that has one of them.

#include <cstddef>
#include <span>

#include <genoprop/concepts/backend.hpp>
#include <genoprop/concepts/lane.hpp>

namespace genoprop {

/// Up to `capacity` individuals side by side; `Memory::take<T>(n)` is where lane memory comes from.
template <class Memory>
class WideLane {
 public:
  explicit WideLane(Index capacity) : capacity_(capacity), individuals_(capacity) {}

  static Index id() { return 0; }
  Index individuals() const { return individuals_; }
  Index capacity() const { return capacity_; }
  void set_individuals(Index p) { individuals_ = p; }
  static Index pitch(Index n) { return round_up(n, 16); }
  template <class T>
  T* take(std::size_t n) {
    return memory_.template take<T>(n);
  }

 private:
  Index capacity_, individuals_;
  Memory memory_;
};

/// One wide lane, on the calling thread; `Memory` is where the crew keeps its buffers.
template <class L, class Memory>
class OneLaneCrew : public Memory {
 public:
  explicit OneLaneCrew(Index width) : lane_(width) {}

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
  L lane_;
};

}  // namespace genoprop
