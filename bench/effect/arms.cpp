#include "arms.hpp"

#include <algorithm>

namespace effect {

namespace {

using Units = AnyRedraw::Units;

/// nobody breeds: what differs is who trains on
Arm independent(std::string name, std::string what, AnyReplacement replace = {gp::KeepAll{}}) {
  return {.name = std::move(name),
          .what = std::move(what),
          .select = {.rule = gp::Nobody{}},
          .replace = std::move(replace),
          .redraw = {.units = Units::none}};
}

Arm stagnation(std::string name, std::string what) {
  return arm_of(std::move(name), std::move(what),
                gp::Strategy<gp::Tournament, gp::Aligned<gp::UnitWise>, gp::ScreenedRedraw, gp::OnlyTheStuck>{});
}
Arm resting(std::string name, std::string what, gp::RestWhileSlow replace = {}) {
  gp::Strategy<gp::Tournament, gp::Aligned<gp::UnitWise>, gp::ScreenedRedraw, gp::RestWhileSlow> s{};
  s.replace = replace;
  s.leader_average = 0.75f;
  return arm_of(std::move(name), std::move(what), s);
}

std::vector<Arm> make() {
  std::vector<Arm> all;
  const auto add = [&](Arm arm, auto&&... change) {
    (change(arm), ...);
    all.push_back(std::move(arm));
  };
  constexpr gp::Index never = 1'000'000'000;

  add(independent("one", "one network, all steps"), [](Arm& a) { a.alone = true; });
  add(independent("data_parallel", "data-parallel BP, P mini-batches a step, the best of the rates x 1, sqrt(P), P"), [](Arm& a) {
    a.alone = a.every_minibatch = true;
    a.rates = {};  // made from P
  });
  add(independent("data_parallel_same", "data-parallel BP, P mini-batches a step, the same rate"),
      [](Arm& a) { a.alone = a.every_minibatch = true; });
  add(independent("best_of_p", "best of P"));
  add(independent("restart_on_stagnation", "restart on stagnation", {gp::OnlyTheStuck{}}));
  add(independent("halving", "successive halving", {gp::Halving{}}));
  add(stagnation("basin_hopping", "basin hopping: screened redraw, no exchange"), [](Arm& a) { a.select.rule = gp::Itself{}; });
  add(independent("pbt", "PBT: the worst fifth copies the best fifth, rate x 0.8 or 1.2", {gp::Bottom{.share = 0.2f}}), [](Arm& a) {
    a.select = {.rule = gp::Truncation{.share = 0.2f}, .single = true};
    a.rate.perturbed = true;
    a.pool = gp::Pool::now;
    a.state = gp::State::carry;
  });
  add(Arm{.name = "copy_noise",
          .what = "only the stuck: copy of a winner and Gaussian noise",
          .kind = Arm::Kind::seed,
          .select = {.rule = gp::Tournament{}, .single = true},
          .replace = {gp::OnlyTheStuck{}},
          .noise = {.rate = 1, .sigma = 0.02f}});
  add(Arm{.name = "genetic_bp",
          .what = "the seed's operators: roulette, one-point, Gaussian, elitist",
          .kind = Arm::Kind::seed,
          .select = {.rule = gp::Roulette{}},
          .replace = {gp::Elitist{.keep = 2}},
          .noise = {.rate = 0.01f, .sigma = 0.02f},
          .pool = gp::Pool::now});
  add(arm_of("standard", "presets::standard()", gp::presets::standard()));

  add(stagnation("r1", "R1: only the stuck, aligned, screened"));
  add(stagnation("r1_no_redraw", "R1 without redraw"), [](Arm& a) { a.redraw.units = Units::none; });
  add(stagnation("r1_random_redraw", "R1, units redrawn at random, no screen"), [](Arm& a) { a.redraw.units = Units::random; });
  add(stagnation("r1_fresh_mate", "R1, the mate is a fresh network"), [](Arm& a) {
    a.select.single = true;
    a.redraw.fresh_mate = 0.5f;
  });
  add(stagnation("r1_unaligned", "R1, mates unaligned"), [](Arm& a) { a.kind = Arm::Kind::unaligned; });
  add(stagnation("r1_no_backoff", "R1, parents as they are now"), [](Arm& a) { a.pool = gp::Pool::now; });
  add(stagnation("r1_no_grace", "R1 without grace"), [](Arm& a) { a.replace.rule = gp::OnlyTheStuck{.grace = 0, .first_grace = 0}; });

  add(resting("r2", "R2: R1 that lets losers rest while the leader is slow; the leader's average"));
  add(stagnation("r2_no_rest", "R2 without rest: R1 with the leader's average"), [](Arm& a) { a.leader_average = 0.75f; });
  add(resting("r2_no_births", "R2 without births", {.births_from = never}));
  add(resting("r2_no_mate", "R2 without exchange: screened redraw of its own best"), [](Arm& a) { a.select.rule = gp::Itself{}; });
  add(resting("r2_fresh_mate", "R2, the mate is a fresh network"), [](Arm& a) {
    a.select.single = true;
    a.redraw.fresh_mate = 0.5f;
  });
  add(resting("r2_unaligned", "R2, mates unaligned"), [](Arm& a) { a.kind = Arm::Kind::unaligned; });
  add(resting("r2_no_redraw", "R2 without redraw"), [](Arm& a) { a.redraw.units = Units::none; });
  add(resting("r2_random_redraw", "R2, units redrawn at random, no screen"), [](Arm& a) { a.redraw.units = Units::random; });
  add(resting("r2_no_backoff", "R2, parents as they are now"), [](Arm& a) { a.pool = gp::Pool::now; });
  add(resting("r2_no_average", "R2 without the leader's average"), [](Arm& a) { a.leader_average = 0; });
  add(resting("r2_no_fast", "R2, nobody is too fast for others to rest", {.fast = 1e9f}));
  add(resting("r2_no_confirmation", "R2, one flat generation wakes all", {.patience = 1, .patience_share = 0}));
  add(resting("r2_all_at_once", "R2, all others rest at once", {.factor = 1e-6f}));
  add(resting("r2_decides_late", "R2, decisions from generation 8 on", {.decides_from = 8}));
  return all;
}

}  // namespace

const std::vector<Arm>& all_arms() {
  static const std::vector<Arm> all = make();
  return all;
}
const Arm& arm_named(const std::string& name) {
  const auto at = std::find_if(all_arms().begin(), all_arms().end(), [&](const Arm& a) { return a.name == name; });
  gp::require<gp::SettingsError>(at != all_arms().end(), "effect: arm is ", name, ", expected one of those that --list shows");
  return *at;
}
std::vector<std::string> usual_arms() { return {"one", "best_of_p", "restart_on_stagnation", "basin_hopping", "genetic_bp", "standard"}; }
std::vector<std::string> compared_arms() {
  return {"one", "data_parallel", "best_of_p", "restart_on_stagnation", "halving", "basin_hopping", "pbt", "genetic_bp", "r1", "r2"};
}

}  // namespace effect
