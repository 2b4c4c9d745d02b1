#include <genoprop/engine/report.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "support/lives.hpp"

using namespace genoprop;
using namespace genoprop::support;

TEST_CASE("summarise: best and median of the finite, lowest loss, who diverged and who trained") {
  Report r;
  r.lives = lives_of({3, 1, INFINITY, 2});
  r.lives[3].status = Status::resting;
  summarise(r);
  CHECK(r.best == -1);
  CHECK(r.median == -2);
  CHECK(r.best_loss == 1);
  CHECK(r.diverged == 1);
  CHECK(r.active == 3);
  CHECK_FALSE(r.restarted);
  Report even;
  even.lives = lives_of({4, 1, 2, 8});
  summarise(even);
  CHECK(even.median == -3);
  Report none;
  none.lives = lives_of({INFINITY, NAN});
  Report drawn = none, bred = none;
  drawn.births = {{.slot = 0, .kind = Birth::Kind::fresh}, {.slot = 1, .kind = Birth::Kind::fresh}};
  bred.births = {{.slot = 0, .kind = Birth::Kind::fresh}, {.slot = 1, .kind = Birth::Kind::bred, .parents = {0}}};
  summarise(none);
  summarise(drawn);
  summarise(bred);
  CHECK(none.diverged == 2);
  CHECK_FALSE(none.restarted);  // the last generation: nobody is born any more
  CHECK(drawn.restarted);
  CHECK_FALSE(bred.restarted);  // it goes on from a pool row
  CHECK(none.best == worst);
}

TEST_CASE("diversity: 0 when all networks are one, the spread over the size by hand, deaf to infinities") {
  std::vector<Life> lives(3);
  for (Life& l : lives) l.sketch.fill(2);
  CHECK(diversity_of(lives) == 0);
  for (std::size_t k = 0; k < 16; ++k) {
    lives[0].sketch[k] = 1;
    lives[1].sketch[k] = 2;
    lives[2].sketch[k] = 3;
  }
  CHECK(diversity_of(lives) == doctest::Approx(std::sqrt((2.0 / 3) / (14.0 / 3))));
  lives[2].sketch.fill(std::numeric_limits<float>::infinity());
  CHECK(diversity_of(lives) == doctest::Approx(std::sqrt(0.25 / 2.5)));
  for (Life& l : lives) l.sketch.fill(0);
  CHECK(diversity_of(lives) == 0);
}
