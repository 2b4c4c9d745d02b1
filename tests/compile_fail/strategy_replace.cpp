// expect-error: genoprop: replace must model Replacement: Fate operator()(Index slot, const Ranking&, const Clock&) const
// compiles-with: -DFIXED
#include <genoprop/evolve/strategy.hpp>

struct Everybody {
#ifdef FIXED
  genoprop::Fate operator()(genoprop::Index, const genoprop::Ranking&, const genoprop::Clock&) const { return genoprop::breed_here; }
#else
  bool operator()(genoprop::Index, const genoprop::Ranking&, const genoprop::Clock&) const { return true; }
#endif
};

int main() { genoprop::Strategy<genoprop::Tournament, genoprop::UnitWise, genoprop::ScreenedRedraw, Everybody>{}.check(); }
