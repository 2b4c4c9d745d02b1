// The closed-form risk of a ReLU network that learns an orthonormal teacher: spurious minima that are proven.

#include "../../examples/teacher_student_risk.hpp"
#include "problem.hpp"

namespace effect {

namespace {

/// Networks that plain BP took to a spurious minimum and left there: risk above 1e-3, gradient below 1e-5.
gp::Population<double> spurious_minima(const TeacherStudentRisk& risk, gp::Index count, std::uint64_t seed) {
  const auto genes_of_one = static_cast<std::size_t>(risk.inputs * risk.units);
  xt::xtensor<double, 2> genes = xt::zeros<double>({static_cast<std::size_t>(count), genes_of_one});
  AlignedStrategy alone{};
  alone.select.rule = gp::Nobody{};
  gp::Index found = 0;
  for (std::uint64_t batch = 0; found < count; ++batch) {
    const auto run = gp::Evolution{risk, gp::Sgd{.rate = 0.1f}, alone, gp::Threads{.threads = 1}}.fit(
        {.population = count, .generations = 1, .steps = 10'000, .seed = 1'000'003 * (seed + 1) + batch});
    for (gp::Index s = 0; s < count && found < count; ++s) {
      std::vector<double> w(genes_of_one), g(genes_of_one);
      std::copy_n(run.population().genes.data() + static_cast<std::size_t>(s) * genes_of_one, genes_of_one, w.begin());
      risk.gradient(w, g);
      double norm = 0;
      for (const double x : g) norm += x * x;
      if (risk.loss(w) < 1e-3 || norm > 1e-10) continue;
      std::copy(w.begin(), w.end(), genes.data() + static_cast<std::size_t>(found++) * genes_of_one);
    }
  }
  return gp::Population<double>::from(genes);
}

void run_risk(const Task& task, const Sink& sink, gp::Index k, bool stored) {
  const TeacherStudentRisk risk{.inputs = k, .units = k, .probe_seed = task.seed};
  const auto judge = [](Outcome& o, const auto& result, const auto& at) {
    o.validation = o.test = -result.best().fitness();
    o.to = steps_to(result.history(), at, [](const gp::Report& r) { return r.best_loss <= 1e-7; });
    o.solved = o.test < 1e-7;
  };
  gp::Population<double> start;
  if (stored) start = spurious_minima(risk, task.setting.population, task.seed);
  run_arms(task, sink, risk, gp::Sgd{.rate = 0.1f}, {}, judge, stored ? &start : nullptr);
}

}  // namespace

std::vector<Problem> risk_problems() {
  const auto risk = [](gp::Index k, bool stored, std::int64_t steps) {
    const std::string size = std::to_string(k);
    return Problem{(stored ? "stored" : "random") + size,
                   "teacher-student risk, k = d = " + size + ", SGD 0.1; " +
                       (stored ? "every network starts at a converged spurious minimum" : "random start"),
                   "risk",
                   "risk below 1e-7",
                   steps,
                   [=](const Task& task, const Sink& sink) { run_risk(task, sink, k, stored); }};
  };
  return {risk(20, true, 10'000), risk(20, false, 10'000), risk(30, false, 20'000), risk(40, false, 20'000), risk(50, false, 20'000)};
}

}  // namespace effect
