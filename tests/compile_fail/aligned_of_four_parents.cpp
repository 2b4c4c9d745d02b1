// expect-error: genoprop: Aligned wraps a crossover of two parents, or one that mixes any number
// compiles-with: -DFIXED
#include <genoprop/evolve/cross/aligned.hpp>
#include <genoprop/evolve/cross/differential.hpp>
#include <genoprop/evolve/cross/mean.hpp>

int main() {
#ifdef FIXED
  const genoprop::Aligned<genoprop::Mean> cross{};
#else
  const genoprop::Aligned<genoprop::Differential> cross{};
#endif
  cross.check();
}
