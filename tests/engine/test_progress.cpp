#include <genoprop/engine/progress.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace genoprop;

namespace {
Report report() {
  Report r;
  r.generation = 7;
  r.generations = 40;
  r.best = -0.123456;
  r.median = -0.5;
  r.diversity = 0.25;
  r.births.resize(3);
  r.steps = 700;
  r.budget = 4000;
  r.steps_per_second = 1234.4;
  r.seconds_left = 75;
  return r;
}
std::string written(const Progress& settings, std::initializer_list<Report> reports) {
  std::FILE* file = std::tmpfile();
  REQUIRE(file != nullptr);
  Progress progress = settings;
  progress.to = file;
  for (const Report& r : reports) progress(r);
  std::string text(static_cast<std::size_t>(std::ftell(file)), ' ');
  std::rewind(file);
  CHECK(std::fread(text.data(), 1, text.size(), file) == text.size());
  std::fclose(file);
  return text;
}
}  // namespace

TEST_CASE("progress: the line") {
  CHECK(Progress::line(report()) ==
        "generation   7   18 %  best -0.12346  median -0.50000  diversity 0.250  births 3  1234 steps/s  1:15 left");
  Report r = report();
  r.diverged = 2;
  CHECK(Progress::line(r).ends_with("1:15 left  diverged 2"));
  r.restarted = true;
  CHECK(Progress::line(r).ends_with("1:15 left  all diverged, all drawn afresh"));
}

TEST_CASE("progress: the share is of gradient steps, and of generations where there are none") {
  Report r = report();
  CHECK(Progress::spent(r) == doctest::Approx(0.175));
  r.steps = r.budget;
  r.generation = 61;  // slots rested
  CHECK(Progress::line(r).starts_with("generation  61  100 %"));
  r.budget = r.steps = 0;
  r.generation = 10;
  CHECK(Progress::spent(r) == doctest::Approx(0.25));
}

TEST_CASE("progress: durations") {
  CHECK(Progress::duration(0) == "0:00");
  CHECK(Progress::duration(59.4) == "0:59");
  CHECK(Progress::duration(59.6) == "1:00");
  CHECK(Progress::duration(3599) == "59:59");
  CHECK(Progress::duration(3661) == "1:01:01");
  CHECK(Progress::duration(360'000) == "100:00:00");
}

TEST_CASE("progress: where the output is no terminal, whole lines, every so many generations and the last") {
  Report a = report(), b = report(), last = report();
  a.generation = 1;
  b.generation = 2;
  last.generation = 3;
  last.steps = last.budget;
  const std::string one = Progress::line(a) + "\n", two = Progress::line(b) + "\n", three = Progress::line(last) + "\n";
  CHECK(written({}, {a, b, last}) == one + two + three);
  CHECK(written({.every = 2}, {a, b, last}) == two + three);
  CHECK(written({.every = 10}, {a, b, last}) == three);
}
