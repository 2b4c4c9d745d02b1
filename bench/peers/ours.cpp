// This library's side of compare.py: gradient steps a second of one network on one thread, as one line of JSON.
//   peers_ours 784-128-10 --seconds 0.5
//   peers_ours 784-128-10 --write DIR --steps 200      the rows, the start, the batches drawn and the end, for the other sides to repeat

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>

#include "../support/compare.hpp"
#include "../support/training.hpp"

namespace gp = genoprop;

namespace {

struct Options {
  std::string name;
  double seconds = 0.5;
  std::filesystem::path folder;
  gp::Index steps = 200;
};

/// Rows that can be learned: noise in [0, 1), and half of one more in the columns that belong to the row's class.
gp::Dataset<float> rows_of(gp::Index rows, gp::Index features, gp::Index classes) {
  xt::xtensor<float, 2> x = xt::zeros<float>({static_cast<std::size_t>(rows), static_cast<std::size_t>(features)});
  xt::xtensor<std::int32_t, 1> labels = xt::zeros<std::int32_t>({static_cast<std::size_t>(rows)});
  for (gp::Index r = 0; r < rows; ++r) {
    const auto row = static_cast<std::size_t>(r);
    labels(row) = r % classes;
    for (gp::Index c = 0; c < features; ++c)
      x(row, static_cast<std::size_t>(c)) =
          gp::Draw(7, {.index = static_cast<std::uint32_t>(c), .slot = static_cast<std::uint32_t>(r)}).unit() +
          (c % classes == labels(row) ? 0.5f : 0.0f);
  }
  return {x, labels};
}

template <class T>
void write(const std::filesystem::path& path, const T* data, std::size_t n) {
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(n * sizeof(T)));
  gp::require<gp::FileError>(file.good(), "peers_ours: cannot write ", path.string());
}

template <class Net>
nlohmann::json written(bench::Training<Net>& training, const gp::Dataset<float>& data, const Options& o) {
  std::filesystem::create_directories(o.folder);
  const auto genes = static_cast<std::size_t>(training.genes);
  const xt::xtensor<float, 2> x = data.x();
  const xt::xtensor<std::int32_t, 1> labels = data.labels();
  write(o.folder / "x.f32", x.data(), x.size());
  write(o.folder / "labels.i32", labels.data(), labels.size());
  write(o.folder / "start.f32", training.weights.data(), genes);
  std::vector<std::int32_t> rows;
  for (gp::Index s = 0; s < o.steps; ++s) {
    training.steps(1);
    for (gp::Index r = 0; r < training.placed.batch(); ++r) rows.push_back(training.work.batch.row(0, 0, r));
  }
  write(o.folder / "rows.i32", rows.data(), rows.size());
  write(o.folder / "end.f32", training.weights.data(), genes);
  nlohmann::json slices = nlohmann::json::array();
  gp::Layout layout;
  training.placed.net.describe(layout);
  for (const gp::Slice& s : layout.slices)
    slices.push_back({{"at", s.offset}, {"rows", s.rows}, {"columns", s.columns}, {"bias", s.vector}});
  return {{"rows", data.rows()},
          {"batch", training.placed.batch()},
          {"steps", o.steps},
          {"rate", training.optimizer.rate},
          {"momentum", training.optimizer.momentum},
          {"slices", slices}};
}

template <class Net>
nlohmann::json answer(const Net& net, gp::Index rows, gp::Index batch, const Options& o) {
  const gp::OneBlasThread one_thread(true);
  const auto data = rows_of(rows, net.inputs(), net.outputs());
  bench::Training<Net> training({net, {}, {data, data, {}}}, batch, gp::Product::own);
  if (!o.folder.empty()) return written(training, data, o);
  gp::Index n = 1;
  for (double took = 0; took < o.seconds / 8; n *= 2) {
    const double begin = bench::thread_seconds();
    training.steps(n);
    took = bench::thread_seconds() - begin;
  }
  const auto wall = std::chrono::steady_clock::now();
  const double begin = bench::thread_seconds();
  gp::Index steps = 0;
  for (; bench::thread_seconds() - begin < o.seconds; steps += n / 2) training.steps(n / 2);
  return {{"steps", steps},
          {"processor_seconds", bench::thread_seconds() - begin},
          {"wall_seconds", std::chrono::duration<double>(std::chrono::steady_clock::now() - wall).count()},
          {"cpu", bench::cpu_name()},
          {"lane", std::string(gp::name_of(gp::isa_here()))}};
}

nlohmann::json of_case(const Options& o) {
  using namespace gp;
  if (o.name == "784-128-10") return answer(sequential(input(784), dense(128), relu(), dense(10)), 4'000, 64, o);
  if (o.name == "784-512-256-10") return answer(sequential(input(784), dense(512), relu(), dense(256), relu(), dense(10)), 4'000, 128, o);
  if (o.name == "64-32-10") return answer(sequential(input(64), dense(32), relu(), dense(10)), 1'000, 32, o);
  return answer(sequential(input(2), dense(16), gp::tanh(), dense(16), gp::tanh(), dense(2)), 1'000, 32, o);
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app{"Gradient steps a second of one network on one thread: gather, forward, loss, backward, SGD with momentum."};
  app.add_option("case", options.name, "which network")
      ->required()
      ->check(CLI::IsMember({"784-128-10", "784-512-256-10", "64-32-10", "2-16-16-2"}));
  app.add_option("--seconds", options.seconds, "processor time to measure")->check(CLI::Range(0.01, 60.0));
  app.add_option("--write", options.folder, "write what another program needs to repeat --steps steps");
  app.add_option("--steps", options.steps, "steps that are written")->check(CLI::Range(1, 100'000));
  CLI11_PARSE(app, argc, argv);
  try {
    std::cout << of_case(options).dump() << '\n';
  } catch (const std::exception& e) {
    std::cerr << "peers_ours: " << e.what() << '\n';
    return 1;
  }
}
