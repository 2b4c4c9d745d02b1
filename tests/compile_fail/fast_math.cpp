// expect-error: genoprop: -ffast-math breaks NaN checks and the order of sums; build without it
// flags: -ffast-math
// compiles-with: -fno-fast-math
#include <genoprop/core/config.hpp>
