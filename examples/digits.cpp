// Images of handwritten digits: a population is trained and evolved, its best network, an ensemble and a soup are tested beside
// independent networks that took the same number of gradient steps. With --data DIR the four MNIST files are read, otherwise
// digits are drawn. With --bytes pixels stay bytes in memory, a quarter of it: the same run, bit for bit.
// ctest arguments: --rows 2000 --population 4 --generations 6 --steps 30 --out digits-test
// ctest arguments: --bytes --rows 1000 --population 2 --generations 3 --steps 20 --out bytes-test
// expected last line: written: .*digits\.safetensors.*

#include <CLI/CLI.hpp>
#include <cmath>
#include <filesystem>
#include <genoprop/genoprop.hpp>
#include <iomanip>
#include <iostream>

namespace gp = genoprop;

namespace {

/// drawn digits are 255ths, as bytes are
gp::Dataset<float> as_bytes(const gp::Dataset<float>& digits) {
  std::vector<std::uint8_t> bytes;
  for (gp::Index r = 0; r < digits.rows(); ++r)
    for (const float x : digits.row(r)) bytes.push_back(static_cast<std::uint8_t>(std::lround(255 * x)));
  return gp::Dataset<float>::of_pixels(std::move(bytes), digits.features(), digits.labels());
}

}  // namespace

int main(int argc, char** argv) {
  std::string folder;
  std::filesystem::path out = "out";
  bool bytes = false;
  gp::Index rows = 20'000;
  float rate = 0.03f;
  gp::Settings settings{.population = 8, .generations = 40, .steps = 250, .batch = 64, .seed = 1};

  CLI::App app{"Trains and evolves a population of networks on digits."};
  app.add_option("--data", folder, "folder with the MNIST files train-images-idx3-ubyte.gz, ...; without it digits are drawn");
  app.add_flag("--bytes", bytes, "keep pixels as bytes");
  app.add_option("--rows", rows, "digits to draw");
  app.add_option("--population", settings.population, "networks");
  app.add_option("--generations", settings.generations, "generations");
  app.add_option("--steps", settings.steps, "gradient steps of every network in a generation");
  app.add_option("--rate", rate, "learning rate");
  app.add_option("--seed", settings.seed, "seed of everything");
  app.add_option("--out", out, "folder for the model, the history and the report");
  CLI11_PARSE(app, argc, argv);

  try {
    std::filesystem::create_directories(out);
    const auto read = [&](const std::string& part) {
      return gp::load_idx(folder + "/" + part + "-images-idx3-ubyte.gz", folder + "/" + part + "-labels-idx1-ubyte.gz",
                          {.pixels = bytes ? gp::Pixels::bytes : gp::Pixels::floats});
    };
    const auto draw = [&] {
      const auto digits = gp::stroke_digits({.rows = rows, .seed = 1});
      return bytes ? as_bytes(digits) : digits;
    };
    auto data = folder.empty() ? gp::split(draw(), {.train = 0.8, .validation = 0.1, .test = 0.1, .seed = 1})
                               : gp::split(read("train"), {.train = 0.9, .validation = 0.1, .test = 0, .seed = 1});
    if (!folder.empty()) data.test = read("t10k");
    std::cout << data.training.rows() << " training, " << data.validation.rows() << " validation, " << data.test.rows() << " test images\n";

    const auto net = gp::mlp({data.training.features(), 128, 10}, gp::relu());
    const auto problem = gp::Supervised{net, gp::SoftmaxCrossEntropy{}, data};
    const gp::Sgd descent{.rate = rate, .momentum = 0.9f};
    const auto evolved = gp::Evolution{problem, descent}.fit(settings, gp::Progress{}, gp::StopOnSignal{});
    const auto alone = gp::Evolution{problem, descent, gp::presets::restarts()}.fit(settings, gp::Progress{}, gp::StopOnSignal{});

    gp::save(evolved.best(), out / "digits.safetensors");
    gp::write_csv(evolved.history(), out / "digits.csv");
    gp::write_json_lines(evolved.history(), out / "digits.jsonl");
    evolved.report(out / "digits.html");

    const gp::Index five = std::min(settings.population, gp::Index{5});
    const auto line = [&](const std::string& name, const auto& model) {
      std::cout << "  " << std::left << std::setw(52) << name << std::fixed << std::setprecision(4) << gp::accuracy(model, data.test)
                << '\n';
    };
    std::cout << "test accuracy\n";
    line("evolved: best network", evolved.best());
    line("evolved: ensemble of " + std::to_string(five), evolved.ensemble(five));
    line("evolved: soup of up to " + std::to_string(five) + ", one network", evolved.soup(five));
    line("independent BP, the same steps: best network", alone.best());
    line("independent BP: ensemble of " + std::to_string(five), alone.ensemble(five));
    const auto file = [&](const char* name) { return (out / name).string(); };
    std::cout << "written: " << file("digits.safetensors") << ' ' << file("digits.csv") << ' ' << file("digits.jsonl") << ' '
              << file("digits.html") << '\n';
  } catch (const std::exception& error) {
    std::cerr << "digits: " << error.what() << '\n';
    return 1;
  }
}
