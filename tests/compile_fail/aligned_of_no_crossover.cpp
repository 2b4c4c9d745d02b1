// expect-error: genoprop: Aligned wraps a Crossover: T operator()(Parents<T>, GeneSite, Draw&) const, or plan(const Child&, Draw&) const
// compiles-with: -DFIXED
#include <genoprop/evolve/cross/aligned.hpp>

int main() {
#ifdef FIXED
  const genoprop::Aligned<genoprop::UnitWise> cross{};
#else
  const genoprop::Aligned<int> cross{};
#endif
  cross.check();
}
