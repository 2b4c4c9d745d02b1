// Images of digits: ReLU networks, softmax cross-entropy, descent.

#include <mutex>

#include "problem.hpp"

namespace effect {

namespace {

struct Images {
  gp::Dataset<float> training, test;
};

/// the four files of a folder, read once; with or without ".gz"
const Images& idx_files(const std::filesystem::path& folder) {
  static std::mutex door;
  static std::filesystem::path read_from;
  static Images images;
  const std::lock_guard lock(door);
  gp::require<gp::SettingsError>(!folder.empty(),
                                 "effect: mnist5k needs --data DIR with the files train-images-idx3-ubyte, ...; "
                                 "without them there are drawn digits: --problem strokes");
  if (read_from == folder) return images;
  const auto read = [&](const std::string& part) {
    const auto file = [&](const char* kind) {
      const auto plain = folder / (part + kind);
      return std::filesystem::exists(plain) ? plain : std::filesystem::path(plain.string() + ".gz");
    };
    return gp::load_idx(file("-images-idx3-ubyte"), file("-labels-idx1-ubyte"));
  };
  images = {read("train"), read("t10k")};
  read_from = folder;
  return images;
}

constexpr gp::Index training_rows = 5'000, validation_rows = 1'000;

/// other rows for every seed; the test rows are the same
gp::Splits<float> few(const Images& images, std::uint64_t seed) {
  const double all = images.training.rows();
  auto data = gp::split(images.training, {.train = training_rows / all, .validation = validation_rows / all, .test = 0, .seed = seed});
  data.test = images.test;
  return data;
}
gp::Splits<float> drawn(std::uint64_t seed) {
  constexpr gp::Index test_rows = 2'000, all = training_rows + validation_rows + test_rows;
  const auto part = [](gp::Index rows) { return static_cast<double>(rows) / all; };
  return gp::split(gp::stroke_digits({.rows = all, .seed = seed}),
                   {.train = part(training_rows), .validation = part(validation_rows), .test = part(test_rows), .seed = seed});
}

/// solved: 90 % of the validation rows right
void run_images(const Task& task, const Sink& sink, const gp::Splits<float>& data, bool any_rate) {
  const gp::Index pixels = data.training.features(), classes = data.training.classes();
  const gp::Supervised problem{gp::mlp({pixels, 32, classes}, gp::relu(), gp::He{.gain = static_cast<float>(task.setting.gain)}),
                               gp::SoftmaxCrossEntropy{}, data};
  const auto judge = [&](Outcome& o, const auto& result, const auto& at) {
    const auto met = [](const gp::Life& l) { return l.accuracy >= 0.9; };
    const auto best = result.best();
    o.validation = -best.fitness();
    o.test = 1 - gp::accuracy(best, data.test);
    o.to = steps_to(result.history(), at, [&](const gp::Report& r) { return std::any_of(r.lives.begin(), r.lives.end(), met); });
    o.solved = gp::accuracy(best, data.validation) >= 0.9;
  };
  std::vector<Arm> arms;
  for (const Arm* arm : task.arms) arms.push_back(*arm);
  Task here = task;
  for (std::size_t k = 0; k < arms.size(); ++k) {
    if (any_rate) arms[k].rate.drawn = true;
    if (any_rate) arms[k].rate.within = {.low = 1e-4, .high = 3, .scale = gp::Scale::log};
    here.arms[k] = &arms[k];
  }
  run_arms(here, sink, problem, gp::Sgd{.rate = 0.1f},
           {.batch = 64, .training_rows = data.training.rows(), .validation_rows = data.validation.rows()}, judge);
}

}  // namespace

std::vector<Problem> image_problems() {
  const std::string network = "5,000 / 1,000 rows a seed, 784-32-10 ReLU, batch 64, ", error = "share of wrong test images",
                    target = "90 % of the validation images right";
  return {{"mnist5k", "MNIST (--data DIR), " + network + "SGD 0.1", error, target, 2'000,
           [](const Task& task, const Sink& sink) { run_images(task, sink, few(idx_files(task.data), task.seed), false); }},
          {"mnist5k_rates", "MNIST (--data DIR), " + network + "SGD, learning rates log-uniform in [1e-4, 3]", error, target, 2'000,
           [](const Task& task, const Sink& sink) { run_images(task, sink, few(idx_files(task.data), task.seed), true); }},
          {"strokes", "drawn digits, " + network + "SGD 0.1", error, target, 2'000,
           [](const Task& task, const Sink& sink) { run_images(task, sink, drawn(task.seed), false); }},
          {"strokes_rates", "drawn digits, " + network + "SGD, learning rates log-uniform in [1e-4, 3]", error, target, 2'000,
           [](const Task& task, const Sink& sink) { run_images(task, sink, drawn(task.seed), true); }}};
}

}  // namespace effect
