// Is our own product as fast as the best sgemm on the shapes that networks are trained with?
//
//   OPENBLAS_CORETYPE=SkylakeX ./bench_gemm          GENOPROP_ISA=avx2 ./bench_gemm
//
// One pinned thread; our product and cblas_sgemm in turns, median of nine. `ratio`: our GFLOP/s over sgemm's. A line for each
// product of a step (forward X W, weights X' dY, below dY W'), and one for all products of a net together.
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include <genoprop/backend/blas.hpp>
#include <genoprop/backend/threads.hpp>

#include "support/compare.hpp"

namespace {

using namespace genoprop;

enum class Part { forward, weights, below };

struct Layer {
  Index batch, inputs, outputs;
};

/// Products hand their elements to a consumer; this one stores them, as sgemm does.
struct Store {
  Block<float> to;
  GENOPROP_HD void operator()(Index i, Index r, Index c, float sum) const noexcept { to(i, r, c) = sum; }
};

double flops(const Layer& l) { return 2.0 * l.batch * l.inputs * l.outputs; }

bench::Comparison measure(const Layer& l, Part part) {
  ThreadsCrew crew(1, isa_here(), isa_here() == Isa::blas ? Product::blas : Product::own);
  Block<float> x, dy, w, dx, dw, y;
  crew.prepare([&](auto& lane) {
    const auto activations = [&](Index columns) {
      const Index pitch = lane.pitch(columns);
      return Block<float>{lane.template take<float>(static_cast<std::size_t>(pitch) * static_cast<std::size_t>(l.batch)), 0, pitch, l.batch,
                          columns};
    };
    const auto genes = [&] {
      return Block<float>{lane.template take<float>(static_cast<std::size_t>(l.inputs) * static_cast<std::size_t>(l.outputs)), 0, l.outputs,
                          l.inputs, l.outputs};
    };
    x = activations(l.inputs);
    dx = activations(l.inputs);
    dy = activations(l.outputs);
    y = activations(l.outputs);
    w = genes();
    dw = genes();
  });
  for (const Block<float>& b : {x, dy, w})
    for (Index r = 0; r < b.rows; ++r)
      for (Index c = 0; c < b.columns; ++c) b(0, r, c) = static_cast<float>((r * 31 + c * 17) % 101 - 50) * 0.01f;

  const auto sgemm = [](const Block<float>& a, bool ta, const Block<float>& b, bool tb, const Block<float>& c) {
    using cxxblas::Transpose;
    cxxblas::gemm<xt::blas_index_t>(cxxblas::StorageOrder::RowMajor, ta ? Transpose::Trans : Transpose::NoTrans,
                                    tb ? Transpose::Trans : Transpose::NoTrans, c.rows, c.columns, ta ? a.rows : a.columns, 1.0f, a.data,
                                    a.pitch, b.data, b.pitch, 0.0f, c.data, c.pitch);
  };
  bench::Comparison result;
  const std::vector<Span> one{{0, 1}};
  const OneBlasThread single(true);
  crew.run(std::span<const Span>(one), [&](auto& lane, Span) {
    using In = Block<const float>;
    if (part == Part::forward) result = bench::compare([&] { lane.gemm(In(x), In(w), Store{y}); }, [&] { sgemm(x, false, w, false, y); });
    if (part == Part::weights)
      result = bench::compare([&] { lane.gemm(flipped(x), In(dy), Store{dw}); }, [&] { sgemm(x, true, dy, false, dw); });
    if (part == Part::below)
      result = bench::compare([&] { lane.gemm(In(dy), flipped(w), Store{dx}); }, [&] { sgemm(dy, false, w, true, dx); });
  });
  return result;
}

void report(benchmark::State& state, double work, double own, double blas, double ratio) {
  state.SetIterationTime(own);
  state.counters["own_GF"] = work / own * 1e-9;
  state.counters["sgemm_GF"] = work / blas * 1e-9;
  state.counters["ratio"] = ratio;
}

void product(benchmark::State& state, Layer layer, Part part) {
  for (auto _ : state) {
    const auto c = measure(layer, part);
    report(state, flops(layer), c.first, c.second, c.ratio);
  }
}

/// all products of a step; the first layer has nothing below
void net(benchmark::State& state, std::vector<Layer> layers) {
  for (auto _ : state) {
    double work = 0, own = 0, blas = 0;
    for (std::size_t k = 0; k < layers.size(); ++k)
      for (const Part part : {Part::forward, Part::weights, Part::below}) {
        if (k == 0 && part == Part::below) continue;
        const auto c = measure(layers[k], part);
        work += flops(layers[k]);
        own += c.first;
        blas += c.second;
      }
    report(state, work, own, blas, blas / own);
  }
}

void add(const std::string& name, Index batch, const std::vector<Index>& sizes) {
  std::vector<Layer> layers;
  for (std::size_t k = 0; k + 1 < sizes.size(); ++k) layers.push_back({batch, sizes[k], sizes[k + 1]});
  const auto once = [](benchmark::internal::Benchmark* b) { b->Iterations(1)->UseManualTime()->Unit(benchmark::kMicrosecond); };
  once(benchmark::RegisterBenchmark(("net/" + name).c_str(), net, layers));
  for (std::size_t k = 0; k < layers.size(); ++k) {
    const std::string prefix = "product/" + name + "/" + std::to_string(layers[k].inputs) + "x" + std::to_string(layers[k].outputs);
    once(benchmark::RegisterBenchmark((prefix + "/forward").c_str(), product, layers[k], Part::forward));
    once(benchmark::RegisterBenchmark((prefix + "/weights").c_str(), product, layers[k], Part::weights));
    if (k > 0) once(benchmark::RegisterBenchmark((prefix + "/below").c_str(), product, layers[k], Part::below));
  }
}

}  // namespace

int main(int argc, char** argv) {
  bench::pin_to_core(bench::last_core());
  benchmark::AddCustomContext("cpu", bench::cpu_name());
  benchmark::AddCustomContext("blas core", bench::blas_core());
  benchmark::AddCustomContext("lane", std::string(genoprop::name_of(genoprop::isa_here())));
  benchmark::AddCustomContext("compiler", __VERSION__);
  add("784-128-10,b64", 64, {784, 128, 10});
  add("784-512-256-10,b128", 128, {784, 512, 256, 10});
  add("64-32-10,b32", 32, {64, 32, 10});
  add("2-16-16-2,b32", 32, {2, 16, 16, 2});
  add("1024-1024-1024,b128", 128, {1024, 1024, 1024});
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}
