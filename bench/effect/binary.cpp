// Parity and spirals: tanh networks, sigmoid cross-entropy, descent with momentum.

#include "problem.hpp"

namespace effect {

namespace {

/// solved: the share of right rows reaches `enough` on validation data
void run_binary(const Task& task, const Sink& sink, const gp::Splits<float>& data, std::vector<gp::Index> sizes, gp::Sgd descent,
                gp::Index batch, double enough) {
  const gp::Supervised problem{gp::mlp(std::move(sizes), gp::tanh(), gp::Glorot{.gain = static_cast<float>(task.setting.gain)}),
                               gp::SigmoidCrossEntropy{}, data};
  const auto judge = [&](Outcome& o, const auto& result, const auto& at) {
    const auto met = [&](const gp::Life& l) { return l.accuracy >= enough; };
    const auto best = result.best();
    o.validation = -best.fitness();
    o.test = 1 - gp::accuracy(best, data.test);
    o.to = steps_to(result.history(), at, [&](const gp::Report& r) { return std::any_of(r.lives.begin(), r.lives.end(), met); });
    o.solved = gp::accuracy(best, data.validation) >= enough;
  };
  run_arms(task, sink, problem, descent, {.batch = batch, .training_rows = data.training.rows(), .validation_rows = data.validation.rows()},
           judge);
}

/// all 2^bits rows in all three splits
void run_parity(const Task& task, const Sink& sink, gp::Index bits, gp::Index hidden) {
  const auto rows = gp::parity({.bits = bits});
  run_binary(task, sink, {rows, rows, rows}, {bits, hidden, 1}, {.rate = 0.3f, .momentum = 0.9f}, gp::full_batch, 1);
}

void run_spirals(const Task& task, const Sink& sink) {
  const auto rows = gp::two_spirals({.rows = 900, .seed = task.seed});
  const auto data = gp::split(rows, {.train = 300 / 900.0, .validation = 200 / 900.0, .test = 400 / 900.0, .seed = task.seed});
  run_binary(task, sink, data, {2, 16, 1}, {.rate = 0.1f, .momentum = 0.9f}, 32, 0.95);
}

}  // namespace

std::vector<Problem> binary_problems() {
  const auto parity = [](gp::Index bits, gp::Index hidden) {
    return [=](const Task& task, const Sink& sink) { run_parity(task, sink, bits, hidden); };
  };
  return {{"parity6", "6-bit parity, all 64 rows, 6-6-1 tanh, SGD 0.3, momentum 0.9, full batch", "share of wrong rows", "every row right",
           2'000, parity(6, 6)},
          {"parity8", "8-bit parity, all 256 rows, 8-16-1 tanh, SGD 0.3, momentum 0.9, full batch", "share of wrong rows",
           "every row right", 500, parity(8, 16)},
          {"spirals", "two spirals, 300 / 200 / 400 rows, 2-16-1 tanh, SGD 0.1, momentum 0.9, batch 32", "share of wrong rows",
           "95 % of the validation rows right", 2'000, run_spirals}};
}

}  // namespace effect
