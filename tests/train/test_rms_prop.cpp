#include <genoprop/train/rms_prop.hpp>

#include <doctest/doctest.h>

#include <cmath>

#include "support/near.hpp"
#include "support/seeds.hpp"

using namespace genoprop;
using namespace genoprop::support;

TEST_CASE("rmsprop: by hand") {
  // s = 0.75 * 0 + 0.25 * 16 = 4: step 0.5 * 4 / (2 + 2); s = 0.75 * 4 + 0.25 * 4 = 4: step 0.5 * -2 / 4
  const RmsProp o{.rate = 0.5f, .memory = 0.75f, .epsilon = 2};
  double w = 1, s = 0;
  o(w, 4.0, &s, 1, 1);
  CHECK(w == 0.5);
  o(w, -2.0, &s, 1, 2);
  CHECK(w == 0.75);
  CHECK(s == 4);
  double pulled = 4, t = 0;
  RmsProp{.rate = 0.5f, .memory = 0, .epsilon = 2, .decay = 0.5f}(pulled, 0.0, &t, 1, 1);
  CHECK(pulled == 3.75);  // d = 2, s = 4: 0.5 * 2 / 4
}

TEST_CASE("rmsprop: gradients of one size give steps of the rate, whatever the size; float is near double") {
  for_seeds(10, [](Draw& draw) {
    const double size = std::exp(5 * static_cast<double>(draw.normal()));
    double w = 0, s = 0;
    float narrow = 0, narrow_s = 0;
    for (Index t = 1; t <= 200; ++t) {
      const double before = w;
      RmsProp{.rate = 0.01f}(w, size, &s, 1, t);
      RmsProp{.rate = 0.01f}(narrow, static_cast<float>(size), &narrow_s, 1, t);
      if (t > 150) CHECK(near(before - w, 0.01, 1e-6));
    }
    CHECK(near(narrow, w, 1e-4));
  });
}

TEST_CASE("rmsprop: numbers out of range are refused") {
  CHECK_NOTHROW(RmsProp{}.check());
  CHECK_THROWS_WITH_AS(RmsProp{.rate = 0}.check(), "RmsProp: rate is 0, expected above 0 and finite", SettingsError);
  CHECK_THROWS_WITH_AS(RmsProp{.memory = 1}.check(), "RmsProp: memory is 1, expected in [0, 1)", SettingsError);
  CHECK_THROWS_WITH_AS(RmsProp{.epsilon = 0}.check(), "RmsProp: epsilon is 0, expected above 0 and finite", SettingsError);
  CHECK_THROWS_WITH_AS(RmsProp{.decay = -1}.check(), "RmsProp: decay is -1, expected at least 0 and finite", SettingsError);
  CHECK_THROWS_AS(RmsProp{.rate = NAN}.check(), SettingsError);
}
