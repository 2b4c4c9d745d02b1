#pragma once
// What a generation does to the lives of the slots, beside births: they grow older, are measured again, and one of them leads.

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <span>
#include <vector>

#include <genoprop/concepts/life.hpp>
#include <genoprop/concepts/plan.hpp>
#include <genoprop/core/draw.hpp>
#include <genoprop/engine/champion.hpp>
#include <genoprop/evolve/strategy.hpp>

namespace genoprop {

/// the genes that every life shows of its genome: drawn once a run
inline std::array<Index, 16> sketched_genes(std::uint64_t seed, Index genes) {
  std::array<Index, 16> which{};
  for (std::size_t k = 0; k < which.size(); ++k)
    which[k] = Draw(seed, Site{.purpose = Purpose::probe, .index = static_cast<std::uint32_t>(k)}).below(genes);
  return which;
}

/// after `steps` gradient steps and a look at its scores
inline void grow_older(Life& life, const Scores& scores, double fitness, Index steps) {
  life.loss = scores.loss;
  life.accuracy = scores.accuracy;
  life.status = diverged(fitness, life.loss) ? Status::diverged : Status::trained;
  life.fitness = life.status == Status::diverged ? worst : fitness;
  for (std::size_t w = life.best_before.size() - 1; w > 0; --w) life.best_before[w] = life.best_before[w - 1];
  life.best_before[0] = life.best_loss;
  if (life.loss < life.best_loss) life.best_loss = life.loss;
  life.age += 1;
  life.steps += steps;
}

/// the mean of several calls counts; one that is not finite has diverged as any other
inline void measure_anew(Life& life, double mean) {
  if (diverged(mean, -mean)) life.status = Status::diverged;
  life.fitness = diverged(mean, -mean) ? worst : mean;
  life.loss = -mean;
}

/// Who was not measured again was lucky if it now stands before those who were: it may stand beside the last of them.
inline void put_first(std::vector<Life>& lives, const std::vector<Index>& measured) {
  double last = std::numeric_limits<double>::infinity();
  for (const Index s : measured)
    if (const Life& l = lives[static_cast<std::size_t>(s)]; l.status != Status::diverged) last = std::min(last, l.fitness);
  for (std::size_t s = 0; s < lives.size(); ++s) {
    if (std::find(measured.begin(), measured.end(), static_cast<Index>(s)) != measured.end() || !(lives[s].fitness > last)) continue;
    lives[s].fitness = last;
    lives[s].loss = -last;
  }
}

/// the slot with the lowest loss of its life, and which life that is; no slot where there is none
inline LeaderMark leader_of(const std::vector<Life>& lives) {
  Index leader = -1;
  for (Index s = 0; s < static_cast<Index>(lives.size()); ++s) {
    const Life& l = lives[static_cast<std::size_t>(s)];
    if (std::isfinite(l.best_loss) && (leader < 0 || l.best_loss < lives[static_cast<std::size_t>(leader)].best_loss)) leader = s;
  }
  return {leader, leader < 0 ? 0 : lives[static_cast<std::size_t>(leader)].births};
}

/// What a birth does to the lives: the slot starts again; its pool row is its first parent's until it is beaten,
/// or stays its own where the birth says so.
inline Life born(const Life& before, const Birth& birth, std::span<const Life> lives, Pool pool) {
  Life life;
  life.births = before.births + 1;
  life.parents = {birth.parents[0], birth.parents[1]};
  life.sketch = before.sketch;
  life.step_size = birth.step_size;
  if (pool == Pool::best_of_both || birth.keeps_pool_row) {
    life.pool_fitness = before.pool_fitness;
    life.pool_loss = before.pool_loss;
    life.pool_step_size = before.pool_step_size;
  } else if (birth.parents[0] >= 0) {
    const Life& parent = lives[static_cast<std::size_t>(birth.parents[0])];
    life.pool_fitness = parent.pool_fitness;
    life.pool_loss = parent.pool_loss;
    life.pool_step_size = parent.pool_step_size;
  }
  return life;
}

}  // namespace genoprop
