#pragma once
// What a program has taken from the heap through operator new: counted where one of its files includes count_allocations.hpp.

#include <atomic>
#include <cstddef>

namespace genoprop::support {

inline std::atomic<long> allocations{0};         // since the start
inline std::atomic<long long> bytes_alive{0};    // taken and not yet given back
inline std::atomic<long long> bytes_highest{0};  // most of them at once, since watch_bytes()

/// from here on
inline void watch_bytes() { bytes_highest = bytes_alive.load(); }

}  // namespace genoprop::support
