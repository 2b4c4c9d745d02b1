#pragma once
// Residual blocks: He, Zhang, Ren & Sun, "Deep residual learning for image recognition", CVPR 2016, equation 1.

#include <concepts>
#include <tuple>
#include <utility>

#include <genoprop/core/error.hpp>
#include <genoprop/nn/dense.hpp>
#include <genoprop/nn/row_of_layers.hpp>

namespace genoprop {

struct EmbeddingSpec;

namespace residual_body {

template <class Act, class T>
struct AddInput {
  Act act;
  Block<const T> x, inner;
  Block<T> y, z;
  GENOPROP_HD void operator()(Index i, Index r, Index c) const noexcept(noexcept(act.value(T{}))) {
    const T here = x(i, r, c) + inner(i, r, c);
    if constexpr (stashes<Act>) z(i, r, c) = here;
    y(i, r, c) = act.value(here);
  }
};
/// dx += dy times the slope of the layer below: the way around the block
template <class Act, class T>
struct AddAround {
  Act below;
  Block<const T> dy, told;
  Block<T> dx;
  GENOPROP_HD void operator()(Index i, Index r, Index c) const noexcept(noexcept(below.slope(T{}))) {
    dx(i, r, c) = math::fma(dy(i, r, c), below.slope(told(i, r, c)), dx(i, r, c));
  }
};

}  // namespace residual_body

/// y [p, B, units] = act(x + F(x)), F the layers inside. The units are those of x: they keep their group, the last dense layer inside
/// feeds it too, so that a permutation of the group turns both ways alike.
template <Activation Act, class... Inner>
struct ResidualBlock {
  static constexpr Index places = 1 + (places_of<Inner> + ...);
  static constexpr bool mixes = false, odd = Act::odd;
  Index inputs = 0, units = 0;
  Act act{};
  std::tuple<Inner...> inner;

  void describe(Layout& layout, Index number, Index leaves, Index feeds) { row_of_layers::place(layout, inner, number, leaves, feeds); }
  template <class F>
  void each(F&& f) const {
    row_of_layers::each(inner, f);
  }

  template <class L, class T>
  void forward(L& lane, Genes<const T> g, const Flow<T>& flow) const {
    each([&](const auto& layer, Index k) { layer.forward(lane, g, flow.inside(k)); });
    constexpr Index own = places - 1;
    lane.for_each(flow.x.rows, units, residual_body::AddInput<Act, T>{act, flow.x, flow.y[own - 1], flow.y[own], flow.z[own]});
  }
  template <class L, class T, class Below, class Sink>
  void backward(L& lane, Genes<const T> g, const Flow<T>& flow, const Below& below, Sink& sink) const {
    constexpr Index own = places - 1;
    const Block<const T> dy = flow.dy[own];
    const auto& last = std::get<sizeof...(Inner) - 1>(inner);
    using Last = std::remove_cvref_t<decltype(last.act)>;
    lane.for_each(dy.rows, units, ThroughSlope<Last, T>{last.act, dy, flow.slope_of(own - 1), flow.dy[own - 1]});
    row_of_layers::each_backward(
        inner, below, [&](const auto& layer, const auto& under, Index k) { layer.backward(lane, g, flow.inside(k), under, sink); });
    if constexpr (!std::same_as<Below, NoLayer>) {
      using Under = std::remove_cvref_t<decltype(below.act)>;
      lane.for_each(dy.rows, units, residual_body::AddAround<Under, T>{below.act, dy, flow.told, flow.dx});
    }
  }
};

template <class... Parts>
struct ResidualSpec {
  std::tuple<Parts...> parts;
  template <Activation Act>
  auto build(Index inputs, Act act) const {
    return std::apply([&](auto... p) { return made(inputs, act, row_of_layers::fold(inputs, std::tuple<>{}, p...)); }, parts);
  }

 private:
  template <class Act, class... Inner>
  static ResidualBlock<Act, Inner...> made(Index inputs, Act act, std::tuple<Inner...> inner) {
    require<ShapeError>(std::get<sizeof...(Inner) - 1>(inner).units == inputs, "residual: units of its last layer is ",
                        std::get<sizeof...(Inner) - 1>(inner).units, ", expected ", inputs, ", as many as come in");
    return {.inputs = inputs, .units = inputs, .act = act, .inner = std::move(inner)};
  }
};

/// `dense(64), relu(), residual(dense(64), relu(), dense(64)), relu()`: as many units leave as come in
template <class First, class... Parts>
ResidualSpec<First, Parts...> residual(First first, Parts... parts) {
  static_assert(row_of_layers::is_layer<First> && ((row_of_layers::is_layer<Parts> || Activation<Parts>)&&...),
                "genoprop: residual takes layers such as dense(units), each with an activation behind it or none");
  static_assert(!(std::same_as<First, EmbeddingSpec> || ... || std::same_as<Parts, EmbeddingSpec>),
                "genoprop: embedding(column, categories, size) reads a column of the input, which residual(...) does not see");
  return {{first, parts...}};
}

}  // namespace genoprop
