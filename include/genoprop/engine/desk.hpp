#pragma once
// What one lane keeps from the first generation to the last: everything is taken here, nothing later.

#include <vector>

#include <genoprop/engine/gene_sizes.hpp>
#include <genoprop/evolve/align.hpp>
#include <genoprop/train/minibatches.hpp>
#include <genoprop/train/plain.hpp>

namespace genoprop {

/// `Work`: the objective's memory of a pass.
template <class Placed, class O>
struct Desk {
  using T = typename Placed::Scalar;
  using Work = typename Placed::Work;

  DescentMemory<O> descent;
  Work training, scoring;
  std::vector<Genes<T>> gradients;           // one a mini-batch, only where a step may take several, or stores its own
  Work probe_a{}, probe_b{};                 // only where a strategy looks at activations
  ProbeMemory<T> probe{};                    // only where a strategy aligns or operates
  T* aligned_state[2] = {nullptr, nullptr};  // [slots * pitch], only where optimizer state is crossed after alignment
  std::uint32_t* words = nullptr;            // [pitch] first words of a gene rule's draws
  GeneSizes<T> sizes{};                      // only where a mutation plans
  Work slopes{};                             // of the probe, with room for a backward pass: only where a mutation reads sensitivities
};

}  // namespace genoprop
