#pragma once
// A network written in another order: hidden units permuted, and with odd activations their signs turned.

#include <numeric>
#include <vector>

#include <genoprop/concepts/layout.hpp>
#include <genoprop/core/draw.hpp>

namespace genoprop::support {

/// for every hidden layer: where its units go and with which sign; signs only where `odd`
struct Shuffle {
  std::vector<std::vector<std::size_t>> from;
  std::vector<std::vector<double>> sign;

  Shuffle(const Layout& layout, Draw& draw) {
    for (const Group& g : layout.groups) {
      std::vector<std::size_t> order(static_cast<std::size_t>(g.units));
      std::iota(order.begin(), order.end(), std::size_t{0});
      for (std::size_t k = order.size(); k > 1; --k)
        std::swap(order[k - 1], order[static_cast<std::size_t>(draw.below(static_cast<Index>(k)))]);
      std::vector<double> signs(order.size(), 1.0);
      if (g.odd)
        for (double& s : signs) s = draw.unit() < 0.5f ? -1 : 1;
      from.push_back(order);
      sign.push_back(signs);
    }
  }

  /// genes in the new order; `turns`: whether these numbers follow the signs
  template <class V>
  V operator()(const Layout& layout, const V& genes, bool turns = true) const {
    V out = genes;
    for (const Slice& s : layout.slices)
      for (Index r = 0; r < s.rows; ++r)
        for (Index c = 0; c < s.columns; ++c) {
          auto row = static_cast<std::size_t>(r), column = static_cast<std::size_t>(c);
          double turn = 1;
          if (s.leaves >= 0) {
            turn *= sign[static_cast<std::size_t>(s.leaves)][row];
            row = from[static_cast<std::size_t>(s.leaves)][row];
          }
          if (s.feeds >= 0) {
            turn *= sign[static_cast<std::size_t>(s.feeds)][column];
            column = from[static_cast<std::size_t>(s.feeds)][column];
          }
          using T = typename V::value_type;
          out[static_cast<std::size_t>(s.offset + r * s.columns + c)] =
              static_cast<T>(turns ? turn : 1.0) *
              genes[static_cast<std::size_t>(s.offset) + row * static_cast<std::size_t>(s.columns) + column];
        }
    return out;
  }
};

}  // namespace genoprop::support
