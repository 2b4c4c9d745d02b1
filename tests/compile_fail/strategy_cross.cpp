// expect-error: genoprop: cross must model Crossover: T operator()(Parents<T>, GeneSite, Draw&) const, or plan(const Child&, Draw&) const
// compiles-with: -DFIXED
#include <genoprop/evolve/strategy.hpp>

struct Mean {
#ifdef FIXED
  template <class T>
  GENOPROP_HD T operator()(genoprop::Parents<T> p, genoprop::GeneSite) const {
    return (p[0] + p[1]) / 2;
  }
#else
  template <class T>
  GENOPROP_HD T operator()(T a, T b) const {
    return (a + b) / 2;
  }
#endif
};

int main() { genoprop::Strategy<genoprop::Tournament, Mean>{}.check(); }
