// expect-error: genoprop: an objective has Scalar, layout(), double loss(std::span<const Scalar>) const and void gradient(std::span<const Scalar>, std::span<Scalar>) const
// compiles-with: -DFIXED
#include <genoprop/backend/serial.hpp>
#include <genoprop/distribute/one.hpp>
#include <genoprop/engine/evolution.hpp>
#include <genoprop/train/sgd.hpp>

struct Bowl {
  using Scalar = double;
  genoprop::Layout layout() const {
    genoprop::Layout l;
    l.add({.name = "w", .rows = 1, .columns = 2});
    return l;
  }
  double loss(std::span<const double> w) const { return w[0] * w[0] + w[1] * w[1]; }
#ifdef FIXED
  void gradient(std::span<const double> w, std::span<double> g) const {
#else
  void slope(std::span<const double> w, std::span<double> g) const {
#endif
      g[0] = 2 * w[0];
  g[1] = 2 * w[1];
}
}
;

int main() {
  const genoprop::Evolution run{Bowl{}, genoprop::Sgd{}, genoprop::presets::restarts(), genoprop::Serial{}};
  run.fit({.batch = genoprop::full_batch});
}
