#pragma once
// sequential(input(784), dense(128), relu(), dense(10)): layers in a row, folded when they are written down.

#include <tuple>
#include <type_traits>
#include <utility>

#include <genoprop/core/error.hpp>
#include <genoprop/nn/dense.hpp>

namespace genoprop {

// What is written between the brackets of sequential.
struct InputSize {
  Index features;
};
struct SuitsActivation {};
template <class Init>
struct DenseUnits {
  Index units;
  Init init;
};

inline InputSize input(Index features) { return {features}; }
inline DenseUnits<SuitsActivation> dense(Index units) { return {units, {}}; }
/// `dense(16, Glorot{.gain = 0.5f})`: with a start of its own
template <Initialiser Init>
DenseUnits<Init> dense(Index units, Init init) {
  return {units, init};
}

template <class... Layers>
class Sequential {
 public:
  static constexpr Index max_layers = sizeof...(Layers);

  explicit Sequential(std::tuple<Layers...> layers) : layers_(std::move(layers)) {
    Layout layout;
    place(layout, layers_, std::make_index_sequence<max_layers>{});  // every layer learns where its weights lie
  }

  Index inputs() const { return std::get<0>(layers_).inputs; }
  Index outputs() const { return std::get<max_layers - 1>(layers_).units; }
  static constexpr Index layers() { return max_layers; }

  void describe(Layout& layout) const {
    auto copy = layers_;
    place(layout, copy, std::make_index_sequence<max_layers>{});
  }

  template <class F>
  void each(F&& f) const {
    forwards(f, std::make_index_sequence<max_layers>{});
  }
  template <class F>
  void each_backward(F&& f) const {
    backwards<max_layers - 1>(f);
  }

 private:
  template <std::size_t... I>
  static void place(Layout& layout, std::tuple<Layers...>& layers, std::index_sequence<I...>) {
    Index leaves = -1;
    const auto one = [&]<class Layer>(Layer& layer, Index number) {
      const Index feeds = number + 1 < max_layers ? layout.add_group(layer.units, decltype(layer.act)::odd) : -1;
      layer.describe(layout, number, leaves, feeds);
      leaves = feeds;
    };
    (one(std::get<I>(layers), static_cast<Index>(I)), ...);
  }
  template <class F, std::size_t... I>
  void forwards(F& f, std::index_sequence<I...>) const {
    (f(std::get<I>(layers_), static_cast<Index>(I)), ...);
  }
  template <std::size_t I, class F>
  void backwards(F& f) const {
    if constexpr (I == 0) {
      f(std::get<0>(layers_), NoLayer{}, Index{0});
    } else {
      f(std::get<I>(layers_), std::get<I - 1>(layers_), static_cast<Index>(I));
      backwards<I - 1>(f);
    }
  }

  std::tuple<Layers...> layers_;
};

namespace detail {

template <class Act, class Init>
Dense<Act> make_dense(Index inputs, const DenseUnits<Init>& spec, Act act) {
  require<ShapeError>(inputs > 0 && spec.units > 0, "sequential: dense has ", inputs, " inputs and ", spec.units,
                      " units, expected at least 1 each");
  if constexpr (requires { act.check(); }) act.check();
  if constexpr (std::same_as<Init, SuitsActivation>) {
    return {.inputs = inputs, .units = spec.units, .start = suited_start(act, inputs, spec.units), .act = act};
  } else {
    if constexpr (requires { spec.init.check(); }) spec.init.check();
    return {.inputs = inputs, .units = spec.units, .start = spec.init(inputs, spec.units), .act = act};
  }
}

// A dense layer takes the activation that follows it into itself.
template <class... Done>
auto fold(Index, std::tuple<Done...> done) {
  return Sequential<Done...>(std::move(done));
}
template <class... Done, class Init, Activation Act, class... Rest>
auto fold(Index inputs, std::tuple<Done...> done, DenseUnits<Init> spec, Act act, Rest... rest);
template <class... Done, class Init, class... Rest>
auto fold(Index inputs, std::tuple<Done...> done, DenseUnits<Init> spec, Rest... rest) {
  return fold(spec.units, std::tuple_cat(std::move(done), std::tuple(make_dense(inputs, spec, Identity{}))), rest...);
}
template <class... Done, class Init, Activation Act, class... Rest>
auto fold(Index inputs, std::tuple<Done...> done, DenseUnits<Init> spec, Act act, Rest... rest) {
  return fold(spec.units, std::tuple_cat(std::move(done), std::tuple(make_dense(inputs, spec, act))), rest...);
}

template <class T>
inline constexpr bool is_dense = false;
template <class Init>
inline constexpr bool is_dense<DenseUnits<Init>> = true;

}  // namespace detail

/// A feed-forward network: `sequential(input(784), dense(128), relu(), dense(10))`. An activation follows its dense layer.
template <class First, class... Parts>
auto sequential(First first, Parts... parts) {
  static_assert(std::same_as<First, InputSize>, "genoprop: sequential starts with input(features)");
  static_assert(sizeof...(Parts) > 0, "genoprop: sequential needs at least one layer after input(features)");
  static_assert(detail::is_dense<std::tuple_element_t<0, std::tuple<Parts...>>>,
                "genoprop: the first layer after input(features) is dense(units)");
  static_assert(((detail::is_dense<Parts> || Activation<Parts>)&&...),
                "genoprop: sequential takes input(features), then dense(units) and activations such as relu()");
  require<ShapeError>(first.features > 0, "sequential: input features is ", first.features, ", expected at least 1");
  return detail::fold(first.features, std::tuple<>{}, parts...);
}

}  // namespace genoprop
