#pragma once
// The instruction sets of this CPU that have vectors of their own.

#include <doctest/doctest.h>

#include <string>

#include <genoprop/backend/isa.hpp>

namespace genoprop::support {

/// f(Set{}) for each set of this architecture; one that the CPU lacks is named and left out.
template <class F>
void for_vector_sets(F f) {
  const auto on = [&]<class Set>(Set set, Isa isa) {
    const std::string name(name_of(isa));
    CAPTURE(name);
    if (has_isa(isa))
      f(set);
    else
      MESSAGE("skipped: this CPU lacks ", name);
  };
#if defined(__x86_64__)
  on(Avx512{}, Isa::avx512);
  on(Avx2{}, Isa::avx2);
#elif defined(__aarch64__)
  on(Neon{}, Isa::neon);
#else
  MESSAGE("skipped: no vectors of our own on this architecture");
#endif
}

}  // namespace genoprop::support
