#pragma once
// Forward and backward over any network: written once over each() and each_backward().

#include <array>

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

/// One function for traces of all depths: of several that do the same g++ 12 keeps one, and then warns of the sizes of the others.
template <class T>
Block<const T> layer_below(const Block<T>* y, Index l, Block<const T> x) {
  return l == 0 ? x : Block<const T>(y[l - 1]);
}

/// Activations of a network, y[l] [p, B, units], and where wanted their gradients; z[l] where the slope is read off z.
/// A plain array: a device can hold it.
template <class T, Index Depth>
struct Trace {
  std::array<Block<T>, Depth> y{}, z{}, dy{};
  Index layers = 0;

  const Block<T>& output() const { return y[static_cast<std::size_t>(layers - 1)]; }
  const Block<T>& output_slope() const { return dy[static_cast<std::size_t>(layers - 1)]; }
  /// what layer l reads
  Block<const T> below(Index l, Block<const T> x) const { return layer_below(y.data(), l, x); }
  /// what the slope of layer l is read off
  Block<const T> told(Index l) const {
    const auto at = static_cast<std::size_t>(l);
    return z[at] ? z[at] : y[at];
  }
  /// the same memory for a shorter batch
  Trace first_rows(Index n) const {
    Trace t = *this;
    for (auto& b : t.y) b.rows = n;
    for (auto& b : t.z) b.rows = n;
    for (auto& b : t.dy) b.rows = n;
    return t;
  }
};

/// Memory for a pass over B rows; gradients only where a backward pass follows.
template <class T, class L, class N>
Trace<T, N::max_layers> take_trace(L& lane, const N& net, Index rows, bool gradients) {
  Trace<T, N::max_layers> trace;
  trace.layers = net.layers();
  net.each([&](const auto& layer, Index l) {
    trace.y[static_cast<std::size_t>(l)] = take_block<T>(lane, rows, layer.units);
    if (stashes<std::remove_cvref_t<decltype(layer.act)>>) trace.z[static_cast<std::size_t>(l)] = take_block<T>(lane, rows, layer.units);
    if (gradients) trace.dy[static_cast<std::size_t>(l)] = take_block<T>(lane, rows, layer.units);
  });
  return trace;
}

/// y[l] for every layer
template <class L, class N, class T, Index Depth>
void forward(L& lane, const N& net, Genes<const T> genes, Block<const T> x, const Trace<T, Depth>& trace) {
  net.each([&](const auto& layer, Index l) {
    const auto at = static_cast<std::size_t>(l);
    layer.forward(lane, genes, trace.below(l, x), trace.y[at], trace.z[at]);
  });
}

/// From dL/dy of the output (in trace.output_slope()) to the sink, layer by layer; every gradient is handed over as it appears.
template <class L, class N, class T, Index Depth, class Sink>
void backward(L& lane, const N& net, Genes<const T> genes, Block<const T> x, const Trace<T, Depth>& trace, Sink& sink) {
  const Index last = trace.layers - 1;
  net.each_backward([&](const auto& layer, const auto& below, Index l) {
    const auto at = static_cast<std::size_t>(l);
    using Act = std::remove_cvref_t<decltype(layer.act)>;
    if constexpr (!std::same_as<Act, Identity>)
      if (l == last) lane.for_each(trace.dy[at].rows, trace.dy[at].columns, TimesSlope<Act, T>{layer.act, trace.told(l), trace.dy[at]});
    layer.backward(lane, genes, trace.below(l, x), l > 0 ? trace.told(l - 1) : Block<const T>{}, trace.dy[at],
                   l > 0 ? trace.dy[at - 1] : Block<T>{}, below, sink);
  });
  sink.finish(lane);
}

}  // namespace genoprop
