#pragma once
// Crossover of whole layers.

#include <genoprop/concepts/crossover.hpp>
#include <genoprop/core/error.hpp>

namespace genoprop {

/// Every layer, weights and biases, is the second parent's with chance `share`, else the first's. The stitched networks of Yosinski,
/// Clune, Bengio & Lipson, "How transferable are features in deep neural networks?", NIPS 2014, as children: there the lower layers
/// are one network's and the upper ones another's, here each layer is drawn. Layers of networks that were trained apart do not
/// fit without alignment: their units have no common order (`Aligned{LayerWise{}}`).
struct LayerWise {
  float share = 0.5f;  ///< chance of the second parent, in [0, 1]
  static constexpr Grain grain = Grain::layer;

  template <class T>
  GENOPROP_HD T operator()(Parents<T> p, GeneSite, Draw& draw) const noexcept {
    return draw.unit() < share ? p[1] : p[0];
  }

  void check() const { require<SettingsError>(share >= 0 && share <= 1, "LayerWise: share is ", share, ", expected in [0, 1]"); }
};

static_assert(Crossover<LayerWise> && draws_words<LayerWise> && grain_of<LayerWise> == Grain::layer && quiet_rule<LayerWise, float, 2>);

}  // namespace genoprop
