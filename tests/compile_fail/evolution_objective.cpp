// expect-error: genoprop: the first argument of Evolution is an objective: Supervised{...}, or a struct with Scalar, layout(), loss(genes), gradient(genes, gradient)
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
  void gradient(std::span<const double> w, std::span<double> g) const {
    g[0] = 2 * w[0];
    g[1] = 2 * w[1];
  }
};

int main() {
#ifdef FIXED
  const genoprop::Evolution run{Bowl{}, genoprop::Sgd{}, genoprop::presets::restarts(), genoprop::Serial{}};
#else
  const genoprop::Evolution run{42, genoprop::Sgd{}, genoprop::presets::restarts(), genoprop::Serial{}};
#endif
  (void)run;
}
