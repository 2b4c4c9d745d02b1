#pragma once
// Threads that take one individual through its steps together: where they wait for each other.

#include <atomic>
#include <barrier>

#include <genoprop/core/config.hpp>

namespace genoprop {

/// A barrier that a member can leave by an error without leaving the others waiting.
class Meeting {
 public:
  explicit Meeting(Index members) : barrier_(members) {}

  /// returns when all have come; false: one has failed, and the caller has left as well
  bool wait() {
    barrier_.arrive_and_wait();
    if (!failed_.load(std::memory_order_acquire)) return true;
    barrier_.arrive_and_drop();  // who comes to a later meeting does not wait for this one
    return false;
  }
  void fail() {
    failed_.store(true, std::memory_order_release);
    barrier_.arrive_and_drop();
  }

 private:
  std::barrier<> barrier_;
  std::atomic<bool> failed_{false};
};

/// One of `size` threads with the same individual; alone unless it has somebody to meet.
struct TeamMember {
  Index member = 0, size = 1;
  Index first = 0;  ///< lane of member 0, whose memory the team shares
  Meeting* meeting = nullptr;

  bool wait() const { return meeting == nullptr || meeting->wait(); }
};

}  // namespace genoprop
