// What does evolution cost? Genes a second of each operator beside memcpy, and the share of a whole run that the default
// strategy spends on alignment, crossover and mutation.

#include <benchmark/benchmark.h>
#include <cstring>
#include <genoprop/genoprop.hpp>

namespace gp = genoprop;

namespace {

constexpr gp::Index genes = 101'770;  // 784-128-10

/// One lane with two parents, a child and words, as breeding has them.
struct Bench {
  std::unique_ptr<gp::ThreadsCrew> crew = gp::Threads{.threads = 1}.open();
  float *a = nullptr, *b = nullptr, *child = nullptr;
  std::uint32_t* words = nullptr;
  gp::Index *unit = nullptr, *layer = nullptr;

  Bench() {
    crew->prepare([&](auto& lane) {
      const auto n = static_cast<std::size_t>(gp::genome_pitch(genes));
      a = lane.template take<float>(n);
      b = lane.template take<float>(n);
      child = lane.template take<float>(n);
      words = lane.template take<std::uint32_t>(n);
      unit = lane.template take<gp::Index>(n);
      layer = lane.template take<gp::Index>(n);
    });
    for (gp::Index g = 0; g < genes; ++g) {
      a[g] = static_cast<float>(g);
      b[g] = -a[g];
      unit[g] = g % 128;
    }
  }
  template <class F>
  void on_lane(F&& f) {
    const gp::Span one{0, 1};
    crew->run(std::span<const gp::Span>(&one, 1), [&](auto& lane, gp::Span) { f(lane); });
  }
  gp::GeneMap map() const { return {unit, layer}; }
};

void count(benchmark::State& state, double bytes) {
  state.counters["ns/gene"] = benchmark::Counter(static_cast<double>(genes) * static_cast<double>(state.iterations()) / 1e9,
                                                 benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes * genes * static_cast<double>(state.iterations())));
}

void memcpy_of_a_genome(benchmark::State& state) {
  Bench b;
  for (auto _ : state) {
    std::memcpy(b.child, b.a, genes * sizeof(float));
    benchmark::DoNotOptimize(b.child);
    benchmark::ClobberMemory();
  }
  count(state, 8);
}

void copy_genes(benchmark::State& state) {
  Bench b;
  b.on_lane([&](auto& lane) {
    for (auto _ : state) {
      lane.for_each(1, genes, gp::CopyGenes<float>{b.a, b.child});
      benchmark::ClobberMemory();
    }
  });
  count(state, 8);
}

template <class Cross>
void cross_genes(benchmark::State& state) {
  Bench b;
  gp::Draw draw(1, {.purpose = gp::Purpose::cross});
  const auto rule = gp::rule_of(Cross{}, gp::Child{0, genes, 128}, draw);
  using Rule = std::remove_cvref_t<decltype(rule)>;
  constexpr bool silent = gp::SilentRule<Rule, float, 2>;
  b.on_lane([&](auto& lane) {
    std::uint32_t time = 0;
    for (auto _ : state) {
      const gp::Site at{.purpose = gp::Purpose::cross, .time = time++};
      if (!silent) gp::fill_words(lane, b.words, 1, at, gp::grain_of<Cross> == gp::Grain::unit ? 128 : genes);
      lane.for_each(1, genes, gp::CrossGenes<Rule, float, 2, gp::grain_of<Cross>>{rule, b.a, b.b, b.child, b.words, b.map(), 1, at, genes});
      benchmark::ClobberMemory();
    }
  });
  count(state, 12);
}

void gaussian(benchmark::State& state) {
  Bench b;
  const gp::Gaussian mutate{.rate = 0.01f, .sigma = 0.02f};
  b.on_lane([&](auto& lane) {
    std::uint32_t time = 0;
    for (auto _ : state) {
      const gp::Site at{.purpose = gp::Purpose::mutate, .time = time++};
      gp::fill_words(lane, b.words, 1, at, genes);
      lane.for_each(1, genes, gp::MutateGenes<gp::Gaussian, float>{mutate, b.child, b.words, b.map(), 1, at, genes});
      benchmark::ClobberMemory();
    }
  });
  count(state, 8);
}

