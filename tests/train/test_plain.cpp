#include <genoprop/train/plain.hpp>

#include <doctest/doctest.h>

#include <vector>

#include "support/made.hpp"

#include <genoprop/backend/serial.hpp>
#include <genoprop/train/descend.hpp>
#include <genoprop/train/sgd.hpp>

using namespace genoprop;
using namespace genoprop::support;

namespace {
/// a bowl that offers a probe: activation u of row r is genes[u] + r, slope r
struct Probing : Made {
  Index probe_rows() const { return 3; }
  void probe(std::span<const double> w, Block<double> h, Block<double> residual) const {
    for (Index r = 0; r < h.rows; ++r) {
      for (Index u = 0; u < h.columns; ++u) h(0, r, u) = w[static_cast<std::size_t>(u)] + r;
      residual(0, r, 0) = r;
    }
  }
};
}  // namespace

TEST_CASE("a plain objective: its two functions are asked for every individual, and its gradient moves every gene") {
  for (const Index width : {1, 3}) {
    const auto crew = Serial{.width = width}.open();
    const Made bowl;
    const auto here = placed(bowl, *crew, Sampling{});
    CHECK(here.genes == 6);
    CHECK(here.units == 2);
    typename decltype(here)::Work work;
    DescentMemory<Sgd> memory;
    crew->prepare([&](auto& lane) {
      work = here.take_training(lane);
      memory = take_descent<Sgd>(lane);
    });
    std::vector<double> genes(3 * 64), state(3 * 64);
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t g = 0; g < 6; ++g) genes[64 * i + g] = double(i + 1);
    const std::vector<Sgd> numbers{{.rate = 0.5f}, {.rate = 0.25f}, {.rate = 1}};
    std::vector<Index> age(3, 0);
    std::vector<Scores> scores(3);
    std::vector<Span> spans{{0, 3}};
    if (width == 1) spans = {{0, 1}, {1, 1}, {2, 1}};
    crew->run(std::span<const Span>(spans), [&](auto& lane, Span s) {
      const Rows<double, Sgd> who{.genes = {genes.data() + 64 * s.first, 64, 6},
                                  .state = {state.data() + 64 * s.first, 64, 6},
                                  .numbers = numbers.data() + s.first,
                                  .age = age.data() + s.first,
                                  .slot = s.first};
      descend(lane, here, who, work, memory, Clock{}, 2);
      here.score(lane, Genes<const double>(who.genes), work, scores.data() + s.first);
    });
    const double after[3] = {0.25, 1.125, 0};  // 1 / 4, 2 * 9 / 16, nothing
    for (std::size_t i = 0; i < 3; ++i) {
      for (std::size_t g = 0; g < 6; ++g) CHECK(genes[64 * i + g] == after[i]);
      CHECK(scores[i].loss == 3 * after[i] * after[i]);
      CHECK(age[i] == 2);
    }
  }
}

TEST_CASE("a plain objective has a probe only where it offers one") {
  using Crew = SerialCrew;
  CHECK_FALSE(has_probe<decltype(placed(std::declval<const Made&>(), std::declval<Crew&>(), Sampling{}))>);
  CHECK(has_probe<decltype(placed(std::declval<const Probing&>(), std::declval<Crew&>(), Sampling{}))>);
  const auto crew = Serial{}.open();
  const Probing objective;
  const auto here = placed(objective, *crew, Sampling{});
  typename decltype(here)::Work work;
  crew->prepare([&](auto& lane) { work = here.take_probe(lane); });
  const std::vector<double> genes{1, 2, 3, 4, 5, 6};
  const Span one{0, 1};
  crew->run(std::span<const Span>(&one, 1), [&](auto& lane, Span) { here.probe(lane, Genes<const double>{genes.data(), 6, 6}, work); });
  const auto h = here.activations(work, objective.layout(), 0);
  CHECK(h.rows == 3);
  CHECK(h.columns == 2);
  CHECK(h(0, 2, 1) == 4);
  CHECK(here.output_slope(work)(0, 2, 0) == 2);
}
