#pragma once
// Two runs that must have led to the same networks.

#include <doctest/doctest.h>

#include "support/bits.hpp"

#include <genoprop/engine/result.hpp>

namespace genoprop::support {

/// what a run leaves in genes, optimizer state, pool, lives and champion: the same bits
template <class A, class B>
void check_same_run(const A& a, const B& b) {
  const auto &x = a.population(), &y = b.population();
  CHECK(bits_equal(x.genes, y.genes));
  CHECK(bits_equal(x.state, y.state));
  CHECK(bits_equal(x.pool, y.pool));
  CHECK(bits_equal(x.pool_state, y.pool_state));
  CHECK(bits_equal(x.champion, y.champion));
  CHECK(x.ages == y.ages);
  CHECK(x.pool_ages == y.pool_ages);
  REQUIRE(a.history().size() == b.history().size());
  for (std::size_t g = 0; g < a.history().size(); ++g) {
    CAPTURE(g);
    const auto &before = a.history()[g], &after = b.history()[g];
    CHECK(before.births.size() == after.births.size());
    REQUIRE(before.lives.size() == after.lives.size());
    for (std::size_t s = 0; s < before.lives.size(); ++s) {
      CHECK(bits_equal(before.lives[s].loss, after.lives[s].loss));
      CHECK(before.lives[s].parents == after.lives[s].parents);
    }
  }
}

template <class R>
std::size_t births_of(const R& result) {
  std::size_t n = 0;
  for (const auto& report : result.history()) n += report.births.size();
  return n;
}

}  // namespace genoprop::support
