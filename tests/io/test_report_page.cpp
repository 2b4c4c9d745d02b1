#include <genoprop/io/report_page.hpp>

#include <doctest/doctest.h>

#include <string>

#include "support/history.hpp"
#include "support/temp_folder.hpp"

#include <genoprop/data/synthetic.hpp>
#include <genoprop/distribute/one.hpp>
#include <genoprop/engine/evolution.hpp>
#include <genoprop/nn/sequential.hpp>
#include <genoprop/train/sgd.hpp>

using namespace genoprop;
using namespace genoprop::support;
using nlohmann::json;
using test::TempFolder;

namespace {
template <class Objective, class... More>
std::string page_of(const Result<Objective>& result, const More&... more) {
  const TempFolder folder;
  result.report(folder / "run.html", more...);
  const auto bytes = test::read_bytes(folder / "run.html");
  return {bytes.begin(), bytes.end()};
}
json run_in(const std::string& page) {
  const auto begin = page.find("const run=") + std::string("const run=").size();
  return json::parse(page.substr(begin, page.find(";\n", begin) - begin));
}
std::size_t count(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
}
std::string fact(const json& run, const std::string& name) {
  for (const json& one : run["facts"])
    if (one[0] == name) return one[1];
  return "none";
}
}  // namespace

TEST_CASE("report: one page that needs nothing from elsewhere") {
  const std::string page = page_of(small_result());
  CHECK(page.starts_with("<!doctype html>"));
  CHECK(count(page, "http") == count(page, "http://www.w3.org/2000/svg"));
  CHECK(count(page, "http") == 1);
  for (const char* foreign : {"src=", "@import", "url(", "fetch(", "XMLHttpRequest", "<link", "<iframe"}) CHECK(count(page, foreign) == 0);
  CHECK(count(page, "<script>") == 1);
  CHECK(count(page, "</script>") == 1);
  CHECK(count(page, "<script>\n(()=>{") == 1);  // in a scope of its own: window has a `top` that cannot be declared again
  CHECK(count(page, "})();\n</script>") == 1);
  for (const char* id : {"title", "sub", "cards", "loss", "note", "judged", "diversity", "numbers", "last",
                         "facts"}) {  // what the script writes to is there
    CHECK(count(page, std::string("id=\"") + id + "\"") == 1);
    CHECK(count(page, std::string("at('") + id + "')") >= 1);
  }
}

TEST_CASE("report: its data are the run, as JSON") {
  const auto result = small_result();
  const json run = run_in(page_of(result));
  CHECK(run["population"] == 3);
  CHECK(run["steps"] == 10);
  CHECK(run["batch"] == 0);
  CHECK(run["seed"] == "18446744073709551615");  // a script's numbers would round it
  CHECK(run["best"] == -0.2);
  CHECK(run["version"] == GENOPROP_VERSION);
  REQUIRE(run["generations"].size() == 3);
  for (std::size_t g = 0; g < 3; ++g) {
    CHECK(run["generations"][g]["lives"].size() == 3);
    CHECK(run["generations"][g]["births"].size() == result.history()[g].births.size());
  }
  CHECK(run["generations"][1]["lives"][2]["loss"].is_null());
  CHECK_FALSE(run["generations"][0]["lives"][0].contains("numbers"));
  CHECK_FALSE(run.contains("judged"));  // a plain objective has no rows
  CHECK_FALSE(run["stopped"].get<bool>());
  CHECK(fact(run, "seed") == "18446744073709551615");
  CHECK(fact(run, "batch") == "all rows");
  CHECK(fact(run, "weights") == "6: in 2 x 2, out 2 x 1");
  CHECK(fact(run, "genoprop") == GENOPROP_VERSION);
  CHECK(fact(run, "compiler") == compiler_here());
}

