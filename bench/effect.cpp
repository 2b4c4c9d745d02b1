// Does evolving pay? Arms of equal total gradient steps on problems that trap plain BP: success rate with its Wilson interval,
// Fisher's exact test against best of P, steps to target, test error. One seed, one run of every arm, from the same data and the
// same initial networks.   effect --problem parity6 --seeds 100

#include <CLI/CLI.hpp>
#include <atomic>
#include <fstream>
#include <genoprop/genoprop.hpp>
#include <iomanip>
#include <iostream>
#include <map>
#include <mutex>
#include <thread>

#include "../examples/teacher_student_risk.hpp"
#include "support/statistics.hpp"

namespace gp = genoprop;

namespace {

/// One run of one arm.
struct Outcome {
  bool solved = false;
  double steps = 0;  ///< gradient steps until the target was met, all of the budget where it was not
  double test = 0;   ///< error on test data (or the risk)
};
using Outcomes = std::map<std::string, Outcome>;

/// gradient steps until the population's best loss met the target
double steps_to(const std::vector<gp::Report>& history, double target) {
  for (const auto& r : history)
    if (r.best_loss <= target) return static_cast<double>(r.steps);
  return static_cast<double>(history.back().steps);
}

struct Experiment {
  std::uint64_t seed;
  gp::Settings settings;
  const std::vector<std::string>& arms;

