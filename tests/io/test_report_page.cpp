#include <genoprop/io/report_page.hpp>

#include <doctest/doctest.h>

#include <string>

#include "support/history.hpp"
#include "support/temp_folder.hpp"

using namespace genoprop;
using namespace genoprop::support;
using nlohmann::json;
using test::TempFolder;

namespace {
std::string page_of(const Result<Made>& result) {
  const TempFolder folder;
  result.report(folder / "run.html");
  const auto bytes = test::read_bytes(folder / "run.html");
  return {bytes.begin(), bytes.end()};
}
std::size_t count(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
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
  for (const char* id : {"sub", "cards", "loss", "note", "diversity", "numbers", "last"}) {  // what the script writes to is there
    CHECK(count(page, std::string("id=\"") + id + "\"") == 1);
    CHECK(count(page, std::string("getElementById('") + id + "')") >= 1);
  }
}

TEST_CASE("report: its data are the run, as JSON") {
  const auto result = small_result();
  const std::string page = page_of(result);
  const auto begin = page.find("const run=") + std::string("const run=").size();
  const json run = json::parse(page.substr(begin, page.find(";\n", begin) - begin));
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
