#pragma once
// mlp({784, 128, 10}, relu()): a depth that is known only when the program runs.

#include <initializer_list>
#include <vector>

#include <genoprop/nn/sequential.hpp>

namespace genoprop {

/// Dense layers of one activation, and an affine output.
template <Activation Act>
class Mlp {
 public:
  static constexpr Index max_layers = 16;
  static constexpr bool reads_row_lists = true;

  template <class Init>
  Mlp(std::vector<Index> sizes, Act act, Init init) {
    require<ShapeError>(sizes.size() >= 2, "mlp: ", sizes.size(), " sizes, expected at least 2: inputs and outputs");
    require<ShapeError>(sizes.size() - 1 <= max_layers, "mlp: ", sizes.size() - 1, " layers, expected at most ", max_layers);
    for (std::size_t l = 0; l + 2 < sizes.size(); ++l) hidden_.push_back(DenseUnits<Init>{sizes[l + 1], init}.build(sizes[l], act));
    last_ = DenseUnits<Init>{sizes.back(), init}.build(sizes[sizes.size() - 2], Identity{});
    Layout layout;
    place(layout, hidden_, last_);
  }

  Index inputs() const { return hidden_.empty() ? last_.inputs : hidden_.front().inputs; }
  Index outputs() const { return last_.units; }
  Index layers() const { return static_cast<Index>(hidden_.size()) + 1; }

  void describe(Layout& layout) const {
    Mlp copy = *this;
    place(layout, copy.hidden_, copy.last_);
  }

  template <class F>
  void each(F&& f) const {
    Index number = 0;
    for (const auto& layer : hidden_) f(layer, number++);
    f(last_, number);
  }
  template <class F>
  void each_backward(F&& f) const {
    const auto n = static_cast<Index>(hidden_.size());
    if (n == 0) return f(last_, NoLayer{}, Index{0});
    f(last_, hidden_.back(), n);
    for (Index l = n - 1; l > 0; --l) f(hidden_[static_cast<std::size_t>(l)], hidden_[static_cast<std::size_t>(l - 1)], l);
    f(hidden_.front(), NoLayer{}, Index{0});
  }

 private:
  static void place(Layout& layout, std::vector<Dense<Act>>& hidden, Dense<Identity>& last) {
    Index leaves = -1, number = 0;
    for (auto& layer : hidden) {
      const Index feeds = layout.add_group(layer.units, Act::odd);
      layer.describe(layout, number++, leaves, feeds);
      leaves = feeds;
    }
    last.describe(layout, number, leaves, -1);
  }

  std::vector<Dense<Act>> hidden_;
  Dense<Identity> last_;
};

/// `mlp({784, 128, 10}, relu())`: sizes from inputs to outputs; `mlp({2, 16, 2}, tanh(), Glorot{.gain = 2})`
template <Activation Act>
Mlp<Act> mlp(std::vector<Index> sizes, Act act) {
  return Mlp<Act>(std::move(sizes), act, SuitsActivation{});
}
template <Activation Act, Initialiser Init>
Mlp<Act> mlp(std::vector<Index> sizes, Act act, Init init) {
  return Mlp<Act>(std::move(sizes), act, init);
}

}  // namespace genoprop