  /// every arm that was asked for, on one problem; `judge(result)` says how it went
  template <class Objective, class O, class Judge>
  Outcomes run(const Objective& objective, const O& optimizer, Judge&& judge,
               const gp::Population<typename Objective::Scalar>* start = nullptr) const {
    Outcomes out;
    const auto arm = [&](const char* name, const auto& strategy, gp::Settings s) {
      if (std::find(arms.begin(), arms.end(), name) == arms.end()) return;
      const gp::Evolution evolution{objective, optimizer, strategy, gp::Threads{.threads = 1}};
      out[name] = judge(start && s.population == start->size() ? evolution.fit(s, *start) : evolution.fit(s));
    };
    gp::Settings alone = settings;  // one network with the steps of all
    alone.population = 1;
    alone.steps = settings.steps * settings.population;
    arm("one", gp::presets::plain_bp(), alone);
    arm("best_of_p", gp::presets::restarts(), settings);
    arm("restart_on_stagnation", gp::presets::restart_on_stagnation(), settings);
    arm("basin_hopping", gp::presets::basin_hopping(), settings);
    arm("genetic_bp", gp::presets::genetic_bp(), settings);
    arm("standard", gp::presets::standard(), settings);
    return out;
  }
};

/// all 2^bits rows, bits-hidden-1 tanh, sigmoid cross-entropy, full batch; solved: every row right
Outcomes parity(const Experiment& e, gp::Index bits, gp::Index hidden) {
  const auto rows = gp::parity({.bits = bits});
  const auto net = gp::sequential(gp::input(bits), gp::dense(hidden, gp::Glorot{}), gp::tanh(), gp::dense(1, gp::Glorot{}));
  const gp::Supervised problem{net, gp::SigmoidCrossEntropy{}, gp::Splits{rows, rows, rows}};
  return e.run(problem, gp::Sgd{.rate = 0.3f, .momentum = 0.9f}, [&](const auto& result) {
    Outcome o;
    o.test = 1 - gp::accuracy(result.best(), rows);
    o.solved = o.test == 0;
    o.steps = static_cast<double>(result.history().back().steps);
    for (const auto& r : result.history()) {
      const bool all = std::any_of(r.lives.begin(), r.lives.end(), [](const gp::Life& l) { return l.accuracy == 1; });
      if (all) {
        o.steps = static_cast<double>(r.steps);
        break;
      }
    }
    return o;
  });
}

/// teacher k-k-1 ReLU, 500 / 300 / 700 rows, student of the same size, Adam 0.03; solved: validation NMSE <= 1e-3
Outcomes teacher(const Experiment& e, gp::Index k) {
  const auto rows = gp::teacher({.inputs = k, .units = k, .rows = 1'500, .seed = e.seed});
  const auto data = gp::split(rows, {.train = 500 / 1500.0, .validation = 300 / 1500.0, .test = 700 / 1500.0, .seed = e.seed});
  const auto net = gp::sequential(gp::input(k), gp::dense(k, gp::He{}), gp::relu(), gp::dense(1, gp::He{}));
  const auto variance = [](const gp::Dataset<float>& d) {
    const auto y = d.targets();
    std::vector<double> v(y.begin(), y.end());
    return bench::deviation(v) * bench::deviation(v);
  };
  const double target = 1e-3 * variance(data.validation);
  return e.run(gp::Supervised{net, gp::MeanSquaredError{}, data}, gp::Adam{.rate = 0.03f}, [&](const auto& result) {
    const auto best = result.best();
    return Outcome{-best.fitness() <= target, steps_to(result.history(), target),
                   gp::mean_squared_error(best, data.test) / variance(data.test)};
  });
}

/// Sixteen networks that plain BP took to a spurious minimum and left there: risk above 1e-3, gradient below 1e-5.
gp::Population<double> spurious_minima(const TeacherStudentRisk& risk, gp::Index count, std::uint64_t seed) {
  xt::xtensor<double, 2> genes = xt::zeros<double>({static_cast<std::size_t>(count), static_cast<std::size_t>(risk.inputs * risk.units)});
  gp::Index found = 0;
  for (std::uint64_t batch = 0; found < count; ++batch) {
    const auto run = gp::Evolution{risk, gp::Sgd{.rate = 0.1f}, gp::presets::restarts(), gp::Threads{.threads = 1}}.fit(
        {.population = count, .generations = 1, .steps = 10'000, .seed = 1'000'003 * (seed + 1) + batch});
    for (gp::Index s = 0; s < count && found < count; ++s) {
      const auto row = static_cast<std::size_t>(s);
      std::vector<double> w(genes.shape(1)), g(genes.shape(1));
      std::copy_n(run.population().genes.data() + row * genes.shape(1), genes.shape(1), w.begin());
      risk.gradient(w, g);
      double norm = 0;
      for (const double x : g) norm += x * x;
      if (risk.loss(w) < 1e-3 || norm > 1e-10) continue;
      std::copy(w.begin(), w.end(), genes.data() + static_cast<std::size_t>(found++) * genes.shape(1));
    }
  }
  return gp::Population<double>::from(genes);
}

/// k = d orthonormal teacher units, closed-form risk, plain descent at 0.1; solved: risk < 1e-7
Outcomes escape(const Experiment& e, gp::Index k, bool stored) {
  const TeacherStudentRisk risk{.inputs = k, .units = k, .probe_seed = e.seed};
  const auto judge = [&](const auto& result) {
    const double r = -result.best().fitness();
    return Outcome{r < 1e-7, steps_to(result.history(), 1e-7), r};
  };
  if (!stored) return e.run(risk, gp::Sgd{.rate = 0.1f}, judge);
  const auto start = spurious_minima(risk, e.settings.population, e.seed);
  return e.run(risk, gp::Sgd{.rate = 0.1f}, judge, &start);
}

}  // namespace

int main(int argc, char** argv) {
  std::string problem = "parity6", csv;
  int seeds = 20;
  std::uint64_t first = 1;
  gp::Index steps = 0, population = 16, threads = 0;
  std::vector<std::string> arms{"one", "best_of_p", "restart_on_stagnation", "basin_hopping", "genetic_bp", "standard"};
  CLI::App app{"Compares strategies at equal total gradient steps."};
  app.add_option("--problem", problem, "parity6, parity8, teacher8, teacher10, stored20, random20, random30")
      ->check(CLI::IsMember({"parity6", "parity8", "teacher8", "teacher10", "stored20", "random20", "random30"}));
  app.add_option("--seeds", seeds, "runs of every arm")->check(CLI::PositiveNumber);
  app.add_option("--first", first, "first seed");
  app.add_option("--population", population, "P")->check(CLI::PositiveNumber);
  app.add_option("--steps", steps, "S, gradient steps of each network; 0: the problem's own");
  app.add_option("--threads", threads, "runs at once; 0: one a core");
  app.add_option("--arms", arms, "which arms to run")->delimiter(',');
  app.add_option("--csv", csv, "file for the outcome of every run");
  CLI11_PARSE(app, argc, argv);

  try {
    const std::map<std::string, gp::Index> usual{{"parity6", 2'000},   {"parity8", 500},     {"teacher8", 1'000}, {"teacher10", 1'500},
                                                 {"stored20", 10'000}, {"random20", 10'000}, {"random30", 20'000}};
    if (steps == 0) steps = usual.at(problem);
    std::map<std::string, std::vector<Outcome>> all;
    for (const auto& a : arms) all[a].resize(static_cast<std::size_t>(seeds));
    std::atomic<int> next{0}, done{0};
    std::mutex door;
    std::string failure;
    const auto work = [&] {
      for (int n; (n = next++) < seeds;) try {
          const std::uint64_t seed = first + static_cast<std::uint64_t>(n);
          const Experiment e{seed,
                             {.population = population,
                              .generations = 40,
                              .steps = std::max(steps / 40, gp::Index{1}),
                              .batch = gp::full_batch,
                              .seed = seed},
                             arms};
          const Outcomes out = problem == "parity6"     ? parity(e, 6, 6)
                               : problem == "parity8"   ? parity(e, 8, 16)
                               : problem == "teacher8"  ? teacher(e, 8)
                               : problem == "teacher10" ? teacher(e, 10)
                               : problem == "stored20"  ? escape(e, 20, true)
                               : problem == "random20"  ? escape(e, 20, false)
                                                        : escape(e, 30, false);
          const std::lock_guard lock(door);
          for (const auto& [name, o] : out) all[name][static_cast<std::size_t>(n)] = o;
          std::cerr << '\r' << ++done << " of " << seeds << " seeds" << (done == seeds ? "\n" : "") << std::flush;
        } catch (const std::exception& error) {
          const std::lock_guard lock(door);
          failure = error.what();
          next = seeds;
        }
    };
    std::vector<std::thread> crew;
    const auto cores = static_cast<gp::Index>(std::thread::hardware_concurrency());
    for (gp::Index t = 0; t < (threads > 0 ? threads : std::max(cores, gp::Index{1})); ++t) crew.emplace_back(work);
    for (auto& t : crew) t.join();
    gp::require<gp::Error>(failure.empty(), failure);

    std::cout << problem << ": P " << population << ", " << static_cast<std::int64_t>(steps) * population
              << " gradient steps an arm, seeds " << first << " to " << first + static_cast<std::uint64_t>(seeds) - 1
              << "\n| arm | success | 95 % interval | p against best of P | median steps to target | expected steps to target | test "
                 "error, mean (deviation) |\n"
              << "|---|---|---|---|---|---|---|\n";
    const auto count = [&](const std::string& a) {
      const auto it = all.find(a);
      return it == all.end()
                 ? 0
                 : static_cast<int>(std::count_if(it->second.begin(), it->second.end(), [](const Outcome& o) { return o.solved; }));
    };
    for (const auto& a : arms) {
      const int won = count(a);
      const auto [low, high] = bench::wilson(won, seeds);
      std::vector<double> to, test;
      double spent = 0;
      for (const Outcome& o : all[a]) {
        to.push_back(o.solved ? o.steps : std::numeric_limits<double>::infinity());
        spent += o.steps;
        test.push_back(o.test);
      }
      std::cout << "| " << a << " | " << std::setprecision(3) << 100.0 * won / seeds << " % (" << won << "/" << seeds << ") | " << 100 * low
                << " to " << 100 * high << " | ";
      if (all.contains("best_of_p") && a != "best_of_p")
        std::cout << bench::fisher(won, seeds, count("best_of_p"), seeds);
      else
        std::cout << "-";
      std::cout << " | " << std::setprecision(6) << bench::median(to) << " | "
                << (won ? spent / won : std::numeric_limits<double>::infinity()) << " | " << std::setprecision(3) << bench::mean(test)
                << " (" << bench::deviation(test) << ") |\n";
    }
    if (!csv.empty()) {
      std::ofstream file(csv);
      file << "problem,arm,seed,solved,steps,test\n";
      for (const auto& a : arms)
        for (int n = 0; n < seeds; ++n) {
          const Outcome& o = all[a][static_cast<std::size_t>(n)];
          file << problem << ',' << a << ',' << first + static_cast<std::uint64_t>(n) << ',' << o.solved << ',' << o.steps << ',' << o.test
               << '\n';
        }
      gp::require<gp::FileError>(file.flush().good(), "effect: cannot write ", csv, ", expected room and a folder that can be written");
    }
  } catch (const std::exception& error) {
    std::cerr << "effect: " << error.what() << '\n';
    return 1;
  }
}
