#pragma once
// What the library asks of a compiler, said once.

#include <cstdint>

#define GENOPROP_VERSION_MAJOR 0
#define GENOPROP_VERSION_MINOR 1
#define GENOPROP_VERSION_PATCH 0
#define GENOPROP_VERSION "0.1.0"

#if !defined(__GNUC__)
#error "genoprop: GCC 12 or newer, or Clang 14 or newer, on Linux is needed"
#elif !defined(__clang__) && __GNUC__ < 12
#error "genoprop: GCC 12 or newer is needed"
#elif defined(__clang__) && __clang_major__ < 14
#error "genoprop: Clang 14 or newer is needed"
#endif
#if __cplusplus < 202002L
#error "genoprop: C++20 is needed (-std=c++20)"
#endif
#if defined(__FAST_MATH__)
#error "genoprop: -ffast-math breaks NaN checks and the order of sums; build without it"
#endif

/// Marks every body and math function that runs inside a lane. Always inlined: a body that is not inlined would be
/// compiled for the baseline CPU and lose the lane's instruction set (design law 10).
#if defined(__CUDACC__)
#define GENOPROP_HD __host__ __device__ __attribute__((always_inline)) inline
#else
#define GENOPROP_HD __attribute__((always_inline)) inline
#endif
/// The same for text that only a CPU runs: verbs of CPU lanes hold vectors, which a device compiler refuses.
#define GENOPROP_CPU __attribute__((always_inline)) inline

namespace genoprop {

/// Counts and positions inside one individual, one dataset, one population. Addresses are computed in 64 bits.
using Index = std::int32_t;

/// Smallest multiple of `step` that holds n.
GENOPROP_HD constexpr Index round_up(Index n, Index step) noexcept { return (n + step - 1) / step * step; }

/// Genomes, their optimizer state and the draws for them share this pitch: D rounded up to whole cache lines, four of
/// them, so that a Philox block serves the same four genes on every lane.
GENOPROP_HD constexpr Index genome_pitch(Index genes) noexcept { return round_up(genes, 64); }

}  // namespace genoprop
