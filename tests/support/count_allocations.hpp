#pragma once
// Counts what a program takes from the heap. Replaces operator new: included by one file of a program.

#include <cstddef>
#include <cstdlib>
#include <new>

#include <malloc.h>

#include "support/allocations.hpp"

namespace genoprop::support {

inline void* counted(std::size_t n, std::size_t alignment) noexcept {
  ++allocations;
  const std::size_t whole = (n + alignment - 1) / alignment * alignment;
  void* p = alignment > alignof(std::max_align_t) ? std::aligned_alloc(alignment, whole) : std::malloc(n > 0 ? n : 1);
  if (p == nullptr) return p;
  const long long here = bytes_alive += static_cast<long long>(malloc_usable_size(p));
  for (long long highest = bytes_highest; here > highest && !bytes_highest.compare_exchange_weak(highest, here);) {}
  return p;
}
inline void given_back(void* p) noexcept {
  if (p != nullptr) bytes_alive -= static_cast<long long>(malloc_usable_size(p));
  std::free(p);
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
GENOPROP_TEST_DOOR void operator delete(void* p) noexcept { genoprop::support::given_back(p); }
GENOPROP_TEST_DOOR void operator delete[](void* p) noexcept { genoprop::support::given_back(p); }
GENOPROP_TEST_DOOR void operator delete(void* p, const std::nothrow_t&) noexcept { genoprop::support::given_back(p); }
GENOPROP_TEST_DOOR void operator delete[](void* p, const std::nothrow_t&) noexcept { genoprop::support::given_back(p); }
GENOPROP_TEST_DOOR void operator delete(void* p, std::size_t) noexcept { genoprop::support::given_back(p); }
GENOPROP_TEST_DOOR void operator delete[](void* p, std::size_t) noexcept { genoprop::support::given_back(p); }
GENOPROP_TEST_DOOR void operator delete(void* p, std::align_val_t) noexcept { genoprop::support::given_back(p); }
GENOPROP_TEST_DOOR void operator delete[](void* p, std::align_val_t) noexcept { genoprop::support::given_back(p); }
GENOPROP_TEST_DOOR void operator delete(void* p, std::size_t, std::align_val_t) noexcept { genoprop::support::given_back(p); }
GENOPROP_TEST_DOOR void operator delete[](void* p, std::size_t, std::align_val_t) noexcept { genoprop::support::given_back(p); }
#undef GENOPROP_TEST_DOOR
