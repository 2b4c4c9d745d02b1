// A pole on a cart, balanced by a small network that is evolved alone: no gradients, no data. The cart is that of Barto, Sutton &
// Anderson, "Neuronlike adaptive elements that can solve difficult learning control problems", IEEE SMC-13, 1983.
// expected last line: balanced for [0-9]+ of 500 steps, from 100 starts never seen before

#include <algorithm>
#include <cmath>
#include <genoprop/genoprop.hpp>
#include <iostream>

namespace gp = genoprop;

struct PoleCart {
  using Scalar = float;
  static constexpr int hidden = 6, longest = 500;
  gp::Again again{.best = 5, .times = 20};  // starts are drawn: the best of a generation are measured again

  gp::Layout layout() const {
    gp::Layout genome;
    gp::sequential(gp::input(4), gp::dense(hidden), gp::tanh(), gp::dense(1)).describe(genome);
    return genome;
  }
  /// steps until the pole falls or the cart leaves the track
  double fitness(std::span<const float> genes, gp::Draw& draw) const {
    float s[4];  // place [m], speed [m/s], angle [rad], its speed [rad/s]
    for (float& v : s) v = 0.1f * draw.unit() - 0.05f;
    for (int step = 0; step < longest; ++step) {
      const float force = push(genes, s) > 0 ? 10.0f : -10.0f, sine = std::sin(s[2]), cosine = std::cos(s[2]);
      const float common = (force + 0.05f * s[3] * s[3] * sine) / 1.1f;
      const float turn = (9.8f * sine - cosine * common) / (0.5f * (4.0f / 3 - 0.1f * cosine * cosine / 1.1f));
      const float change[4] = {s[1], common - 0.05f * turn * cosine / 1.1f, s[3], turn};
      for (int k = 0; k < 4; ++k) s[k] += 0.02f * change[k];  // Euler, 50 a second
      if (std::abs(s[0]) > 2.4f || std::abs(s[2]) > 0.2094f) return step;
    }
    return longest;
  }

 private:
  static float push(std::span<const float> w, const float* s) {  // weights [4, 6], biases [6], weights [6, 1], bias
    float out = w[4 * hidden + hidden + hidden];
    for (int u = 0; u < hidden; ++u) {
      float sum = w[static_cast<std::size_t>(4 * hidden + u)];
      for (int k = 0; k < 4; ++k) sum += s[k] * w[static_cast<std::size_t>(k * hidden + u)];
      out += std::tanh(sum) * w[static_cast<std::size_t>(5 * hidden + u)];
    }
    return out;
  }
};

int main() {
  const PoleCart cart;
  const auto run = gp::Evolution{cart};  // Deep GA, since there is no gradient
  const auto result = run.fit({.population = 64, .generations = 30, .steps = 0, .seed = 1}, gp::Progress{});

  double sum = 0;
  for (std::uint32_t k = 0; k < 100; ++k) {
    gp::Draw start(2, {.index = k});
    const auto& genes = result.best().genes();
    sum += cart.fitness(std::span(genes.data(), genes.size()), start);
  }
  std::cout << "balanced for " << std::lround(sum / 100) << " of 500 steps, from 100 starts never seen before\n";
}
