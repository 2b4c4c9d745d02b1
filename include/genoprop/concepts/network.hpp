#pragma once
// What a network is made of. A layer adds itself by modelling Layer; an activation, an initialiser and a loss alike.

#include <concepts>

#include <genoprop/concepts/layout.hpp>
#include <genoprop/core/view.hpp>

namespace genoprop {

/// y = value(z), and dy/dz from y: `slope(y)`. `odd`: value(-z) = -value(z), so that aligned crossover may flip signs.
/// Where y does not tell the slope, `static constexpr bool stash = true`: z is kept, and dy/dz is `slope(z)`. Optional:
///   Start start(Index fan_in, Index fan_out) const    how weights before it start; Glorot unless it says so
///   void check() const                                refuses numbers out of range
template <class A>
concept Activation = requires(const A act, float z) {
  { act.value(z) } -> std::same_as<float>;
  { act.slope(z) } -> std::same_as<float>;
  { A::odd } -> std::convertible_to<bool>;
};

/// Whether slope() is a function of z, not of y.
template <class A>
inline constexpr bool stashes = false;
template <class A>
  requires requires { A::stash; }
inline constexpr bool stashes<A> = A::stash;

/// How weights start, from the fan-in and the fan-out of their layer. Optional: void check() const refuses numbers out of range.
template <class I>
concept Initialiser = requires(const I init, Index fan) {
  { init(fan, fan) } -> std::same_as<Start>;
};

/// Layers in a row: sizes known when it is built, structure known to the compiler.
///   each(f)            f(layer, number) from the input to the output
///   each_backward(f)   f(layer, layer below or NoLayer, number) from the output to the input
/// A layer has `inputs`, `units` and an activation `act` (nn/flow.hpp: what it meets in a pass):
///   describe(layout, number, leaves, feeds)     adds its slices; the groups of its inputs and of its units, -1 for none
///   forward(lane, genes, flow) const            y <- x
///   backward(lane, genes, flow, below, sink) const      dx <- dy times the slope of `below`; gradients go to the sink
///   static constexpr bool mixes                 true: its units are others than its inputs, as a dense layer's are
///   static constexpr bool odd                   whether -x gives -y
/// and where it needs them: `Index own_columns() const`, the columns of a block [p, B, columns] it keeps numbers in until the backward
/// pass, which leaves them as they are: several may follow one forward pass; `static constexpr Index places` with `each(f)` over the layers
/// inside it, which take the places before its own; `bool draws() const`, whether passes of training over the same rows differ.
template <class N>
concept Network = requires(const N net, Layout& layout) {
  { net.inputs() } -> std::same_as<Index>;
  { net.outputs() } -> std::same_as<Index>;
  { net.layers() } -> std::same_as<Index>;
  { N::max_layers } -> std::convertible_to<Index>;  // room for traces, known to the compiler
  net.describe(layout);
};

/// What a loss compares outputs with.
enum class Target : std::uint8_t { labels, values };

}  // namespace genoprop
