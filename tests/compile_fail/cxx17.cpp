// expect-error: genoprop: C++20 is needed (-std=c++20)
// flags: -std=c++17
// compiles-with: -std=c++20
#include <genoprop/core/config.hpp>
