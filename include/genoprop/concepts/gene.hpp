#pragma once
// What a gene rule sees: where the gene lies, and what its parents hold there.

#include <span>

#include <genoprop/core/config.hpp>

namespace genoprop {

/// A gene of a child.
struct GeneSite {
  Index gene = 0;   ///< 0 .. genes - 1, in layer order
  Index genes = 0;  ///< D
  Index unit = -1;  ///< hidden unit it belongs to, numbered over the network; -1: none (an output's bias)
  Index layer = 0;  ///< layer it belongs to
};

/// The same gene of the N parents of a child: `p[0]` is the first parent's, `p[k]` parent k's.
template <class T, Index N = 2>
struct Parents {
  T value[N];
  GENOPROP_HD T operator[](Index k) const noexcept {
    if constexpr (N == 1) return value[0];
    if constexpr (N == 2) return k == 0 ? value[0] : value[1];
    return value[k];
  }
  static constexpr Index size() { return N; }
};

/// What shares one draw in a gene rule.
enum class Grain : std::uint8_t {
  gene,    ///< every gene its own
  unit,    ///< all genes of a hidden unit the same; genes without a unit: the first parent's
  layer,   ///< all genes of a layer
  genome,  ///< all genes of the child
};

/// A child that is about to be made.
struct Child {
  Index slot = 0;
  Index genes = 0;                   ///< D
  Index units = 0;                   ///< hidden units of the whole network
  std::span<const double> losses{};  ///< of its parents' pool rows, the first one's first
};

/// A hidden unit of a child, for rules that say which units are redrawn.
struct UnitSite {
  Index unit = 0;   ///< numbered over the network
  Index group = 0;  ///< hidden layer
  Index units = 0;  ///< how many the hidden layer has
};

}  // namespace genoprop
