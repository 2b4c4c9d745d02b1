// Teacher networks, Friedman's first function, peaks: ReLU networks, mean squared error, Adam.

#include "../support/statistics.hpp"
#include "problem.hpp"

namespace effect {

namespace {

double variance(const gp::Dataset<float>& d) {
  const auto y = d.targets();
  const double sd = bench::deviation(std::vector<double>(y.begin(), y.end()));
  return sd * sd;
}

/// solved: mean squared error over variance on validation data at most `enough`; 0: there is no target
void run_regression(const Task& task, const Sink& sink, const gp::Splits<float>& data, std::vector<gp::Index> sizes, float rate,
                    gp::Index batch, double enough) {
  const gp::Supervised problem{gp::mlp(std::move(sizes), gp::relu(), gp::He{.gain = static_cast<float>(task.setting.gain)}),
                               gp::MeanSquaredError{}, data};
  const double target = enough * variance(data.validation), scale = variance(data.test);
  const auto judge = [&](Outcome& o, const auto& result, const auto& at) {
    const auto best = result.best();
    o.validation = -best.fitness();
    o.test = gp::mean_squared_error(best, data.test) / scale;
    o.to = steps_to(result.history(), at, [&](const gp::Report& r) { return r.best_loss <= target; });
    o.solved = -best.fitness() <= target;
  };
  run_arms(task, sink, problem, gp::Adam{.rate = rate},
           {.batch = batch, .training_rows = data.training.rows(), .validation_rows = data.validation.rows()}, judge);
}

void run_teacher(const Task& task, const Sink& sink, gp::Index k) {
  const auto rows = gp::teacher({.inputs = k, .units = k, .rows = 1'500, .seed = task.seed});
  const auto data = gp::split(rows, {.train = 500 / 1500.0, .validation = 300 / 1500.0, .test = 700 / 1500.0, .seed = task.seed});
  run_regression(task, sink, data, {k, k, 1}, 0.03f, gp::full_batch, 1e-3);
}

/// Rows x of `inputs` uniform numbers and y(x, draw), standardised.
template <class F>
gp::Dataset<float> table(gp::Index rows, gp::Index inputs, std::uint64_t seed, std::uint8_t layer, F&& y) {
  auto x = xt::xtensor<float, 2>::from_shape({static_cast<std::size_t>(rows), static_cast<std::size_t>(inputs)});
  xt::xtensor<double, 2> targets = xt::zeros<double>({static_cast<std::size_t>(rows), std::size_t{1}});
  for (gp::Index r = 0; r < rows; ++r) {
    gp::Draw draw(seed, {.purpose = gp::Purpose::data, .index = static_cast<std::uint32_t>(r), .layer = layer});
    for (gp::Index c = 0; c < inputs; ++c) x(r, c) = draw.unit();
    targets(r, 0) = y(&x(r, 0), draw);
  }
  return {std::move(x), gp::Scaler::of(targets).apply(targets)};
}

/// y = 10 sin(pi x1 x2) + 20 (x3 - 1/2)^2 + 10 x4 + 5 x5 + N(0, 1), x uniform in [0, 1]^10: Friedman, "Multivariate adaptive
/// regression splines", Annals of Statistics 19, 1991, section 4.3. The noise is 4 % of the variance: no network gets below.
void run_friedman(const Task& task, const Sink& sink) {
  const auto rows = table(10'000, 10, task.seed, 201, [](const float* x, gp::Draw& draw) {
    float sine, cosine;
    gp::math::sincos(3.14159265f * x[0] * x[1], sine, cosine);
    return 10.0 * sine + 20.0 * (x[2] - 0.5) * (x[2] - 0.5) + 10.0 * x[3] + 5.0 * x[4] + draw.normal();
  });
  const auto data = gp::standardise(gp::split(rows, {.train = 0.6, .validation = 0.2, .test = 0.2, .seed = task.seed}));
  run_regression(task, sink, data, {10, 32, 1}, 0.003f, 64, 0.05);
}

/// The surface that numerical programs show: 3 (1-x)^2 e^(-x^2-(y+1)^2) - 10 (x/5 - x^3 - y^5) e^(-x^2-y^2) - 1/3 e^(-(x+1)^2-y^2)
/// over [-3, 3]^2.
void run_peaks(const Task& task, const Sink& sink) {
  const auto rows = table(1'500, 2, task.seed, 202, [](float* at, gp::Draw&) {
    for (int c = 0; c < 2; ++c) at[c] = 6 * at[c] - 3;
    const double x = at[0], y = at[1];
    const auto bell = [](double a, double b) { return gp::math::exp(-a * a - b * b); };
    return 3 * (1 - x) * (1 - x) * bell(x, y + 1) - 10 * (x / 5 - x * x * x - y * y * y * y * y) * bell(x, y) - bell(x + 1, y) / 3;
  });
  const auto data = gp::split(rows, {.train = 500 / 1500.0, .validation = 300 / 1500.0, .test = 700 / 1500.0, .seed = task.seed});
  run_regression(task, sink, data, {2, 24, 1}, 0.01f, 50, 0.02);
}

}  // namespace

std::vector<Problem> regression_problems() {
  const auto teacher = [](gp::Index k) { return [=](const Task& task, const Sink& sink) { run_teacher(task, sink, k); }; };
  const std::string error = "mean squared error over variance";
  return {
      {"teacher8", "teacher 8-8-1, 500 / 300 / 700 rows, 8-8-1 ReLU, Adam 0.03, full batch", error, "validation error at most 0.001", 1'000,
       teacher(8)},
      {"teacher10", "teacher 10-10-1, 500 / 300 / 700 rows, 10-10-1 ReLU, Adam 0.03, full batch", error, "validation error at most 0.001",
       1'500, teacher(10)},
      {"friedman", "Friedman #1 with noise, 6,000 / 2,000 / 2,000 rows, 10-32-1 ReLU, Adam 0.003, batch 64", error,
       "validation error at most 0.05 (0.04 is noise)", 2'000, run_friedman},
      {"peaks", "peaks, 500 / 300 / 700 rows, 2-24-1 ReLU, Adam 0.01, batch 50", error, "validation error at most 0.02", 2'000, run_peaks}};
}

}  // namespace effect
