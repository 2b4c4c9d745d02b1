#pragma once
// Which unit of parent B stands for which unit of parent A: linear assignment, hidden layer by hidden layer (the weight
// matching of Ainsworth, Hayase & Srinivasa, "Git Re-Basin", ICLR 2023, section 3.2, in one sweep from the input; further sweeps:
// align_descent.hpp; activation matching: Li et al., "Convergent learning", 2015).

#include <vector>

#include <genoprop/concepts/layout.hpp>
#include <genoprop/evolve/assignment.hpp>
#include <genoprop/evolve/standardise_columns.hpp>
#include <genoprop/nn/pass.hpp>

namespace genoprop {

/// For every unit of one hidden layer: which unit of B takes its place, and with which sign.
template <class T>
struct Matching {
  std::vector<Index> from;  // [units]
  std::vector<T> sign;      // [units] +1 or -1
};

/// sum of the similarities that a matching brings together
template <class T>
double gain_of(const Matching<T>& m, Block<const T> similarity) {
  double gain = 0;
  for (Index j = 0; j < similarity.rows; ++j) {
    const auto at = static_cast<std::size_t>(j);
    gain += static_cast<double>(m.sign[at] * similarity(0, j, m.from[at]));
  }
  return gain;
}
/// everything stays where it is: the gain is the diagonal's
template <class T>
double gain_of_staying(Block<const T> similarity) {
  double gain = 0;
  for (Index j = 0; j < similarity.rows; ++j) gain += static_cast<double>(similarity(0, j, j));
  return gain;
}

/// The matching with the largest sum of |similarity| (only `odd` units may change sign; else of similarity). What is no number, as
/// sums of infinite products are, says nothing.
template <class T>
Matching<T> match(Block<const T> similarity, bool odd) {
  const Index n = similarity.rows;
  std::vector<double> gain(static_cast<std::size_t>(n) * static_cast<std::size_t>(n));
  for (Index r = 0; r < n; ++r)
    for (Index c = 0; c < n; ++c) {
      const auto s = static_cast<double>(similarity(0, r, c));
      gain[static_cast<std::size_t>(r) * static_cast<std::size_t>(n) + static_cast<std::size_t>(c)] = s != s ? 0.0 : odd && s < 0 ? -s : s;
    }
  Matching<T> m{assign(gain, n), std::vector<T>(static_cast<std::size_t>(n), T(1))};
  if (odd)
    for (Index j = 0; j < n; ++j)
      if (similarity(0, j, m.from[static_cast<std::size_t>(j)]) < T(0)) m.sign[static_cast<std::size_t>(j)] = T(-1);
  return m;
}

/// to <- from with the units of one group in their new places. `flips`: whether these numbers follow the sign of the unit
/// (weights and momentum do, squared gradients do not).
template <class T>
void permute_group(const Layout& layout, Index group, const Matching<T>& m, const T* from, T* to, bool flips) {
  for (const Slice& s : layout.slices) {
    const bool feeds = s.feeds == group, leaves = s.leaves == group;
    for (Index r = 0; r < s.rows; ++r)
      for (Index c = 0; c < s.columns; ++c) {
        const Index r0 = leaves ? m.from[static_cast<std::size_t>(r)] : r, c0 = feeds ? m.from[static_cast<std::size_t>(c)] : c;
        T sign = T(1);
        if (flips && leaves) sign *= m.sign[static_cast<std::size_t>(r)];
        if (flips && feeds) sign *= m.sign[static_cast<std::size_t>(c)];
        to[s.offset + r * s.columns + c] = sign * from[s.offset + r0 * s.columns + c0];
      }
  }
}

/// Which weights of a unit say how alike two units are.
enum class Sides : std::uint8_t {
  known,  ///< incoming, and outgoing where they reach the output: what a sweep from the input knows
  both,   ///< incoming and outgoing
};

/// Similarity of the units of one group by the weights that belong to them: sum over their weights of a b. With equal norms this is
/// least squared distance.
template <class L, class T>
void weight_similarity(L& lane, const Layout& layout, Index group, Genes<const T> a, Genes<const T> b, Block<T> similarity,
                       Sides sides = Sides::known) {
  bool first = true;
  const auto add = [&](auto x, auto y) {
    if (first)
      lane.gemm(x, y, StoreProduct<T>{similarity});
    else
      lane.gemm(x, y, AddProduct<T>{similarity});
    first = false;
  };
  for (const Slice& s : layout.slices) {
    const auto wa = a.slice(s.offset, s.rows, s.columns), wb = b.slice(s.offset, s.rows, s.columns);
    if (s.feeds == group) add(flipped(wa), wb);
    if (s.leaves == group && (s.feeds < 0 || sides == Sides::both)) add(wa, flipped(wb));
  }
}

/// Memory of alignment and screening for the largest hidden layer, planned once for each lane.
template <class T>
struct ProbeMemory {
  Block<T> za, zb;                       // [1, probe rows, units]
  Block<T> deviation;                    // [1, 1, units]
  Block<T> similarity;                   // [1, units, units]
  T *row_a = nullptr, *row_b = nullptr;  // two genomes
};
template <class T, class L>
ProbeMemory<T> take_probe_memory(L& lane, const Layout& layout, Index rows) {
  Index units = 1;
  for (const Group& g : layout.groups) units = g.units > units ? g.units : units;
  const auto genome = static_cast<std::size_t>(genome_pitch(layout.genes()));
  return {take_block<T>(lane, rows, units),  take_block<T>(lane, rows, units), take_block<T>(lane, 1, units),
          take_block<T>(lane, units, units), lane.template take<T>(genome),    lane.template take<T>(genome)};
}

}  // namespace genoprop
