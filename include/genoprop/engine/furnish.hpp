#pragma once
// The memory of a lane.

#include <genoprop/engine/breed.hpp>

namespace genoprop {

/// Everything that a lane keeps from the first generation to the last; called where lanes plan their memory.
template <class L, class Placed, class O, class S>
void furnish(L& lane, Desk<Placed, O>& desk, const Placed& placed, const Anatomy& anatomy, const S& strategy, Index population) {
  using T = typename Placed::Scalar;
  const auto pitch = static_cast<std::size_t>(anatomy.pitch());
  desk.descent = take_descent<O>(lane);
  desk.training = placed.take_training(lane);
  desk.scoring = placed.take_scoring(lane);
  if constexpr (!single_batches<decltype(S::batching)> || wants_length<O>)
    desk.gradients = take_gradients<T>(lane, anatomy.genes, strategy.batching.most(population));
  const auto words = static_cast<std::size_t>(round_up(std::max({anatomy.genes, anatomy.layout.units(), most_layers(anatomy.layout)}), 64));
  desk.words = lane.template take<std::uint32_t>(words);
  if constexpr (PlannedMutation<decltype(S::mutate)>) {
    desk.sizes.square = lane.template take<double>(anatomy.layout.slices.size());
    desk.sizes.rms = lane.template take<double>(static_cast<std::size_t>(layers_of(anatomy.layout)));
    if constexpr (SensitiveMutation<decltype(S::mutate)>) {
      if constexpr (requires { placed.take_output_gradients(lane); }) desk.slopes = placed.take_output_gradients(lane);
      desk.sizes.gradient = lane.template take<T>(pitch);
      desk.sizes.sensitivity = lane.template take<double>(pitch);
    }
  }
  if constexpr (strategy_aligns<S> || strategy_operates<S>) {
    Index rows = 1;
    if constexpr (has_probe<Placed>) {
      desk.probe_a = placed.take_probe(lane);
      if (strategy_aligns<S>) desk.probe_b = placed.take_probe(lane);
      rows = Placed::output_slope(desk.probe_a).rows;
    }
    desk.probe = take_probe_memory<T>(lane, anatomy.layout, rows);
    if (strategy_aligns<S> && strategy.state == State::crossed)
      for (auto& s : desk.aligned_state) s = lane.template take<T>(pitch * static_cast<std::size_t>(O::slots));
  }
}

}  // namespace genoprop
