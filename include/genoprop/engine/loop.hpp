#pragma once
// The one loop: what every worker does, generation after generation.

#include <algorithm>
#include <any>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <mutex>
#include <span>
#include <utility>
#include <vector>

#include <genoprop/concepts/batching.hpp>
#include <genoprop/concepts/clock.hpp>
#include <genoprop/concepts/link.hpp>
#include <genoprop/engine/budget.hpp>
#include <genoprop/engine/charge.hpp>
#include <genoprop/engine/population.hpp>
#include <genoprop/engine/report.hpp>
#include <genoprop/engine/worker.hpp>

namespace genoprop::detail {

/// What the workers of one run share; each writes its own rows, worker 0 the history.
template <class T, class O>
struct Run {
  const Settings& settings;
  const Population<T>* before;
  Population<T> after;
  std::vector<O> numbers = std::vector<O>(after.genes.shape(0));
  std::vector<Report> history{};
  std::mutex champion_door{};
  ChampionMark champion{};
};

/// Mini-batches of a step. Where all of them would be the same, slots at rest have none to give: as if nobody rested.
template <class Objective, class S>
Index minibatches_of_step(const Objective& objective, const S& strategy, const Settings& settings, Index active) {
  bool differ = false;
  if constexpr (requires { objective.training_rows(); }) differ = settings.batch != full_batch;
  if constexpr (!single_batches<decltype(S::batching)> && requires { objective.draws(); })
    differ = differ || objective.draws();  // dropout: of its own in each
  const Index n = strategy.batching.minibatches(differ ? active : settings.population, settings.population);
  require<SettingsError>(n >= 1 && n <= strategy.batching.most(settings.population), "Evolution: batching asks for ", n,
                         " mini-batches a step, expected 1 to ", strategy.batching.most(settings.population));
  return n;
}

/// One worker's part in a run: its slots on its crew, in step with the others through its link. `Audience` hears reports on worker 0.
template <class Objective, class O, class S, class C, class K, class Audience>
class Loop {
 public:
  using T = typename Objective::Scalar;

  Loop(const Objective& objective, const O& optimizer, const S& strategy, Run<T, O>& run, C& crew, K& link, Audience& audience)
      : objective_(objective),
        strategy_(strategy),
        settings_(run.settings),
        run_(run),
        link_(link),
        audience_(audience),
        worker_(objective, optimizer, strategy, settings_, crew, shard_of(settings_.population, link.rank(), link.size())),
        clock_(first_clock()),
        charge_(objective, settings_.batch, static_cast<Index>(objective.layout().groups.size())) {}
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  /// from the first generation to the last
  void run() {
    if (run_.before) {
      worker_.load(*run_.before);
      if (const auto* kept = std::any_cast<Memory>(&run_.before->memory)) memory_ = *kept;
    } else {
      worker_.start(clock_);
    }
    link_.offer([this](Index slot, std::span<std::byte> into) { worker_.pack(slot, into); });
    begin_ = Time::now();
    double evolving = 0;
    for (bool more = true; more;) {
      const auto start = Time::now();
      train();
      measure();
      const auto trained = Time::now();
      more = decide_births();
      more = tell(between(start, trained), evolving) && more;
      if (more) breed();
      evolving = between(trained, Time::now());
      clock_.step += clock_.steps;
      clock_.generation += 1;
    }
    link_.gather(std::span<Life>(worker_.lives()), worker_.slots(), signal_);  // an error of the last moment reaches everyone
    finish();
  }

 private:
  using Memory = genoprop::MemoryOf<decltype(S::replace)>;
  using Time = std::chrono::steady_clock;
  static double between(Time::time_point a, Time::time_point b) { return std::chrono::duration<double>(b - a).count(); }

  void train() {
    guarded([this] {
      charge_.pay(clock_);
      minibatches_ =
          static_cast<Index>(std::min<std::int64_t>(minibatches_of_step(objective_, strategy_, settings_, active(worker_.lives())),
                                                    (clock_.budget - clock_.spent) / share_of(clock_, 1)));
      trim_to_budget(worker_.lives(), clock_, minibatches_);
      clock_.began = clock_.step;
      clock_.taking = active(worker_.lives()) * minibatches_;
      worker_.train(clock_, minibatches_);  // now   [p, D] -> now
      worker_.evaluate(clock_);             // life  [p]
    });
  }

