// The arms are strategies whose policies are chosen when the program runs: they must be the strategies they stand for.

#include <doctest/doctest.h>

#include <array>
#include <set>

#include "../../bench/effect/arms.cpp"  // a program's file: there is no library of it
#include "../../bench/effect/trial.hpp"

namespace {

using namespace effect;

const auto problem = [] {
  const auto rows = gp::parity({.bits = 4});
  return gp::Supervised{gp::mlp({4, 4, 1}, gp::tanh(), gp::Glorot{}), gp::SigmoidCrossEntropy{}, gp::Splits{rows, rows, rows}};
}();
const gp::Settings settings{.population = 6, .generations = 40, .steps = 5, .batch = gp::full_batch, .seed = 3};
const Cell cell{{.problem = "parity4", .population = 6, .steps = 200}, "", 3};

template <class S>
auto fit(const S& strategy, gp::Settings with = settings) {
  return gp::Evolution{problem, gp::Sgd{.rate = 0.3f, .momentum = 0.9f}, strategy, gp::Serial{}}.fit(with);
}
template <class S>
auto fit_arm(const char* name, gp::Settings with = settings) {
  return fit(strategy_of<S>(arm_named(name), cell), with);
}
std::size_t births(const auto& result) {
  std::size_t n = 0;
  for (const auto& r : result.history()) n += r.births.size();
  return n;
}
void check_same(const auto& a, const auto& b) {
  CHECK(a.population().genes == b.population().genes);
  CHECK(a.population().champion == b.population().champion);
  CHECK(births(a) == births(b));
}

}  // namespace

TEST_CASE("an arm has the bits of the preset it stands for") {
  const auto standard = fit(gp::presets::standard());
  CHECK(births(standard) > 0);
  check_same(fit_arm<AlignedStrategy>("standard"), standard);
  check_same(fit_arm<AlignedStrategy>("r1"), fit(gp::Strategy<>{}.with(gp::OnlyTheStuck{})));
  check_same(fit_arm<AlignedStrategy>("best_of_p"), fit(gp::presets::restarts()));
  check_same(fit_arm<AlignedStrategy>("restart_on_stagnation"), fit(gp::presets::restart_on_stagnation()));
  check_same(fit_arm<AlignedStrategy>("basin_hopping"), fit(gp::presets::basin_hopping()));
  check_same(fit_arm<SeedStrategy>("genetic_bp"), fit(gp::presets::genetic_bp()));
}

TEST_CASE("R2 is R1 with rest and the leader's average") {
  gp::Strategy<gp::Tournament, gp::Aligned<gp::UnitWise>, gp::ScreenedRedraw, gp::RestWhileSlow> r2{};
  r2.leader_average = 0.75f;
  const auto wanted = fit(r2);
  CHECK(wanted.history().size() > static_cast<std::size_t>(settings.generations));  // somebody rested
  check_same(fit_arm<AlignedStrategy>("r2"), wanted);
  CHECK(strategy_of<AlignedStrategy>(arm_named("r2"), cell).leader_average == 0.75f);
  CHECK(strategy_of<AlignedStrategy>(arm_named("r2_no_average"), cell).leader_average == 0);
}

TEST_CASE("each part that is switched off changes the run") {
  const auto r1 = fit_arm<AlignedStrategy>("r1");
  for (const char* name : {"r1_no_redraw", "r1_random_redraw", "r1_fresh_mate", "r1_no_backoff", "r1_no_grace", "basin_hopping"}) {
    CAPTURE(name);
    const auto other = fit_arm<AlignedStrategy>(name);
    CHECK(other.population().genes != r1.population().genes);
  }
  CHECK(fit_arm<UnalignedStrategy>("r1_unaligned").population().genes != r1.population().genes);
  CHECK(births(fit_arm<AlignedStrategy>("r2_no_births")) == 0);
}

TEST_CASE("copies: PBT has one parent and another rate, copy_noise one parent") {
  const auto pbt = fit_arm<AlignedStrategy>("pbt");
  CHECK(births(pbt) > 0);
  for (const auto& r : pbt.history())
    for (const auto& b : r.births) CHECK(b.parents.size() == 1);
  std::set<float> rates;
  for (const auto& life : pbt.population().lives) rates.insert(life.numbers[0]);
  CHECK(rates.size() > 1);
  for (const auto& r : fit_arm<SeedStrategy>("copy_noise").history())
    for (const auto& b : r.births) CHECK(b.parents.size() == 1);
}

namespace {

/// Children of one parent after a generation without steps: which of the four hidden units are not the parent's, birth by birth.
/// `bias`: whether the output's is.
struct Born {
  std::array<bool, 4> fresh{};
  bool bias = true;
};
std::vector<Born> children_of(const Arm& arm, int seeds) {
  std::vector<Born> all;
  for (int seed = 1; seed <= seeds; ++seed) {
    gp::Settings two = settings;
    two.generations = 2;
    two.steps = 0;
    two.seed = static_cast<std::uint64_t>(seed);
    const auto result = fit(strategy_of<AlignedStrategy>(arm, cell), two);
    two.generations = 1;
    const auto before = fit(strategy_of<AlignedStrategy>(arm_named("best_of_p"), cell), two);
    for (const auto& b : result.history().front().births) {
      const auto slot = static_cast<std::size_t>(b.slot), parent = static_cast<std::size_t>(b.parents[0]);
      const auto same = [&](std::size_t gene) { return result.population().genes(slot, gene) == before.population().genes(parent, gene); };
      Born born{.bias = same(24)};  // 4 x 4 weights, 4 biases, 4 x 1 weights, 1 bias
      for (std::size_t u = 0; u < 4; ++u) born.fresh[u] = !same(u);
      all.push_back(born);
    }
  }
  return all;
}
Arm everybody_bears(const char* name) {
  Arm arm = arm_named(name);
  arm.select.single = true;
  arm.replace.rule = gp::Elitist{.keep = 1};
  return arm;
}

}  // namespace

