#pragma once
// What every loss says of the same outputs, on any lane.

#include <algorithm>
#include <span>
#include <vector>

#include <genoprop/concepts/backend.hpp>
#include <genoprop/core/draw.hpp>
#include <genoprop/nn/cross_entropy.hpp>
#include <genoprop/nn/pass.hpp>
#include <genoprop/nn/regression.hpp>

namespace genoprop::support {

/// slopes, losses and hits of 9 weighted rows of 21 outputs and of the first 1, by all losses one after the other
template <class C>
std::vector<float> what_losses_say(C& crew) {
  constexpr Index rows = 9, outputs = 21;
  Block<float> y, values, weights, dy, losses, hits;
  Block<std::int32_t> labels;
  crew.prepare([&](auto& lane) {
    y = take_block<float>(lane, rows, outputs);
    values = take_block<float>(lane, rows, outputs);
    weights = take_block<float>(lane, 1, rows);
    dy = take_block<float>(lane, rows, outputs);
    losses = take_block<float>(lane, 1, rows);
    hits = take_block<float>(lane, 1, rows);
    labels = take_block<std::int32_t>(lane, 1, rows);
  });
  Draw draw(3, {});
  for (Index r = 0; r < rows; ++r) {
    for (Index c = 0; c < outputs; ++c) {
      y(0, r, c) = 3 * draw.normal();
      values(0, r, c) = draw.unit();
    }
    weights(0, 0, r) = 2 * draw.unit();
    labels(0, 0, r) = draw.below(2);
  }
  std::vector<float> all;
  const Span one{0, 1};
  const auto ask = [&](auto loss, Index columns) {
    const auto narrow = [&](Block<float> b) { return Block<float>{b.data, b.stride, b.pitch, b.rows, columns}; };
    const Targets<float> targets{labels, narrow(values), weights};
    const bool classes = decltype(loss)::target == Target::labels;
    const LossOut<float> out{narrow(dy), losses, classes ? hits : Block<float>{}};
    crew.run(std::span<const Span>(&one, 1), [&](auto& lane, Span) {
      loss(lane, Block<const float>(narrow(y)), targets, out);
      weigh(lane, targets, out);
    });
    for (Index r = 0; r < rows; ++r) {
      all.insert(all.end(), dy.row(0, r), dy.row(0, r) + columns);
      all.push_back(losses(0, 0, r));
      all.push_back(hits(0, 0, r));
    }
  };
  ask(SoftmaxCrossEntropy{}, outputs);
  ask(SmoothedCrossEntropy{}, outputs);
  ask(SigmoidCrossEntropy{}, 1);
  ask(MeanSquaredError{}, outputs);
  ask(MultiLabelCrossEntropy{}, outputs);
  ask(Huber{}, outputs);
  ask(Poisson{}, outputs);
  ask(Pinball{.tau = 0.3f}, outputs);
  return all;
}

}  // namespace genoprop::support
