// descend against the same steps written out: rows, gradient, one optimizer step.

#include <genoprop/train/descend.hpp>

#include <doctest/doctest.h>

#include <vector>

#include "support/bits.hpp"
#include "support/near.hpp"
#include "support/pass.hpp"

#include <genoprop/data/synthetic.hpp>
#include <genoprop/nn/sequential.hpp>
#include <genoprop/train/adam.hpp>
#include <genoprop/train/sgd.hpp>
#include <genoprop/train/supervised.hpp>

using namespace genoprop;
using namespace genoprop::support;

namespace {

/// 30 rows of 2 features and 3 classes, double
Dataset<double> rows() {
  xt::xtensor<double, 2> x = xt::zeros<double>({30, 2});
  xt::xtensor<int, 1> y = xt::zeros<int>({30});
  for (Index r = 0; r < 30; ++r) {
    Draw draw(9, {.purpose = Purpose::data, .index = static_cast<std::uint32_t>(r)});
    x(r, 0) = static_cast<double>(draw.normal());
    x(r, 1) = static_cast<double>(draw.normal());
    y(r) = draw.below(3);
  }
  return Dataset{x, y, 3};
}
const Dataset<double> data = rows();
const auto net = sequential(input(2), dense(4), tanh(), dense(3));
constexpr Index D = 27;
const Supervised problem{net, SoftmaxCrossEntropy{}, Splits<double>{data, data, {}}};

/// what p individuals have after `steps` steps by descend, one after the other in two calls
template <class O>
struct Descended {
  std::vector<double> genes, state;
  std::vector<Index> age;

