#pragma once
// The dense layer: y = act(x W + b).

#include <string>
#include <type_traits>

#include <genoprop/nn/activation.hpp>
#include <genoprop/nn/flow.hpp>

namespace genoprop {

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
  /// of one individual: whether rows of y have room for whole vectors, of which columns behind the last may be touched
  GENOPROP_HD bool padded() const noexcept { return y.pitch % 16 == 0; }
  GENOPROP_HD const T* of_columns() const noexcept { return bias.data; }
  /// the same with column `first` as its column 0, and the biases from there on where there are some for the columns behind the last
  GENOPROP_HD Activate from_column(Index first, const T* biases) const noexcept {
    Activate f = *this;
    f.bias.data = biases;
    f.y.data += first;
    if constexpr (stashes<Act>) f.z.data += first;
    return f;
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

/// dx = dy times the slope of an activation between the two.
template <class Act, class T>
struct ThroughSlope {
  Act act;
  Block<const T> dy, told;
  Block<T> dx;
  GENOPROP_HD void operator()(Index i, Index r, Index c) const noexcept(noexcept(act.slope(T{}))) {
    dx(i, r, c) = dy(i, r, c) * act.slope(told(i, r, c));
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

/// dy[k] carries the slope of the activation from here on
template <class L, class Act, class T>
void times_slope(L& lane, const Act& act, const Flow<T>& flow, Index k) {
  lane.for_each(flow.dy[k].rows, flow.dy[k].columns, TimesSlope<Act, T>{act, flow.slope_of(k), flow.dy[k]});
}

/// Where an affine map lies in the genome: W [in, out] at `weight`, b [out] at `bias`, right behind it.
struct Affine {
  Index weight = 0, bias = 0, inputs = 0, outputs = 0;
};

/// y [p, B, units] = act(x [p, B, inputs] W [p, inputs, units] + b [p, 1, units])
template <Activation Act = Identity>
struct Dense {
  static constexpr bool mixes = true, odd = Act::odd, reads_row_lists = true;
  static constexpr bool units_apart = true;  // what a unit says depends on its own weights alone
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
  void forward(L& lane, Genes<const T> g, const Flow<T>& flow) const {
    const Activate<Act, T> activate{act, bias(g), flow.y[0], flow.z[0]};
    if constexpr (ReadsRowLists<L>)
      if (flow.list) return lane.gemm(*flow.list, weights(g), activate);
    lane.gemm(flow.x, weights(g), activate);
  }

  /// y [p, B, m] <- what m units would say to x with other weights: theirs side by side, w [p, m, inputs], b [p, 1, m]; z: room for as
  /// much as y. The bits of forward().
  template <class L, class T>
  void respond(L& lane, Block<const T> x, Block<const T> w, Block<const T> b, Block<T> y, Block<T> z) const {
    lane.gemm(x, flipped(w), Activate<Act, T>{act, b, y, z});
  }

  /// dx is read off the old W, so it comes before the sink that may change it.
  template <class L, class T, class Below, class Sink>
  void backward(L& lane, Genes<const T> g, const Flow<T>& flow, const Below& below, Sink& sink) const {
    const Block<const T> dy = flow.dy[0];
    if constexpr (!std::same_as<Below, NoLayer>)
      lane.gemm(dy, flipped(weights(g)), StoreSloped<decltype(below.act), T>{below.act, flow.told, flow.dx});
    if constexpr (ReadsRowLists<L>)
      if (flow.list) return sink.affine(lane, at, *flow.list, dy);
    sink.affine(lane, at, flow.x, dy);
  }
};

// What is written down for it.
struct SuitsActivation {};
template <class Init>
struct DenseUnits {
  Index units;
  Init init;
  template <Activation Act>
  Dense<Act> build(Index inputs, Act act) const {
    require<ShapeError>(inputs > 0 && units > 0, "sequential: dense has ", inputs, " inputs and ", units,
                        " units, expected at least 1 each");
    if constexpr (requires { act.check(); }) act.check();
    if constexpr (std::same_as<Init, SuitsActivation>) {
      return {.inputs = inputs, .units = units, .start = suited_start(act, inputs, units), .act = act};
    } else {
      if constexpr (requires { init.check(); }) init.check();
      return {.inputs = inputs, .units = units, .start = init(inputs, units), .act = act};
    }
  }
};

inline DenseUnits<SuitsActivation> dense(Index units) { return {units, {}}; }
/// `dense(16, Glorot{.gain = 0.5f})`: with a start of its own
template <Initialiser Init>
DenseUnits<Init> dense(Index units, Init init) {
  return {units, init};
}

}  // namespace genoprop
