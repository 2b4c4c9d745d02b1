// A crossover of one's own is one struct: its numbers and one function. The concept it models says which part of a strategy
// it replaces; no base class, no registration.
// expected last line: solved [0-9]+ of 64 rows

#include <cmath>
#include <genoprop/genoprop.hpp>
#include <iostream>

namespace gp = genoprop;

/// Takes stripes of `width` genes from the two parents in turn.
struct Checkerboard {
  gp::Index width = 8;
  template <class T>
  GENOPROP_HD T operator()(gp::Parents<T> p, gp::GeneSite at, gp::Draw&) const {
    return p[at.gene / width % 2];
  }
};
static_assert(gp::Crossover<Checkerboard>);

int main() {
  auto rows = gp::parity({.bits = 6});
  auto net = gp::sequential(gp::input(6), gp::dense(6), gp::tanh(), gp::dense(1));
  auto problem = gp::Supervised{net, gp::SigmoidCrossEntropy{}, gp::Splits{rows, rows, rows}};

  auto mine = gp::presets::standard().with(Checkerboard{.width = 4}).with(gp::Tournament{.size = 3});
  auto run = gp::Evolution{problem, gp::Sgd{.rate = 0.3f, .momentum = 0.9f}, mine};
  auto result = run.fit({.population = 16, .generations = 40, .steps = 50, .batch = gp::full_batch, .seed = 1}, gp::Progress{});

  std::size_t births = 0;
  for (const gp::Report& r : result.history()) births += r.births.size();
  std::cout << births << " children of two parents, stripe by stripe\n";
  std::cout << "solved " << std::lround(64 * gp::accuracy(result.best(), rows)) << " of 64 rows\n";
}
