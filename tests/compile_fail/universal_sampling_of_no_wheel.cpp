// expect-error: genoprop: UniversalSampling spins the wheel of a proportional selection: std::vector<double> pockets(const Ranking&) const
// compiles-with: -DFIXED
#include <genoprop/evolve/select/tournament.hpp>
#include <genoprop/evolve/select/universal_sampling.hpp>

int main() {
#ifdef FIXED
  const genoprop::UniversalSampling<genoprop::LinearRank> select{};
#else
  const genoprop::UniversalSampling<genoprop::Tournament> select{};
#endif
  select.check();
}
