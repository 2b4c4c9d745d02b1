#pragma once
// Activations by the names that model files call them.

#include <array>
#include <string_view>

#include <genoprop/nn/activation.hpp>

namespace genoprop {

/// One of the library's activations, known when the program runs. `number`: the leak of leaky_relu, the scale of elu.
struct NamedActivation {
  enum class Kind : std::uint8_t { identity, relu, tanh, leaky_relu, sigmoid, softplus, elu, silu, gelu, gelu_exact };
  static constexpr std::array<std::string_view, 10> names{"identity", "relu", "tanh", "leaky_relu", "sigmoid",
                                                          "softplus", "elu",  "silu", "gelu",       "gelu_exact"};
  Kind kind = Kind::identity;
  float number = 0;

  std::string_view name() const { return names[static_cast<std::size_t>(kind)]; }
  bool has_number() const { return kind == Kind::leaky_relu || kind == Kind::elu; }

  /// f(activation of its own type), so that a loop over elements is one loop for each kind
  template <class F>
  GENOPROP_CPU void with(const F& f) const {
    switch (kind) {
      case Kind::identity:
        f(Identity{});
        break;
      case Kind::relu:
        f(Relu{});
        break;
      case Kind::tanh:
        f(Tanh{});
        break;
      case Kind::leaky_relu:
        f(LeakyRelu{.leak = number});
        break;
      case Kind::sigmoid:
        f(Sigmoid{});
        break;
      case Kind::softplus:
        f(Softplus{});
        break;
      case Kind::elu:
        f(Elu{.scale = number});
        break;
      case Kind::silu:
        f(Silu{});
        break;
      case Kind::gelu:
        f(Gelu{});
        break;
      case Kind::gelu_exact:
        f(GeluExact{});
        break;
    }
  }
};

/// What a file calls an activation; an activation of a user's own has no name here.
template <class Act>
struct NameOfActivation;
#define GENOPROP_NAMED(Type, of, with_number)                                                                         \
  template <>                                                                                                         \
  struct NameOfActivation<Type> {                                                                                     \
    static NamedActivation get([[maybe_unused]] const Type& act) { return {NamedActivation::Kind::of, with_number}; } \
  };
GENOPROP_NAMED(Identity, identity, 0)
GENOPROP_NAMED(Relu, relu, 0)
GENOPROP_NAMED(Tanh, tanh, 0)
GENOPROP_NAMED(LeakyRelu, leaky_relu, act.leak)
GENOPROP_NAMED(Sigmoid, sigmoid, 0)
GENOPROP_NAMED(Softplus, softplus, 0)
GENOPROP_NAMED(Elu, elu, act.scale)
GENOPROP_NAMED(Silu, silu, 0)
GENOPROP_NAMED(Gelu, gelu, 0)
GENOPROP_NAMED(GeluExact, gelu_exact, 0)
#undef GENOPROP_NAMED

}  // namespace genoprop
