#pragma once
// Alignment of deep networks by coordinate descent over hidden layers: Ainsworth, Hayase & Srinivasa, "Git Re-Basin: merging models
// modulo permutation symmetries", ICLR 2023, algorithm 1.

#include <numeric>
#include <utility>
#include <vector>

#include <genoprop/core/draw.hpp>
#include <genoprop/evolve/align.hpp>

namespace genoprop {

/// Up to `sweeps` sweeps over the hidden layers, each in a drawn order, until one changes nothing. A layer gets the order (and where it
/// is odd, the signs) in which the weights on both its sides are most alike to A's while all other layers stay: sum over all weights of
/// a b, the similarity of the networks, never falls. Their step solves the same assignment; it starts from B's own order, ours from
/// where the sweep from the input ended. A step is taken only where it gains: equals do not change places for ever.
/// `current()`: genes of B as they are now; `place(group, matching)` brings a layer into its new order; `similarity`: room for the
/// largest layer. Returns how many sweeps were made.
template <class L, class T, class Current, class Place>
Index descend_alignment(L& lane, const Layout& layout, Genes<const T> a, Block<T> similarity, Index sweeps, Draw& draw, Current&& current,
                        Place&& place) {
  std::vector<Index> order(layout.groups.size());
  std::iota(order.begin(), order.end(), Index{0});
  for (Index sweep = 0; sweep < sweeps; ++sweep) {
    for (std::size_t k = order.size(); k > 1; --k)  // Fisher & Yates, from the back
      std::swap(order[k - 1], order[static_cast<std::size_t>(draw.below(static_cast<Index>(k)))]);
    bool changed = false;
    for (const Index g : order) {
      const Group& group = layout.groups[static_cast<std::size_t>(g)];
      const Block<T> alike{similarity.data, similarity.stride, similarity.pitch, group.units, group.units};
      weight_similarity(lane, layout, g, a, current(), alike, Sides::both);
      const Matching<T> matching = match(Block<const T>(alike), group.odd);
      if (!(gain_of(matching, Block<const T>(alike)) > gain_of_staying(Block<const T>(alike)))) continue;
      place(g, matching);
      changed = true;
    }
    if (!changed) return sweep + 1;
  }
  return sweeps;
}

}  // namespace genoprop
