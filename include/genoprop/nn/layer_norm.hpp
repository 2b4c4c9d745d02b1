#pragma once
// Layer normalisation: Ba, Kiros & Hinton, "Layer normalization", 2016, equation 4.

#include <cmath>
#include <string>

#include <genoprop/nn/dense.hpp>

namespace genoprop {

namespace norm_body {

template <class T>
struct Value {
  const T* x;
  GENOPROP_HD T operator()(Index c) const noexcept { return x[c]; }
};
template <class T>
struct Square {
  const T* x;
  T mean;
  GENOPROP_HD T operator()(Index c) const noexcept {
    const T d = x[c] - mean;
    return d * d;
  }
};
template <class T>
struct Standardise {
  const T* x;
  T* to;
  T mean, by;
  GENOPROP_HD void operator()(Index c) const noexcept { to[c] = (x[c] - mean) * by; }
};
template <class T>
struct Put {
  T* at;
  T value;
  GENOPROP_HD void operator()() const noexcept { *at = value; }
};
/// own <- (x - mean) / sqrt(variance + eps) of every row, and behind it 1 / sqrt(variance + eps)
template <class T>
struct Normalise {
  Block<const T> x;
  Block<T> own;
  T eps;
  Index units, behind;
  GENOPROP_HD void operator()(Index i, Index r, auto& row) const {
    const T* from = x.row(i, r);
    const T mean = row.sum(Value<T>{from}) / T(units);
    const T by = T(1) / math::sqrt(row.sum(Square<T>{from, mean}) / T(units) + eps);
    row.each(Standardise<T>{from, own.row(i, r), mean, by});
    row.once(Put<T>{own.row(i, r) + behind, by});
  }
};
/// y = act(gain h + shift)
template <class Act, class T>
struct GainAndShift {
  Act act;
  Block<const T> own, gain, shift;
  Block<T> y, z;
  GENOPROP_HD void operator()(Index i, Index r, Index c) const noexcept(noexcept(act.value(T{}))) {
    const T here = math::fma(gain(i, 0, c), own(i, r, c), shift(i, 0, c));
    if constexpr (stashes<Act>) z(i, r, c) = here;
    y(i, r, c) = act.value(here);
  }
};
/// dx <- dh = gain dy
template <class T>
struct TimesGain {
  Block<const T> dy, gain;
  Block<T> dx;
  GENOPROP_HD void operator()(Index i, Index r, Index c) const noexcept { dx(i, r, c) = dy(i, r, c) * gain(i, 0, c); }
};
template <class T>
struct Along {
  const T *dh, *h;
  GENOPROP_HD T operator()(Index c) const noexcept { return dh[c] * h[c]; }
};
template <class Act, class T>
struct Less {
  Act below;
  const T *h, *told;
  T* dx;
  T mean, along, by;
  GENOPROP_HD void operator()(Index c) const noexcept(noexcept(below.slope(T{}))) {
    dx[c] = (math::fma(-along, h[c], dx[c]) - mean) * by * below.slope(told[c]);
  }
};
/// dx <- (dh - mean dh - h mean(dh h)) / sqrt(variance + eps), times the slope of the layer below
template <class Act, class T>
struct BackThroughNorm {
  Act below;
  Block<const T> own, told;
  Block<T> dx;
  Index units, behind;
  GENOPROP_HD void operator()(Index i, Index r, auto& row) const {
    T* d = dx.row(i, r);
    const T* h = own.row(i, r);
    const T mean = row.sum(Value<T>{d}) / T(units), along = row.sum(Along<T>{d, h}) / T(units);
    row.each(Less<Act, T>{below, h, told.row(i, r), d, mean, along, h[behind]});
  }
};
/// dy <- h dy: its sums over the rows are the gain's gradient. h stays: one forward pass serves several backward passes.
template <class T>
struct TimesH {
  Block<const T> own;
  Block<T> dy;
  GENOPROP_HD void operator()(Index i, Index r, Index c) const noexcept { dy(i, r, c) *= own(i, r, c); }
};

}  // namespace norm_body

/// y [p, B, units] = act(gain (x - mean) / sqrt(variance + eps) + shift), mean and variance over the units of a row. gain starts at 1,
/// shift at 0; both belong to their units.
template <Activation Act = Identity>
struct LayerNorm {
  static constexpr bool mixes = false, odd = false;  // -x_j alone changes the mean of all
  Index inputs = 0, units = 0;
  float eps = 1e-5f;
  Act act{};
  Index gain = 0, shift = 0;  ///< set by the network that holds it

  void describe(Layout& layout, Index number, Index, Index feeds) {
    const std::string name = "layers." + std::to_string(number);
    const Start one{Start::Law::uniform, 0, 1}, nothing{Start::Law::uniform, 0, 0};  // of law zero a redrawn unit would draw one
    gain =
        layout.add({.name = name + ".weight", .rows = 1, .columns = units, .layer = number, .start = one, .feeds = feeds, .vector = true});
    shift = layout.add(
        {.name = name + ".bias", .rows = 1, .columns = units, .layer = number, .start = nothing, .feeds = feeds, .vector = true});
  }
  Index behind() const { return round_up(units, 16); }
  Index own_columns() const { return behind() + 1; }

  template <class L, class T>
  void forward(L& lane, Genes<const T> g, const Flow<T>& flow) const {
    lane.for_each_row(flow.x.rows, units, norm_body::Normalise<T>{flow.x, flow.own[0], T(eps), units, behind()});
    lane.for_each(
        flow.x.rows, units,
        norm_body::GainAndShift<Act, T>{act, flow.own[0], g.slice(gain, 1, units), g.slice(shift, 1, units), flow.y[0], flow.z[0]});
  }
  template <class L, class T, class Below, class Sink>
  void backward(L& lane, Genes<const T> g, const Flow<T>& flow, const Below& below, Sink& sink) const {
    const Block<const T> dy = flow.dy[0];
    if constexpr (!std::same_as<Below, NoLayer>) {
      lane.for_each(dy.rows, units, norm_body::TimesGain<T>{dy, g.slice(gain, 1, units), flow.dx});
      lane.for_each_row(dy.rows, units,
                        norm_body::BackThroughNorm<decltype(below.act), T>{below.act, flow.own[0], flow.told, flow.dx, units, behind()});
    }
    sink.sums(lane, shift, dy);
    lane.for_each(dy.rows, units, norm_body::TimesH<T>{flow.own[0], flow.dy[0]});  // the last to read dy
    sink.sums(lane, gain, dy);
  }
};

/// `dense(64), layer_norm(), relu()`: before the activation that follows it
struct NormSpec {
  float eps;
  template <Activation Act>
  LayerNorm<Act> build(Index inputs, Act act) const {
    require<SettingsError>(eps > 0 && std::isfinite(eps), "layer_norm: eps is ", eps, ", expected above 0 and finite");
    return {.inputs = inputs, .units = inputs, .eps = eps, .act = act};
  }
};
inline NormSpec layer_norm(float eps = 1e-5f) { return {eps}; }

}  // namespace genoprop
