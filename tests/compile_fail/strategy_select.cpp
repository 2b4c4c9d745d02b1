// expect-error: genoprop: select must model Selection: Index operator()(const Ranking&, Draw&) const
// compiles-with: -DFIXED
#include <genoprop/evolve/strategy.hpp>

struct Best {
#ifdef FIXED
  genoprop::Index operator()(const genoprop::Ranking& ranking, genoprop::Draw&) const { return ranking.slot(0); }
#else
  genoprop::Index operator()(const genoprop::Ranking& ranking) const { return ranking.slot(0); }  // no draw
#endif
};

int main() { genoprop::Strategy<Best>{}.check(); }
