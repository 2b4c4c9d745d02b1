// What does it cost that images stay in their file? Gradient steps a second of 784-128-10 at batch 64 on 60,000 images that are mapped over
// those on the same bytes in memory, the kernel's cache holding the file; and again with columns standardised on the way. One pinned
// thread, in turns in one process, median of nine.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <filesystem>
#include <genoprop/genoprop.hpp>
#include <vector>

#include "support/compare.hpp"
#include "support/training.hpp"

namespace gp = genoprop;

namespace {

double median(std::vector<double> v) {
  std::nth_element(v.begin(), v.begin() + static_cast<std::ptrdiff_t>(v.size() / 2), v.end());
  return v[v.size() / 2];
}

void mapped_over_memory(benchmark::State& state, bool scaled) {
  cpu_set_t before;
  sched_getaffinity(0, sizeof before, &before);
  bench::pin_to_core(bench::last_core());
  const gp::OneBlasThread one_thread(true);
  const auto net = gp::sequential(gp::input(784), gp::dense(128), gp::relu(), gp::dense(10));
  constexpr gp::Index n = 60'000;
  std::vector<std::uint8_t> pixels(std::size_t{n} * 784);
  for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<std::uint8_t>(i * 2654435761u >> 13);
  xt::xtensor<std::int32_t, 1> labels = xt::zeros<std::int32_t>({std::size_t{n}});
  for (gp::Index r = 0; r < n; ++r) labels(static_cast<std::size_t>(r)) = r % 10;
  const auto memory = gp::Dataset<float>::of_pixels(std::move(pixels), 784, labels);
  const auto folder = std::filesystem::temp_directory_path();
  gp::save_idx(memory, folder / "bench-mapped-images", folder / "bench-mapped-labels");
  auto mapped = gp::map_idx(folder / "bench-mapped-images", folder / "bench-mapped-labels");
  for (const char* name : {"bench-mapped-images", "bench-mapped-labels"}) std::filesystem::remove(folder / name);  // the mapping keeps it
  if (scaled) {
    const auto of = gp::Scaler::of(mapped);
    mapped = mapped.scaled(of.mean, of.deviation);
  }
  bench::Training<decltype(net)> on_memory({net, {}, {memory, memory, {}}}, 64, gp::Product::own);
  bench::Training<decltype(net)> on_file({net, {}, {mapped, mapped, {}}}, 64, gp::Product::own);
  const auto seconds = [](auto& training) {
    const double begin = bench::thread_seconds();
    training.steps(1'000);
    return (bench::thread_seconds() - begin) / 1'000;
  };
  for (auto _ : state) {
    std::vector<double> ratio, ours, theirs;
    for (int repetition = 0; repetition < 9; ++repetition) {
      ours.push_back(seconds(on_file));
      theirs.push_back(seconds(on_memory));
      ratio.push_back(theirs.back() / ours.back());
    }
    state.counters["mapped_over_memory"] = median(ratio);
    state.counters["mapped_steps/s"] = 1 / median(ours);
    state.counters["memory_steps/s"] = 1 / median(theirs);
  }
  sched_setaffinity(0, sizeof before, &before);
}

BENCHMARK_CAPTURE(mapped_over_memory, bytes, false)->Iterations(1);
BENCHMARK_CAPTURE(mapped_over_memory, standardised, true)->Iterations(1);

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::AddCustomContext("cpu", bench::cpu_name());
  benchmark::AddCustomContext("lane", std::string(gp::name_of(gp::isa_here())));
  benchmark::RunSpecifiedBenchmarks();
}
