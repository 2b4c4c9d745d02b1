// A file of rows that memory need not hold: it is made once, here of drawn numbers, then mapped. Training, standardisation and accuracy
// read the rows of a batch from it; the run has the bits of one on the same rows in memory. Two gigabytes under a limit of a fifth of that:
//   ulimit -d 400000; mapped --rows 524288 --features 1024 --generations 4
// ctest arguments: --rows 3000 --features 24 --generations 8 --steps 20
// expected last line: test accuracy (0\.[89]|1).*, x\.npy has .* MB, memory of its own .* MB

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <genoprop/genoprop.hpp>
#include <iostream>

namespace gp = genoprop;

namespace {

/// what numpy.save("x.npy", array of `type`) writes before the numbers
void write_head(std::ostream& out, const std::string& type, const std::string& shape) {
  std::string text = "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + shape + "), }";
  text.append(127 - 10 - text.size(), ' ');
  out << std::string("\x93NUMPY\x01\0", 8) << static_cast<char>(text.size() + 1) << '\0' << text << '\n';
}

/// Rows of class 1 are brighter in the first half of the features.
void make(gp::Index rows, gp::Index features) {
  std::ofstream x("x.npy", std::ios::binary), y("y.npy", std::ios::binary);
  write_head(x, "<f4", std::to_string(rows) + ", " + std::to_string(features));
  write_head(y, "|u1", std::to_string(rows) + ",");
  std::vector<float> row(static_cast<std::size_t>(features));
  for (gp::Index r = 0; r < rows; ++r) {
    for (gp::Index c = 0; c < features; ++c) {
      const auto at = gp::Site{.index = static_cast<std::uint32_t>(c), .slot = static_cast<std::uint32_t>(r)};
      row[static_cast<std::size_t>(c)] = 3 + gp::unit_of(gp::words_at(1, at).word[0]) + (r % 2 == 1 && 2 * c < features ? 0.25f : 0);
    }
    x.write(reinterpret_cast<const char*>(row.data()), static_cast<std::streamsize>(row.size() * sizeof(float)));
    y.put(static_cast<char>(r % 2));
  }
}

/// of its own: pages of a mapped file are the kernel's, which takes them back as it needs room
double own_megabytes() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;)
    if (double kilobytes = 0; word == "RssAnon:" && status >> kilobytes) return kilobytes * 1024 / 1e6;
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  gp::Index rows = 20'000, features = 100;
  gp::Settings settings{.population = 4, .generations = 10, .steps = 50, .batch = 64, .seed = 1};
  CLI::App app{"Trains on a file that stays on the disk."};
  app.add_option("--rows", rows, "rows of the file that is made");
  app.add_option("--features", features, "features of a row");
  app.add_option("--generations", settings.generations, "generations");
  app.add_option("--steps", settings.steps, "gradient steps of every network in a generation");
  CLI11_PARSE(app, argc, argv);

  try {
    if (!std::filesystem::exists("x.npy")) make(rows, features);
    const auto data = gp::map_npy("x.npy", "y.npy");
    const auto parts = gp::standardise(gp::split(data, {.train = 0.9, .validation = 0.05, .test = 0.05, .seed = 1}));
    const auto net = gp::mlp({data.features(), 16, 2}, gp::relu());
    const auto run = gp::Evolution{gp::Supervised{net, gp::SoftmaxCrossEntropy{}, parts}, gp::Sgd{.rate = 0.02f, .momentum = 0.9f}};
    const auto result = run.fit(settings, gp::Progress{});
    std::cout << "test accuracy " << gp::accuracy(result.best(), parts.test) << ", x.npy has "
              << static_cast<double>(std::filesystem::file_size("x.npy")) / 1e6 << " MB, memory of its own " << own_megabytes() << " MB\n";
  } catch (const std::exception& error) {
    std::cerr << "mapped: " << error.what() << '\n';
    return 1;
  }
}
