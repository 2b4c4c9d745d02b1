#include <genoprop/io/features_json.hpp>

#include <doctest/doctest.h>

#include <string>

#include "support/model_files.hpp"
#include "support/temp_folder.hpp"

using namespace genoprop;
using namespace genoprop::support;
using nlohmann::json;
using test::TempFolder;

namespace {
/// of a table's text, through JSON and back
Features back(const Features& f) {
  const json j = json::parse(io_detail::to_json(f).dump());
  const std::filesystem::path path = "there";
  return io_detail::features_of({"load_model", &path, "features", &j});
}
}  // namespace

TEST_CASE("features in files: what comes back encodes every row with the same bits: values, classes, each policy") {
  const TempFolder folder;
  const auto check = [&](const char* target, const Encoding& how) {
    const Table table = load_csv(file_of(folder, houses), {.target = target});
    const Features f = Features::of(table, how), g = back(f);
    CHECK(io_detail::to_json(g) == io_detail::to_json(f));
    CHECK(g.missing == f.missing);
    REQUIRE(g.inputs() == f.inputs());
    REQUIRE(g.outputs() == f.outputs());
    const Cell row[] = {3.1, "Bern"};
    std::vector<double> x(static_cast<std::size_t>(f.inputs())), y(x.size());
    for (const Cell& town : {row[1], Cell("Zug"), Cell::missing()}) {
      if (!town.text && how.missing != Missing::median) continue;
      const Cell cells[] = {row[0], town};
      f.encode(std::span<const Cell>(cells), x.data());
      g.encode(std::span<const Cell>(cells), y.data());
      CHECK(x == y);
    }
  };
  check("price", {.missing = Missing::median});
  check("price", {.missing = Missing::drop});
  check("price", {.missing = Missing::median, .standardise_inputs = false, .standardise_targets = false});
  check("price", {.missing = Missing::median, .embed = "town"});
  check("price", {.missing = Missing::drop, .embed = "town"});
  const Table kinds = load_csv(file_of(folder, "a,b,kind\n1,20,rose\n2,10,aster\n3,5,lily\n"), {.target = "kind"});
  const Features f = Features::of(kinds, {}), g = back(f);
  CHECK(g.classes == std::vector<std::string>{"aster", "lily", "rose"});
  CHECK(g.class_column == "kind");
  CHECK(io_detail::to_json(g) == io_detail::to_json(f));
}

TEST_CASE("features in files: what does not fit is refused") {
  const auto column = [](std::size_t c, auto change) { return refusal([&](StoredFile& f) { change(f.model["features"]["columns"][c]); }); };
  CHECK(column(0, [](json& j) { j["deviation"] = 0; }) == "column 0: \"deviation\" is 0, expected above 0");
  CHECK(column(0, [](json& j) { j["mean"] = nullptr; }) == "column 0: \"mean\" is null, expected a finite number");
  CHECK(column(0, [](json& j) { j.erase("fill"); }) == "features: column \"rooms\" has no \"fill\", expected one under median");
  CHECK(column(0, [](json& j) { j["indicator"] = 1; }).find("column 0: \"indicator\" is neither true nor false") == 0);
  CHECK(column(1, [](json& j) { j["column"] = "rooms"; }) == "column 1 is named as another column");
  CHECK(column(1, [](json& j) { j["categories"] = {"b", "a", "c"}; }).find("column 1: categories are not sorted") == 0);
  CHECK(column(1, [](json& j) { j["categories"] = {"a", "a", "c"}; }).find("column 1: categories are not sorted") == 0);
  CHECK(column(1, [](json& j) { j["categories"] = {"a", 1}; }).find("column 1: \"categories\" holds what is no text") == 0);
  CHECK(column(1, [](json& j) { j["categories"] = {"a"}; }) == "model: features give 4 inputs, the network has 6");
  CHECK(column(1, [](json& j) { j["embedded"] = true; }) == "model: features give 3 inputs, the network has 6");
  CHECK(column(1, [](json& j) { j["embedded"] = 1; }).find("column 1: \"embedded\" is neither true nor false") == 0);
  CHECK(column(0, [](json& j) { j["embedded"] = true; }) == "column 0 is embedded, expected categories");
  CHECK(column(1, [](json& j) { j = 3; }).find("column 1 has no \"column\"") == 0);
  CHECK(refusal([](StoredFile& f) { f.model["features"]["targets"] = json::array(); }) == "features: targets is 0, expected at least 1");
  CHECK(refusal([](StoredFile& f) { f.model["features"]["missing"] = "guess"; }).find("features: \"missing\" is \"guess\"") == 0);
  CHECK(refusal([](StoredFile& f) { f.model["features"] = 3; }).find("features has no \"columns\"") == 0);
}
