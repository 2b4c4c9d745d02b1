#include <doctest/doctest.h>

#include <cmath>

#include <genoprop/evolve/mutate/redraw_units.hpp>

#include "support/lives.hpp"

using namespace genoprop;
using namespace genoprop::support;

TEST_CASE("redraw units: a unit whose word lies below the share") {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Draw again = draw_of(seed, Purpose::mutate), draw = again;
    CHECK(RedrawUnits{.share = 0.3f}(UnitSite{.unit = 1}, draw) == (again.unit() < 0.3f));
  }
}

TEST_CASE("redraw units: share 0 none, share 1 all, between them that share") {
  constexpr int trials = 20'000;
  const auto found = [&](float share) {
    return frequency(trials, Purpose::mutate, [&](Draw& d) { return RedrawUnits{.share = share}(UnitSite{}, d); });
  };
  CHECK(found(0) == 0);
  CHECK(found(1) == 1);
  CHECK(std::abs(found(0.1f) - 0.1) < five_sigma(0.1, trials));
  CHECK(std::abs(found(0.6f) - 0.6) < five_sigma(0.6, trials));
}

TEST_CASE("redraw units: shares outside [0, 1] are refused") {
  CHECK_NOTHROW(RedrawUnits{.share = 0}.check());
  CHECK_NOTHROW(RedrawUnits{.share = 1}.check());
  CHECK_THROWS_WITH_AS(RedrawUnits{.share = 1.5f}.check(), "RedrawUnits: share is 1.5, expected in [0, 1]", SettingsError);
  CHECK_THROWS_AS(RedrawUnits{.share = -0.5f}.check(), SettingsError);
  CHECK_THROWS_AS(RedrawUnits{.share = NAN}.check(), SettingsError);
}
