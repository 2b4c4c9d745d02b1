// expect-error: genoprop: the second argument of Evolution is an optimizer such as Sgd{}: slots, and void operator()(T& w, T g, T* state, std::ptrdiff_t distance, Index age) const
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

struct Signs {
#ifdef FIXED
  static constexpr genoprop::Index slots = 1;
#endif
  template <class T>
  GENOPROP_HD void operator()(T& w, T g, T*, std::ptrdiff_t, genoprop::Index) const {
    w -= g > 0 ? T(0.01) : T(-0.01);
  }
};

int main() {
  const genoprop::Evolution run{Bowl{}, Signs{}, genoprop::presets::restarts(), genoprop::Serial{}};
  (void)run;
}
