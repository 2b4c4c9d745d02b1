// Does evolving pay? Arms of equal budgets on problems that trap plain BP and on ordinary ones. One seed: one run of every arm, from
// the same data and the same initial networks.   effect --problem parity6 --seeds 100
// With --out DIR every run is kept, a stopped program goes on where it was, and a report is written:
//   effect --problem parity6,teacher8 --arms compared --axis both --seeds 100 --first 2001 --out out/effect
// Every arm of the comparison on a table of your own:   effect --csv houses.csv --target price --seeds 20

#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>

#include "../support/compare.hpp"
#include "crew.hpp"
#include "report.hpp"
#include "table.hpp"

namespace {

using namespace effect;

struct Options {
  std::vector<std::string> problems{"parity6"}, arms = usual_arms();
  std::string axis = "total", runs, note;
  TableFile table;
  int seeds = 20;
  std::uint64_t first = 1;
  std::vector<std::int32_t> populations{16};
  std::vector<std::int64_t> steps{0};
  std::vector<double> gains{1};
  std::vector<std::int32_t> generations{40};
  gp::Index threads = 0;
  std::filesystem::path out, data;
  bool list = false, report_only = false;
};

void list(std::ostream& to) {
  to << "problems\n";
  for (const Problem& p : all_problems()) to << "  " << std::left << std::setw(24) << p.name << p.what << "; S " << p.steps << '\n';
  to << "arms (and: usual, compared, all)\n";
  for (const Arm& a : all_arms()) to << "  " << std::setw(24) << a.name << a.what << '\n';
}

std::vector<std::string> arms_of(const std::vector<std::string>& asked) {
  std::vector<std::string> names;
  const auto add = [&](const std::string& name) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(arm_named(name).name);
  };
  for (const std::string& a : asked)
    if (a == "all")
      for (const Arm& arm : all_arms()) add(arm.name);
    else if (a == "compared")
      for (const std::string& name : compared_arms()) add(name);
    else if (a == "usual")
      for (const std::string& name : usual_arms()) add(name);
    else
      add(a);
  return names;
}

/// the arm whose first run is drawn
std::string drawn_arm(const std::vector<std::string>& arms) {
  for (const char* name : {"r2", "standard", "r1", "basin_hopping", "genetic_bp"})
    if (std::find(arms.begin(), arms.end(), name) != arms.end()) return name;
  return arms.back();
}

std::vector<Setting> settings_of(const Options& o) {
  std::vector<Setting> all;
  for (const std::string& problem : o.problems)
    for (const Axis axis : {Axis::total, Axis::worker})
      if (o.axis == "both" || o.axis == name_of(axis))
        for (const auto population : o.populations)
          for (const auto steps : o.steps)
            for (const double gain : o.gains)
              for (const auto generations : o.generations)
                all.push_back({problem, axis, population, steps > 0 ? steps : problem_named(problem).steps, gain, generations});
  return all;
}

/// what the store lacks: seed by seed, so that a stopped comparison has whole seeds
std::vector<Task> missing(const Options& o, const std::vector<Setting>& settings, const std::vector<std::string>& arms,
                          const Store& store) {
  std::vector<Task> tasks;
  const std::string drawn = drawn_arm(arms);
  for (int n = 0; n < o.seeds; ++n)
    for (const Setting& setting : settings) {
      Task task{.setting = setting, .seed = o.first + static_cast<std::uint64_t>(n), .data = o.data};
      for (const std::string& arm : arms)
        if (!store.has({setting, arm, task.seed})) task.arms.push_back(&arm_named(arm));
      if (n == 0 && !o.out.empty())
        task.witness = [drawn, out = o.out](const Cell& cell, const auto& history, const auto& line) {
          if (cell.arm == drawn) write_lineage(out, cell, history, line);
        };
      if (!task.arms.empty()) tasks.push_back(std::move(task));
    }
  return tasks;
}

/// the seeds that were asked for: a store may hold more
Runs asked(const Options& o, const Runs& runs) {
  Runs some;
  for (const auto& [cell, outcome] : runs)
    if (cell.seed >= o.first && cell.seed - o.first < static_cast<std::uint64_t>(o.seeds)) some.emplace(cell, outcome);
  return some;
}

void write_runs_csv(const std::string& path, const Runs& runs) {
  std::ofstream file(path);
  file << store_detail::header << '\n';
  for (const auto& [cell, outcome] : runs) file << store_detail::line_of(cell, outcome) << '\n';
  gp::require<gp::FileError>(file.flush().good(), "effect: cannot write ", path, ", expected room and a folder that can be written");
}