  Descended(const std::vector<std::vector<double>>& start, const std::vector<O>& numbers, Index first_slot, const Sampling& sampling,
            Index steps, bool one_lane) {
    const auto p = static_cast<Index>(start.size());
    const auto crew = Serial{.width = one_lane ? p : 1}.open();
    const auto placed_problem = problem.on(*crew, sampling);
    typename decltype(placed_problem)::Work work;
    DescentMemory<O> memory;
    crew->prepare([&](auto& lane) {
      work = placed_problem.take_training(lane);
      memory = take_descent<O>(lane);
    });
    const Index pitch = genome_pitch(D), slots = O::slots;
    std::vector<double> g(static_cast<std::size_t>(p * pitch)), s(static_cast<std::size_t>(p * slots * pitch));
    for (Index i = 0; i < p; ++i)
      std::copy(start[static_cast<std::size_t>(i)].begin(), start[static_cast<std::size_t>(i)].end(), g.begin() + i * pitch);
    age.assign(start.size(), 0);
    const auto run = [&](Index n, std::int64_t step) {
      std::vector<Span> spans;
      if (one_lane)
        spans = {{0, p}};
      else
        for (Index i = 0; i < p; ++i) spans.push_back({i, 1});
      crew->run(std::span<const Span>(spans), [&](auto& lane, Span span) {
        const Rows<double, O> who{.genes = {g.data() + span.first * pitch, pitch, D},
                                  .state = {s.data() + span.first * slots * pitch, slots * pitch, D},
                                  .numbers = numbers.data() + span.first,
                                  .age = age.data() + span.first,
                                  .slot = first_slot + span.first};
        descend(lane, placed_problem, who, work, memory, Clock{.seed = sampling.seed, .step = step}, n);
      });
    };
    run(steps / 2, 0);
    run(steps - steps / 2, steps / 2);
    for (Index i = 0; i < p; ++i) {
      genes.insert(genes.end(), g.begin() + i * pitch, g.begin() + i * pitch + D);
      for (Index k = 0; k < slots; ++k)
        state.insert(state.end(), s.begin() + (i * slots + k) * pitch, s.begin() + (i * slots + k) * pitch + D);
    }
  }
};

/// the rows of a step: four to a block of words at (seed, step, slot)
std::vector<Index> rows_at(std::uint64_t seed, std::int64_t step, std::uint32_t slot, Index batch) {
  const Index quads = (batch + 3) / 4;
  std::vector<Index> all(static_cast<std::size_t>(4 * quads));
  for (Index q = 0; q < quads; ++q) {
    const Words w = words_at(
        seed, {.purpose = Purpose::batch, .index = static_cast<std::uint32_t>(q), .slot = slot, .time = static_cast<std::uint32_t>(step)});
    for (Index k = 0; k < 4; ++k) all[static_cast<std::size_t>(k * quads + q)] = below_of(w.word[k], data.rows());
  }
  all.resize(static_cast<std::size_t>(batch));
  return all;
}
Examples<double> examples(const std::vector<Index>& which) {
  Examples<double> e{.rows = static_cast<Index>(which.size()), .x = {}};
  const auto labels = data.labels();
  for (const Index r : which) {
    for (const double v : data.row(r)) e.x.push_back(v);
    e.labels.push_back(labels(r));
  }
  return e;
}
/// one individual, written out
template <class O>
std::vector<double> by_hand(std::vector<double> genes, const O& optimizer, std::uint32_t slot, const Sampling& sampling, Index steps) {
  std::vector<double> state(static_cast<std::size_t>(O::slots * D));
  for (Index k = 0; k < steps; ++k) {
    std::vector<Index> which(static_cast<std::size_t>(data.rows()));
    for (Index r = 0; r < data.rows(); ++r) which[static_cast<std::size_t>(r)] = r;
    if (sampling.batch != full_batch)
      which = rows_at(sampling.seed, k, sampling.batches == Batches::shared ? 0xFFFFFFFFu : slot, sampling.batch);
    const auto g = Pass(net, SoftmaxCrossEntropy{}, examples(which)).gradient(genes);
    for (std::size_t w = 0; w < D; ++w) optimizer(genes[w], g[w], &state[w], D, k + 1);
  }
  return genes;
}
std::vector<std::vector<double>> starts(std::size_t p) {
  std::vector<std::vector<double>> all(p, std::vector<double>(D));
  for (std::size_t i = 0; i < p; ++i)
    for (std::size_t g = 0; g < D; ++g)
      all[i][g] = static_cast<double>(Draw(4, {.index = static_cast<std::uint32_t>(g), .slot = static_cast<std::uint32_t>(i)}).normal());
  return all;
}
template <class O>
void check_descend(const std::vector<O>& numbers, const Sampling& sampling) {
  const auto start = starts(numbers.size());
  for (const bool one_lane : {false, true}) {
    const Descended<O> came(start, numbers, 6, sampling, 7, one_lane);
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      CAPTURE(i);
      const auto expected = by_hand(start[i], numbers[i], static_cast<std::uint32_t>(6 + i), sampling, 7);
      CHECK(bits_equal(std::vector(came.genes.begin() + std::ptrdiff_t(i) * D, came.genes.begin() + std::ptrdiff_t(i + 1) * D), expected));
      CHECK(came.age[i] == 7);
    }
  }
}

}  // namespace

TEST_CASE("descend: the steps written out, bit for bit: own, shared and full batches, each individual its own numbers") {
  const std::vector<Sgd> sgd{{.rate = 0.1f, .momentum = 0.9f}, {.rate = 0.5f}, {.rate = 0.2f, .momentum = 0.5f, .decay = 0.01f}};
  check_descend(sgd, {.batch = 6, .batches = Batches::own, .seed = 3});
  check_descend(sgd, {.batch = 5, .batches = Batches::shared, .seed = 3});
  check_descend(sgd, {.batch = full_batch, .seed = 3});
  check_descend(std::vector<Adam>{{.rate = 0.1f}, {.rate = 0.01f, .beta1 = 0.5f}}, {.batch = 6, .seed = 3});
}

TEST_CASE("gradients stored equal gradients consumed: a step of Sgd{rate = 1} takes them off") {
  const auto start = starts(1);
  const Sampling sampling{.batch = full_batch, .seed = 3};
  const Descended<Sgd> moved(start, {Sgd{.rate = 1}}, 0, sampling, 1, false);
  std::vector<Index> all(30);
  for (Index r = 0; r < 30; ++r) all[static_cast<std::size_t>(r)] = r;
  const auto gradient = Pass(net, SoftmaxCrossEntropy{}, examples(all)).gradient(start[0]);
  for (std::size_t g = 0; g < D; ++g) {
    CHECK(bits_equal(moved.genes[g], start[0][g] - gradient[g]));
    CHECK(bits_equal(moved.state[g], gradient[g]));
  }
}
