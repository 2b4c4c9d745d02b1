// expect-error: genoprop: AtCadence wraps a Replacement: Fate operator()(Index slot, const Ranking&, const Clock&) const
// compiles-with: -DFIXED
#include <genoprop/evolve/demes/cadences.hpp>
#include <genoprop/evolve/replace/worst.hpp>

int main() {
#ifdef FIXED
  const genoprop::AtCadence<genoprop::SteadyState> replace{};
#else
  const genoprop::AtCadence<int> replace{};
#endif
  replace.check();
}
