// A population learns two spirals, and the best network is kept.
// expected last line: test accuracy 0\.[89][0-9]*

#include <iostream>

#include <genoprop/genoprop.hpp>

namespace gp = genoprop;

int main() {
  auto spirals = gp::two_spirals({.rows = 600, .seed = 9});
  auto data = gp::split(spirals, {.train = 0.6, .validation = 0.2, .test = 0.2, .seed = 9});
  auto net = gp::sequential(gp::input(2), gp::dense(32), gp::tanh(), gp::dense(32), gp::tanh(), gp::dense(2));

  auto problem = gp::Supervised{net, gp::SoftmaxCrossEntropy{}, data};
  auto run = gp::Evolution{problem, gp::Sgd{.rate = 0.1f, .momentum = 0.9f}};  // the standard strategy, on every core
  auto result = run.fit({.population = 8, .generations = 40, .steps = 100, .batch = 64, .seed = 1}, gp::Progress{});

  gp::save(result.best(), "spirals.safetensors");
  auto model = gp::load(net, "spirals.safetensors");
  result.report("spirals.html");
  std::cout << "test accuracy " << gp::accuracy(model, data.test) << '\n';
}
