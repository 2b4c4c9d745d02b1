#pragma once
// Dropout: Srivastava, Hinton, Krizhevsky, Sutskever & Salakhutdinov, "Dropout: a simple way to prevent neural networks from
// overfitting", JMLR 15, 2014, section 4; scaled while training ("inverted", section 10), so that predictions need nothing.

#include <genoprop/core/draw.hpp>
#include <genoprop/core/error.hpp>
#include <genoprop/nn/dense.hpp>

namespace genoprop {

namespace dropout_body {

/// four units to a Philox block, word k of block q for column k * quads + q: stores lie side by side
template <class T>
struct Drop {
  Block<const T> x;
  Block<T> y, factor;
  const Clock* clock;
  Index slot, number, quads;
  float rate;
  T kept;  // 1 / (1 - rate)
  GENOPROP_HD void operator()(Index i, Index r, Index q) const noexcept { draw_in_column(*this, i, r, q); }
  GENOPROP_HD std::uint64_t key() const noexcept { return clock->seed; }
  GENOPROP_HD Site site(Index i, Index r) const noexcept {
    return {.purpose = Purpose::dropout,
            .index = static_cast<std::uint32_t>(r * quads),
            .slot = static_cast<std::uint32_t>(slot + i),
            .time = static_cast<std::uint32_t>(clock->step),
            .layer = static_cast<std::uint8_t>(number),
            .block = static_cast<std::uint16_t>(clock->minibatch)};
  }
  GENOPROP_HD void take(Index i, Index r, Index q, const Words& w) const noexcept {
    for (Index k = 0; k < 4; ++k) {
      const Index c = k * quads + q;
      const T by = unit_of(w.word[k]) < rate ? T(0) : kept;
      factor(i, r, c) = by;
      y(i, r, c) = x(i, r, c) * by;
    }
  }
};
template <class T>
struct Pass {
  Block<const T> x;
  Block<T> y;
  GENOPROP_HD void operator()(Index i, Index r, Index c) const noexcept { y(i, r, c) = x(i, r, c); }
};
template <class Act, class T>
struct BackThroughDrop {
  Act below;
  Block<const T> dy, factor, told;
  Block<T> dx;
  GENOPROP_HD void operator()(Index i, Index r, Index c) const noexcept(noexcept(below.slope(T{}))) {
    dx(i, r, c) = dy(i, r, c) * factor(i, r, c) * below.slope(told(i, r, c));
  }
};

}  // namespace dropout_body

/// y = x / (1 - rate), or 0 with probability `rate`, drawn for every unit, row, step and individual. Where nothing is trained y = x.
struct Dropout {
  static constexpr bool mixes = false, odd = true;
  Index inputs = 0, units = 0;
  float rate = 0.5f;
  Identity act{};
  Index number = 0;  ///< set by the network that holds it: layers draw apart

  void describe(Layout&, Index own_number, Index, Index) { number = own_number; }
  Index quads() const { return round_up(units, 4) / 4; }
  Index own_columns() const { return 4 * quads(); }
  bool draws() const { return rate > 0; }

  template <class L, class T>
  void forward(L& lane, Genes<const T>, const Flow<T>& flow) const {
    if (flow.clock)
      lane.for_each(
          flow.x.rows, quads(),
          dropout_body::Drop<T>{flow.x, flow.y[0], flow.own[0], flow.clock, flow.slot, number, quads(), rate, T(1) / (T(1) - T(rate))});
    else
      lane.for_each(flow.x.rows, units, dropout_body::Pass<T>{flow.x, flow.y[0]});
  }
  template <class L, class T, class Below, class Sink>
  void backward(L& lane, Genes<const T>, const Flow<T>& flow, const Below& below, Sink&) const {
    if constexpr (!std::same_as<Below, NoLayer>) {
      using Act = std::remove_cvref_t<decltype(below.act)>;
      const Block<const T> dy = flow.dy[0];
      if (flow.clock)
        lane.for_each(dy.rows, units, dropout_body::BackThroughDrop<Act, T>{below.act, dy, flow.own[0], flow.told, flow.dx});
      else
        lane.for_each(dy.rows, units, ThroughSlope<Act, T>{below.act, dy, flow.told, flow.dx});
    }
  }
};

/// `dense(128), relu(), dropout(0.5f)`: behind the activation
struct DropoutSpec {
  float rate;
  Dropout build(Index inputs, Identity) const {
    require<SettingsError>(rate >= 0 && rate < 1, "dropout: rate is ", rate, ", expected in [0, 1)");
    return {.inputs = inputs, .units = inputs, .rate = rate};
  }
};
inline DropoutSpec dropout(float rate) { return {rate}; }

}  // namespace genoprop
