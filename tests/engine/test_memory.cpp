// The peak of a run's heap, against the formula of README.md ("Memory").

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>
#include <vector>

#include "support/allocations.hpp"

#include <genoprop/backend/threads.hpp>
#include <genoprop/distribute/one.hpp>
#include <genoprop/distribute/team.hpp>
#include <genoprop/engine/evolution.hpp>
#include <genoprop/nn/cross_entropy.hpp>
#include <genoprop/nn/mlp.hpp>
#include <genoprop/train/adam.hpp>
#include <genoprop/train/sgd.hpp>

using namespace genoprop;
using genoprop::support::bytes_alive, genoprop::support::bytes_highest;

namespace {

/// what the formula asks of a run
struct Shape {
  std::vector<double> widths;  // inputs, hidden units, outputs
  double rows;                 // of the training data; as many are validated
  double individuals, batch, threads, generations;
};
/// which parts of a strategy and an optimizer take memory
struct Parts {
  double slots;            // numbers of optimizer state a weight
  bool pool = true;        // not Pool::now
  bool inherited = false;  // State::carry or State::crossed
  double probes = 2;       // 2: aligned by activations, 1: screened redraw alone, 0: neither
  Index workers = 1;
};

/// the most parents' rows that travel from worker to worker in a generation, each once a receiver
double fetched(const std::vector<Report>& history, Index population, Index workers) {
  std::size_t most = 0;
  for (const Report& r : history) {
    std::set<std::pair<Index, Index>> moves;
    for (const Birth& b : r.births)
      for (const Index parent : b.parents)
        if (parent >= 0 && owner_of(parent, population, workers) != owner_of(b.slot, population, workers))
          moves.emplace(parent, owner_of(b.slot, population, workers));
    most = std::max(most, moves.size());
  }
  return static_cast<double>(most);
}

/// README.md, "Memory", line by line
double expected_bytes(const Shape& s, const Parts& p, double rows_fetched) {
  constexpr double T = sizeof(float);
  const auto padded = [](double n) { return std::ceil(n / 16) * 16; };
  double D = 0, U = 0, H = 0;
  for (std::size_t l = 1; l < s.widths.size(); ++l) {
    D += (s.widths[l - 1] + 1) * s.widths[l];
    U += padded(s.widths[l]);
    if (l + 1 < s.widths.size()) H = std::max(H, s.widths[l]);
  }
  const double f = padded(s.widths.front()), o = padded(s.widths.back());
  const double rows = (p.pool ? 4 : 2) + (p.inherited && p.pool ? 4 : 2) * p.slots;            // where they train and breed
  const double result = 2 + (p.inherited ? 2 : 1) * p.slots;                                   // and what the result holds
  const bool stay = isa_here() != Isa::blas && static_cast<int>(s.widths.front()) % 256 != 0;  // rows that are not copied
  const double copied = stay ? 0 : f;
  double thread = s.batch * (copied + 2 * U) + std::min(256.0, s.rows) * (copied + U + o) + D;  // training, validation, words
  if (p.probes > 0) thread += p.probes * std::min(128.0, s.rows) * (f + U + o) + 2 * std::min(128.0, s.rows) * H + 2 * D + 7 * H * H;
  if (p.inherited && p.probes == 2) thread += 2 * p.slots * D;
  return s.individuals * D * T * (rows + result) + s.threads * (thread * T + 96 * 1024) + (4 + 2 * rows_fetched) * D * T +
         s.individuals * s.generations * 250;
}

Splits<float> data_of(const Shape& s) {
  const auto n = static_cast<std::size_t>(s.rows);
  xt::xtensor<float, 2> x = xt::zeros<float>({n, static_cast<std::size_t>(s.widths.front())});
  xt::xtensor<std::int32_t, 1> labels = xt::zeros<std::int32_t>({n});
  for (std::size_t r = 0; r < n; ++r) {
    labels(r) = static_cast<std::int32_t>(r % 2);
    for (std::size_t c = 0; c < x.shape(1); ++c) x(r, c) = static_cast<float>((r * 7 + c * 13) % 31) / 31 - 0.5f;
  }
  const Dataset<float> rows(x, labels);
  return {rows, rows, {}};
}

/// a whole run, and the most that its heap held at once
template <class O, class S, class Place>
void check_peak(const Shape& shape, const Parts& parts, const O& optimizer, const S& strategy, const Place& place) {
  std::vector<Index> sizes;
  for (const double w : shape.widths) sizes.push_back(static_cast<Index>(w));
  const Evolution run{Supervised{mlp(sizes, tanh()), SoftmaxCrossEntropy{}, data_of(shape)}, optimizer, strategy, place};
  const Settings settings{.population = static_cast<Index>(shape.individuals),
                          .generations = static_cast<Index>(shape.generations),
                          .steps = 1,
                          .batch = static_cast<Index>(shape.batch),
                          .seed = 1};
  const long long before = bytes_alive;
  support::watch_bytes();
  const auto result = run.fit(settings);
  const double peak = static_cast<double>(bytes_highest - before);
  const double expected = expected_bytes(shape, parts, fetched(result.history(), settings.population, parts.workers));
  CAPTURE(shape.widths[0]);
  CAPTURE(shape.individuals);
  CAPTURE(shape.threads);
  CAPTURE(peak);
  CAPTURE(expected);
  CHECK(!result.history().front().births.empty());  // alignment and surgery took their memory
  CHECK(peak / expected > 0.9);
  CHECK(peak / expected < 1.1);
}

}  // namespace

