// expect-error: genoprop: mutate must model Mutation: T operator()(T value, GeneSite, Draw&) const, or bool operator()(UnitSite, Draw&) const
// compiles-with: -DFIXED
#include <genoprop/evolve/strategy.hpp>

struct Shrink {
#ifdef FIXED
  template <class T>
  GENOPROP_HD T operator()(T value, genoprop::GeneSite, genoprop::Draw&) const {
    return value / 2;
  }
#else
  template <class T>
  GENOPROP_HD void operator()(T& value, genoprop::GeneSite, genoprop::Draw&) const {
    value /= 2;
  }
#endif
};

int main() { genoprop::Strategy<genoprop::Tournament, genoprop::UnitWise, Shrink>{}.check(); }