/// One birth of the standard strategy on one thread, 784-128-10 and 128 probe rows: alignment, crossover, screened redraw.
void birth(benchmark::State& state) {
  const auto rows = gp::stroke_digits({.rows = 300, .seed = 1});
  const gp::Supervised problem{gp::sequential(gp::input(784), gp::dense(128), gp::relu(), gp::dense(10)), gp::SoftmaxCrossEntropy{},
                               gp::Splits<float>{rows, rows, {}}};
  const auto strategy = gp::presets::standard();
  const auto crew = gp::Threads{.threads = 1}.open();
  const auto placed = problem.on(*crew, {.batch = 64});
  gp::Anatomy anatomy = gp::anatomy_of<gp::Sgd>(problem);
  gp::GeneMapMemory map(*crew, anatomy.layout, anatomy.pitch());
  anatomy.map = map.map();
  gp::Desk<std::remove_const_t<decltype(placed)>, gp::Sgd> desk;
  gp::GenomeRow<float> row[3];  // two parents and a child
  crew->prepare([&](auto& lane) {
    gp::furnish(lane, desk, placed, anatomy, strategy, 2);
    for (auto& r : row)
      r = {lane.template take<float>(static_cast<std::size_t>(anatomy.pitch())),
           lane.template take<float>(static_cast<std::size_t>(anatomy.pitch()))};
  });
  const gp::Span one{0, 1};
  crew->run(std::span<const gp::Span>(&one, 1), [&](auto& lane, gp::Span) {
    for (gp::Index k = 0; k < 2; ++k)
      gp::draw_start(lane, anatomy.layout, gp::Genes<float>{row[k].genes, anatomy.pitch(), anatomy.genes}, k, 1, 0);
    const gp::GenomeRow<const float> parents[] = {row[0], row[1]};
    const std::vector<gp::Life> lives(2);
    gp::Birth who{.slot = 0, .parents = {0, 1}};
    gp::Clock clock{.seed = 1};
    for (auto _ : state) {
      gp::breed(lane, placed, desk, anatomy, strategy, clock, who, lives, std::span(parents), row[2]);
      benchmark::DoNotOptimize(row[2].genes);
      clock.generation += 1;
    }
  });
}

/// P = 32, 784-128-10, 500 steps a generation, the budget of 40 generations in which nobody rests: seconds of breeding over seconds of
/// the run.
void share_of_a_run(benchmark::State& state) {
  const auto data = gp::split(gp::stroke_digits({.rows = 12'000, .seed = 1}), {.train = 0.8, .validation = 0.1, .test = 0.1, .seed = 1});
  const auto net = gp::sequential(gp::input(784), gp::dense(128), gp::relu(), gp::dense(10));
  const gp::Evolution run{gp::Supervised{net, gp::SoftmaxCrossEntropy{}, data}, gp::Sgd{.rate = 0.1f, .momentum = 0.9f}};
  for (auto _ : state) {
    const auto result = run.fit({.population = 32, .generations = 40, .steps = 500, .batch = 64, .seed = 1}, gp::Progress{});
    double evolving = 0, births = 0;
    for (const auto& r : result.history()) {
      evolving += r.evolving_seconds;
      births += static_cast<double>(r.births.size());
    }
    state.counters["share_of_time"] = evolving / result.history().back().seconds;
    state.counters["generations"] = static_cast<double>(result.history().size());
    state.counters["births_a_generation"] = births / static_cast<double>(result.history().size());
    state.counters["steps/s"] = result.history().back().steps_per_second;
  }
}

BENCHMARK(memcpy_of_a_genome);
BENCHMARK(copy_genes);
BENCHMARK(cross_genes<gp::OnePoint>);
BENCHMARK(cross_genes<gp::Uniform>);
BENCHMARK(cross_genes<gp::UnitWise>);
BENCHMARK(gaussian);
BENCHMARK(birth)->Unit(benchmark::kMillisecond);
BENCHMARK(share_of_a_run)->Iterations(1)->Unit(benchmark::kSecond);

}  // namespace

BENCHMARK_MAIN();
