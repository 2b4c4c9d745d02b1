#pragma once
// A history and a result written by hand: three slots, three generations, one of everything.

#include <genoprop/engine/result.hpp>

#include "support/made.hpp"

namespace genoprop::support {

inline std::vector<Report> small_history() {
  std::vector<Report> history(3);
  for (Index g = 0; g < 3; ++g) {
    Report& r = history[static_cast<std::size_t>(g)];
    r.generation = g + 1;
    r.generations = 3;
    r.lives.resize(3);
    for (Index s = 0; s < 3; ++s) {
      Life& l = r.lives[static_cast<std::size_t>(s)];
      l.loss = 1.0 / (1 + g + s);
      l.fitness = -l.loss;
      l.accuracy = 0.25 * s;
      l.age = g + 1;
    }
    r.steps = 30 * (g + 1);
    r.budget = 90;
    r.seconds = 0.5 * (g + 1);
    r.diversity = 0.1;
  }
  Life& lost = history[1].lives[2];
  lost.loss = std::numeric_limits<double>::quiet_NaN();
  lost.fitness = worst;
  lost.status = Status::diverged;
  history[1].lives[0].status = Status::resting;
  history[1].lives[1].accuracy = std::numeric_limits<double>::quiet_NaN();
  history[0].births = {{.slot = 1, .kind = Birth::Kind::copied, .parents = {0, -1}}};
  history[1].births = {{.slot = 0, .kind = Birth::Kind::bred, .parents = {1, 0}}, {.slot = 2, .kind = Birth::Kind::fresh}};
  for (Report& r : history) summarise(r);
  return history;
}

/// a result of that history
inline Result<Made> small_result(std::vector<Report> history = small_history()) {
  Population<double> population;
  population.genes = population.pool = genomes(3, 6, [](std::size_t s, std::size_t g) { return double(s) + double(g); });
  population.lives.resize(3);
  population.champion = xt::zeros<double>({6});
  population.champion_fitness = -0.2;
  return Result<Made>(Made{}, Settings{.population = 3, .generations = 3, .steps = 10, .batch = full_batch, .seed = 18446744073709551615u},
                      population, std::move(history));
}

}  // namespace genoprop::support
