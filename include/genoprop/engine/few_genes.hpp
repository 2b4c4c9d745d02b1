#pragma once
// A few genes of many, all different, without a list of them.

#include <cstdint>

#include <genoprop/engine/gene_words.hpp>

namespace genoprop {

/// A permutation of 0 .. items - 1 by address: `shuffled(j)` for j < k are k different items. A balanced Feistel network (Luby & Rackoff,
/// "How to construct pseudorandom permutations from pseudorandom functions", SIAM J. Comput. 17, 1988) over the next power of four,
/// walked on until it comes back inside (cycle walking: Black & Rogaway, "Ciphers with arbitrary finite domains", CT-RSA 2002).
struct Shuffled {
  static constexpr int rounds = 8;
  Index items = 1;
  std::uint32_t half = 1;  // bits of one half
  std::uint32_t key[rounds];

  Shuffled(Index n, Draw& draw) : items(n) {
    while ((std::uint64_t{1} << (2 * half)) < static_cast<std::uint64_t>(n)) ++half;
    for (std::uint32_t& k : key) k = draw.bits();
  }

  GENOPROP_HD Index operator()(Index j) const noexcept {
    auto x = static_cast<std::uint32_t>(j);
    do x = once(x);
    while (x >= static_cast<std::uint32_t>(items));
    return static_cast<Index>(x);
  }

 private:
  GENOPROP_HD std::uint32_t once(std::uint32_t x) const noexcept {
    const std::uint32_t mask = (1u << half) - 1;
    std::uint32_t left = x >> half, right = x & mask;
    for (int r = 0; r < rounds; ++r) {
      const std::uint32_t next = left ^ (mixed(right ^ key[r]) & mask);
      left = right;
      right = next;
    }
    return (left << half) | right;
  }
  /// every bit of the result depends on every bit of x: the finalizer of MurmurHash3 (Appleby, 2011)
  GENOPROP_HD static std::uint32_t mixed(std::uint32_t x) noexcept {
    x = (x ^ (x >> 16)) * 0x85EBCA6Bu;
    x = (x ^ (x >> 13)) * 0xC2B2AE35u;
    return x ^ (x >> 16);
  }
};

/// child[g] = rule(child[g]) for the genes g = shuffled(0), shuffled(1), ...; every gene has a draw of its own.
template <class Rule, class T>
struct MutateFew {
  Rule rule;
  Shuffled shuffled;
  T* child;
  GeneMap map;
  std::uint64_t seed;
  Site at;
  Index genes;
  GENOPROP_HD void operator()(Index, Index, Index j) const noexcept(quiet_mutation<Rule, T>) {
    const Index g = shuffled(j);
    Site site = at;
    site.index = static_cast<std::uint32_t>(g);
    Draw draw(seed, site);
    child[g] = rule(child[g], GeneSite{g, genes, map.unit[g], map.layer[g]}, draw);
  }
};

}  // namespace genoprop
