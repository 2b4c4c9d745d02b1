#pragma once
// Counts what a program takes from the heap. Replaces operator new: included by one file of a program.

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>

namespace genoprop::support {

inline std::atomic<long> allocations{0};

inline void* counted(std::size_t n, std::size_t alignment) noexcept {
  ++allocations;
  const std::size_t whole = (n + alignment - 1) / alignment * alignment;
  return alignment > alignof(std::max_align_t) ? std::aligned_alloc(alignment, whole) : std::malloc(n > 0 ? n : 1);
}
inline void* counted_or_thrown(std::size_t n, std::size_t alignment) {
  if (void* p = counted(n, alignment)) return p;
  throw std::bad_alloc();
}

}  // namespace genoprop::support

// Not inlined: a compiler that saw through both would call malloc and delete a mismatch. Every form is replaced, so that no
// sanitizer sees one of its own meet one of ours.
#define GENOPROP_TEST_DOOR __attribute__((noinline))
GENOPROP_TEST_DOOR void* operator new(std::size_t n) { return genoprop::support::counted_or_thrown(n, 1); }
GENOPROP_TEST_DOOR void* operator new[](std::size_t n) { return genoprop::support::counted_or_thrown(n, 1); }
GENOPROP_TEST_DOOR void* operator new(std::size_t n, const std::nothrow_t&) noexcept { return genoprop::support::counted(n, 1); }
GENOPROP_TEST_DOOR void* operator new[](std::size_t n, const std::nothrow_t&) noexcept { return genoprop::support::counted(n, 1); }
GENOPROP_TEST_DOOR void* operator new(std::size_t n, std::align_val_t a) {
  return genoprop::support::counted_or_thrown(n, static_cast<std::size_t>(a));
}
GENOPROP_TEST_DOOR void* operator new[](std::size_t n, std::align_val_t a) {
  return genoprop::support::counted_or_thrown(n, static_cast<std::size_t>(a));
}
GENOPROP_TEST_DOOR void operator delete(void* p) noexcept { std::free(p); }
GENOPROP_TEST_DOOR void operator delete[](void* p) noexcept { std::free(p); }
GENOPROP_TEST_DOOR void operator delete(void* p, const std::nothrow_t&) noexcept { std::free(p); }
GENOPROP_TEST_DOOR void operator delete[](void* p, const std::nothrow_t&) noexcept { std::free(p); }
GENOPROP_TEST_DOOR void operator delete(void* p, std::size_t) noexcept { std::free(p); }
GENOPROP_TEST_DOOR void operator delete[](void* p, std::size_t) noexcept { std::free(p); }
GENOPROP_TEST_DOOR void operator delete(void* p, std::align_val_t) noexcept { std::free(p); }
GENOPROP_TEST_DOOR void operator delete[](void* p, std::align_val_t) noexcept { std::free(p); }
GENOPROP_TEST_DOOR void operator delete(void* p, std::size_t, std::align_val_t) noexcept { std::free(p); }
GENOPROP_TEST_DOOR void operator delete[](void* p, std::size_t, std::align_val_t) noexcept { std::free(p); }
#undef GENOPROP_TEST_DOOR
