#include <doctest/doctest.h>

#include <cmath>

#include <genoprop/evolve/cross/layer_wise.hpp>

#include "support/lives.hpp"

using namespace genoprop;
using namespace genoprop::support;

TEST_CASE("layer-wise: a whole layer is drawn at once, the second parent's below the share, genes without a unit too") {
  static_assert(grain_of<LayerWise> == Grain::layer);
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Draw again = draw_of(seed, Purpose::cross), draw = again;
    CHECK(LayerWise{.share = 0.3f}(Parents<float>{{1, 2}}, {.gene = 4, .unit = -1, .layer = 2}, draw) == (again.unit() < 0.3f ? 2 : 1));
  }
}

TEST_CASE("layer-wise: share 0 is the first parent, share 1 the second, equal parents are themselves") {
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    Draw draw = draw_of(seed, Purpose::cross);
    CHECK(LayerWise{.share = 0}(Parents<double>{{1, 2}}, {}, draw) == 1);
    CHECK(LayerWise{.share = 1}(Parents<double>{{1, 2}}, {}, draw) == 2);
    CHECK(LayerWise{}(Parents<double>{{0.1, 0.1}}, {}, draw) == 0.1);
  }
}

TEST_CASE("layer-wise: the share of layers from the second parent is `share`") {
  constexpr int trials = 20'000;
  for (const float share : {0.05f, 0.5f, 0.9f}) {
    const double found = frequency(trials, Purpose::cross, [&](Draw& d) {
      return LayerWise{.share = share}(Parents<float>{{1, 2}}, {.layer = 1}, d) == 2;
    });
    CHECK(std::abs(found - static_cast<double>(share)) < five_sigma(static_cast<double>(share), trials));
  }
}

TEST_CASE("layer-wise: shares outside [0, 1] are refused") {
  CHECK_NOTHROW(LayerWise{.share = 0}.check());
  CHECK_NOTHROW(LayerWise{.share = 1}.check());
  CHECK_THROWS_WITH_AS(LayerWise{.share = 2}.check(), "LayerWise: share is 2, expected in [0, 1]", SettingsError);
  CHECK_THROWS_AS(LayerWise{.share = -0.5f}.check(), SettingsError);
  CHECK_THROWS_AS(LayerWise{.share = NAN}.check(), SettingsError);
}
