#include <genoprop/io/history.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <fstream>
#include <sstream>

#include "support/history.hpp"
#include "support/no_room.hpp"
#include "support/temp_folder.hpp"

using namespace genoprop;
using namespace genoprop::support;
using nlohmann::json;
using test::TempFolder;

namespace {
std::vector<std::string> lines_of(const std::filesystem::path& path) {
  std::ifstream in(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}
std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells(1);
  for (const char c : line)
    if (c == ',')
      cells.emplace_back();
    else
      cells.back() += c;
  return cells;
}
}  // namespace

TEST_CASE("csv: one row an individual and generation, read back number by number") {
  const TempFolder folder;
  const auto history = small_history();
  write_csv(history, folder / "run.csv");
  const auto lines = lines_of(folder / "run.csv");
  REQUIRE(lines.size() == 10);
  CHECK(lines[0] == "generation,slot,fitness,loss,accuracy,age,status,birth,first_parent,second_parent");
  for (std::size_t g = 0; g < 3; ++g)
    for (std::size_t s = 0; s < 3; ++s) {
      const auto cells = cells_of(lines[1 + 3 * g + s]);
      const Life& l = history[g].lives[s];
      REQUIRE(cells.size() == 10);
      CHECK(std::stoul(cells[0]) == g + 1);
      CHECK(std::stoul(cells[1]) == s);
      if (std::isfinite(l.loss)) CHECK(std::stod(cells[3]) == doctest::Approx(l.loss).epsilon(1e-8));
      if (std::isfinite(l.fitness)) CHECK(std::stod(cells[2]) == doctest::Approx(l.fitness).epsilon(1e-8));
      CHECK(std::stol(cells[5]) == l.age);
    }
  CHECK(lines[2] == "1,1,-0.5,0.5,0.25,1,trained,copied,0,");
  CHECK(lines[4] == "2,0,-0.5,0.5,0,2,resting,bred,1,0");
  CHECK(lines[6] == "2,2,,,0.5,2,diverged,fresh,,");
  CHECK(cells_of(lines[5])[4].empty());  // an accuracy that there is not
}

TEST_CASE("csv and json lines: numbers and step sizes where a strategy evolves them, empty or null where an individual has none") {
  const TempFolder folder;
  auto history = small_history();
  history[0].lives[1].numbers = {0.25f, std::numeric_limits<float>::quiet_NaN(), 3, std::numeric_limits<float>::quiet_NaN()};
  history[2].lives[0].numbers[0] = 1e-4f;
  history[1].lives[2].step_size = 0.5f;
  write_csv(history, folder / "run.csv");
  const auto lines = lines_of(folder / "run.csv");
  REQUIRE(lines.size() == 10);
  CHECK(lines[0] ==
        "generation,slot,fitness,loss,accuracy,age,status,birth,first_parent,second_parent,number_1,number_2,number_3,step_size");
  CHECK(lines[1] == "1,0,-1,1,0,1,trained,,,,,,,1");
  CHECK(lines[2] == "1,1,-0.5,0.5,0.25,1,trained,copied,0,,0.25,,3,1");
  CHECK(lines[6] == "2,2,,,0.5,2,diverged,fresh,,,,,,0.5");
  for (const std::string& line : lines) CHECK(cells_of(line).size() == 14);
  CHECK(std::stof(cells_of(lines[7])[10]) == 1e-4f);

  write_json_lines(history, folder / "run.jsonl");
  const auto objects = lines_of(folder / "run.jsonl");
  REQUIRE(objects.size() == 3);
  CHECK(json::parse(objects[0])["lives"][1]["numbers"] == json{0.25, nullptr, 3});
  CHECK(json::parse(objects[0])["lives"][0]["numbers"] == json{nullptr, nullptr, nullptr});
  CHECK(json::parse(objects[2])["lives"][0]["numbers"][0] == 1e-4f);
  CHECK(json::parse(objects[1])["lives"][2]["step_size"] == 0.5);
  CHECK(json::parse(objects[1])["lives"][0]["step_size"] == 1);

  write_json_lines(small_history(), folder / "none.jsonl");  // a strategy that evolves none
  for (const std::string& line : lines_of(folder / "none.jsonl")) {
    CHECK_FALSE(json::parse(line)["lives"][0].contains("numbers"));
    CHECK_FALSE(json::parse(line)["lives"][0].contains("step_size"));
  }
}

TEST_CASE("json lines: one object a generation, read back; what is not finite is null") {
  const TempFolder folder;
  const auto history = small_history();
  write_json_lines(history, folder / "run.jsonl");
  const auto lines = lines_of(folder / "run.jsonl");
  REQUIRE(lines.size() == 3);
  for (std::size_t g = 0; g < 3; ++g) {
    const json j = json::parse(lines[g]);
    CHECK(j["generation"] == g + 1);
    CHECK(j["best"] == history[g].best);
    CHECK(j["median"] == history[g].median);
    CHECK(j["steps"] == history[g].steps);
    CHECK(j["lives"].size() == 3);
    CHECK(j["births"].size() == history[g].births.size());
    CHECK(j["lives"][0]["loss"] == history[g].lives[0].loss);
  }
  const json second = json::parse(lines[1]);
  CHECK(second["lives"][2]["loss"].is_null());
  CHECK(second["lives"][2]["fitness"].is_null());
  CHECK(second["lives"][2]["status"] == "diverged");
  CHECK(second["diverged"] == 1);
  CHECK(second["active"] == 2);
  CHECK(second["births"][0] == json{{"slot", 0}, {"kind", "bred"}, {"parents", {1, 0}}});
}

TEST_CASE("history files: a full disk and a missing folder are errors; the older file stays") {
  const TempFolder folder;
  write_csv(small_history(), folder / "run.csv");
  const auto before = test::read_bytes(folder / "run.csv");
  CHECK_THROWS_AS(write_csv(small_history(), folder / "missing/run.csv"), FileError);
  CHECK_THROWS_AS(write_json_lines(small_history(), folder / "missing/run.jsonl"), FileError);
  const test::NoRoom full(64);
  CHECK_THROWS_AS(write_csv(small_history(), folder / "run.csv"), FileError);
  CHECK_THROWS_AS(write_json_lines(small_history(), folder / "run.jsonl"), FileError);
  CHECK(test::read_bytes(folder / "run.csv") == before);
  CHECK(folder.count() == 1);
}

TEST_CASE("history files: no generation, no row") {
  const TempFolder folder;
  write_csv({}, folder / "run.csv");
  write_json_lines({}, folder / "run.jsonl");
  CHECK(lines_of(folder / "run.csv").size() == 1);
  CHECK(lines_of(folder / "run.jsonl").empty());
}