TEST_CASE("memory: they are counted") {
  const long long before = bytes_alive;
  support::watch_bytes();
  {
    const auto used = [](const std::vector<double>& v) { asm volatile("" : : "r"(v.data()) : "memory"); };  // else it need not exist
    const std::vector<double> a(1000);
    used(a);
    {
      const std::vector<double> b(500);
      used(b);
    }
    CHECK(bytes_alive - before >= 8000);
    CHECK(bytes_alive - before < 8100);
  }
  CHECK(bytes_alive == before);
  CHECK(bytes_highest - before >= 12000);
  CHECK(bytes_highest - before < 12100);
}

TEST_CASE("memory: the peak of a run is what README.md says, within a tenth") {
  const Shape digits{.widths = {784, 128, 10}, .rows = 300, .individuals = 8, .batch = 64, .threads = 1, .generations = 3};
  Shape shape = digits;
  SUBCASE("the standard strategy, one thread and two, few individuals and many") {
    const Parts standard{.slots = 1};
    const auto strategy = presets::standard().with(Elitist{.keep = 1});
    for (const double threads : {1, 2}) {
      shape.threads = threads;
      for (const double individuals : {2, 8, 24}) {
        shape.individuals = individuals;
        check_peak(shape, standard, Sgd{}, strategy, Threads{.threads = static_cast<Index>(threads)});
      }
    }
    shape = digits;
    shape.threads = 2;
    check_peak(shape, {.slots = 1, .workers = 2}, Sgd{}, strategy, Team{Threads{.threads = 1}, 2});
    shape = {.widths = {64, 32, 10}, .rows = 1000, .individuals = 32, .batch = 32, .threads = 2, .generations = 3};
    check_peak(shape, standard, Sgd{}, strategy, Threads{.threads = 2});
    shape = {.widths = {2, 16, 16, 2}, .rows = 300, .individuals = 64, .batch = 32, .threads = 1, .generations = 3};
    check_peak(shape, standard, Sgd{}, strategy, Threads{.threads = 1});
    shape = {.widths = {32, 256, 128, 10}, .rows = 200, .individuals = 4, .batch = 128, .threads = 1, .generations = 3};
    check_peak(shape, standard, Sgd{}, strategy, Threads{.threads = 1});
  }
  SUBCASE("Adam: two numbers a weight") {
    check_peak(shape, {.slots = 2}, Adam{}, presets::standard().with(Elitist{.keep = 1}), Threads{.threads = 1});
  }
  SUBCASE("state that is inherited") {
    const auto crossed = presets::standard().with(Elitist{.keep = 1}).with(State::crossed);
    check_peak(shape, {.slots = 2, .inherited = true}, Adam{}, crossed, Threads{.threads = 1});
  }
  SUBCASE("wide inputs, screening alone") {
    shape = {.widths = {784, 4, 2}, .rows = 400, .individuals = 4, .batch = 64, .threads = 1, .generations = 3};
    const auto strategy = presets::basin_hopping().with(Elitist{.keep = 1});
    check_peak(shape, {.slots = 1, .probes = 1}, Sgd{}, strategy, Threads{.threads = 1});
  }
  SUBCASE("rows that are copied: 1 KiB apart they would share lines of the cache") {
    shape = {.widths = {512, 16, 10}, .rows = 400, .individuals = 4, .batch = 256, .threads = 2, .generations = 3};
    check_peak(shape, {.slots = 1}, Sgd{}, presets::standard().with(Elitist{.keep = 1}), Threads{.threads = 2});
  }
  SUBCASE("no pool, neither alignment nor surgery") {
    check_peak(shape, {.slots = 1, .pool = false, .probes = 0}, Sgd{}, presets::genetic_bp().with(Pool::now), Threads{.threads = 1});
  }
}
