// How fast is a training step beside the products it is made of? GFLOP/s of the whole step (gather, forward, loss, backward, SGD
// with momentum) over GFLOP/s of cblas_sgemm on the same shapes, in turns in one process, median of nine; one pinned thread. And:
// what dropout and layer normalisation cost, what images as bytes cost, and how much faster two threads are than one.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <genoprop/genoprop.hpp>
#include <vector>

#include "support/compare.hpp"
#include "support/training.hpp"

namespace gp = genoprop;

namespace {

template <class F>
double seconds(F&& f) {
  const double begin = bench::thread_seconds();
  f();
  return bench::thread_seconds() - begin;
}
double median(std::vector<double> v) {
  std::nth_element(v.begin(), v.begin() + static_cast<std::ptrdiff_t>(v.size() / 2), v.end());
  return v[v.size() / 2];
}

/// One product of a step, C [m, n] = A B with k terms.
struct Product {
  gp::Index m, n, k;
  bool flip_a, flip_b;
  double flops() const { return 2.0 * m * n * k; }
};
/// of all layers: forward, dW, and dx for all but the first
std::vector<Product> products(const std::vector<gp::Index>& sizes, gp::Index batch) {
  std::vector<Product> all;
  for (std::size_t l = 0; l + 1 < sizes.size(); ++l) {
    const gp::Index in = sizes[l], out = sizes[l + 1];
    all.push_back({batch, out, in, false, false});
    all.push_back({in, out, batch, true, false});
    if (l > 0) all.push_back({batch, in, out, false, true});
  }
  return all;
}

/// the products of one step through BLAS
struct Blas {
  std::vector<Product> list;
  std::vector<std::vector<float>> a, b, c;
  explicit Blas(std::vector<Product> products) : list(std::move(products)) {
    for (const Product& p : list) {
      a.emplace_back(static_cast<std::size_t>(p.m) * static_cast<std::size_t>(p.k), 0.5f);
      b.emplace_back(static_cast<std::size_t>(p.k) * static_cast<std::size_t>(p.n), 0.25f);
      c.emplace_back(static_cast<std::size_t>(p.m) * static_cast<std::size_t>(p.n), 0.0f);
    }
  }
  void step() {
    using cxxblas::Transpose;
    for (std::size_t i = 0; i < list.size(); ++i) {
      const Product& p = list[i];
      cxxblas::gemm<xt::blas_index_t>(cxxblas::StorageOrder::RowMajor, p.flip_a ? Transpose::Trans : Transpose::NoTrans,
                                      p.flip_b ? Transpose::Trans : Transpose::NoTrans, p.m, p.n, p.k, 1.0f, a[i].data(),
                                      p.flip_a ? p.m : p.k, b[i].data(), p.flip_b ? p.k : p.n, 0.0f, c[i].data(), p.n);
    }
  }
};

template <class Net>
void step_over_sgemm(benchmark::State& state, const Net& net, const std::vector<gp::Index>& sizes, gp::Index batch, gp::Product product) {
  cpu_set_t before;
  sched_getaffinity(0, sizeof before, &before);
  bench::pin_to_core(bench::last_core());
  const gp::OneBlasThread one_thread(true);
  const gp::Index rows = sizes.front() > 100 ? 4'000 : 1'000;
  xt::xtensor<float, 2> x = xt::zeros<float>({static_cast<std::size_t>(rows), static_cast<std::size_t>(sizes.front())});
  xt::xtensor<std::int32_t, 1> labels = xt::zeros<std::int32_t>({static_cast<std::size_t>(rows)});
  for (gp::Index r = 0; r < rows; ++r) {
    labels(static_cast<std::size_t>(r)) = r % sizes.back();
    for (gp::Index c = 0; c < sizes.front(); ++c)
      x(static_cast<std::size_t>(r), static_cast<std::size_t>(c)) =
          gp::Draw(7, {.index = static_cast<std::uint32_t>(c), .slot = static_cast<std::uint32_t>(r)}).unit();
  }
  const gp::Dataset<float> data{x, labels};
  bench::Training<Net> training({net, {}, {data, data, {}}}, batch, product);
  Blas blas(products(sizes, batch));
  double flops = 0;
  for (const Product& p : blas.list) flops += p.flops();
  const auto count = [](auto&& run) {  // enough of them for a fifth of a second
    gp::Index n = 1;
    while (seconds([&] { run(n); }) < 0.1) n *= 2;
    return 2 * n;
  };
  const auto sgemm = [&](gp::Index n) {
    for (gp::Index k = 0; k < n; ++k) blas.step();
  };
  const auto train = [&](gp::Index n) { training.steps(n); };
  for (auto _ : state) {
    const gp::Index a = count(train), b = count(sgemm);
    std::vector<double> ours, theirs, ratio;
    for (int repetition = 0; repetition < 9; ++repetition) {
      ours.push_back(seconds([&] { train(a); }) / a);
      theirs.push_back(seconds([&] { sgemm(b); }) / b);
      ratio.push_back(theirs.back() / ours.back());
    }
    state.counters["over_sgemm"] = median(ratio);
    state.counters["steps/s"] = 1 / median(ours);
    state.counters["GFLOP/s"] = flops / median(ours) / 1e9;
    state.counters["sgemm_GFLOP/s"] = flops / median(theirs) / 1e9;
  }
  sched_setaffinity(0, sizeof before, &before);
}

/// 784-128-10: gradient steps a second on 60,000 images that are bytes over those on `rows` images that are floats, on one pinned
/// thread, median of nine interleaved repetitions
void bytes_over_floats(benchmark::State& state, gp::Index rows) {
  cpu_set_t before;
  sched_getaffinity(0, sizeof before, &before);
  bench::pin_to_core(bench::last_core());
  const gp::OneBlasThread one_thread(true);
  const auto net = gp::sequential(gp::input(784), gp::dense(128), gp::relu(), gp::dense(10));
  const auto images = [](gp::Index n) {
    std::vector<std::uint8_t> pixels(static_cast<std::size_t>(n) * 784);
    for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<std::uint8_t>(i * 2654435761u >> 13);
    xt::xtensor<std::int32_t, 1> labels = xt::zeros<std::int32_t>({static_cast<std::size_t>(n)});
    for (gp::Index r = 0; r < n; ++r) labels(static_cast<std::size_t>(r)) = r % 10;
    return gp::Dataset<float>::of_pixels(std::move(pixels), 784, labels);
  };
  const auto bytes = images(60'000), small = images(rows);
  const gp::Dataset<float> floats{small.x(), small.labels()};
  bench::Training<decltype(net)> on_bytes({net, {}, {bytes, bytes, {}}}, 64, gp::Product::own);
  bench::Training<decltype(net)> on_floats({net, {}, {floats, floats, {}}}, 64, gp::Product::own);
  for (auto _ : state) {
    std::vector<double> ratio, ours, theirs;
    for (int repetition = 0; repetition < 9; ++repetition) {
      constexpr gp::Index n = 1'000;
      ours.push_back(seconds([&] { on_bytes.steps(n); }) / n);
      theirs.push_back(seconds([&] { on_floats.steps(n); }) / n);
      ratio.push_back(theirs.back() / ours.back());
    }
    state.counters["bytes_over_floats"] = median(ratio);
    state.counters["bytes_steps/s"] = 1 / median(ours);
    state.counters["floats_steps/s"] = 1 / median(theirs);
  }
  sched_setaffinity(0, sizeof before, &before);
}

const auto digits = gp::sequential(gp::input(784), gp::dense(128), gp::relu(), gp::dense(10));
const auto wide = gp::sequential(gp::input(784), gp::dense(512), gp::relu(), gp::dense(256), gp::relu(), gp::dense(10));
const auto small = gp::sequential(gp::input(64), gp::dense(32), gp::relu(), gp::dense(10));
const auto tiny = gp::sequential(gp::input(2), gp::dense(16), gp::tanh(), gp::dense(16), gp::tanh(), gp::dense(2));

/// seconds of a step of `net` over those of 784-128-10 as it is, on one pinned thread, median of nine interleaved repetitions
template <class Net>
void time_over_plain(benchmark::State& state, const Net& net) {
  cpu_set_t before;
  sched_getaffinity(0, sizeof before, &before);
  bench::pin_to_core(bench::last_core());
  const gp::OneBlasThread one_thread(true);
  const auto data = gp::stroke_digits({.rows = 4'000, .seed = 1});
  bench::Training<Net> with({net, {}, {data, data, {}}}, 64, gp::Product::own);
  bench::Training<std::remove_const_t<decltype(digits)>> without({digits, {}, {data, data, {}}}, 64, gp::Product::own);
  for (auto _ : state) {
    std::vector<double> ratio, ours, plain;
    for (int repetition = 0; repetition < 9; ++repetition) {
      constexpr gp::Index n = 1'000;
      ours.push_back(seconds([&] { with.steps(n); }) / n);
      plain.push_back(seconds([&] { without.steps(n); }) / n);
      ratio.push_back(ours.back() / plain.back());
    }
    state.counters["time_over_plain"] = median(ratio);
    state.counters["steps/s"] = 1 / median(ours);
    state.counters["plain_steps/s"] = 1 / median(plain);
  }
  sched_setaffinity(0, sizeof before, &before);
}

/// 784-128-10: gradient steps a second of two threads over one, median of nine interleaved repetitions
template <class S>
void two_threads_over_one(benchmark::State& state, const S& strategy, gp::Settings settings) {
  const auto data = gp::split(gp::stroke_digits({.rows = 5'000, .seed = 1}), {.train = 0.95, .validation = 0.05, .test = 0, .seed = 1});
  const auto net = gp::sequential(gp::input(784), gp::dense(128), gp::relu(), gp::dense(10));
  const gp::Supervised problem{net, gp::SoftmaxCrossEntropy{}, data};
  for (auto _ : state) {
    std::vector<double> ratio;
    for (int repetition = 0; repetition < 9; ++repetition) {
      const auto pace = [&](gp::Index threads) {
        const gp::Evolution run{problem, gp::Sgd{.rate = 0.1f, .momentum = 0.9f}, strategy, gp::Threads{.threads = threads}};
        return run.fit(settings).history().back().steps_per_second;
      };
      const double one = pace(1), two = pace(2);
      ratio.push_back(two / one);
      state.counters["steps/s"] = two;
    }
    state.counters["two_over_one"] = median(ratio);
  }
}

void add_all() {
  const auto add = [](const char* name, const auto& net, std::vector<gp::Index> sizes, gp::Index batch) {
    for (const gp::Product product : {gp::Product::own, gp::Product::blas})
      benchmark::RegisterBenchmark((std::string(product == gp::Product::own ? "own/" : "blas/") + name).c_str(),
                                   [=](benchmark::State& state) { step_over_sgemm(state, net, sizes, batch, product); })
          ->Iterations(1);
  };
  add("784-128-10/batch:64", digits, {784, 128, 10}, 64);
  add("784-512-256-10/batch:128", wide, {784, 512, 256, 10}, 128);
  add("64-32-10/batch:32", small, {64, 32, 10}, 32);
  add("2-16-16-2_tanh/batch:32", tiny, {2, 16, 16, 2}, 32);
  for (const gp::Index rows : {4'000, 60'000})  // of floats: in the last cache, or beyond it
    benchmark::RegisterBenchmark(("60,000_bytes_over_floats/784-128-10/batch:64/floats:" + std::to_string(rows)).c_str(),
                                 [=](benchmark::State& state) { bytes_over_floats(state, rows); })
        ->Iterations(1);
  const auto over_plain = [](const char* name, const auto& net) {
    benchmark::RegisterBenchmark(name, [=](benchmark::State& state) { time_over_plain(state, net); })->Iterations(1);
  };
  over_plain("time_over_plain/784-128-10/dropout",
             gp::sequential(gp::input(784), gp::dense(128), gp::relu(), gp::dropout(0.5f), gp::dense(10)));
  over_plain("time_over_plain/784-128-10/layer norm",
             gp::sequential(gp::input(784), gp::dense(128), gp::layer_norm(), gp::relu(), gp::dense(10)));
  const auto two_threads = [](const char* name, const auto& strategy, const gp::Settings& settings) {
    benchmark::RegisterBenchmark(name, [=](benchmark::State& state) { two_threads_over_one(state, strategy, settings); })->Iterations(1);
  };
  two_threads("two_threads_over_one/784-128-10", gp::presets::restarts(), {.population = 8, .generations = 2, .steps = 300, .batch = 64});
  two_threads("two_threads_over_one/784-128-10/one network, 8 mini-batches a step", gp::presets::data_parallel(8),
              {.population = 1, .generations = 2, .steps = 300, .batch = 64});
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::AddCustomContext("cpu", bench::cpu_name());
  benchmark::AddCustomContext("blas_core", bench::blas_core());
  benchmark::AddCustomContext("lane", std::string(gp::name_of(gp::isa_here())));
  add_all();
  benchmark::RunSpecifiedBenchmarks();
}
