// Population based training of something that is no network: two numbers in Rosenbrock's bent valley, a function and its gradient.
// Rate and momentum of the descent evolve while it goes down.
// expected last line: lowest value [0-9.e-]+ at \([0-9.e-]+, [0-9.e-]+\); at the rate it started with [0-9.e-]+

#include <genoprop/genoprop.hpp>
#include <iostream>

namespace gp = genoprop;

/// f(x, y) = (1 - x)^2 + 100 (y - x^2)^2: Rosenbrock, The Computer Journal 3, 1960. Lowest at (1, 1).
struct Valley {
  using Scalar = double;
  gp::Layout layout() const {
    gp::Layout point;
    point.add({.name = "point", .rows = 1, .columns = 2, .start = {gp::Start::Law::normal, 1}});
    return point;
  }
  double loss(std::span<const double> p) const { return (1 - p[0]) * (1 - p[0]) + 100 * bend(p) * bend(p); }
  void gradient(std::span<const double> p, std::span<double> g) const {
    g[0] = -2 * (1 - p[0]) - 400 * p[0] * bend(p);
    g[1] = 200 * bend(p);
  }

 private:
  static double bend(std::span<const double> p) { return p[1] - p[0] * p[0]; }
};

int main() {
  const Valley valley;
  const gp::Settings settings{.population = 16, .generations = 40, .steps = 25, .batch = gp::full_batch, .seed = 1};
  const gp::Sgd sgd{.rate = 1e-4f, .momentum = 0.5f};

  const gp::Together numbers{gp::Evolve{&gp::Sgd::rate, {.low = 1e-5, .high = 1e-2, .scale = gp::Scale::log}},
                             gp::Evolve{&gp::Sgd::momentum, {.low = 0, .high = 0.95}}};
  const auto result = gp::Evolution{valley, sgd, gp::presets::pbt(numbers)}.fit(settings, gp::Progress{});
  const auto fixed = gp::Evolution{valley, sgd, gp::presets::restarts()}.fit(settings);

  const auto best = result.best();
  std::cout << "lowest value " << -best.fitness() << " at (" << best.genes()(0) << ", " << best.genes()(1)
            << "); at the rate it started with " << -fixed.best().fitness() << '\n';
}
