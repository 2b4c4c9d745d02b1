#include <genoprop/train/adam.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "support/bits.hpp"
#include "support/near.hpp"
#include "support/seeds.hpp"

using namespace genoprop;
using namespace genoprop::support;

namespace {
/// Algorithm 1 of Kingma & Ba, as it is printed; decay as an L2 term
std::vector<double> as_printed(const Adam& o, double w, const std::vector<double>& gradients) {
  const auto alpha = static_cast<double>(o.rate), b1 = static_cast<double>(o.beta1), b2 = static_cast<double>(o.beta2);
  double m = 0, v = 0;
  std::vector<double> path;
  for (std::size_t t = 1; t <= gradients.size(); ++t) {
    const double g = gradients[t - 1] + static_cast<double>(o.decay) * w;
    m = b1 * m + (1 - b1) * g;
    v = b2 * v + (1 - b2) * g * g;
    const double mhat = m / (1 - std::pow(b1, double(t))), vhat = v / (1 - std::pow(b2, double(t)));
    w -= alpha * mhat / (std::sqrt(vhat) + static_cast<double>(o.epsilon));
    path.push_back(w);
  }
  return path;
}
template <class T>
std::vector<T> walk(const Adam& o, T w, const std::vector<double>& gradients) {
  T state[8] = {};  // slots three apart
  std::vector<T> path;
  for (std::size_t k = 0; k < gradients.size(); ++k) {
    o(w, static_cast<T>(gradients[k]), state, 3, static_cast<Index>(k + 1));
    path.push_back(w);
  }
  CHECK(state[0] != 0);
  CHECK(state[3] != 0);
  for (const int untouched : {1, 2, 4, 5, 6, 7}) CHECK(state[untouched] == 0);
  return path;
}
}  // namespace

TEST_CASE("adam: the first step is the rate, whatever the gradient's size") {
  CHECK(near(walk<double>({.rate = 0.5f}, 1, {1e-3})[0], 0.5, 1e-4));
  CHECK(near(walk<double>({.rate = 0.5f}, 1, {-1e3})[0], 1.5, 1e-9));
}

TEST_CASE("adam: three steps and a hundred as printed in the paper") {
  const std::vector<double> three{1, -2, 0.5};
  CHECK(near(walk<double>({}, 0.3, three), as_printed({}, 0.3, three), 1e-13));
  for_seeds(20, [](Draw& draw) {
    std::vector<double> gradients(100);
    for (double& g : gradients) g = static_cast<double>(draw.normal());
    const Adam o{.rate = 0.05f, .beta1 = 0.8f, .beta2 = 0.99f, .epsilon = 1e-3f, .decay = 0.1f};
    CHECK(near(walk<double>(o, 1, gradients), as_printed(o, 1, gradients), 1e-12));
    CHECK(near(walk<float>(o, 1, gradients), as_printed(o, 1, gradients), 1e-4));
  });
}

TEST_CASE("adam: a step that was made ready is the step") {
  const Adam o{};
  double a = 1, b = 1, state_a[2] = {0.1, 0.2}, state_b[2] = {0.1, 0.2};
  o(a, 0.5, state_a, 1, 7);
  prepared(o, 7)(b, 0.5, state_b, 1, 7);
  CHECK(bits_equal(a, b));
  CHECK(bits_equal(state_a[1], state_b[1]));
}

TEST_CASE("adamw: decay pulls at the weight, not through the moments: as printed, over a hundred steps") {
  for_seeds(20, [](Draw& draw) {
    const AdamW o{.rate = 0.05f, .beta1 = 0.8f, .beta2 = 0.99f, .epsilon = 1e-3f, .decay = 0.25f};
    const Adam plain{.rate = 0.05f, .beta1 = 0.8f, .beta2 = 0.99f, .epsilon = 1e-3f};
    double w = 1, expected = 1, state[2] = {0, 0}, moments[2] = {0, 0};
    for (Index t = 1; t <= 100; ++t) {
      const double g = static_cast<double>(draw.normal());
      o(w, g, state, 1, t);
      double step = 0;
      plain(step, g, moments, 1, t);
      expected = expected * (1 - static_cast<double>(0.05f * 0.25f)) + step;
      REQUIRE(near(w, expected, 1e-12));
    }
    CHECK(bits_equal(state[0], moments[0]));
    CHECK(bits_equal(state[1], moments[1]));
  });
  double w = 2, still[2] = {0, 0};
  AdamW{.rate = 0.5f, .decay = 0.5f}(w, 0.0, still, 1, 1);
  CHECK(w == 1.5);  // a weight without a gradient shrinks by rate * decay
}

TEST_CASE("adamw: numbers out of range are refused") {
  CHECK_NOTHROW(AdamW{}.check());
  CHECK_THROWS_WITH_AS(AdamW{.decay = -1}.check(), "AdamW: decay is -1, expected at least 0 and finite", SettingsError);
  CHECK_THROWS_AS(AdamW{.rate = 0}.check(), SettingsError);
  CHECK_THROWS_AS(AdamW{.beta2 = 1}.check(), SettingsError);
}

TEST_CASE("power: by squaring, over the ages of a long run") {
  CHECK(power(0.5, 0) == 1);
  CHECK(power(0.5, 1) == 0.5);
  CHECK(power(0.5, 10) == 0x1p-10);
  for (const Index n : {2, 3, 17, 1000, 12345}) CHECK(near(power(0.999, n), std::pow(0.999, n), 1e-12));
  CHECK(power(0.9, 1'000'000) == 0);
}

TEST_CASE("adam: numbers out of range are refused") {
  CHECK_NOTHROW(Adam{}.check());
  CHECK_THROWS_WITH_AS(Adam{.rate = -1}.check(), "Adam: rate is -1, expected above 0 and finite", SettingsError);
  CHECK_THROWS_WITH_AS(Adam{.beta1 = 1}.check(), "Adam: beta1 is 1, expected in [0, 1)", SettingsError);
  CHECK_THROWS_WITH_AS(Adam{.beta2 = -0.5f}.check(), "Adam: beta2 is -0.5, expected in [0, 1)", SettingsError);
  CHECK_THROWS_WITH_AS(Adam{.epsilon = 0}.check(), "Adam: epsilon is 0, expected above 0 and finite", SettingsError);
  CHECK_THROWS_WITH_AS(Adam{.decay = -1}.check(), "Adam: decay is -1, expected at least 0 and finite", SettingsError);
  CHECK_THROWS_AS(Adam{.rate = NAN}.check(), SettingsError);
  CHECK_THROWS_AS(Adam{.rate = INFINITY}.check(), SettingsError);
  CHECK_THROWS_AS(Adam{.epsilon = INFINITY}.check(), SettingsError);
}
