#pragma once
// The instruction sets of this CPU that have a product of their own.

#include <doctest/doctest.h>

#include <genoprop/backend/threads.hpp>

namespace genoprop::support {

/// f(crew, name) with a crew of one thread for each set; a set that the CPU lacks is named and left out.
template <class F>
void for_each_set(F f) {
  for (const Isa isa : {Isa::avx512, Isa::avx2}) {
    const std::string name(name_of(isa));
    CAPTURE(name);
    if (has_isa(isa)) {
      ThreadsCrew crew(1, isa, Product::own);
      f(crew, name.c_str());
    } else {
      MESSAGE("skipped: this CPU lacks ", name);
    }
  }
}

}  // namespace genoprop::support
