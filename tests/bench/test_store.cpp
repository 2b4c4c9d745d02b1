#include "../../bench/effect/store.hpp"

#include <doctest/doctest.h>

#include "../../bench/effect/summary.hpp"

namespace {

using namespace effect;
namespace fs = std::filesystem;

/// a file of its own, gone at the end
struct Place {
  fs::path path = fs::temp_directory_path() / gp::text("genoprop-store-", ::getpid(), ".csv");
  Place() { fs::remove(path); }
  ~Place() { fs::remove(path); }
  std::string read() const {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  }
  void write(const std::string& text) const { std::ofstream(path, std::ios::binary) << text; }
};

Cell cell(std::uint64_t seed, const char* arm = "r2") {
  return {{.problem = "parity6", .axis = Axis::worker, .population = 16, .steps = 2'000, .gain = 0.1, .generations = 20}, arm, seed};
}
Outcome outcome(double test) {
  return {.solved = true,
          .to = 1'200,
          .spent = 32'000,
          .validation = 1.0 / 3,
          .test = test,
          .charged = 0.1,
          .births = 7,
          .training_seconds = 0.25,
          .operator_seconds = 1e-9};
}
void check_equal(const Outcome& a, const Outcome& b) {
  CHECK(a.solved == b.solved);
  for (const auto number : {&Outcome::to, &Outcome::spent, &Outcome::validation, &Outcome::test, &Outcome::charged, &Outcome::births,
                            &Outcome::training_seconds, &Outcome::operator_seconds})
    CHECK(a.*number == b.*number);
}

}  // namespace

TEST_CASE("a store gives back what was added, to the last bit") {
  const Place place;
  {
    Store store(place.path);
    CHECK(store.runs().empty());
    store.add(cell(1), outcome(0.1));
    store.add(cell(18'446'744'073'709'551'615u), outcome(1e-300));
    store.add(cell(1), outcome(0.9));  // already there
  }
  const Store store(place.path);
  REQUIRE(store.runs().size() == 2);
  check_equal(store.runs().at(cell(1)), outcome(0.1));
  check_equal(store.runs().at(cell(18'446'744'073'709'551'615u)), outcome(1e-300));
  CHECK_FALSE(store.has(cell(1, "r1")));
}

TEST_CASE("wherever a file was torn, the whole lines are kept and the next run has a line of its own") {
  const Place place;
  {
    Store store(place.path);
    store.add(cell(1), outcome(0.1));
    store.add(cell(2), outcome(0.2));
  }
  const std::string whole = place.read();
  const std::size_t header = whole.find('\n') + 1, first = whole.find('\n', header) + 1;
  for (std::size_t length = 0; length < whole.size(); ++length) {
    place.write(whole.substr(0, length));
    {
      Store store(place.path);
      REQUIRE(store.runs().size() == (length >= first ? 1u : 0u));
      store.add(cell(1), outcome(0.1));
      store.add(cell(2), outcome(0.2));
    }
    REQUIRE(place.read() == whole);
  }
}

TEST_CASE("a line that was changed is refused, but for the last one") {
  const Place place;
  {
    Store store(place.path);
    for (std::uint64_t seed = 1; seed <= 3; ++seed) store.add(cell(seed), outcome(0.1));
  }
  const std::string whole = place.read();
  std::string bad = whole;
  bad[bad.find("parity6")] = 'q';  // in line 2
  place.write(bad);
  CHECK_THROWS_WITH_AS(Store{place.path}, doctest::Contains("Store: line 2 of "), gp::FileError);
  CHECK(place.read() == bad);

  bad = whole;
  bad[bad.size() - 3] = bad[bad.size() - 3] == '0' ? '1' : '0';  // the check of the last line
  place.write(bad);
  CHECK(Store{place.path}.runs().size() == 2);
}

TEST_CASE("a file of another program is refused and left as it was; so is a store in use") {
  const Place place;
  for (const char* foreign : {"problem,arm,seed,solved,steps,test\n", "x\n1\n", "no line end", "\n"}) {
    place.write(foreign);
    CHECK_THROWS_WITH_AS(Store{place.path}, doctest::Contains("expected the header of a store of effect"), gp::FileError);
    CHECK(place.read() == foreign);
  }
  fs::remove(place.path);
  const Store store(place.path);
  CHECK_THROWS_WITH_AS(Store{place.path}, doctest::Contains("in use by another program"), gp::FileError);
  CHECK_THROWS_WITH_AS(Store{place.path / "below"}, doctest::Contains("Store: cannot open"), gp::FileError);
}

TEST_CASE("without a path it remembers") {
  Store store;
  store.add(cell(5), outcome(0.5));
  CHECK(store.has(cell(5)));
}

TEST_CASE("a summary: success, censored steps, expected steps, the paired difference from best of P") {
  Runs runs;
  const auto add = [&](const char* arm, std::uint64_t seed, bool solved, double to, double test) {
    runs.emplace(cell(seed, arm), Outcome{.solved = solved, .to = to, .spent = 1'000, .test = test});
  };
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    add("best_of_p", seed, seed == 1, seed == 1 ? 400 : 1'000, 0.5);
    add("r2", seed, seed != 4, seed != 4 ? 100.0 * static_cast<double>(seed) : 1'000, seed == 4 ? 0.5 : 0.1 * static_cast<double>(seed));
  }
  const SettingSummary s = summarise(runs, cell(1).setting, {"one", "r2", "best_of_p"});
  REQUIRE(s.arms.size() == 2);  // nobody ran "one"
  const ArmSummary& r2 = s.arms[0];
  CHECK(r2.arm == "r2");
  CHECK(r2.solved == 3);
  CHECK(r2.median == 250);
  CHECK(std::isinf(r2.third_quartile));
  CHECK(r2.expected == doctest::Approx(1'600.0 / 3));
  CHECK(r2.test == doctest::Approx(0.275));
  CHECK(r2.worst_decile == 0.5);
  CHECK(r2.p == doctest::Approx(0.4857).epsilon(1e-3));
  // differences -.4, -.3, -.2, 0: mean -.225, deviation .170783, standard error .0853913
  CHECK(r2.against_best == doctest::Approx(-2.63493).epsilon(1e-4));
  CHECK(std::isnan(s.arms[1].p));
  Setting other = cell(1).setting;
  other.gain = 1;
  CHECK(summarise(runs, other, {"r2"}).arms.empty());
  other = cell(1).setting;
  other.generations = 40;
  CHECK(summarise(runs, other, {"r2"}).arms.empty());
}
