#include <genoprop/nn/activation.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "support/near.hpp"

using namespace genoprop;
using namespace genoprop::support;

TEST_CASE("identity, relu, tanh: values and slopes by hand") {
  CHECK(Identity{}.value(-1.5) == -1.5);
  CHECK(Identity{}.slope(-1.5) == 1.0);
  CHECK(Relu{}.value(-2.0f) == 0.0f);
  CHECK(Relu{}.value(2.5f) == 2.5f);
  CHECK(Relu{}.slope(Relu{}.value(-2.0f)) == 0.0f);
  CHECK(Relu{}.slope(Relu{}.value(0.0f)) == 0.0f);
  CHECK(Relu{}.slope(Relu{}.value(2.5f)) == 1.0f);
  CHECK(near(Tanh{}.value(0.5), 0.46211715726000975, 1e-15));
  CHECK(near(Tanh{}.slope(Tanh{}.value(0.5)), 0.7864477329659274, 1e-14));
}

TEST_CASE("activations: the slope is the derivative of the value, over the whole line") {
  for (double z = -6; z <= 6; z += 0.37) {
    const double h = 1e-6;
    const auto differs = [&](auto act) { return std::abs((act.value(z + h) - act.value(z - h)) / (2 * h) - act.slope(act.value(z))); };
    CHECK(differs(Identity{}) < 1e-9);
    CHECK(differs(Relu{}) < 1e-9);  // no step of 0.37 comes near the kink
    CHECK(differs(Tanh{}) < 1e-9);
  }
}

TEST_CASE("activations: odd ones are odd, and those alone say so; NaN stays NaN") {
  for (const double z : {0.1, 1.0, 4.0}) {
    CHECK(Identity{}.value(-z) == -Identity{}.value(z));
    CHECK(Tanh{}.value(-z) == -Tanh{}.value(z));
    CHECK(Relu{}.value(-z) != -Relu{}.value(z));
  }
  CHECK(Identity::odd);
  CHECK(Tanh::odd);
  CHECK_FALSE(Relu::odd);
  const float nan_value = std::numeric_limits<float>::quiet_NaN();
  CHECK(std::isnan(Relu{}.value(nan_value)));
  CHECK(std::isnan(Tanh{}.value(nan_value)));
  CHECK(std::isnan(Identity{}.value(nan_value)));
}
