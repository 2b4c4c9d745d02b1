#pragma once
// Forward and backward over any network: written once over each() and each_backward().

#include <array>
#include <type_traits>

#include <genoprop/nn/dense.hpp>

namespace genoprop {

/// A block of lane memory for the lane's largest number of individuals.
template <class T, class L>
Block<T> take_block(L& lane, Index rows, Index columns) {
  const Index pitch = lane.pitch(columns);
  const std::ptrdiff_t stride = static_cast<std::ptrdiff_t>(pitch) * rows;
  return {lane.template take<T>(static_cast<std::size_t>(stride) * static_cast<std::size_t>(lane.capacity())), stride, pitch, rows,
          columns};
}

/// Activations of a network, y[l] [p, B, units], and where wanted their gradients; z[l] where the slope is read off z, own[l] where a
/// layer keeps numbers of its own. A plain array: a device can hold it.
template <class T, Index Depth>
struct Trace {
  std::array<Block<T>, Depth> y{}, z{}, own{}, dy{};
  Index layers = 0;

  const Block<T>& output() const { return y[static_cast<std::size_t>(layers - 1)]; }
  const Block<T>& output_slope() const { return dy[static_cast<std::size_t>(layers - 1)]; }
  /// a pass over x, as the layer sees it whose places begin at [k]; with a clock it is one of training
  Flow<T> flow(const Input<T>& x, const Clock* clock = nullptr, Index slot = 0, Index k = 0) const {
    if (k == 0) return {x.block, y.data(), z.data(), own.data(), dy.data(), {}, {}, clock, slot, x.list ? &x.list : nullptr};
    const auto under = static_cast<std::size_t>(k - 1);
    return {y[under], y.data() + k, z.data() + k, own.data() + k, dy.data() + k, z[under] ? z[under] : y[under], dy[under], clock, slot};
  }
  /// the same memory for a shorter batch
  Trace first_rows(Index n) const {
    Trace t = *this;
    for (auto* blocks : {&t.y, &t.z, &t.own, &t.dy})
      for (auto& b : *blocks) b.rows = n;
    return t;
  }
};

namespace detail {
/// memory for the places of a layer, `first` and on
template <class T, class L, class Layer, Index Depth>
void take_places(L& lane, const Layer& layer, std::size_t first, Index rows, bool gradients, Trace<T, Depth>& trace) {
  if constexpr (places_of < Layer >> 1)
    layer.each(
        [&](const auto& inner, Index k) { take_places<T>(lane, inner, first + static_cast<std::size_t>(k), rows, gradients, trace); });
  const std::size_t at = first + static_cast<std::size_t>(places_of<Layer> - 1);
  trace.y[at] = take_block<T>(lane, rows, layer.units);
  if constexpr (stashes<std::remove_cvref_t<decltype(layer.act)>>) trace.z[at] = take_block<T>(lane, rows, layer.units);
  if constexpr (requires { layer.own_columns(); }) trace.own[at] = take_block<T>(lane, rows, layer.own_columns());
  if (gradients) trace.dy[at] = take_block<T>(lane, rows, layer.units);
}
}  // namespace detail

/// Memory for a pass over B rows; gradients only where a backward pass follows.
template <class T, class L, class N>
Trace<T, N::max_layers> take_trace(L& lane, const N& net, Index rows, bool gradients) {
  Trace<T, N::max_layers> trace;
  trace.layers = net.layers();
  net.each([&](const auto& layer, Index l) { detail::take_places<T>(lane, layer, static_cast<std::size_t>(l), rows, gradients, trace); });
  return trace;
}

/// Whether a pass of training draws numbers of its own, so that two over the same rows differ: a layer of the network says draws().
template <class N>
bool draws_in_training(const N& net) {
  bool drawn = false;
  net.each([&](const auto& layer, Index) {
    using Layer = std::remove_cvref_t<decltype(layer)>;
    if constexpr (requires { layer.draws(); }) drawn = drawn || layer.draws();
    if constexpr (places_of < Layer >> 1) drawn = drawn || draws_in_training(layer);
  });
  return drawn;
}

/// y[l] for every layer. With a clock in lane memory it is a pass of training, of the individuals in slots `slot` and on; without one
/// nothing is drawn.
template <class L, class N, class T, Index Depth>
void forward(L& lane, const N& net, Genes<const T> genes, const std::type_identity_t<Input<T>>& x, const Trace<T, Depth>& trace,
             const Clock* clock = nullptr, Index slot = 0) {
  net.each([&](const auto& layer, Index l) { layer.forward(lane, genes, trace.flow(x, clock, slot, l)); });
}

/// From dL/dy of the output (in trace.output_slope()) to the sink, layer by layer; every gradient is handed over as it appears.
/// Clock and slot are those of the forward pass.
template <class L, class N, class T, Index Depth, class Sink>
void backward(L& lane, const N& net, Genes<const T> genes, const std::type_identity_t<Input<T>>& x, const Trace<T, Depth>& trace,
              Sink& sink, const Clock* clock = nullptr, Index slot = 0) {
  net.each_backward([&](const auto& layer, const auto& below, Index l) {
    using Layer = std::remove_cvref_t<decltype(layer)>;
    using Act = std::remove_cvref_t<decltype(layer.act)>;
    const Index last = l + places_of<Layer> - 1;
    if constexpr (!std::same_as<Act, Identity>)
      if (last == trace.layers - 1) times_slope(lane, layer.act, trace.flow(x, clock, slot), last);
    layer.backward(lane, genes, trace.flow(x, clock, slot, l), below, sink);
  });
  sink.finish(lane);
}

}  // namespace genoprop
