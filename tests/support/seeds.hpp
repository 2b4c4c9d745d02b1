#pragma once
// Laws over many seeds.

#include <cstdint>
#include <type_traits>

#include <doctest/doctest.h>

#include <genoprop/core/draw.hpp>

namespace genoprop::support {

/// f(draw) or f(draw, seed) for n seeds; a failure names its seed.
/// `for_seeds(100, [](Draw& draw) { ... });`
template <class F>
void for_seeds(int n, F f) {
  for (int k = 1; k <= n; ++k) {
    const auto seed = static_cast<std::uint64_t>(k);
    Draw draw(seed, {.purpose = Purpose::user});
    CAPTURE(seed);
    if constexpr (std::is_invocable_v<F, Draw&, std::uint64_t>)
      f(draw, seed);
    else
      f(draw);
  }
}

}  // namespace genoprop::support
