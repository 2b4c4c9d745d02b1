#pragma once
// sequential(input(784), dense(128), relu(), dense(10)): layers in a row, folded when they are written down.

#include <numeric>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <genoprop/core/error.hpp>
#include <genoprop/nn/dense.hpp>
#include <genoprop/nn/dropout.hpp>
#include <genoprop/nn/embedding.hpp>
#include <genoprop/nn/layer_norm.hpp>
#include <genoprop/nn/residual.hpp>
#include <genoprop/nn/row_of_layers.hpp>

namespace genoprop {

namespace detail {
/// every embedding stands before all other layers: behind one of them its column is no longer a column of the input
template <class... Layers>
constexpr bool embeddings_first() {
  bool others = false, good = true;
  ((good = good && !(others && std::same_as<Layers, Embedding>), others = others || !std::same_as<Layers, Embedding>), ...);
  return good;
}
}  // namespace detail

template <class... Layers>
class Sequential {
  static_assert(detail::embeddings_first<Layers...>(),
                "genoprop: embedding(column, categories, size) reads a column of the input, expected before all other layers");

 public:
  static constexpr Index max_layers = row_of_layers::places<Layers...>;
  static constexpr bool reads_row_lists = requires { requires std::tuple_element_t<0, std::tuple<Layers...>>::reads_row_lists; };

  explicit Sequential(std::tuple<Layers...> layers) : layers_(std::move(layers)) {
    Layout layout;
    row_of_layers::place(layout, layers_, 0, -1, -1);  // every layer learns where its weights lie
    if constexpr ((std::same_as<Layers, Embedding> || ...)) each_embedded([](Index, Index) {});
  }

  Index inputs() const { return std::get<0>(layers_).inputs; }
  Index outputs() const { return std::get<sizeof...(Layers) - 1>(layers_).units; }
  static constexpr Index layers() { return max_layers; }

  void describe(Layout& layout) const {
    auto copy = layers_;
    row_of_layers::place(layout, copy, 0, -1, -1);
  }

  template <class F>
  void each(F&& f) const {
    row_of_layers::each(layers_, f);
  }
  template <class F>
  void each_backward(F&& f) const {
    row_of_layers::each_backward(layers_, NoLayer{}, f);
  }
  /// f(column of the input, categories) for every column that is embedded
  template <class F>
  void each_embedded(F&& f) const {
    std::vector<Index> column(static_cast<std::size_t>(inputs()));  // of what the next layer sees
    std::iota(column.begin(), column.end(), Index{0});
    each([&](const auto& layer, Index) {
      if constexpr (std::same_as<std::remove_cvref_t<decltype(layer)>, Embedding>) {
        const auto at = static_cast<std::size_t>(layer.column);
        require<ShapeError>(at < column.size(), "embedding: column ", layer.column, " is one of numbers that were embedded before");
        f(column[at], layer.categories);
        column.erase(column.begin() + layer.column);
      }
    });
  }

 private:
  std::tuple<Layers...> layers_;
};

// What is written between the brackets of sequential.
struct InputSize {
  Index features;
};
inline InputSize input(Index features) { return {features}; }

namespace detail {
template <class... Layers>
Sequential<Layers...> sequential_of(std::tuple<Layers...> layers) {
  return Sequential<Layers...>(std::move(layers));
}
template <class Spec>
inline constexpr bool starts_a_network = false;
template <class Init>
inline constexpr bool starts_a_network<DenseUnits<Init>> = true;
template <>
inline constexpr bool starts_a_network<EmbeddingSpec> = true;
}  // namespace detail

/// A feed-forward network: `sequential(input(784), dense(128), relu(), dense(10))`. An activation follows its layer.
template <class First, class... Parts>
auto sequential(First first, Parts... parts) {
  static_assert(std::same_as<First, InputSize>, "genoprop: sequential starts with input(features)");
  static_assert(sizeof...(Parts) > 0, "genoprop: sequential needs at least one layer after input(features)");
  static_assert(detail::starts_a_network<std::tuple_element_t<0, std::tuple<Parts...>>>,
                "genoprop: the first layer after input(features) is dense(units) or embedding(column, categories, size)");
  static_assert(((row_of_layers::is_layer<Parts> || Activation<Parts>)&&...),
                "genoprop: sequential takes input(features), then layers such as dense(units) and activations such as relu()");
  require<ShapeError>(first.features > 0, "sequential: input features is ", first.features, ", expected at least 1");
  return detail::sequential_of(row_of_layers::fold(first.features, std::tuple<>{}, parts...));
}

}  // namespace genoprop
