#include <genoprop/engine/lives.hpp>

#include <doctest/doctest.h>

#include <limits>

using namespace genoprop;

namespace {
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
}

TEST_CASE("lives: a generation older, with its scores and the best loss of before") {
  Life l;
  grow_older(l, {.loss = 3, .accuracy = 0.5}, -3, 10);
  grow_older(l, {.loss = 1, .accuracy = 0.75}, -1, 10);
  grow_older(l, {.loss = 2, .accuracy = 0.625}, -2, 10);
  CHECK(l.age == 3);
  CHECK(l.steps == 30);
  CHECK(l.loss == 2);
  CHECK(l.fitness == -2);
  CHECK(l.accuracy == 0.625);
  CHECK(l.best_loss == 1);
  CHECK(l.best_before[0] == 1);
  CHECK(l.best_before[1] == 3);
  CHECK(l.status == Status::trained);
}

TEST_CASE("lives: one that has diverged is the worst, whatever its fitness says, and keeps its best loss") {
  Life l;
  grow_older(l, {.loss = 3}, -3, 1);
  grow_older(l, {.loss = not_a_number}, 7, 1);
  CHECK(l.status == Status::diverged);
  CHECK(l.fitness == worst);
  CHECK(l.best_loss == 3);
  grow_older(l, {.loss = 1}, not_a_number, 1);
  CHECK(l.status == Status::diverged);
}

TEST_CASE("lives: what is measured anew counts; one that is not finite has diverged, and nobody stands behind it for that") {
  std::vector<Life> lives(3);
  for (std::size_t s = 0; s < 3; ++s) grow_older(lives[s], {.loss = double(s)}, -double(s), 0);
  measure_anew(lives[0], not_a_number);
  CHECK(lives[0].status == Status::diverged);
  CHECK(lives[0].fitness == worst);
  measure_anew(lives[1], -1.5);
  CHECK(lives[1].status == Status::trained);
  CHECK(lives[1].fitness == -1.5);
  CHECK(lives[1].loss == 1.5);
  put_first(lives, {0, 1});
  CHECK(lives[2].fitness == -2);
  put_first(lives, {0});
  CHECK(lives[1].fitness == -1.5);
  lives[2].status = Status::resting;  // at rest it stays, unless it has diverged
  measure_anew(lives[2], -3);
  CHECK(lives[2].status == Status::resting);
  measure_anew(lives[2], worst);
  CHECK(lives[2].status == Status::diverged);
}

TEST_CASE("lives: who was not measured again does not stand before those who were") {
  std::vector<Life> lives(4);
  const double fitness[] = {5, 2, 4, 1};
  for (std::size_t s = 0; s < 4; ++s) {
    lives[s].fitness = fitness[s];
    lives[s].loss = -fitness[s];
  }
  put_first(lives, {2, 1});
  CHECK(lives[0].fitness == 2);  // was lucky
  CHECK(lives[0].loss == -2);
  CHECK(lives[1].fitness == 2);
  CHECK(lives[2].fitness == 4);
  CHECK(lives[3].fitness == 1);
}

TEST_CASE("lives: the leader has the lowest loss of its life, the first of equal ones; none where nothing is finite") {
  std::vector<Life> lives(3);
  CHECK(leader_of(lives).slot == -1);
  lives[1].best_loss = 2;
  lives[1].births = 4;
  lives[2].best_loss = 2;
  CHECK(leader_of(lives) == LeaderMark{1, 4});
  lives[2].best_loss = 1;
  CHECK(leader_of(lives) == LeaderMark{2, 0});
}

TEST_CASE("lives: a birth brings its first parent's pool row, unless the slot keeps its own") {
  std::vector<Life> lives(2);
  lives[0].pool_fitness = -1;
  lives[0].pool_loss = 1;
  lives[1].pool_fitness = -5;
  lives[1].pool_loss = 5;
  Birth birth{.slot = 0, .parents = {1}};
  CHECK(born(lives[0], birth, lives, Pool::best_so_far).pool_loss == 5);
  birth.keeps_pool_row = true;
  CHECK(born(lives[0], birth, lives, Pool::best_so_far).pool_loss == 1);
  CHECK(born(lives[0], birth, lives, Pool::best_so_far).pool_fitness == -1);
  CHECK(born(lives[0], birth, lives, Pool::best_so_far).births == 1);
}

TEST_CASE("lives: the genes that are shown are of the genome, depend on the seed alone and reach its ends") {
  CHECK(sketched_genes(1, 1000) == sketched_genes(1, 1000));
  CHECK(sketched_genes(1, 1000) != sketched_genes(2, 1000));
  bool first = false, last = false;
  for (std::uint64_t seed = 0; seed < 20; ++seed)
    for (const Index g : sketched_genes(seed, 3)) {
      CHECK((g >= 0 && g < 3));
      first = first || g == 0;
      last = last || g == 2;
    }
  CHECK((first && last));
}
