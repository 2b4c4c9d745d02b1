// Four islands on a ring: individuals mate on their own island, and every fifth generation the best of each one moves on to the
// next. The structure of a population changes the result; the place where it is computed never does.
// expected last line: solved [0-9]+ of 64 rows; the same genes on two workers: yes

#include <cmath>
#include <genoprop/genoprop.hpp>
#include <iostream>

namespace gp = genoprop;

int main() {
  const auto rows = gp::parity({.bits = 6});
  const auto net = gp::sequential(gp::input(6), gp::dense(6), gp::tanh(), gp::dense(1));
  const auto problem = gp::Supervised{net, gp::SigmoidCrossEntropy{}, gp::Splits{rows, rows, rows}};
  const gp::Sgd sgd{.rate = 0.3f, .momentum = 0.9f};
  const gp::Settings settings{.population = 16, .generations = 40, .steps = 50, .batch = gp::full_batch, .seed = 2};

  const auto islands = gp::presets::standard().with(gp::Islands{.count = 4, .interval = 5, .topology = gp::Topology::ring});
  const auto result = gp::Evolution{problem, sgd, islands}.fit(settings, gp::Progress{});
  std::size_t migrants = 0;
  for (const gp::Report& r : result.history())
    for (const gp::Birth& b : r.births) migrants += b.kind == gp::Birth::Kind::copied ? 1 : 0;
  std::cout << migrants << " migrants\n";

  const auto elsewhere = gp::Evolution{problem, sgd, islands, gp::Team{gp::Threads{.threads = 1}, 2}}.fit(settings);
  const bool same = elsewhere.population().genes == result.population().genes;
  std::cout << "solved " << std::lround(64 * gp::accuracy(result.best(), rows))
            << " of 64 rows; the same genes on two workers: " << (same ? "yes" : "no") << '\n';
}