TEST_CASE("a mate that is a fresh network: half of the units are new, and the output's bias is not") {
  Arm arm = everybody_bears("r1_fresh_mate");
  arm.redraw.units = AnyRedraw::Units::none;
  std::ptrdiff_t fresh = 0;
  const auto born = children_of(arm, 40);
  REQUIRE(born.size() == 40 * 5);
  for (const Born& b : born) {
    fresh += std::count(b.fresh.begin(), b.fresh.end(), true);
    CHECK(b.bias);
  }
  CHECK(std::abs(fresh - 400) < 4 * 15);  // of 800: four deviations of sqrt(800 / 4)
}

TEST_CASE("units redrawn at random: as many as a screen would, each as likely as the others") {
  Arm arm = everybody_bears("r1_random_redraw");
  arm.redraw.screened.share = 0;  // then one
  std::array<int, 4> times{};
  for (const Born& b : children_of(arm, 40)) {
    CHECK(std::count(b.fresh.begin(), b.fresh.end(), true) == 1);
    for (std::size_t u = 0; u < 4; ++u) times[u] += b.fresh[u] ? 1 : 0;
  }
  for (const int n : times) CHECK(std::abs(n - 50) < 4 * 7);  // of 200: four deviations of sqrt(200 * 3 / 16)
}

TEST_CASE("names are there once, and the groups name arms") {
  std::set<std::string> names;
  for (const Arm& a : all_arms()) {
    CHECK(names.insert(a.name).second);
    CHECK(!a.what.empty());
    switch (a.kind) {
      case Arm::Kind::aligned:
        strategy_of<AlignedStrategy>(a, cell).check();
        break;
      case Arm::Kind::unaligned:
        strategy_of<UnalignedStrategy>(a, cell).check();
        break;
      case Arm::Kind::seed:
        strategy_of<SeedStrategy>(a, cell).check();
        break;
    }
  }
  for (const auto& group : {usual_arms(), compared_arms()})
    for (const auto& name : group) CHECK(names.contains(name));
  CHECK_THROWS_WITH_AS(arm_named("nobody"), doctest::Contains("effect: arm is nobody"), gp::SettingsError);
}

TEST_CASE("axes: mini-batches instead of networks, help instead of rest") {
  const auto batches = [](const char* name, Axis axis, gp::Index active) {
    Cell c = cell;
    c.setting.axis = axis;
    return strategy_of<AlignedStrategy>(arm_named(name), c, {.batch = 5, .training_rows = 50}).batching.minibatches(active, 6);
  };
  const auto rest = [](Sizes sizes) {
    Cell c = cell;
    c.setting.axis = Axis::worker;
    return std::get<gp::RestWhileSlow>(strategy_of<AlignedStrategy>(arm_named("r2"), c, sizes).replace.rule).least_active;
  };
  CHECK(rest({.batch = 5, .training_rows = 50}) == 1);  // one is helped by the six workers
  CHECK(rest({.batch = 25, .training_rows = 50}) == 3);
  CHECK(rest({.training_rows = 50}) == 6);  // nobody can be helped
  CHECK(batches("data_parallel", Axis::total, 1) == 6);
  CHECK(batches("r2", Axis::total, 2) == 1);
  CHECK(batches("r2", Axis::worker, 2) == 3);
  CHECK(batches("r2", Axis::worker, 6) == 1);
  CHECK(rates_of(arm_named("data_parallel"), 16) == std::vector<float>{1, 4, 16});
  CHECK(rates_of(arm_named("r2"), 16) == std::vector<float>{1});
}

TEST_CASE("pace: as many looks as planned, with mini-batches none before half an epoch") {
  const auto pace = [](std::int64_t steps, Sizes sizes, std::int32_t planned = 40) {
    const Pace p = Pace::of(steps, planned, sizes);
    return std::pair(p.generations, p.steps);
  };
  CHECK(pace(2'000, {}) == std::pair(40, 50));
  CHECK(pace(2'000, {}, 10) == std::pair(10, 200));
  CHECK(pace(20, {}) == std::pair(20, 1));
  CHECK(pace(400, {.batch = 64, .training_rows = 6'000}) == std::pair(8, 47));
  CHECK(pace(2'000, {.batch = 64, .training_rows = 6'000}) == std::pair(40, 50));
  CHECK(pace(10, {.batch = 64, .training_rows = 6'000}) == std::pair(1, 10));
}

TEST_CASE("what is charged: a third of a step for as many rows as a batch has; births have paid") {
  gp::Report r;
  r.active = 4;
  r.births.resize(2);
  const Sizes sizes{.batch = 50, .training_rows = 500, .validation_rows = 300};
  CHECK(charge_of({r}, sizes, false) == doctest::Approx(4 * 300 / 150.0));
  CHECK(charge_of({r, r}, sizes, true) == doctest::Approx(2 * 5 * 300 / 150.0));
}
