#pragma once
// A small network on data of its own, and genomes for it, for tests of mutations.

#include <genoprop/backend/serial.hpp>
#include <genoprop/nn/mlp.hpp>
#include <genoprop/nn/regression.hpp>
#include <genoprop/train/supervised.hpp>

#include "support/child.hpp"

namespace genoprop::support {

/// rows of three features and two targets, N(0, 1)
template <class T>
Dataset<T> normal_rows(Index rows) {
  xt::xtensor<T, 2> x = xt::zeros<T>({static_cast<std::size_t>(rows), std::size_t{3}}),
                    y = xt::zeros<T>({static_cast<std::size_t>(rows), std::size_t{2}});
  for (Index r = 0; r < rows; ++r) {
    Draw draw(5, {.purpose = Purpose::data, .index = static_cast<std::uint32_t>(r)});
    for (Index c = 0; c < 3; ++c) x(r, c) = static_cast<T>(draw.normal());
    for (Index c = 0; c < 2; ++c) y(r, c) = static_cast<T>(draw.normal());
  }
  return Dataset{x, y};
}

/// 3-5-4-2: W0 0..14, b0 15..19, W1 20..39, b1 40..43, W2 44..51, b2 52..53
template <class T, class Act>
auto small_problem(Act act) {
  const Dataset<T> rows = normal_rows<T>(40);
  return Supervised{mlp({3, 5, 4, 2}, act), MeanSquaredError{}, Splits<T>{rows, rows, {}}};
}
inline constexpr std::size_t small_genes = 54;
inline std::size_t small_layer(std::size_t gene) { return gene < 20 ? 0 : gene < 44 ? 1 : 2; }

template <class T>
std::vector<T> normal_genes(Draw& draw, std::size_t n = small_genes) {
  std::vector<T> genes(n);
  for (T& g : genes) g = static_cast<T>(draw.normal());
  return genes;
}

/// the draw of a gene: the words that a rule sees there
inline Draw gene_draw(std::uint64_t seed, Index slot, Index generation, Index genes, Index gene) {
  const Index quads = round_up(genes, 64) / 4;
  Site at{.purpose = Purpose::mutate, .slot = static_cast<std::uint32_t>(slot), .time = static_cast<std::uint32_t>(generation)};
  at.index = static_cast<std::uint32_t>(gene % quads);
  const std::uint32_t first = words_at(seed, at).word[gene / quads];
  return genoprop::draw_of(seed, Site{.purpose = Purpose::mutate, .slot = at.slot, .time = at.time}, static_cast<std::uint32_t>(gene),
                           first);
}

}  // namespace genoprop::support
