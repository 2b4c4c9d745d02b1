#pragma once
// Gradient steps alone, for programs that time them.

#include <genoprop/genoprop.hpp>
#include <memory>
#include <span>

namespace bench {

/// Steps of one individual on one lane: what Evolution does between two generations, and nothing else.
template <class Net>
struct Training {
  using Problem = genoprop::Supervised<Net, genoprop::SoftmaxCrossEntropy, float>;
  using Placed = decltype(genoprop::placed(std::declval<const Problem&>(), std::declval<genoprop::ThreadsCrew&>(), genoprop::Sampling{}));

  std::unique_ptr<genoprop::ThreadsCrew> crew;
  Placed placed;
  typename Placed::Work work;
  genoprop::DescentMemory<genoprop::Sgd> memory;
  genoprop::Index genes;
  genoprop::Buffer<float> weights, state;
  genoprop::Sgd optimizer{.rate = 0.01f, .momentum = 0.9f};
  genoprop::Index age = 0;
  genoprop::Clock clock{.seed = 1};

  Training(const Problem& problem, genoprop::Index batch, genoprop::Product product)
      : crew(genoprop::Threads{.threads = 1, .product = product}.open()),
        placed(genoprop::placed(problem, *crew, {.batch = batch})),
        genes(problem.layout().genes()),
        weights(static_cast<std::size_t>(genoprop::genome_pitch(genes))),
        state(static_cast<std::size_t>(genoprop::genome_pitch(genes))) {
    crew->prepare([&](auto& lane) {
      work = placed.take_training(lane);
      memory = genoprop::take_descent<genoprop::Sgd>(lane);
    });
    on_lane([&](auto& lane) { genoprop::draw_start(lane, problem.layout(), who().genes, 0, 1, 0); });
  }
  genoprop::Rows<float, genoprop::Sgd> who() {
    const genoprop::Index pitch = genoprop::genome_pitch(genes);
    return {{weights.data(), pitch, genes}, {state.data(), pitch, genes}, &optimizer, &age, 0};
  }
  template <class F>
  void on_lane(F&& f) {
    const genoprop::Span one{0, 1};
    crew->run(std::span<const genoprop::Span>(&one, 1), [&](auto& lane, genoprop::Span) { f(lane); });
  }
  void steps(genoprop::Index n) {
    on_lane([&](auto& lane) { genoprop::descend(lane, placed, who(), work, memory, clock, n); });
    clock.step += n;
  }
};

}  // namespace bench