void compare(const Options& o) {
  const std::vector<std::string> arms = arms_of(o.arms);
  const std::vector<Setting> settings = settings_of(o);
  if (!o.out.empty()) std::filesystem::create_directories(o.out);
  std::optional<Store> file;
  o.out.empty() ? file.emplace() : file.emplace(o.out / "runs.csv");
  Store& store = *file;
  if (!o.report_only) run_all(missing(o, settings, arms, store), store, o.threads);

  const Runs runs = asked(o, store.runs());
  std::vector<SettingSummary> all;
  for (const Setting& s : settings) {
    all.push_back(summarise(runs, s, arms));
    if (all.back().arms.empty()) {
      all.pop_back();
      continue;
    }
    print_table(std::cout, all.back(), !problem_named(s.problem).target.empty(), o.first, o.seeds);
  }
  if (!o.runs.empty()) write_runs_csv(o.runs, runs);
  if (o.out.empty()) return;
  write_report(o.out, all,
               {.cpu = bench::cpu_name(), .compiler = "compiler " __VERSION__, .note = o.note, .first = o.first, .seeds = o.seeds});
  std::cout << "written: " << (o.out / "effect.html").string() << ", effect.json, summary.csv, runs.csv\n";
}

/// the table is the problem unless others are named, and its arms are those of the comparison
void take_table(Options& o, bool problems_named, bool arms_named) {
  Problem problem = table_problem(o.table);
  if (!problems_named) o.problems.clear();
  if (!arms_named) o.arms = compared_arms();
  o.problems.push_back(problem.name);
  add_problem(std::move(problem));
}

}  // namespace

int main(int argc, char** argv) {
  Options o;
  CLI::App app{"Compares strategies at equal gradient steps."};
  const CLI::Option* problems = app.add_option("--problem", o.problems, "problems, separated by commas; --list shows them")->delimiter(',');
  const CLI::Option* arms = app.add_option("--arms", o.arms, "arms, or: usual, compared, all")->delimiter(',');
  app.add_option("--axis", o.axis, "what is equal: total steps, steps per worker, or both in turn")
      ->check(CLI::IsMember({"total", "worker", "both"}));
  app.add_option("--seeds", o.seeds, "runs of every arm")->check(CLI::PositiveNumber);
  app.add_option("--first", o.first, "first seed");
  app.add_option("--population", o.populations, "P, one or more")->delimiter(',')->check(CLI::PositiveNumber);
  app.add_option("--steps", o.steps, "S, gradient steps of each network, one or more; 0: the problem's own")
      ->delimiter(',')
      ->check(CLI::NonNegativeNumber);
  app.add_option("--gain", o.gains, "factor of the initial weights, one or more")->delimiter(',')->check(CLI::PositiveNumber);
  app.add_option("--threads", o.threads, "runs at once; 0: one a core")->check(CLI::NonNegativeNumber);
  app.add_option("--data", o.data, "folder with the MNIST files, for mnist5k");
  app.add_option("--generations", o.generations, "in which S steps are planned, one or more; with mini-batches each at least half an epoch")
      ->delimiter(',')
      ->check(CLI::PositiveNumber);
  app.add_option("--out", o.out, "folder of the runs and the report; what is there already is not run again");
  app.add_option("--csv", o.table.path, "a table: the problem is to predict its column --target");
  app.add_option("--target", o.table.targets,
                 "column of --csv that is predicted: words are classes, numbers are values; again for one more")
      ->allow_extra_args(false);
  app.add_flag("--classes", o.table.classes, "numbers in the target are names of classes");
  app.add_option("--missing", o.table.missing, "missing cells of --csv: refuse, median or drop");
  app.add_option("--drop", o.table.drop, "columns of --csv that are not read")->delimiter(',');
  app.add_option("--runs", o.runs, "file for the outcome of every run");
  app.add_option("--note", o.note, "a line for the report: the commit, say");
  app.add_flag("--report-only", o.report_only, "no runs: tables and report of what --out has");
  app.add_flag("--list", o.list, "problems and arms");
  CLI11_PARSE(app, argc, argv);

  try {
    gp::require<gp::SettingsError>(o.table.targets.empty() || !o.table.path.empty(), "effect: --target is ", o.table.targets.front(),
                                   " without a table, expected --csv FILE too");
    if (!o.table.path.empty()) take_table(o, !problems->empty(), !arms->empty());
    if (o.list)
      list(std::cout);
    else
      compare(o);
  } catch (const std::exception& error) {
    std::cerr << "effect: " << error.what() << '\n';
    return 1;
  }
}
