// What does crossing two trained networks cost, and what does alignment save? Two networks are trained apart, crossed once, and the
// child is tested as it is, without a step of training. Test accuracies, means over seeds; `least`: the lowest child minus its parents.
// And how long does it take to bring one network of two layers of 512 units into the order of another?
//   bench_alignment --data DIR     MNIST, else digits are drawn

#include <benchmark/benchmark.h>
#include <CLI/CLI.hpp>
#include <algorithm>
#include <genoprop/genoprop.hpp>
#include <iostream>
#include <map>
#include <string>
#include <vector>

#include "support/compare.hpp"

namespace gp = genoprop;

namespace {

struct Options {
  std::string folder;
  gp::Index seeds = 5, steps = 400;
};

constexpr gp::Index training_rows = 5'000, validation_rows = 1'000, test_rows = 2'000;

gp::Splits<float> mnist(const std::string& folder, std::uint64_t seed) {
  const auto read = [&](const std::string& part) {
    return gp::load_idx(folder + "/" + part + "-images-idx3-ubyte.gz", folder + "/" + part + "-labels-idx1-ubyte.gz");
  };
  static const auto training = read("train"), test = read("t10k");
  const double all = training.rows();
  auto data = gp::split(training, {.train = training_rows / all, .validation = validation_rows / all, .test = 0, .seed = seed});
  data.test = test;
  return data;
}
gp::Splits<float> drawn(std::uint64_t seed) {
  constexpr double all = training_rows + validation_rows + test_rows;
  return gp::split(gp::stroke_digits({.rows = training_rows + validation_rows + test_rows, .seed = seed}),
                   {.train = training_rows / all, .validation = validation_rows / all, .test = test_rows / all, .seed = seed});
}

using Network = decltype(gp::mlp({1, 1}, gp::relu()));
using Problem = gp::Supervised<Network, gp::SoftmaxCrossEntropy, float>;

/// Two trained networks and what they learned from.
struct Pair {
  Problem problem;
  gp::Population<float> parents;
  double accuracy;  // of the two, mean
};

double accuracy_of(const Problem& problem, const gp::Population<float>& population, std::size_t slot) {
  const gp::Model model(problem.net, problem.loss, xt::xtensor<float, 1>(xt::row(population.genes, static_cast<std::ptrdiff_t>(slot))), 0);
  return gp::accuracy(model, problem.data.test);
}

/// trained once a depth
const std::vector<Pair>& pairs_of(const Options& options, gp::Index hidden_layers) {
  static std::map<gp::Index, std::vector<Pair>> kept;
  std::vector<Pair>& pairs = kept[hidden_layers];
  for (auto seed = static_cast<std::uint64_t>(pairs.size()) + 1; seed <= static_cast<std::uint64_t>(options.seeds); ++seed) {
    const auto data = options.folder.empty() ? drawn(seed) : mnist(options.folder, seed);
    std::vector<gp::Index> sizes{data.training.features()};
    sizes.insert(sizes.end(), static_cast<std::size_t>(hidden_layers), 32);
    sizes.push_back(data.training.classes());
    const Problem problem{gp::mlp(sizes, gp::relu()), gp::SoftmaxCrossEntropy{}, data};
    const auto result = gp::Evolution{problem, gp::Sgd{.rate = 0.1f}, gp::presets::restarts()}.fit(
        {.population = 2, .generations = 1, .steps = options.steps, .seed = seed});
    const auto& two = result.population();
    pairs.push_back({problem, gp::Population<float>::from(two.genes), (accuracy_of(problem, two, 0) + accuracy_of(problem, two, 1)) / 2});
  }
  return pairs;
}

/// everybody is reborn from the better one and the other
template <class Cross>
void child(benchmark::State& state, const Options& options, gp::Index hidden_layers, const Cross& cross) {
  const auto strategy = gp::strategy(gp::Truncation{.share = 1e-6f}, cross, gp::NoMutation{}, gp::Elitist{.keep = 0}, gp::Pool::now);
  for (auto _ : state) {
    double parents = 0, children = 0, least = 1;
    const auto& pairs = pairs_of(options, hidden_layers);
    for (std::size_t k = 0; k < pairs.size(); ++k) {
      const Pair& pair = pairs[k];
      const auto result = gp::Evolution{pair.problem, gp::Sgd{}, strategy}.fit(
          {.population = 2, .generations = 2, .steps = 0, .seed = k + 1}, pair.parents);
      const double accuracy = accuracy_of(pair.problem, result.population(), 0);
      parents += pair.accuracy / static_cast<double>(pairs.size());
      children += accuracy / static_cast<double>(pairs.size());
      least = std::min(least, accuracy - pair.accuracy);
    }
    state.counters["parents"] = parents;
    state.counters["child"] = children;
    state.counters["least"] = least;
  }
}

template <class Cross>
void add(const Options& options, const std::string& name, gp::Index hidden_layers, const Cross& cross) {
  const std::string network = hidden_layers == 1 ? "784-32-10/" : "784-32-32-32-10/";
  const auto one = [&](const std::string& order, const auto& by) {
    benchmark::RegisterBenchmark((network + name + "/" + order).c_str(),
                                 [=](benchmark::State& state) { child(state, options, hidden_layers, by); })
        ->Iterations(1)
        ->Unit(benchmark::kMillisecond);
  };
  one("as they are", cross);
  one("aligned by activations", gp::Aligned{cross});
  one("aligned by weights", gp::Aligned{cross, gp::Alike::weights, 100});
}

/// milliseconds to bring one trained 784-512-512-10 into the order of another's units, one thread, no child
void two_layers_of_512(benchmark::State& state, const Options& options, const gp::Aligned<gp::UnitWise>& cross) {
  const auto net = gp::sequential(gp::input(784), gp::dense(512), gp::relu(), gp::dense(512), gp::relu(), gp::dense(10));
  const gp::Supervised problem{net, gp::SoftmaxCrossEntropy{}, options.folder.empty() ? drawn(1) : mnist(options.folder, 1)};
  const auto trained = gp::Evolution{problem, gp::Sgd{.rate = 0.1f}, gp::presets::restarts()}.fit(
      {.population = 2, .generations = 1, .steps = options.steps, .seed = 1});
  const auto parent = [&](std::ptrdiff_t k) { return xt::xtensor<float, 1>(xt::row(trained.population().genes, k)); };
  const auto a = parent(0), b = parent(1);

  const auto crew = gp::Threads{.threads = 1}.open();
  const auto placed = gp::placed(problem, *crew, gp::Sampling{});
  const auto anatomy = gp::anatomy_of<gp::Sgd>(problem);
  const auto pitch = static_cast<std::size_t>(anatomy.pitch());
  gp::Desk<std::remove_cvref_t<decltype(placed)>, gp::Sgd> desk;
  gp::Buffer<float> rows(2 * pitch);
  std::copy(a.begin(), a.end(), rows.data());
  std::copy(b.begin(), b.end(), rows.data() + pitch);
  crew->prepare([&](auto& lane) {
    desk.probe_a = placed.take_probe(lane);
    desk.probe_b = placed.take_probe(lane);
    desk.probe = gp::take_probe_memory<float>(lane, anatomy.layout, gp::probe_rows);
  });
  const gp::Span one{0, 1};
  crew->run(std::span<const gp::Span>(&one, 1), [&](auto& lane, gp::Span) {
    for (auto _ : state)
      benchmark::DoNotOptimize(gp::aligned_to(lane, placed, desk, anatomy, cross, gp::GenomeRow<const float>{rows.data(), nullptr},
                                              gp::GenomeRow<const float>{rows.data() + pitch, nullptr},
                                              gp::Draw(1, {.purpose = gp::Purpose::cross, .layer = 2}))
                                   .genes);
  });
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  Options options;
  CLI::App app{"Accuracy of the untrained child of two trained networks, aligned and not."};
  app.add_option("--data", options.folder, "folder with the MNIST files train-images-idx3-ubyte.gz, ...; without it digits are drawn");
  app.add_option("--seeds", options.seeds, "pairs of networks")->check(CLI::Range(1, 1000));
  app.add_option("--steps", options.steps, "gradient steps of every parent, batch 64, rate 0.1")->check(CLI::Range(1, 1'000'000));
  CLI11_PARSE(app, argc, argv);

  benchmark::AddCustomContext("cpu", bench::cpu_name());
  benchmark::AddCustomContext("lane", std::string(gp::name_of(gp::isa_here())));
  benchmark::AddCustomContext("data", options.folder.empty() ? "drawn digits" : "MNIST");
  for (const gp::Index hidden_layers : {1, 3}) {
    add(options, "mean", hidden_layers, gp::Mean{.parents = 2});
    add(options, "whole units", hidden_layers, gp::UnitWise{});
  }
  const auto time = [&](const char* name, const gp::Aligned<gp::UnitWise>& cross) {
    benchmark::RegisterBenchmark(name, [=](benchmark::State& state) {
      two_layers_of_512(state, options, cross);
    })->Unit(benchmark::kMillisecond);
  };
  time("784-512-512-10/time of one alignment/by activations", {});
  time("784-512-512-10/time of one alignment/by weights", {{}, gp::Alike::weights});
  try {
    benchmark::RunSpecifiedBenchmarks();
  } catch (const gp::Error& e) {
    std::cerr << "bench_alignment: " << e.what() << '\n';
    return 1;
  }
}
