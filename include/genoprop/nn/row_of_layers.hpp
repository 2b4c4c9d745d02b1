#pragma once
// Layers in a row: how they are built from what is written down, placed in a layout, and visited.

#include <array>
#include <tuple>
#include <type_traits>
#include <utility>

#include <genoprop/core/error.hpp>
#include <genoprop/nn/activation.hpp>
#include <genoprop/nn/flow.hpp>

namespace genoprop::row_of_layers {

/// Something that builds a layer: `build(inputs, act)`; with Identity where no activation follows.
template <class Spec>
inline constexpr bool is_layer = requires(const Spec& spec) {
  spec.build(Index{}, Identity{});
};

// A layer takes the activation that follows it into itself.
template <class... Done>
std::tuple<Done...> fold(Index, std::tuple<Done...> done) {
  return done;
}
template <class... Done, class Spec, class... Rest>
auto fold(Index inputs, std::tuple<Done...> done, const Spec& spec, const Rest&... rest);
template <class... Done, class Spec, Activation Act, class... Rest>
auto fold(Index inputs, std::tuple<Done...> done, const Spec& spec, const Act& act, const Rest&... rest) {
  static_assert(
      requires { spec.build(inputs, act); }, "genoprop: an activation follows dense(units), layer_norm() or residual(...)");
  auto layer = spec.build(inputs, act);
  const Index units = layer.units;
  return fold(units, std::tuple_cat(std::move(done), std::tuple(std::move(layer))), rest...);
}
template <class... Done, class Spec, class... Rest>
auto fold(Index inputs, std::tuple<Done...> done, const Spec& spec, const Rest&... rest) {
  auto layer = spec.build(inputs, Identity{});
  const Index units = layer.units;
  return fold(units, std::tuple_cat(std::move(done), std::tuple(std::move(layer))), rest...);
}

/// f(layer, its first place)
template <class F, class... Layers>
void each(const std::tuple<Layers...>& layers, F&& f) {
  std::apply(
      [&](const auto&... layer) {
        Index first = 0;
        ((f(layer, first), first += places_of<std::remove_cvref_t<decltype(layer)>>), ...);
      },
      layers);
}
template <class... Layers>
inline constexpr Index places = (places_of<Layers> + ... + Index{0});

namespace detail {
template <std::size_t I, class Below, class F, class... Layers>
void backward_from(const std::tuple<Layers...>& layers, const Below& below, Index behind, F& f) {
  using Layer = std::tuple_element_t<I, std::tuple<Layers...>>;
  const Index first = behind - places_of<Layer>;
  if constexpr (I == 0) {
    f(std::get<0>(layers), below, first);
  } else {
    f(std::get<I>(layers), std::get<I - 1>(layers), first);
    backward_from<I - 1>(layers, below, first, f);
  }
}
}  // namespace detail
/// f(layer, the layer below it, its first place), from the last; `below` lies below the first
template <class Below, class F, class... Layers>
void each_backward(const std::tuple<Layers...>& layers, const Below& below, F&& f) {
  detail::backward_from<sizeof...(Layers) - 1>(layers, below, places<Layers...>, f);
}

/// Every layer learns where its weights lie. `number`: the first place of the first layer; `leaves`: the group of its inputs; `last`: the
/// group that the units of the last layer that mixes belong to, -1: they are the outputs. A layer that does not mix stays in its group.
template <class... Layers>
void place(Layout& layout, std::tuple<Layers...>& layers, Index number, Index leaves, Index last) {
  constexpr std::array<bool, sizeof...(Layers)> mixes{Layers::mixes...};
  constexpr auto last_mixing = [=] {
    std::size_t at = sizeof...(Layers);
    for (std::size_t l = 0; l < sizeof...(Layers); ++l) at = mixes[l] ? l : at;
    return at;
  }();
  std::size_t l = 0;
  Index group = leaves;
  const auto one = [&]<class Layer>(Layer& layer) {
    const Index from = group;
    if constexpr (Layer::mixes) group = l == last_mixing ? last : layout.add_group(layer.units, true);
    layer.describe(layout, number, from, group);
    if (group >= 0) {
      Group& g = layout.groups[static_cast<std::size_t>(group)];
      g.odd = g.odd && Layer::odd;
      g.layer = number + places_of<Layer> - 1;
    }
    number += places_of<Layer>;
    ++l;
  };
  std::apply([&](auto&... layer) { (one(layer), ...); }, layers);
}

}  // namespace genoprop::row_of_layers
