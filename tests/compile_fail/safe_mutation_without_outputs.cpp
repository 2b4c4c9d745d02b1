// expect-error: genoprop: this mutation reads how the outputs move with each gene, which Supervised can tell: expected such an objective
// compiles-with: -DFIXED
#include <genoprop/backend/serial.hpp>
#include <genoprop/distribute/one.hpp>
#include <genoprop/engine/evolution.hpp>
#include <genoprop/evolve/mutate/safe_mutation.hpp>
#include <genoprop/train/sgd.hpp>

struct Bowl {
  using Scalar = double;
  genoprop::Layout layout() const {
    genoprop::Layout l;
    l.add({.name = "w", .rows = 1, .columns = 2});
    return l;
  }
  double loss(std::span<const double> w) const { return w[0] * w[0] + w[1] * w[1]; }
  void gradient(std::span<const double> w, std::span<double> g) const {
    g[0] = 2 * w[0];
    g[1] = 2 * w[1];
  }
};

int main() {
#ifdef FIXED
  const auto strategy = genoprop::presets::genetic_bp();
#else
  const auto strategy = genoprop::presets::genetic_bp().with(genoprop::SafeMutation{});
#endif
  const genoprop::Evolution run{Bowl{}, genoprop::Sgd{}, strategy, genoprop::Serial{}};
  run.fit({.batch = genoprop::full_batch});
}
