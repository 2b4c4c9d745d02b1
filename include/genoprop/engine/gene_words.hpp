#pragma once
// Gene rules at work: random words four to a block, then the rule, gene by gene.

#include <genoprop/concepts/crossover.hpp>
#include <genoprop/concepts/layout.hpp>
#include <genoprop/concepts/mutation.hpp>
#include <genoprop/core/draw.hpp>
#include <genoprop/core/math.hpp>
#include <genoprop/core/view.hpp>

namespace genoprop {

/// For every gene its unit and its layer, in lane memory, shared by all.
struct GeneMap {
  const Index* unit = nullptr;   // [pitch]
  const Index* layer = nullptr;  // [pitch]
};

/// words[k * quads + q] = word k of block q: contiguous stores, vectorised.
struct FillWords {
  std::uint32_t* words;
  std::uint64_t seed;
  Site at;
  Index quads;
  GENOPROP_HD void operator()(Index i, Index r, Index q) const noexcept { draw_in_column(*this, i, r, q); }
  GENOPROP_HD std::uint64_t key() const noexcept { return seed; }
  GENOPROP_HD Site site(Index, Index) const noexcept { return at; }
  GENOPROP_HD void take(Index, Index, Index q, const Words& w) const noexcept {
    words[q] = w.word[0];
    words[quads + q] = w.word[1];
    words[2 * quads + q] = w.word[2];
    words[3 * quads + q] = w.word[3];
  }
};

/// The draw of item j: its first word lies ready, later ones are made when asked for.
GENOPROP_HD Draw draw_of(std::uint64_t seed, Site at, std::uint32_t item, std::uint32_t first) noexcept {
  at.index = item;
  at.block = 1;  // block 0 gave the first words
  return Draw(seed, at, first);
}

template <Grain G>
GENOPROP_HD Index item_of(const GeneSite& site) noexcept {
  if constexpr (G == Grain::gene) return site.gene;
  if constexpr (G == Grain::unit) return site.unit;
  if constexpr (G == Grain::layer) return site.layer;
  return 0;
}

/// child[g] = rule(parents at g): for weights, and with the same choices for optimizer state.
template <class Rule, class T, Index N, Grain G>
struct CrossGenes {
  Rule rule;
  const T* parent[N];  // a plain array: std::array's functions are the host's
  T* child;
  const std::uint32_t* words;
  GeneMap map;
  std::uint64_t seed;
  Site at;
  Index genes;
  GENOPROP_HD void operator()(Index, Index, Index g) const noexcept(quiet_rule<Rule, T, N>) {
    Parents<T, N> p;
    for (Index k = 0; k < N; ++k) p.value[k] = parent[k][g];
    const GeneSite site{g, genes, map.unit[g], map.layer[g]};
    if constexpr (SilentRule<Rule, T, N>) {
      child[g] = rule(p, site);
    } else {
      const Index item = item_of<G>(site);
      if (G == Grain::unit && item < 0) {
        child[g] = p.value[0];
        return;
      }
      Draw draw = draw_of(seed, at, static_cast<std::uint32_t>(item), words[item]);
      child[g] = rule(p, site, draw);
    }
  }
};

/// child[g] = rule(child[g])
template <class Rule, class T>
struct MutateGenes {
  Rule rule;
  T* child;
  const std::uint32_t* words;
  GeneMap map;
  std::uint64_t seed;
  Site at;
  Index genes;
  GENOPROP_HD void operator()(Index, Index, Index g) const noexcept(quiet_mutation<Rule, T>) {
    Draw draw = draw_of(seed, at, static_cast<std::uint32_t>(g), words[g]);
    child[g] = rule(child[g], GeneSite{g, genes, map.unit[g], map.layer[g]}, draw);
  }
  GENOPROP_HD bool idle(Index, Index, Index g) const noexcept requires SparingMutation<Rule> { return rule.keeps(unit_of(words[g])); }
};

template <class T>
struct CopyGenes {
  const T* from;
  T* to;
  GENOPROP_HD void operator()(Index, Index, Index g) const noexcept { to[g] = from[g]; }
};
template <class T>
struct ZeroGenes {
  T* to;
  GENOPROP_HD void operator()(Index, Index, Index g) const noexcept { to[g] = T(0); }
};

/// child[g] (+)= weight from[g]
template <class T>
struct MixGenes {
  const T* from;
  T* child;
  T weight;
  bool first;
  GENOPROP_HD void operator()(Index, Index, Index g) const noexcept {
    child[g] = first ? weight * from[g] : math::fma(weight, from[g], child[g]);
  }
};

/// mean[g] = past mean[g] + (1 - past) now[g]; past 0: now, whatever was there
template <class T>
struct BlendGenes {
  const T* now;
  T* mean;
  T past;
  GENOPROP_HD void operator()(Index, Index, Index g) const noexcept {
    mean[g] = past > T(0) ? math::fma(past, mean[g], (T(1) - past) * now[g]) : now[g];
  }
};

}  // namespace genoprop
