#include <genoprop/evolve/mutate/shrink_and_perturb.hpp>

#include <doctest/doctest.h>

#include <cmath>

#include "support/lives.hpp"

using namespace genoprop;
using namespace genoprop::support;

TEST_CASE("ShrinkAndPerturb: shrink w + sigma N(0, 1), one word a gene") {
  const ShrinkAndPerturb mutate{.shrink = 0.25f, .sigma = 0.5f};
  constexpr int trials = 20'000;
  double sum = 0, square = 0;
  for (int seed = 0; seed < trials; ++seed) {
    Draw draw = draw_of(static_cast<std::uint64_t>(seed), Purpose::mutate), again = draw;
    const double after = mutate(3.0, {}, draw);
    CHECK(after == 0.75 + 0.5 * static_cast<double>(again.normal()));
    CHECK(draw.bits() == again.bits());
    sum += after;
    square += (after - 0.75) * (after - 0.75);
  }
  CHECK(std::abs(sum / trials - 0.75) < 5 * 0.5 / std::sqrt(trials));
  CHECK(std::abs(square / trials - 0.25) < 5 * 0.25 * std::sqrt(2.0 / trials));
  CHECK(quiet_mutation<ShrinkAndPerturb, float>);
}

TEST_CASE("ShrinkAndPerturb: shrink 1 and sigma 0 change nothing; shrink 0 leaves noise alone") {
  Draw draw = draw_of(1, Purpose::mutate), again = draw;
  CHECK((ShrinkAndPerturb{.shrink = 1, .sigma = 0}(0.1f, {}, draw) == 0.1f));
  const float noise = 0.5f * again.normal();
  again = draw_of(1, Purpose::mutate);
  CHECK((ShrinkAndPerturb{.shrink = 0, .sigma = 0.5f}(7.0f, {}, again) == noise));
}

TEST_CASE("ShrinkAndPerturb: refusals") {
  CHECK_NOTHROW(ShrinkAndPerturb{}.check());
  CHECK_THROWS_WITH_AS(ShrinkAndPerturb{.shrink = 1.5f}.check(), "ShrinkAndPerturb: shrink is 1.5, expected in [0, 1]", SettingsError);
  CHECK_THROWS_AS(ShrinkAndPerturb{.shrink = NAN}.check(), SettingsError);
  CHECK_THROWS_WITH_AS(ShrinkAndPerturb{.sigma = -1}.check(), "ShrinkAndPerturb: sigma is -1, expected at least 0 and finite",
                       SettingsError);
  CHECK_THROWS_AS(ShrinkAndPerturb{.sigma = INFINITY}.check(), SettingsError);
}
