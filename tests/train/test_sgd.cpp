#include <genoprop/train/sgd.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "support/near.hpp"

using namespace genoprop;
using namespace genoprop::support;

namespace {
/// w after each of the gradients
template <class T>
std::vector<T> walk(const Sgd& o, T w, const std::vector<T>& gradients) {
  T state = 0;
  std::vector<T> path;
  for (std::size_t k = 0; k < gradients.size(); ++k) {
    o(w, gradients[k], &state, 1, static_cast<Index>(k + 1));
    path.push_back(w);
  }
  return path;
}
}  // namespace

TEST_CASE("sgd: plain steps by hand") { CHECK(walk<double>({.rate = 0.5f}, 1, {1, -2, 0}) == std::vector<double>{0.5, 1.5, 1.5}); }

TEST_CASE("sgd: momentum by hand: v = 0.5 v + g") {
  // v: 1, 2.5, 1.25; w: 1 - 0.25 v each
  CHECK(walk<double>({.rate = 0.25f, .momentum = 0.5f}, 1, {1, 2, 0}) == std::vector<double>{0.75, 0.125, -0.1875});
}

TEST_CASE("sgd: nesterov by hand: g + momentum v; without momentum no difference") {
  // v: 1, 2.5, 1.25; steps: 1 + 0.5, 2 + 1.25, 0 + 0.625
  CHECK(walk<double>({.rate = 0.25f, .momentum = 0.5f, .nesterov = true}, 1, {1, 2, 0}) == std::vector<double>{0.625, -0.1875, -0.34375});
  CHECK(walk<double>({.rate = 0.5f, .nesterov = true}, 1, {1, -2, 0}) == walk<double>({.rate = 0.5f}, 1, {1, -2, 0}));
}

TEST_CASE("sgd: decay pulls to zero and goes through the momentum") {
  // v: 0 + 0.5 * 4 = 2, w = 4 - 0.5 * 2 = 3; v = 0.5 * 2 + 1 + 0.5 * 3 = 3.5, w = 3 - 1.75
  CHECK(walk<double>({.rate = 0.5f, .momentum = 0.5f, .decay = 0.5f}, 4, {0, 1}) == std::vector<double>{3, 1.25});
  // nesterov: d = 2, v = 2, w = 4 - 0.5 (2 + 0.5 * 2) = 2.5; d = 2.25, v = 1 + 2.25, w = 2.5 - 0.5 (2.25 + 0.5 * 3.25)
  CHECK(walk<double>({.rate = 0.5f, .momentum = 0.5f, .decay = 0.5f, .nesterov = true}, 4, {0, 1}) == std::vector<double>{2.5, 0.5625});
}

TEST_CASE("sgd: float and double take the same road") {
  const auto f = walk<float>({.rate = 0.1f, .momentum = 0.9f, .decay = 0.01f}, 1, {1, -2, 0.5f});
  const auto d = walk<double>({.rate = 0.1f, .momentum = 0.9f, .decay = 0.01f}, 1, {1, -2, 0.5});
  CHECK(near(f, d, 1e-6));
}

TEST_CASE("sgd: numbers out of range are refused") {
  CHECK_NOTHROW(Sgd{}.check());
  CHECK_NOTHROW(Sgd{.rate = 1e-9f, .momentum = 0.999f, .decay = 1}.check());
  CHECK_THROWS_WITH_AS(Sgd{.rate = 0}.check(), "Sgd: rate is 0, expected above 0 and finite", SettingsError);
  CHECK_THROWS_AS(Sgd{.rate = NAN}.check(), SettingsError);
  CHECK_THROWS_AS(Sgd{.rate = INFINITY}.check(), SettingsError);
  CHECK_THROWS_WITH_AS(Sgd{.momentum = 1}.check(), "Sgd: momentum is 1, expected in [0, 1)", SettingsError);
  CHECK_THROWS_AS(Sgd{.momentum = -0.1f}.check(), SettingsError);
  CHECK_THROWS_WITH_AS(Sgd{.decay = -1}.check(), "Sgd: decay is -1, expected at least 0 and finite", SettingsError);
  CHECK_THROWS_AS(Sgd{.decay = NAN}.check(), SettingsError);
}
