#pragma once
// The picture of a run: one self-contained page. The curve of every individual, its births marked; what the best network says about
// rows; the settings of the run.

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include <genoprop/engine/result.hpp>
#include <genoprop/io/history.hpp>
#include <genoprop/io/judged.hpp>
#include <genoprop/io/page_text.hpp>

namespace genoprop {

/// What a report shows beside the run: `result.report("run.html", {.test = data.test, .features = data.features})`
template <class T>
struct Shown {
  Dataset<T> test{};                 ///< what the best network is judged on; none: the problem's test rows, or its validation rows
  DescribedFeatures features{};      ///< of the table it was trained on: names of classes, names and units of targets
  std::vector<std::string> names{};  ///< of classes or targets, in place of the table's
  std::string title = "genoprop run";
};

namespace io_detail {

/// every setting of the run by name, then the problem, then what the run was given
template <class Json, class Objective>
Json facts_of(const Result<Objective>& result) {
  Json facts = Json::array();
  const auto add = [&](const char* name, std::string value) { facts.push_back(Json::array({name, std::move(value)})); };
  const Settings& s = result.settings();
  add("population", text(s.population));
  add("generations", text(s.generations));
  add("steps a generation", text(s.steps));
  add("batch", s.batch == full_batch ? std::string("all rows") : text(s.batch));
  add("batches", s.batches == Batches::own ? "own" : "shared");
  add("sample", s.sample == Sample::all ? "all" : s.sample == Sample::shard ? "shard" : "bootstrap");
  add("seed", text(s.seed));
  const auto& objective = result.objective();
  const Layout layout = objective.layout();
  std::string slices;
  for (const Slice& slice : layout.slices)
    if (!slice.vector) slices += text(slices.empty() ? "" : ", ", slice.name, " ", slice.rows, " x ", slice.columns);
  add("weights", text(layout.genes(), slices.empty() ? "" : ": ", slices));
  if constexpr (requires { objective.net; }) {
    using Loss = std::remove_cvref_t<decltype(objective.loss)>;
    add("network", spelled(objective.net));
    add("loss", spelled(objective.loss));
    add("fitness", spelled(objective.fitness));
    const auto& data = objective.data;
    add("rows", text(data.training.rows(), " training", data.training.has_weights() ? ", weighted" : "", "; ", data.validation.rows(),
                     " validation; ", data.test.rows(), " test"));
    add("inputs", text(data.training.features()));
    add(Loss::target == Target::labels ? "classes" : "targets", text(data.training.outputs()));
  }
  for (const Fact& fact : result.provenance().facts) add(fact.name.c_str(), fact.value);
  add("genoprop", GENOPROP_VERSION);
  add("compiler", compiler_here());
  return facts;
}

/// JSON inside of a script: no text of a user's may end it
template <class Json>
std::string script_safe(const Json& json) {
  std::string out;
  for (const char c : json.dump(-1, ' ', true, Json::error_handler_t::replace))
    out += c == '<' ? std::string("\\u003c") : std::string(1, c);
  return out;
}

template <class Json, class Objective, class T>
void add_judged(Json& run, const Result<Objective>& result, const Shown<T>& shown) {
  if constexpr (requires { result.objective().net; }) {
    if (!(result.population().champion_fitness > worst)) {
      run["unjudged"] = "No network ever had a finite fitness.";
      return;
    }
    const auto& data = result.objective().data;
    const bool test = shown.test.rows() > 0 || data.test.rows() > 0;
    const Dataset<T>& rows = shown.test.rows() > 0 ? shown.test : test ? data.test : data.validation;
    try {
      run["judged"] = judged<Json>(result.best(), rows, shown.features, shown.names);
    } catch (const DataError& error) {  // it gives NaN there: the rest of the page is worth having
      if (shown.test.rows() > 0) throw;
      run["unjudged"] = text("The best network cannot be judged: ", error.what());
      return;
    }
    run["judged"]["rows"] = rows.rows();
    run["judged"]["on"] = test ? "test rows" : "validation rows, by which it was chosen";
  }
}

}  // namespace io_detail

/// `result.report("run.html")`
template <class Objective>
void Result<Objective>::report(const std::filesystem::path& path) const {
  report(path, Shown<T>{});
}

template <class Objective>
void Result<Objective>::report(const std::filesystem::path& path, const Shown<T>& shown) const {
  require<Error>(!history_.empty(), "report: the run has no generation, expected at least 1");
  nlohmann::json run;
  run["title"] = shown.title;
  run["population"] = settings_.population;
  run["steps"] = settings_.steps;
  run["batch"] = settings_.batch;
  run["seed"] = std::to_string(settings_.seed);  // 64 bits are more than a script's numbers hold
  run["version"] = GENOPROP_VERSION;
  run["best"] = io_detail::number(population_.champion_fitness);
  const Report& last = history_.back();
  run["stopped"] = last.budget > 0 ? last.steps < last.budget : last.generation < last.generations;
  run["numbers"] = provenance_.numbers;
  run["facts"] = io_detail::facts_of<nlohmann::json>(*this);
  io_detail::add_judged(run, *this, shown);
  const io_detail::Evolving evolving = io_detail::evolving_in(history_);
  for (const Report& r : history_) run["generations"].push_back(io_detail::json_of(r, evolving));
  io_detail::write_text("report", path, io_detail::page_head + io_detail::script_safe(run) + io_detail::page_tail);
}

}  // namespace genoprop
