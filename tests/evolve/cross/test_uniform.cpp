#include <doctest/doctest.h>

#include <cmath>

#include <genoprop/evolve/cross/uniform.hpp>

#include "support/lives.hpp"

using namespace genoprop;
using namespace genoprop::support;

TEST_CASE("uniform: the second parent's where the word lies below the share") {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Draw again = draw_of(seed, Purpose::cross), draw = again;
    CHECK(Uniform{.share = 0.3f}(Parents<float>{{1, 2}}, {}, draw) == (again.unit() < 0.3f ? 2 : 1));
  }
}

TEST_CASE("uniform: share 0 is the first parent, share 1 the second, equal parents are themselves") {
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    Draw draw = draw_of(seed, Purpose::cross);
    CHECK(Uniform{.share = 0}(Parents<double>{{1, 2}}, {}, draw) == 1);
    CHECK(Uniform{.share = 1}(Parents<double>{{1, 2}}, {}, draw) == 2);
    CHECK(Uniform{}(Parents<double>{{0.1, 0.1}}, {}, draw) == 0.1);
  }
}

TEST_CASE("uniform: the share of genes from the second parent is `share`") {
  constexpr int trials = 20'000;
  for (const float share : {0.05f, 0.5f, 0.9f}) {
    const double found = frequency(trials, Purpose::cross, [&](Draw& d) {
      return Uniform{.share = share}(Parents<float>{{1, 2}}, {}, d) == 2;
    });
    CHECK(std::abs(found - static_cast<double>(share)) < five_sigma(static_cast<double>(share), trials));
  }
}

TEST_CASE("uniform: shares outside [0, 1] are refused") {
  CHECK_NOTHROW(Uniform{.share = 0}.check());
  CHECK_NOTHROW(Uniform{.share = 1}.check());
  CHECK_THROWS_WITH_AS(Uniform{.share = -0.5f}.check(), "Uniform: share is -0.5, expected in [0, 1]", SettingsError);
  CHECK_THROWS_AS(Uniform{.share = 1.5f}.check(), SettingsError);
  CHECK_THROWS_AS(Uniform{.share = NAN}.check(), SettingsError);
}
