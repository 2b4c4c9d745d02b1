#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include <genoprop/evolve/replace/elitist.hpp>
#include <genoprop/evolve/replace/m_elitist.hpp>

#include "support/lives.hpp"

using namespace genoprop;
using namespace genoprop::support;

namespace {
std::vector<Life> with_pool(std::initializer_list<double> losses, std::initializer_list<double> pool) {
  auto lives = lives_of(losses);
  std::size_t s = 0;
  for (const double loss : pool) {
    lives[s].pool_loss = loss;
    lives[s++].pool_fitness = -loss;
  }
  return lives;
}
Fate fate(const MElitist& replace, Index slot, const std::vector<Life>& lives) {
  return replace(slot, Ranking(lives, Ranking::By::now), Clock{});
}
}  // namespace

TEST_CASE("m-elitist: the best by the better of network and pool row stay; a network worse than its row goes back to it") {
  const auto lives = with_pool({0.5, 0.3, 0.9, 0.4}, {0.1, 0.3, 0.8, 0.4});
  CHECK(fate({.keep = 2}, 0, lives).kind == Fate::Kind::copy);  // its row, 0.1, is the best of all; its network the third
  CHECK(fate({.keep = 2}, 0, lives).from == 0);
  CHECK(fate({.keep = 2}, 1, lives).kind == Fate::Kind::keep);
  CHECK(fate({.keep = 2}, 2, lives).kind == Fate::Kind::breed);
  CHECK(fate({.keep = 2}, 3, lives).kind == Fate::Kind::breed);
  CHECK(fate({.keep = 3}, 3, lives).kind == Fate::Kind::keep);
}

TEST_CASE("m-elitist: over the population as it is, it is elitist replacement") {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Draw draw = draw_of(seed, Purpose::user);
    auto lives = lives_of({1, 1, 1, 1, 1, 1});
    for (Life& life : lives) {
      const Index k = draw.below(4);  // few values: ties are the rule
      life.fitness = life.pool_fitness = k == 0 ? worst : -k;
    }
    const Ranking now(lives, Ranking::By::now);
    for (Index keep = 0; keep < 8; ++keep)
      for (Index slot = 0; slot < 6; ++slot)
        CHECK(MElitist{.keep = keep}(slot, now, Clock{}).kind == Elitist{.keep = keep}(slot, now, Clock{}).kind);
  }
}

TEST_CASE("m-elitist: nobody who makes room has a better row than one who stays, and min(keep, sound) stay") {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Draw draw = draw_of(seed, Purpose::user);
    auto lives = lives_of({1, 1, 1, 1, 1, 1, 1, 1});
    Index sound = 0;
    for (Life& life : lives) {
      life.fitness = draw.below(5) == 0 ? worst : -draw.below(6);
      life.pool_fitness = std::max(life.fitness, static_cast<double>(-draw.below(6)));
      sound += std::isfinite(life.fitness) ? 1 : 0;
    }
    const MElitist replace{.keep = draw.below(10)};
    double kept = INFINITY, gone = worst;
    Index stay = 0;
    for (Index slot = 0; slot < 8; ++slot) {
      const Life& life = lives[static_cast<std::size_t>(slot)];
      const bool breeds = fate(replace, slot, lives).kind == Fate::Kind::breed;
      stay += breeds ? 0 : 1;
      if (!std::isfinite(life.fitness)) {
        CHECK(breeds);
      } else if (breeds) {
        gone = std::max(gone, life.pool_fitness);
      } else {
        kept = std::min(kept, life.pool_fitness);
      }
    }
    CHECK(stay == std::min(replace.keep, sound));
    if (stay > 0) CHECK(gone <= kept);
  }
}

TEST_CASE("m-elitist: a negative number is refused") {
  CHECK_NOTHROW(MElitist{.keep = 0}.check());
  CHECK_THROWS_WITH_AS(MElitist{.keep = -1}.check(), "MElitist: keep is -1, expected at least 0", SettingsError);
}
