#pragma once
// How many mini-batches a step takes.

#include <concepts>

#include <genoprop/core/config.hpp>

namespace genoprop {

/// More than that are refused: the number is part of a batch's address.
inline constexpr Index most_minibatches = 256;

/// `Index minibatches(active, population)`: of every step of each active slot, while `active` of the slots train: 1 to
/// most_minibatches. Where all mini-batches would be the same, with full batches of a network that draws nothing (dropout does) and on
/// objectives without training_rows(), it is asked as if all slots trained: those at rest have nothing to give. Gradients are averaged,
/// in a fixed tree of pairs, before the optimizer moves once; each counts as a gradient step. `Index most(population)`: what memory is
/// planned for. It may say `float rate_factor(minibatches)`: of the learning rate of such steps. A policy whose steps always take one
/// says so by `static constexpr bool single = true;`: then nothing else is compiled.
template <class B>
concept Batching = requires(const B batching, Index n) {
  { batching.minibatches(n, n) } -> std::same_as<Index>;
  { batching.most(n) } -> std::same_as<Index>;
};

template <class B>
inline constexpr bool single_batches = false;
template <class B>
  requires requires { B::single; }
inline constexpr bool single_batches<B> = B::single;

}  // namespace genoprop
