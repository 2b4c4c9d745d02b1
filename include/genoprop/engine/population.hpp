#pragma once
// A population outside of a run: what a run leaves, and what another can start from.

#include <algorithm>
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

  /// refuses one that a run of so many individuals, genes, and numbers of optimizer state a gene cannot go on from
  void check(Index individuals, std::int64_t d, Index slots) const {
    require_equal("fit: individuals of the given population", size(), individuals);
    require_equal("fit: genes of the given population", genes.shape(1), d);
    if (champion.size() > 0) require_equal("fit: genes of the given population's best", champion.size(), d);
    if (pool.size() == 0) return;
    const auto rows = [&](const char* what, const auto& all, std::int64_t columns) {
      require_equal(text("fit: ", what, " of the given population"), all.shape(0), individuals);
      require_equal(text("fit: genes of ", what, " of the given population"), all.shape(1), columns);
    };
    rows("pool rows", pool, d);
    if (slots > 0) rows("states", state, slots * d);
    if (pool_state.size() > 0) rows("states of pool rows", pool_state, slots * d);
    const auto p = static_cast<std::size_t>(individuals);
    require_equal("fit: lives of the given population", lives.size(), p);
    require_equal("fit: ages of the given population", ages.size(), p);
    require_equal("fit: ages of pool rows of the given population", pool_ages.size(), p);
  }

  /// Goes on with other optimizer numbers, every individual with these: `run.fit(settings, result.population().with(Sgd{.rate = 0.01f}))`.
  /// What the optimizer remembers stays where it is one of the same type; otherwise it begins at zero.
  template <class O>
  Population with(const O& optimizer) const {
    if constexpr (requires { optimizer.check(); }) optimizer.check();
    Population p = *this;
    const auto* old = std::any_cast<std::vector<O>>(&numbers);
    bool same = old != nullptr;
    if constexpr (requires { O::optimizers; })  // AnyOf: state of one is nothing for another
      same = same && std::all_of(old->begin(), old->end(), [&](const O& o) { return o.which == optimizer.which; });
    p.numbers = std::vector<O>(static_cast<std::size_t>(size()), optimizer);
    if (same) return p;
    const auto rows = genes.shape(0), columns = static_cast<std::size_t>(O::slots) * genes.shape(1);
    p.state = xt::zeros<T>({rows, columns});
    p.pool_state = xt::zeros<T>({std::size_t{0}, columns});
    std::fill(p.ages.begin(), p.ages.end(), Index{0});
    std::fill(p.pool_ages.begin(), p.pool_ages.end(), Index{0});
    return p;
  }
  /// The same networks for another objective or other data: what was measured of them is forgotten, so the best ever and the pool rows
  /// are those of the run that follows, and nobody is stuck yet. Optimizers, their state, lineage and clock stay.
  Population unmeasured() const {
    Population p = *this;
    if (pool.size() == 0) return p;  // given genomes: nothing was
    p.pool = genes;
    p.pool_state = state;
    p.pool_ages = ages;
    for (Life& l : p.lives) {
      Life forgotten{.steps = l.steps, .births = l.births, .parents = l.parents, .sketch = l.sketch, .numbers = l.numbers};
      forgotten.step_size = forgotten.pool_step_size = l.step_size;
      l = forgotten;
    }
    p.memory.reset();
    p.champion = xt::xtensor<T, 1>();
    p.champion_fitness = worst;
    return p;
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
