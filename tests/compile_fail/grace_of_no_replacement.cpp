// expect-error: genoprop: Grace wraps a Replacement: Fate operator()(Index slot, const Ranking&, const Clock&) const
// compiles-with: -DFIXED
#include <genoprop/evolve/replace/grace.hpp>
#include <genoprop/evolve/replace/worst.hpp>

int main() {
#ifdef FIXED
  const genoprop::Grace<genoprop::SteadyState> replace{};
#else
  const genoprop::Grace<int> replace{};
#endif
  replace.check();
}
