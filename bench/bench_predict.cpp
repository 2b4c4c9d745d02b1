// What does a prediction cost beside the products it is made of? One pinned thread, in turns in one process, median of nine.
// `predict_one` of 64-32-10: its time over that of its two products alone, by our product or by sgemm, whichever is faster here (at
// most 1.5). `predict` of 10,000 rows of 784-128-10: GFLOP/s over sgemm's (at least 0.8), from a model file and from a run's Model.
//
//   OPENBLAS_CORETYPE=SkylakeX ./bench_predict          GENOPROP_ISA=avx2 ./bench_predict

#include <benchmark/benchmark.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <genoprop/genoprop.hpp>
#include <genoprop/io/predictor.hpp>
#include <vector>

#include "support/compare.hpp"

namespace gp = genoprop;

namespace {

float number(gp::Index row, gp::Index column) {
  return gp::Draw(7, {.index = static_cast<std::uint32_t>(column), .slot = static_cast<std::uint32_t>(row)}).unit() - 0.5f;
}

/// One layer's product, C [m, n] = A B with k terms.
struct Product {
  gp::Index m, k, n;
  double flops() const { return 2.0 * m * k * n; }
};

/// Products hand their elements to a consumer; this one stores them, as sgemm does.
struct Store {
  gp::Block<float> to;
  GENOPROP_HD void operator()(gp::Index i, gp::Index r, gp::Index c, float sum) const noexcept { to(i, r, c) = sum; }
};

/// The products of a network's forward pass and nothing else.
class Products {
 public:
  Products(gp::Index rows, const std::vector<gp::Index>& sizes) {
    for (std::size_t l = 0; l + 1 < sizes.size(); ++l) list_.push_back({rows, sizes[l], sizes[l + 1]});
    for (const Product& p : list_) {
      a_.push_back(filled(p.m, p.k));
      b_.push_back(filled(p.k, p.n));
      c_.push_back(filled(p.m, p.n));
    }
  }
  double flops() const {
    double sum = 0;
    for (const Product& p : list_) sum += p.flops();
    return sum;
  }
  void sgemm() {
    using cxxblas::Transpose;
    for (std::size_t i = 0; i < list_.size(); ++i) {
      const Product& p = list_[i];
      cxxblas::gemm<xt::blas_index_t>(cxxblas::StorageOrder::RowMajor, Transpose::NoTrans, Transpose::NoTrans, p.m, p.n, p.k, 1.0f,
                                      a_[i].data(), p.k, b_[i].data(), p.n, 0.0f, c_[i].data(), p.n);
    }
  }
  template <class Lane>
  void own(Lane& lane) {
    for (std::size_t i = 0; i < list_.size(); ++i) {
      const Product& p = list_[i];
      lane.gemm(gp::Block<const float>{a_[i].data(), 0, p.k, p.m, p.k}, gp::Block<const float>{b_[i].data(), 0, p.n, p.k, p.n},
                Store{{c_[i].data(), 0, p.n, p.m, p.n}});
    }
  }

 private:
  static std::vector<float> filled(gp::Index rows, gp::Index columns) {
    std::vector<float> v(static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns));
    for (std::size_t i = 0; i < v.size(); ++i) v[i] = static_cast<float>(i * 31 % 101) * 0.01f - 0.5f;
    return v;
  }
  std::vector<Product> list_;
  std::vector<std::vector<float>> a_, b_, c_;
};

/// one core and one BLAS thread for as long as it lives
struct OneCore {
  cpu_set_t before;
  gp::OneBlasThread single{true};
  OneCore() {
    sched_getaffinity(0, sizeof before, &before);
    bench::pin_to_core(bench::last_core());
  }
  OneCore(const OneCore&) = delete;
  OneCore& operator=(const OneCore&) = delete;
  ~OneCore() { sched_setaffinity(0, sizeof before, &before); }
};

/// a network as it starts: what it predicts does not change how long it takes
template <class Net>
auto model_of(const Net& net) {
  gp::Layout layout;
  net.describe(layout);
  xt::xtensor<float, 1> genes = xt::zeros<float>({static_cast<std::size_t>(layout.genes())});
  for (gp::Index g = 0; g < layout.genes(); ++g) genes(static_cast<std::size_t>(g)) = 0.1f * number(g, 1);
  return gp::Model<Net, gp::SoftmaxCrossEntropy, float>(net, {}, std::move(genes), 0);
}
/// through a file, as another program gets it
template <class M>
gp::Predictor predictor_of(const M& model) {
  const auto path = std::filesystem::temp_directory_path() / gp::text("genoprop-bench-predict-", ::getpid(), ".safetensors");
  gp::save(model, path);
  gp::Predictor predictor = gp::load_model(path);
  std::filesystem::remove(path);
  return predictor;
}