TEST_CASE("report: a run on rows shows its best network on the test rows, on those that are given, else on the validation rows") {
  auto parts = split(two_spirals({.rows = 100, .seed = 9}), {.train = 0.6, .validation = 0.3, .test = 0.1, .seed = 9});
  const auto run = [&] {
    const auto net = sequential(input(2), dense(4), tanh(), dense(2));
    return Evolution{Supervised{net, SoftmaxCrossEntropy{}, parts}, Sgd{.rate = 0.25f}}.fit(
        {.population = 2, .generations = 2, .steps = 3, .batch = 10});
  };
  const auto result = run();
  const json page = run_in(page_of(result));
  CHECK(page["judged"]["kind"] == "classes");
  CHECK(page["judged"]["rows"] == 10);
  CHECK(page["judged"]["on"] == "test rows");
  CHECK(fact(page, "rows") == "60 training; 30 validation; 10 test");
  CHECK(fact(page, "loss") == "SoftmaxCrossEntropy");
  CHECK(fact(page, "optimizer").find("0.25") != std::string::npos);
  CHECK(fact(page, "replace").starts_with("RestWhileSlow"));
  CHECK(page_of(result) == page_of(result));
  CHECK(run_in(page_of(result, Shown<float>{.test = parts.training}))["judged"]["rows"] == 60);
  parts.test = {};
  const json chosen = run_in(page_of(run()))["judged"];
  CHECK(chosen["rows"] == 30);
  CHECK(chosen["on"] == "validation rows, by which it was chosen");
}

TEST_CASE("report: a run that was stopped says so; one whose networks all diverged has nothing to show") {
  auto parts = split(two_spirals({.rows = 60, .seed = 9}), {.train = 0.5, .validation = 0.5, .test = 0, .seed = 9});
  const auto net = sequential(input(2), dense(4), tanh(), dense(2));
  const auto stop = [](const Report&) { return false; };
  const auto stopped = Evolution{Supervised{net, SoftmaxCrossEntropy{}, parts}, Sgd{}}.fit(
      {.population = 2, .generations = 9, .steps = 1, .batch = 10}, stop);
  CHECK(run_in(page_of(stopped))["stopped"].get<bool>());
  auto population = stopped.population();
  population.champion_fitness = worst;
  const Result lost(stopped.objective(), stopped.settings(), population, stopped.history());
  const json page = run_in(page_of(lost));
  CHECK_FALSE(page.contains("judged"));
  CHECK(page["unjudged"] == "No network ever had a finite fitness.");
  population.champion_fitness = -1;
  population.champion.fill(1e38f);  // its outputs are infinite, their softmax is NaN
  const Result broken(stopped.objective(), stopped.settings(), population, stopped.history());
  CHECK(run_in(page_of(broken))["unjudged"].get<std::string>().find("is NaN") != std::string::npos);
  CHECK_THROWS_AS(page_of(broken, Shown<float>{.test = parts.training}), DataError);
}

TEST_CASE("report: no name of a user's is read as markup, and any bytes may stand in one") {
  auto parts = split(two_spirals({.rows = 60, .seed = 9}), {.train = 0.5, .validation = 0.5, .test = 0, .seed = 9});
  const auto net = sequential(input(2), dense(4), tanh(), dense(2));
  const auto result =
      Evolution{Supervised{net, SoftmaxCrossEntropy{}, parts}, Sgd{}}.fit({.population = 2, .generations = 1, .steps = 1, .batch = 10});
  const std::string page = page_of(result, Shown<float>{.names = {"</script><script>alert(1)", "\xff"}, .title = "<!--<script>"});
  CHECK(count(page, "<script>") == 1);
  CHECK(count(page, "</script>") == 1);
  CHECK(count(page, "<!--") == 0);
  const json run = run_in(page);
  CHECK(run["judged"]["names"][0] == "</script><script>alert(1)");
  CHECK(run["title"] == "<!--<script>");
}

TEST_CASE("report: numbers that evolve are in its data") {
  auto history = small_history();
  for (Report& r : history)
    for (Life& l : r.lives) l.numbers[0] = 0.5f;
  CHECK(count(page_of(small_result(std::move(history))), "\"numbers\":[0.5]") == 9);
}

TEST_CASE("report: a run without a generation, a folder that is not there") {
  const TempFolder folder;
  CHECK_THROWS_AS(small_result(std::vector<Report>{}).report(folder / "run.html"), Error);
  CHECK_THROWS_AS(small_result().report(folder / "missing/run.html"), FileError);
  CHECK(folder.count() == 0);
}
