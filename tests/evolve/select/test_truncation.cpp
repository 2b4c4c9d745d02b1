#include <doctest/doctest.h>

#include <cmath>

#include <genoprop/evolve/select/truncation.hpp>

#include "support/lives.hpp"

using namespace genoprop;
using namespace genoprop::support;

TEST_CASE("truncation: how many of n, to the nearest, at least one, at most all") {
  const Truncation fifth{.share = 0.2f};
  CHECK(fifth.parents_among(10) == 2);  // 0.2f * 10 is a hair above 2
  CHECK(fifth.parents_among(5) == 1);
  CHECK(fifth.parents_among(12) == 2);
  CHECK(fifth.parents_among(13) == 3);
  CHECK(fifth.parents_among(2) == 1);
  CHECK(fifth.parents_among(1) == 1);
  CHECK(Truncation{.share = 1}.parents_among(7) == 7);
  for (Index n = 1; n < 1000; ++n) CHECK(Truncation{.share = 0.5f}.parents_among(2 * n) == n);
}

TEST_CASE("truncation: each of the best two of ten is drawn half of the time, the others never") {
  const auto lives = lives_of({0.9, 0.8, 0.1, 0.7, 0.6, 0.5, 0.2, 0.4, 0.3, 1.0});  // best: slots 2 and 6
  const Ranking ranking(lives, Ranking::By::now);
  constexpr int trials = 10'000;
  const auto wins = [&](Index slot) {
    return frequency(trials, Purpose::select, [&](Draw& d) { return Truncation{}(ranking, d) == slot; });
  };
  CHECK(std::abs(wins(2) - 0.5) < five_sigma(0.5, trials));
  CHECK(wins(2) + wins(6) == 1.0);
}

TEST_CASE("truncation: the diverged are not counted, and nobody is chosen from nobody") {
  const auto some = lives_of({NAN, NAN, NAN, 0.5, 0.4}), none = lives_of({NAN});
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Draw draw = draw_of(seed, Purpose::select);
    CHECK(Truncation{.share = 0.5f}(Ranking(some, Ranking::By::now), draw) == 4);
    CHECK(Truncation{}(Ranking(none, Ranking::By::now), draw) == no_parent);
  }
}

TEST_CASE("truncation: shares outside (0, 1] are refused") {
  CHECK_NOTHROW(Truncation{.share = 1}.check());
  CHECK_THROWS_WITH_AS(Truncation{.share = 0}.check(), "Truncation: share is 0, expected in (0, 1]", SettingsError);
  CHECK_THROWS_WITH_AS(Truncation{.share = 1.5f}.check(), "Truncation: share is 1.5, expected in (0, 1]", SettingsError);
  CHECK_THROWS_AS(Truncation{.share = NAN}.check(), SettingsError);
}
