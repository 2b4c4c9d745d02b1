#pragma once
// The dense layer: y = act(x W + b).

#include <string>

#include <genoprop/nn/activation.hpp>

namespace genoprop {

/// Below the first layer there is none: nothing to hand a gradient to.
struct NoLayer {};

/// What a dense layer does with each element of x W: bias and activation, and where y does not tell the slope, z is kept.
template <class Act, class T>
struct Activate {
  Act act;
  Block<const T> bias;
  Block<T> y, z;
  GENOPROP_HD void operator()(Index i, Index r, Index c, T sum) const noexcept(noexcept(act.value(sum))) {
    const T here = sum + bias(i, 0, c);
    if constexpr (stashes<Act>) z(i, r, c) = here;
    y(i, r, c) = act.value(here);
  }
};

/// dx = (dy W') times the slope of the layer below; `told`: its y, or its z, as the activation asks.
template <class Act, class T>
struct StoreSloped {
  Act below;
  Block<const T> told;
  Block<T> dx;
  GENOPROP_HD void operator()(Index i, Index r, Index c, T sum) const noexcept(noexcept(below.slope(sum))) {
    dx(i, r, c) = sum * below.slope(told(i, r, c));
  }
};

/// dy times the slope of its own activation: the output layer alone needs it, the others get it from the layer above.
template <class Act, class T>
struct TimesSlope {
  Act act;
  Block<const T> told;
  Block<T> dy;
  GENOPROP_HD void operator()(Index i, Index r, Index c) const noexcept(noexcept(act.slope(told(i, r, c)))) {
    dy(i, r, c) *= act.slope(told(i, r, c));
  }
};

/// Where an affine map lies in the genome: W [in, out] at `weight`, b [out] at `bias`.
struct Affine {
  Index weight = 0, bias = 0, inputs = 0, outputs = 0;
};

/// y [p, B, units] = act(x [p, B, inputs] W [p, inputs, units] + b [p, 1, units])
template <Activation Act = Identity>
struct Dense {
  Index inputs = 0, units = 0;
  Start start{};
  Act act{};
  Affine at{};  ///< set by the network that holds it

  /// adds its two slices; `leaves`: the group of its inputs, `feeds`: the group of its units, -1 for input and output
  void describe(Layout& layout, Index number, Index leaves, Index feeds) {
    const std::string name = "layers." + std::to_string(number);
    at = {.inputs = inputs, .outputs = units};
    at.weight = layout.add(
        {.name = name + ".weight", .rows = inputs, .columns = units, .layer = number, .start = start, .feeds = feeds, .leaves = leaves});
    at.bias = layout.add({.name = name + ".bias", .rows = 1, .columns = units, .layer = number, .feeds = feeds, .vector = true});
  }

  template <class T>
  Block<T> weights(Genes<T> g) const {
    return g.slice(at.weight, inputs, units);
  }
  template <class T>
  Block<T> bias(Genes<T> g) const {
    return g.slice(at.bias, 1, units);
  }

  template <class L, class T>
  void forward(L& lane, Genes<const T> g, Block<const T> x, Block<T> y, Block<T> z) const {
    lane.gemm(x, weights(g), Activate<Act, T>{act, bias(g), y, z});
  }

  /// dy already carries the slope of this layer's activation; dx leaves with that of the layer below, read off `told`.
  /// dx is read off the old W, so it comes before the sink that may change it.
  template <class L, class T, class Below, class Sink>
  void backward(L& lane, Genes<const T> g, Block<const T> x, Block<const T> told, Block<T> dy, Block<T> dx, const Below& below,
                Sink& sink) const {
    if constexpr (!std::same_as<Below, NoLayer>)
      lane.gemm(Block<const T>(dy), flipped(weights(g)), StoreSloped<decltype(below.act), T>{below.act, told, dx});
    sink.affine(lane, at, x, Block<const T>(dy));
  }
};

}  // namespace genoprop
