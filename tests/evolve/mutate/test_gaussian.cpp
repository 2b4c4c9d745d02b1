#include <doctest/doctest.h>

#include <cmath>

#include <genoprop/evolve/mutate/gaussian.hpp>

#include "support/lives.hpp"

using namespace genoprop;
using namespace genoprop::support;

TEST_CASE("gaussian: the first word decides, the second is the normal; the sum has one rounding") {
  const Gaussian mutate{.rate = 0.4f, .sigma = 0.3f};
  int changed = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Draw again = draw_of(seed, Purpose::mutate), draw = again;
    const bool chosen = again.unit() < 0.4f;
    const float came = mutate(1.5f, {}, draw);
    CHECK(came == (chosen ? math::fma(0.3f, again.normal(), 1.5f) : 1.5f));
    CHECK(draw.bits() == again.bits());  // nothing was drawn for a gene that stays
    changed += came != 1.5f ? 1 : 0;
  }
  CHECK(changed > 20);
}

TEST_CASE("gaussian: what it keeps it keeps, and nothing else") {
  for (const float rate : {0.0f, 0.3f, 1.0f}) {
    const Gaussian mutate{.rate = rate, .sigma = 2};
    for (std::uint64_t seed = 0; seed < 500; ++seed) {
      Draw again = draw_of(seed, Purpose::mutate), draw = again;
      CHECK((mutate(1.5f, {}, draw) == 1.5f) == mutate.keeps(again.unit()));
    }
    CHECK(mutate.keeps(unit_of(0xffffffffu)) == (rate < 1));
    CHECK(mutate.keeps(unit_of(0)) == (rate == 0));
  }
  CHECK(Gaussian{.rate = 0.5f}.keeps(0.5f));
  CHECK_FALSE(Gaussian{.rate = 0.5f}.keeps(std::nextafter(0.5f, 0.0f)));
}

TEST_CASE("gaussian: rate 0 changes nothing, nor does sigma 0") {
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    Draw draw = draw_of(seed, Purpose::mutate);
    CHECK(Gaussian{.rate = 0, .sigma = 10}(0.1f, {}, draw) == 0.1f);
    CHECK(Gaussian{.rate = 1, .sigma = 0}(0.1, {}, draw) == 0.1);
  }
}

TEST_CASE("gaussian: rate, mean and variance of the changes") {
  constexpr int trials = 40'000;
  const Gaussian mutate{.rate = 0.25f, .sigma = 0.5f};
  double sum = 0, square = 0;
  int changed = 0;
  for (int seed = 0; seed < trials; ++seed) {
    Draw draw = draw_of(static_cast<std::uint64_t>(seed), Purpose::mutate);
    const double change = mutate(2.0, {}, draw) - 2.0;
    changed += change != 0 ? 1 : 0;
    sum += change;
    square += change * change;
  }
  CHECK(std::abs(changed / double(trials) - 0.25) < five_sigma(0.25, trials));
  CHECK(std::abs(sum / changed) < 5 * 0.5 / std::sqrt(changed));
  CHECK(std::abs(square / changed - 0.25) < 5 * 0.25 * std::sqrt(2.0 / changed));  // var of a sample variance: 2 sigma^4 / n
}

TEST_CASE("gaussian: numbers out of range are refused") {
  CHECK_NOTHROW(Gaussian{.rate = 0, .sigma = 0}.check());
  CHECK_NOTHROW(Gaussian{.rate = 1, .sigma = 100}.check());
  CHECK_THROWS_WITH_AS(Gaussian{.rate = 1.5f}.check(), "Gaussian: rate is 1.5, expected in [0, 1]", SettingsError);
  CHECK_THROWS_AS(Gaussian{.rate = -0.5f}.check(), SettingsError);
  CHECK_THROWS_AS(Gaussian{.rate = NAN}.check(), SettingsError);
  CHECK_THROWS_WITH_AS(Gaussian{.sigma = -0.5f}.check(), "Gaussian: sigma is -0.5, expected at least 0 and finite", SettingsError);
  CHECK_THROWS_AS(Gaussian{.sigma = NAN}.check(), SettingsError);
  CHECK_THROWS_AS(Gaussian{.sigma = INFINITY}.check(), SettingsError);
}
