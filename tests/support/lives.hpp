#pragma once
// Populations as selection and replacement see them, made from losses alone.

#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <vector>

#include <genoprop/concepts/ranking.hpp>
#include <genoprop/core/draw.hpp>

namespace genoprop::support {

/// lives whose fitness is minus the loss, now and in the pool; a loss that is not finite is a diverged slot
inline std::vector<Life> lives_of(std::initializer_list<double> losses) {
  std::vector<Life> lives;
  for (const double loss : losses) {
    Life life;
    if (diverged(-loss, loss)) {
      life.status = Status::diverged;
    } else {
      life.loss = life.best_loss = life.pool_loss = loss;
      life.fitness = life.pool_fitness = -loss;
    }
    lives.push_back(life);
  }
  return lives;
}

/// the draws of one seed and purpose
inline Draw draw_of(std::uint64_t seed, Purpose purpose) { return Draw(seed, {.purpose = purpose}); }

/// the share of `trials` seeds for which `happens(draw)`
template <class F>
double frequency(int trials, Purpose purpose, F happens) {
  int count = 0;
  for (int seed = 0; seed < trials; ++seed) {
    Draw draw = draw_of(static_cast<std::uint64_t>(seed), purpose);
    count += happens(draw) ? 1 : 0;
  }
  return static_cast<double>(count) / trials;
}

/// five standard deviations of a frequency over `trials`: crossed by chance once in 1.7 million, and seeds are fixed
inline double five_sigma(double chance, int trials) { return 5 * std::sqrt(chance * (1 - chance) / trials); }

}  // namespace genoprop::support
