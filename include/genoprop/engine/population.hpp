#pragma once
// A population outside of a run: what a run leaves, and what another can start from.

#include <any>
#include <cmath>
#include <vector>

#include <genoprop/concepts/clock.hpp>
#include <genoprop/concepts/life.hpp>
#include <genoprop/core/array.hpp>
#include <genoprop/core/error.hpp>

namespace genoprop {

/// Everything of P individuals: `run.fit(settings, result.population())` goes on where the other run stopped.
template <class T>
struct Population {
  xt::xtensor<T, 2> genes;       ///< [P, D] the networks now
  xt::xtensor<T, 2> pool;        ///< [P, D] the rows that may be parents; empty in a population of given genomes
  xt::xtensor<T, 2> state;       ///< [P, slots * D] optimizer state of the networks now
  xt::xtensor<T, 2> pool_state;  ///< [P, slots * D] of the pool rows
  std::vector<Life> lives;       ///< [P]
  std::vector<Index> ages;       ///< [P] steps since the optimizer state was zero
  std::vector<Index> pool_ages;  ///< [P] the same of the pool rows
  std::any numbers;              ///< std::vector<O>: the optimizer of every individual
  std::any memory;               ///< of the strategy's replacement, where it keeps one
  Clock clock;
  xt::xtensor<T, 1> champion;  ///< [D] the best network ever, by validation
  double champion_fitness = worst;

  Index size() const { return static_cast<Index>(genes.shape(0)); }

  /// zeros of the sizes of a run: P individuals of D genes, optimizers of so many numbers a gene, and whether the pool keeps state
  static Population room_for(Index population, Index genes, Index slots, bool pool_keeps_state) {
    const auto p = static_cast<std::size_t>(population), d = static_cast<std::size_t>(genes), s = static_cast<std::size_t>(slots) * d;
    Population all;
    all.genes = all.pool = xt::zeros<T>({p, d});
    all.state = xt::zeros<T>({p, s});
    all.pool_state = xt::zeros<T>({pool_keeps_state ? p : std::size_t{0}, s});
    all.champion = xt::zeros<T>({d});
    all.lives.resize(p);
    all.ages.resize(p);
    all.pool_ages.resize(p);
    return all;
  }

  /// own starts: genomes [P, D], everything else as at the beginning
  static Population from(const xt::xtensor<T, 2>& genes) {
    require<DataError>(genes.shape(0) > 0 && genes.shape(1) > 0, "Population::from: genomes are [", genes.shape(0), ", ", genes.shape(1),
                       "], expected at least one of at least one gene");
    for (std::size_t s = 0; s < genes.shape(0); ++s)
      for (std::size_t g = 0; g < genes.shape(1); ++g)
        require<DataError>(std::isfinite(genes(s, g)), "Population::from: gene ", g, " of individual ", s, " is ", genes(s, g),
                           ", expected a finite number");
    Population p;
    p.genes = genes;
    return p;
  }
};

}  // namespace genoprop
