#pragma once
// One arm on one objective: the three types of strategy, and what is read off a run.

#include <functional>

#include "arms.hpp"
#include "cell.hpp"

namespace effect {

/// Sizes of a problem: generations and steps of one, rows.
struct Sizes {
  gp::Index batch = gp::full_batch;
  gp::Index training_rows = 1, validation_rows = 1;
  double rows_of_batch() const { return batch == gp::full_batch ? training_rows : batch; }
};

/// How often a run of S steps looks up: as often as planned, with mini-batches never before half an epoch.
struct Pace {
  gp::Index generations = 40, steps = 1;
  static Pace of(std::int64_t steps, std::int32_t planned, const Sizes& sizes) {
    const std::int64_t half_epoch = sizes.batch == gp::full_batch ? 1 : (sizes.training_rows / sizes.batch + 1) / 2;
    const std::int64_t each = std::max<std::int64_t>({steps / planned, std::min(half_epoch, steps), 1});
    return {static_cast<gp::Index>(std::max<std::int64_t>(1, steps / each)), static_cast<gp::Index>(each)};
  }
};

/// Who is told the history of a run that is drawn in the report.
using Witness = std::function<void(const Cell&, const std::vector<gp::Report>&, const std::vector<gp::Ancestor>&)>;

/// evaluations as gradient steps (cell.hpp)
inline double charge_of(const std::vector<gp::Report>& history, const Sizes& sizes, bool averages) {
  const double pass = sizes.validation_rows / (3 * sizes.rows_of_batch());
  double sum = 0;
  for (const gp::Report& r : history) sum += pass * (r.active + (averages ? 1 : 0));
  return sum;
}

/// How many steps a history's generation stands for on an axis.
inline double steps_at(const gp::Report& r, Axis axis, gp::Index steps) {
  return axis == Axis::total ? static_cast<double>(r.steps) : static_cast<double>(r.generation) * steps;
}

/// The strategy of an arm, of one of the three types. Where the steps of a worker are equal, slots at rest give their share as
/// mini-batches, up to an epoch a step; and no more rest than can give theirs, with full batches none.
template <class S>
S strategy_of(const Arm& arm, const Cell& cell, const Sizes& sizes = {}) {
  S s{};
  s.select = arm.select;
  s.replace = arm.replace;
  s.hyper = arm.rate;
  s.pool = arm.pool;
  s.state = arm.state;
  s.leader_average = arm.leader_average;
  if constexpr (std::is_same_v<decltype(S::mutate), AnyRedraw>)
    s.mutate = arm.redraw;
  else
    s.mutate = arm.noise;
  if (arm.every_minibatch)
    s.batching.rule = gp::Minibatches{.count = cell.setting.population};
  else if (cell.setting.axis == Axis::worker) {
    const auto epoch = static_cast<gp::Index>(static_cast<double>(sizes.training_rows) / sizes.rows_of_batch());
    const gp::HelpTheActive help{.limit = std::clamp(epoch, gp::Index{1}, gp::most_minibatches)};
    s.batching.rule = help;
    if (auto* resting = std::get_if<gp::RestWhileSlow>(&s.replace.rule))
      resting->least_active = std::max(resting->least_active, (cell.setting.population + help.limit - 1) / help.limit);
  }
  return s;
}

/// the learning rates that are tried
inline std::vector<float> rates_of(const Arm& arm, gp::Index population) {
  const auto p = static_cast<float>(population);
  return arm.rates.empty() ? std::vector<float>{1, std::sqrt(p), p} : arm.rates;
}

/// `judge(result, at)` says whether the target was met, when (`at(report)`: steps by a generation's end), and the errors.
template <class Objective, class O, class Judge>
struct Trial {
  using T = typename Objective::Scalar;
  const Objective& objective;
  O optimizer;
  Sizes sizes;
  Judge judge;
  const gp::Population<T>* start = nullptr;  // of P networks
  const Witness& witness;

  Outcome operator()(const Arm& arm, const Cell& cell) const {
    switch (arm.kind) {
      case Arm::Kind::aligned:
        return best_rate<AlignedStrategy>(arm, cell);
      case Arm::Kind::unaligned:
        return best_rate<UnalignedStrategy>(arm, cell);
      case Arm::Kind::seed:
        return best_rate<SeedStrategy>(arm, cell);
    }
    return {};
  }

 private:
  template <class S>
  Outcome best_rate(const Arm& arm, const Cell& cell) const {
    Outcome best;
    double seconds = 0;
    bool first = true;
    for (const float factor : rates_of(arm, cell.setting.population)) {
      O scaled = optimizer;
      scaled.rate *= factor;
      const Outcome here = run<S>(arm, cell, scaled);
      seconds += here.training_seconds;
      if (first || here.validation < best.validation) best = here;
      first = false;
    }
    best.training_seconds = seconds;
    return best;
  }

  template <class S>
  Outcome run(const Arm& arm, const Cell& cell, const O& by) const {
    const Setting& setting = cell.setting;
    const Pace pace = Pace::of(setting.steps, setting.generations, sizes);
    gp::Settings settings{.population = arm.alone ? 1 : setting.population,
                          .generations = pace.generations,
                          .steps = pace.steps,
                          .batch = sizes.batch,
                          .seed = cell.seed};
    if (arm.alone && !arm.every_minibatch && setting.axis == Axis::total) settings.steps *= setting.population;
    const gp::Evolution evolution{objective, by, strategy_of<S>(arm, cell, sizes), gp::Threads{.threads = 1}};
    // workers that are idle because P does not divide must not lengthen the run
    const auto in_time = [&](const gp::Report& r) { return setting.axis == Axis::total || r.generation < pace.generations; };
    const auto result = !start      ? evolution.fit(settings, in_time)
                        : arm.alone ? evolution.fit(settings, in_time, first_of(*start))
                                    : evolution.fit(settings, in_time, *start);
    const auto& history = result.history();
    const auto at = [&](const gp::Report& r) { return steps_at(r, setting.axis, settings.steps); };
    Outcome o{.to = at(history.back()), .validation = std::numeric_limits<double>::infinity(), .test = 1};
    if (result.population().champion_fitness > gp::worst) judge(o, result, at);
    if (!std::isfinite(o.test)) o.test = 1;
    o.spent = static_cast<double>(history.back().steps);
    o.charged = charge_of(history, sizes, arm.leader_average > 0);
    for (const gp::Report& r : history) {
      o.births += static_cast<double>(r.births.size());
      o.training_seconds += r.training_seconds;
      o.operator_seconds += r.evolving_seconds;
    }
    if (witness) witness(cell, history, result.lineage(leader(result.population().lives)));
    return o;
  }

  static gp::Population<T> first_of(const gp::Population<T>& all) {
    xt::xtensor<T, 2> genes = xt::zeros<T>({std::size_t{1}, static_cast<std::size_t>(all.genes.shape(1))});
    std::copy_n(all.genes.data(), genes.size(), genes.data());
    return gp::Population<T>::from(genes);
  }
  static gp::Index leader(const std::vector<gp::Life>& lives) {
    gp::Index best = 0;
    for (gp::Index s = 1; s < static_cast<gp::Index>(lives.size()); ++s)
      if (lives[static_cast<std::size_t>(s)].best_loss < lives[static_cast<std::size_t>(best)].best_loss) best = s;
    return best;
  }
};

/// steps until a generation satisfies `met`, else those of the last
template <class At, class Met>
double steps_to(const std::vector<gp::Report>& history, At&& at, Met&& met) {
  for (const gp::Report& r : history)
    if (met(r)) return at(r);
  return at(history.back());
}

}  // namespace effect
