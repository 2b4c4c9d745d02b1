// expect-error: genoprop: the place of an Evolution is a backend such as Threads{} or a distributor such as Team{Threads{}, 2}
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

struct Nowhere {};

int main() {
#ifdef FIXED
  const genoprop::Evolution run{Bowl{}, genoprop::Sgd{}, genoprop::presets::restarts(), genoprop::Serial{}};
#else
  const genoprop::Evolution run{Bowl{}, genoprop::Sgd{}, genoprop::presets::restarts(), Nowhere{}};
#endif
  run.fit({.batch = genoprop::full_batch});
}