  /// what every slot is worth, and what is worth keeping of it
  void measure() {
    if constexpr (remeasures<Objective>) {
      gather();
      guarded([this] { worker_.measure_again(clock_); });
      gather();
      worker_.put_measured_first();
    }
    guarded([this] { worker_.remember(clock_); });  // pool  [p, D], champion
    signal_.stop = settings_.stop.stop_requested();
    gather();  // life [p] -> [P]
    clock_.spent += active(worker_.lives()) * share_of(clock_, minibatches_);
    clock_.done += 1;
    if constexpr (!WithoutGradient<Objective>)
      guarded([this] { worker_.average(clock_); });  // the leader's mean over generations is a candidate too
  }
  void gather() { link_.gather(std::span<Life>(worker_.lives()), worker_.slots(), signal_); }

  /// the same births on every worker; none where the run is over
  bool decide_births() {
    const bool more = !signal_.stop && clock_.spent < clock_.budget;
    decision_ = {{}, std::vector<char>(worker_.lives().size(), 0)};
    guarded([&] {
      const std::span<const Life> lives(worker_.lives());
      if (more)
        decision_ = decide(lives, strategy_, clock_, memory_);
      else
        look(strategy_.replace, memory_, Ranking(lives, Ranking::By::now), clock_);
      charge_.add(decision_.plan, strategy_);
    });
    signal_.plan = hash_of(decision_);
    return more;
  }

  /// worker 0 tells the audience, and everybody whether it wants more
  bool tell(double training, double evolving) {
    bool go_on = true;
    if (link_.rank() == 0)
      guarded([&] {
        Report report = report_of(worker_.lives(), decision_.plan, clock_, between(begin_, Time::now()));
        report.training_seconds = training;
        report.evolving_seconds = evolving;
        go_on = audience_.tell(report);
        if (!go_on) report.births.clear();  // nobody is born any more
        report.restarted = report.restarted && go_on;
        run_.history.push_back(std::move(report));
      });
    return link_.tell(go_on);
  }

  void breed() {
    guarded([this] {
      worker_.fetch(decision_.plan, link_);   // parents' rows from elsewhere
      worker_.breed(decision_.plan, clock_);  // next  [births, D]
    });
    link_.wait();                                    // every row this worker owes has been fetched
    guarded([this] { worker_.commit(decision_); });  // next -> now, state, pool
  }

  void finish() {
    if (link_.rank() == 0) run_.after.memory = std::move(memory_);
    worker_.store(run_.after, run_.numbers);
    const std::lock_guard door(run_.champion_door);
    if (worker_.champion().better_than(run_.champion)) {
      run_.champion = worker_.champion();
      worker_.store_champion(run_.after.champion.data());
      run_.after.champion_fitness = run_.champion.fitness;
    }
    run_.after.clock = clock_;
  }

  /// an error does not leave a worker before the next gather: the others would wait for it
  template <class F>
  void guarded(F&& f) {
    try {
      f();
    } catch (...) {
      link_.fail(std::current_exception());
    }
  }

  Clock first_clock() const {
    const Settings& s = settings_;
    Clock clock{.seed = s.seed, .steps = s.steps, .planned = s.generations};
    clock.budget = std::int64_t{s.population} * s.generations * std::max(s.steps, Index{1}) *
                   minibatches_of_step(objective_, strategy_, s, s.population);  // were nobody to rest
    if (run_.before) {                                                           // time goes on, so that no random number is used twice
      clock.step = run_.before->clock.step;
      clock.generation = run_.before->clock.generation;
    }
    return clock;
  }

  const Objective& objective_;
  const S& strategy_;
  const Settings& settings_;
  Run<T, O>& run_;
  K& link_;
  Audience& audience_;
  Worker<Objective, O, S, C> worker_;
  Clock clock_;
  BirthCharge charge_;
  Memory memory_{};
  Decision decision_{};
  Signal signal_{};
  Index minibatches_ = 1;
  Time::time_point begin_{};
};

}  // namespace genoprop::detail
