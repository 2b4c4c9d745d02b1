#include <genoprop/engine/budget.hpp>

#include <doctest/doctest.h>

#include <limits>

using namespace genoprop;

namespace {
std::vector<Life> lives_of(std::initializer_list<double> best_losses) {
  std::vector<Life> lives;
  for (const double loss : best_losses) {
    Life l;
    l.best_loss = loss;
    l.pool_loss = std::numeric_limits<double>::infinity();
    lives.push_back(l);
  }
  return lives;
}
std::vector<Index> training(const std::vector<Life>& lives) {
  std::vector<Index> slots;
  for (std::size_t s = 0; s < lives.size(); ++s)
    if (lives[s].status != Status::resting) slots.push_back(static_cast<Index>(s));
  return slots;
}
}  // namespace

TEST_CASE("budget: a slot takes its steps, once for every mini-batch; where there are none, an evaluation") {
  CHECK(share_of(Clock{.steps = 50}, 1) == 50);
  CHECK(share_of(Clock{.steps = 50}, 4) == 200);
  CHECK(share_of(Clock{.steps = 0}, 1) == 1);
}

TEST_CASE("budget: where less is left than all would take, the best take it") {
  Clock clock{.steps = 10, .budget = 100};
  auto lives = lives_of({3, 1, 2, 1, 5});
  clock.spent = 50;
  trim_to_budget(lives, clock, 1);
  CHECK(active(lives) == 5);  // 50 left, 5 take 10 each
  clock.spent = 51;
  trim_to_budget(lives, clock, 1);
  CHECK(training(lives) == std::vector<Index>{0, 1, 2, 3});

  lives = lives_of({3, 1, 2, 1, 5});
  lives[1].status = Status::resting;  // who rests is not asked
  lives[4].pool_loss = 0.5;           // the better of the life and its pool row counts
  clock.spent = 60;
  trim_to_budget(lives, clock, 2);
  CHECK(training(lives) == std::vector<Index>{3, 4});

  lives = lives_of({1, 1, 1});  // equal ones by slot
  clock.spent = 80;
  trim_to_budget(lives, clock, 1);
  CHECK(training(lives) == std::vector<Index>{0, 1});
}
