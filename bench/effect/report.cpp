#include "report.hpp"

#include <fstream>
#include <genoprop/io/history.hpp>
#include <nlohmann/json.hpp>
#include <sstream>

#include "page.hpp"
#include "problem.hpp"
#include "table.hpp"

namespace effect {

namespace {

using gp::io_detail::number;
using nlohmann::json;

std::filesystem::path lineage_file(const std::filesystem::path& folder, const Setting& s) {
  return folder / gp::text("lineage-", s.problem, '-', name_of(s.axis), "-P", s.population, "-S", s.steps, "-gain", s.gain, "-G",
                           s.generations, ".json");
}

json numbers(const std::vector<double>& values) {
  json out = json::array();
  for (const double v : values) out.push_back(number(v));
  return out;
}

json json_of(const ArmSummary& a) {
  json j{{"arm", a.arm}, {"n", a.n}, {"solved", a.solved}, {"to", numbers(a.to)}, {"tests", numbers(a.tests)}};
  const std::pair<const char*, double> named[] = {{"low", a.low},
                                                  {"high", a.high},
                                                  {"p", a.p},
                                                  {"first_quartile", a.first_quartile},
                                                  {"median", a.median},
                                                  {"third_quartile", a.third_quartile},
                                                  {"expected", a.expected},
                                                  {"test", a.test},
                                                  {"deviation", a.deviation},
                                                  {"error", a.error},
                                                  {"worst_decile", a.worst_decile},
                                                  {"against_best", a.against_best},
                                                  {"spent", a.spent},
                                                  {"charged", a.charged},
                                                  {"births", a.births},
                                                  {"training_seconds", a.training_seconds},
                                                  {"operator_seconds", a.operator_seconds}};
  for (const auto& [name, value] : named) j[name] = number(value);
  return j;
}

json json_of(const std::filesystem::path& folder, const SettingSummary& s) {
  json j{{"problem", s.setting.problem},
         {"axis", name_of(s.setting.axis)},
         {"population", s.setting.population},
         {"steps", s.setting.steps},
         {"gain", s.setting.gain},
         {"generations", s.setting.generations},
         {"arms", json::array()},
         {"lineage", nullptr}};
  for (const ArmSummary& a : s.arms) j["arms"].push_back(json_of(a));
  if (std::ifstream in(lineage_file(folder, s.setting)); in) {
    const json line = json::parse(in, nullptr, false);
    if (!line.is_discarded()) j["lineage"] = line;
  }
  return j;
}

}  // namespace

void write_lineage(const std::filesystem::path& folder, const Cell& cell, const std::vector<gp::Report>& history,
                   const std::vector<gp::Ancestor>& line) {
  json j{{"arm", cell.arm}, {"seed", std::to_string(cell.seed)}, {"generations", json::array()}, {"line", json::array()}};
  for (const gp::Report& r : history) {
    json births = json::array(), resting = json::array(), losses = json::array();
    for (const gp::Birth& b : r.births) births.push_back({b.slot, b.parents[0], b.parents[1], gp::io_detail::name_of(b.kind)});
    for (std::size_t s = 0; s < r.lives.size(); ++s) {
      if (r.lives[s].status == gp::Status::resting) resting.push_back(s);
      losses.push_back(number(r.lives[s].best_loss));
    }
    j["generations"].push_back({{"births", births}, {"resting", resting}, {"losses", losses}});
  }
  for (const gp::Ancestor& a : line)
    j["line"].push_back(
        {{"generation", a.generation}, {"slot", a.slot}, {"parents", a.parents.all()}, {"kind", gp::io_detail::name_of(a.kind)}});
  gp::io_detail::write_text("effect", lineage_file(folder, cell.setting), j.dump());
}

void write_report(const std::filesystem::path& folder, const std::vector<SettingSummary>& settings, const Facts& facts) {
  json all{{"cpu", facts.cpu},
           {"compiler", facts.compiler},
           {"version", GENOPROP_VERSION},
           {"note", facts.note},
           {"first", std::to_string(facts.first)},
           {"seeds", facts.seeds},
           {"settings", json::array()},
           {"arms", json::object()},
           {"problems", json::object()}};
  for (const SettingSummary& s : settings) {
    all["settings"].push_back(json_of(folder, s));
    const Problem& p = problem_named(s.setting.problem);
    all["problems"][p.name] = {{"what", p.what}, {"metric", p.metric}, {"target", p.target}};
    for (const ArmSummary& a : s.arms) all["arms"][a.arm] = arm_named(a.arm).what;
  }
  gp::io_detail::write_text("effect", folder / "effect.json", all.dump(1));
  std::ostringstream csv;
  write_summary_csv(csv, settings);
  gp::io_detail::write_text("effect", folder / "summary.csv", csv.str());
  std::string data = all.dump();
  for (std::size_t at = 0; (at = data.find("</", at)) != std::string::npos; at += 3) data.insert(at + 1, 1, '\\');  // never ends the script
  gp::io_detail::write_text("effect", folder / "effect.html", page_head + data + page_tail);
}

}  // namespace effect
