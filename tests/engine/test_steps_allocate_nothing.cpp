// After warm-up a step allocates nothing: a run of twice the steps allocates as often as one of half, counted for the whole
// program.

#include <doctest/doctest.h>

#include <atomic>
#include <cmath>
#include <cstdlib>
#include <new>
#include <vector>

#include "support/count_allocations.hpp"

#include <genoprop/backend/threads.hpp>
#include <genoprop/data/synthetic.hpp>
#include <genoprop/distribute/one.hpp>
#include <genoprop/engine/evolution.hpp>
#include <genoprop/nn/cross_entropy.hpp>
#include <genoprop/nn/sequential.hpp>
#include <genoprop/train/adam.hpp>
#include <genoprop/train/fitness.hpp>

using namespace genoprop;
using genoprop::support::allocations;

TEST_CASE("steps allocate nothing: counted over whole runs") {
  const auto rows = two_spirals({.rows = 64, .seed = 1});
  const Supervised problem{sequential(input(2), dense(6), tanh(), dense(2)), SoftmaxCrossEntropy{}, Splits{rows, rows, rows}};
  for (const Product product : {Product::own, Product::blas})
    for (const Index batch : {full_batch, Index{12}}) {
      if (product == Product::own && isa_here() == Isa::blas) continue;
      const auto count = [&](Index steps) {
        const Evolution run{problem, Adam{}, presets::restarts(), Threads{.threads = 2, .product = product}};
        const long before = allocations;
        run.fit({.population = 4, .generations = 3, .steps = steps, .batch = batch, .seed = 1});
        return allocations - before;
      };
      count(10);  // what a library under us keeps from its first call on
      const long ten = count(10);
      CHECK(ten > 0);
      CHECK(count(20) == ten);
      CHECK(count(200) == ten);
    }
}

TEST_CASE("scores are measured without the heap, those that are kept and sorted too") {
  const auto rows = two_spirals({.rows = 700, .seed = 1});
  const auto check = [&](auto fitness) {
    const Supervised problem{sequential(input(2), dense(6), tanh(), dense(2)), SoftmaxCrossEntropy{}, Splits{rows, rows, rows}, fitness};
    const auto crew = Threads{.threads = 1}.open();
    const auto placed = problem.on(*crew, {});
    typename std::remove_const_t<decltype(placed)>::Work work;
    crew->prepare([&](auto& lane) { work = placed.take_scoring(lane); });
    const std::vector<float> genes(static_cast<std::size_t>(genome_pitch(problem.layout().genes())), 0.5f);
    const Genes<const float> row{genes.data(), static_cast<std::ptrdiff_t>(genes.size()), problem.layout().genes()};
    Scores scores;
    const Span one{0, 1};
    long spent = 0;
    crew->run(std::span<const Span>(&one, 1), [&](auto& lane, Span) {
      const long before = allocations;
      placed.score(lane, row, work, &scores);
      spent += allocations - before;
    });
    CHECK(spent == 0);
    CHECK(std::isfinite(scores.measured));
  };
  check(RocAuc{});
  check(TopK{.k = 1});
}