void predict_one(benchmark::State& state) {
  const OneCore here;
  const auto model = predictor_of(model_of(gp::sequential(gp::input(64), gp::dense(32), gp::relu(), gp::dense(10))));
  Products products(1, {64, 32, 10});
  std::vector<float> row(64), out(10);
  for (gp::Index c = 0; c < 64; ++c) row[static_cast<std::size_t>(c)] = number(0, c);
  const auto one = [&] {
    model.predict_one(std::span<const float>(row), out);
    benchmark::DoNotOptimize(out.data());
    benchmark::ClobberMemory();
  };
  gp::ThreadsCrew crew(1, gp::isa_here(), gp::isa_here() == gp::Isa::blas ? gp::Product::blas : gp::Product::own);
  const gp::Span span{0, 1};
  for (auto _ : state) {
    bench::Comparison own;
    crew.run(std::span<const gp::Span>(&span, 1), [&](auto& lane, gp::Span) {
      own = bench::compare(one, [&] {
        products.own(lane);
        benchmark::ClobberMemory();
      });
    });
    const auto blas = bench::compare(one, [&] {
      products.sgemm();
      benchmark::ClobberMemory();
    });
    state.SetIterationTime(own.first);
    state.counters["over_own"] = 1 / own.ratio;
    state.counters["over_sgemm"] = 1 / blas.ratio;
    state.counters["over_products"] = 1 / std::min(own.ratio, blas.ratio);
    state.counters["ns"] = std::min(own.first, blas.first) * 1e9;
    state.counters["own_ns"] = own.second * 1e9;
    state.counters["sgemm_ns"] = blas.second * 1e9;
  }
}

constexpr gp::Index many = 10'000;

/// `predict()` in turns with sgemm
template <class F>
void over_sgemm(benchmark::State& state, F&& predict) {
  Products products(many, {784, 128, 10});
  for (auto _ : state) {
    const auto c = bench::compare(
        predict, [&] { products.sgemm(); }, 0.2);
    state.SetIterationTime(c.first);
    state.counters["over_sgemm"] = c.ratio;
    state.counters["rows/s"] = many / c.first;
    state.counters["GFLOP/s"] = products.flops() / c.first / 1e9;
    state.counters["sgemm_GFLOP/s"] = products.flops() / c.second / 1e9;
  }
}

xt::xtensor<float, 2> rows_of_digits() {
  xt::xtensor<float, 2> x = xt::zeros<float>({static_cast<std::size_t>(many), std::size_t{784}});
  for (gp::Index r = 0; r < many; ++r)
    for (gp::Index c = 0; c < 784; ++c) x(static_cast<std::size_t>(r), static_cast<std::size_t>(c)) = number(r, c);
  return x;
}

const auto digits = gp::sequential(gp::input(784), gp::dense(128), gp::relu(), gp::dense(10));

void predict_rows_from_a_file(benchmark::State& state) {
  const OneCore here;
  const auto model = predictor_of(model_of(digits));
  const auto x = rows_of_digits();
  over_sgemm(state, [&] { benchmark::DoNotOptimize(model.predict(std::span<const float>(x.data(), x.size())).values.data()); });
}
void predict_rows_of_a_run(benchmark::State& state) {
  const OneCore here;
  const auto model = model_of(digits);
  const auto x = rows_of_digits();
  over_sgemm(state, [&] { benchmark::DoNotOptimize(model.predict(x).data()); });
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::AddCustomContext("cpu", bench::cpu_name());
  benchmark::AddCustomContext("blas_core", bench::blas_core());
  benchmark::AddCustomContext("lane", std::string(gp::name_of(gp::isa_here())));
  const auto add = [](const char* name, void (*run)(benchmark::State&)) {
    benchmark::RegisterBenchmark(name, run)->Iterations(1)->UseManualTime()->Unit(benchmark::kMicrosecond);
  };
  add("predict_one/64-32-10", predict_one);
  add("predict/784-128-10/rows:10000/Predictor", predict_rows_from_a_file);
  add("predict/784-128-10/rows:10000/Model", predict_rows_of_a_run);
  benchmark::RunSpecifiedBenchmarks();
}
