#pragma once
// A network that has one of everything, and rows for it.

#include <genoprop/data/synthetic.hpp>
#include <genoprop/nn/cross_entropy.hpp>
#include <genoprop/nn/regression.hpp>
#include <genoprop/nn/sequential.hpp>
#include <genoprop/train/supervised.hpp>

namespace genoprop::support {

/// every activation and every start in one network of five inputs and two classes, on parity-5 with weights of
/// its rows
inline auto every_activation() {
  const auto rows = parity({.bits = 5}).class_weighted({0.5, 1.5});
  return Supervised{sequential(input(5), dense(7), leaky_relu(0.1f), dense(6), sigmoid(), dense(5, Scaled{LeCun{}, 2.0f}), gelu(),
                               dense(17, Orthogonal{}), silu(), dense(6), gelu_exact(), dense(5), softplus(),
                               dense(4, UniformStart{.low = -1, .high = 1}), elu(0.8f), dense(3), tanh(), dense(2)),
                    SoftmaxCrossEntropy{}, Splits{rows, rows, rows}};
}

/// every other kind of layer, on parity-5
inline auto every_layer() {
  const auto signs = parity({.bits = 5});
  const xt::xtensor<float, 2> bits = (signs.x() + 1.0f) / 2.0f;
  const Dataset<float> rows{bits, signs.labels()};
  return Supervised{sequential(input(5), embedding(2, 2, 3), dense(9), layer_norm(), tanh(), dropout(0.2f),
                               residual(layer_norm(), dense(17), gelu(), dense(9)), relu(), dense(2)),
                    SoftmaxCrossEntropy{}, Splits{rows, rows, rows}};
}

}  // namespace genoprop::support
