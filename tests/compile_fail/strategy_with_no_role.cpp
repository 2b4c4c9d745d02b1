// expect-error: genoprop: with(part) takes a Selection, a Crossover, a Mutation, a Replacement, a Hyper, Demes, a Batching, a Pool or a State
// compiles-with: -DFIXED
#include <genoprop/evolve/strategy.hpp>

int main() {
#ifdef FIXED
  genoprop::Strategy<>{}.with(genoprop::Tournament{.size = 4}).check();
#else
  genoprop::Strategy<>{}.with(42).check();
#endif
}
