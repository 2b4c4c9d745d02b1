#pragma once
// Evolution{problem, Sgd{.rate = 0.1f}}.fit({...}): the class that users name, and the one loop.

#include <chrono>

#include <genoprop/engine/budget.hpp>
#include <genoprop/engine/charge.hpp>
#include <genoprop/engine/observers.hpp>
#include <genoprop/engine/result.hpp>
#include <genoprop/engine/worker.hpp>
#include <genoprop/evolve/presets.hpp>

namespace genoprop {

namespace detail {

template <class T>
inline constexpr bool is_population = false;
template <class T>
inline constexpr bool is_population<Population<T>> = true;

using Time = std::chrono::steady_clock;
inline double seconds_between(Time::time_point a, Time::time_point b) { return std::chrono::duration<double>(b - a).count(); }

}  // namespace detail

/// The place is a backend or a distributor: on_every_worker(place, ...) is found beside its type (distribute/one.hpp, team.hpp).
/// A population of networks on an objective, trained by an optimizer and evolved by a strategy, at a place:
/// `Evolution{problem, Sgd{.rate = 0.1f, .momentum = 0.9f}}` is the standard strategy on every core.
template <class Objective, class O = NoOptimizer, class S = presets::DefaultFor<Objective>, class Place = Threads>
class Evolution {
  static_assert(
      requires { typename Objective::Scalar; },
      "genoprop: the first argument of Evolution is an objective: Supervised{...}, or a struct with Scalar, layout(), loss(genes), "
      "gradient(genes, gradient); or with Scalar, layout(), fitness(genes, draw)");
  static_assert(Optimizer<O>,
                "genoprop: the second argument of Evolution is an optimizer such as Sgd{}: slots, and "
                "void operator()(T& w, T g, T* state, std::ptrdiff_t distance, Index age) const");
  static_assert(
      HyperOf<decltype(S::hyper), O>,
      "genoprop: the strategy's hyper policy does not serve this optimizer: O operator()(const O& first, const O& second, Draw&) const");
  static_assert(!WithoutGradient<Objective> || !reads_loss<decltype(S::replace)>,
                "genoprop: presets::standard() and others that judge by the loss do not serve an objective that has only a fitness: use "
                "presets::deep_ga(), or another replacement");

 public:
  using T = typename Objective::Scalar;

  explicit Evolution(Objective objective, O optimizer = {}, S strategy = default_strategy(), Place place = {})
      : objective_(std::move(objective)), optimizer_(std::move(optimizer)), strategy_(std::move(strategy)), place_(std::move(place)) {
    detail::check_policy(optimizer_);
    if constexpr (requires { optimizer_.check(strategy_.state); }) optimizer_.check(strategy_.state);
    detail::check_policy(strategy_);
    detail::check_policy(place_);
    if constexpr (WithoutGradient<Objective>)
      require<SettingsError>(strategy_.leader_average == 0, "Evolution: leader_average is ", strategy_.leader_average,
                             ", expected 0: without a gradient nobody trains");
    if constexpr (requires { objective_.check("Evolution"); }) objective_.check("Evolution");
    if constexpr (remeasures<Objective>)
      Again{static_cast<Index>(objective_.again.best), static_cast<Index>(objective_.again.times)}.check();
  }

  /// Trains and evolves; further arguments in any order: observers, and a population to go on from. That goes on with its own
  /// optimizer numbers, not those given here, and with what was measured of it: population.with(optimizer) gives it others,
  /// population.unmeasured() forgets, for another objective or other data.
  template <class... More>
  Result<Objective> fit(const Settings& settings, const More&... more) const {
    settings.check("fit");
    if constexpr (WithoutGradient<Objective>)
      require<SettingsError>(settings.steps == 0, "fit: steps is ", settings.steps, ", expected 0: the objective has no gradient");
    if constexpr (requires { objective_.training_rows(); }) {
      const Index rows = objective_.training_rows();
      require<SettingsError>(settings.batch <= rows, "fit: batch is ", settings.batch, ", expected at most the ", rows,
                             " training rows, or full_batch");
      require<SettingsError>(settings.sample != Sample::shard || settings.population <= rows, "fit: population is ", settings.population,
                             ", expected at most the ", rows, " training rows to share out");
    }
    if constexpr (requires { O::full_batch_only; })
      require<SettingsError>(settings.batch == full_batch, "fit: batch is ", settings.batch, ", this optimizer expects full_batch");
    detail::demes_of(strategy_.demes, settings.population);  // too many demes are refused before anybody trains
    static_assert(((detail::is_population<More> || Observer<More>)&&...),
                  "genoprop: fit takes settings, then observers (bool or void of a const Report&) and a Population to go on from");
    const Population<T>* before = nullptr;
    (keep_population(before, more), ...);
    check(settings, before);
    auto observers = std::tuple_cat(observer_of(more)...);
    Run run{.settings = settings,
            .before = before,
            .after = Population<T>::room_for(settings.population, objective_.layout().genes(), O::slots, strategy_.state != State::reset)};
    if (before && before->champion.size() > 0) {  // the best ever may be one of the run before
      run.after.champion = before->champion;
      run.after.champion_fitness = before->champion_fitness;
      run.champion = {before->champion_fitness, -1, -1};
    }
    std::apply(
        [&](auto&... o) {
          std::tuple<std::remove_reference_t<decltype(o)>&...> all(o...);
          detail::Audience audience(all, settings);
          on_every_worker(place_, settings.population, [&](auto& crew, auto& link) { work(run, crew, link, audience); });
          audience.end();
        },
        observers);
    run.after.numbers = std::move(run.numbers);
    return Result<Objective>(objective_, settings, std::move(run.after), std::move(run.history),
                             provenance_of(optimizer_, strategy_, place_));
  }

 private:
  /// What the workers of one run share; each writes its own rows, worker 0 the history.
  struct Run {
    const Settings& settings;
    const Population<T>* before;
    Population<T> after;
    std::vector<O> numbers = std::vector<O>(after.genes.shape(0));
    std::vector<Report> history{};
    std::vector<ChampionMark> champions{};
    std::mutex champion_door{};
    ChampionMark champion{};
  };

  /// One worker, from the first generation to the last.
  template <class C, class K, class Audience>
  void work(Run& run, C& crew, K& link, Audience& audience) const {
    using detail::seconds_between, detail::Time;
    const Settings& settings = run.settings;
    Worker<Objective, O, S, C> worker(objective_, optimizer_, strategy_, settings, crew,
                                      shard_of(settings.population, link.rank(), link.size()));
    Clock clock = first_clock(run);
    if (run.before)
      worker.load(*run.before);
    else
      worker.start(clock);
    link.offer([&](Index slot, std::span<std::byte> into) { worker.pack(slot, into); });

    using Memory = MemoryOf<decltype(S::replace)>;
    const Memory* kept = run.before ? std::any_cast<Memory>(&run.before->memory) : nullptr;
    Memory memory = kept ? *kept : Memory{};
    Decision decision{{}, std::vector<char>(worker.lives().size(), 0)};
    BirthCharge charge(objective_, settings.batch, static_cast<Index>(objective_.layout().groups.size()));
    Index minibatches = 1;
    Signal signal;
    double evolving = 0;
    const auto begin = Time::now();
    for (bool more = true; more;) {
      const auto start = Time::now();
      guarded(link, [&] {
        charge.pay(clock);
        minibatches = minibatches_of(worker.lives(), settings, clock);
        trim_to_budget(worker.lives(), clock, minibatches);
        clock.began = clock.step;
        clock.taking = active(worker.lives()) * minibatches;
        worker.train(clock, minibatches);  // now   [p, D] -> now
        worker.evaluate(clock);            // life  [p]
      });
      const auto gather = [&] { link.gather(std::span<Life>(worker.lives()), worker.slots(), signal); };
      if constexpr (remeasures<Objective>) {
        gather();
        guarded(link, [&] { worker.measure_again(clock); });
        gather();
        worker.put_measured_first();
      }
      guarded(link, [&] { worker.remember(clock); });  // pool  [p, D], champion
      signal.stop = settings.stop.stop_requested();
      gather();  // life [p] -> [P]
      const auto trained = Time::now();

      clock.spent += active(worker.lives()) * share_of(clock, minibatches);
      clock.done += 1;
      more = !signal.stop && clock.spent < clock.budget;
      decision.plan.births.clear();
      std::fill(decision.rests.begin(), decision.rests.end(), char{0});
      guarded(link, [&] {
        if constexpr (!WithoutGradient<Objective>) worker.average(clock);  // the leader's mean over generations is a candidate too
        const std::span<const Life> lives(worker.lives());
        if (more)
          decision = decide(lives, strategy_, clock, memory);
        else
          look(strategy_.replace, memory, Ranking(lives, Ranking::By::now), clock);
        charge.add(decision.plan, strategy_);
      });
      signal.plan = hash_of(decision);  // births, the same on every worker

      bool go_on = true;
      if (link.rank() == 0) {
        guarded(link, [&] {
          Report report = report_of(worker.lives(), decision.plan, clock, seconds_between(begin, Time::now()));
          report.training_seconds = seconds_between(start, trained);
          report.evolving_seconds = evolving;
          go_on = audience.tell(report);
          if (!go_on) report.births.clear();  // nobody is born any more
          report.restarted = report.restarted && go_on;
          run.history.push_back(std::move(report));
        });
      }
      go_on = link.tell(go_on);
      more = more && go_on;
      if (more) {
        guarded(link, [&] {
          worker.fetch(decision.plan, link);   // parents' rows from elsewhere
          worker.breed(decision.plan, clock);  // next  [births, D]
        });
        link.wait();                                      // every row this worker owes has been fetched
        guarded(link, [&] { worker.commit(decision); });  // next -> now, state, pool
      }
      evolving = seconds_between(trained, Time::now());
      clock.step += clock.steps;
      clock.generation += 1;
    }
    link.gather(std::span<Life>(worker.lives()), worker.slots(), signal);  // an error of the last moment reaches everyone
    if (link.rank() == 0) run.after.memory = std::move(memory);
    finish(run, worker, clock);
  }

  /// an error does not leave a worker before the next gather: the others would wait for it
  template <class K, class F>
  static void guarded(K& link, F&& f) {
    try {
      f();
    } catch (...) {
      link.fail(std::current_exception());
    }
  }

  /// Of a step. Where all mini-batches would be the same, slots at rest have none to give: as if nobody rested.
  Index minibatches_for(Index active, const Settings& settings) const {
    bool differ = false;
    if constexpr (requires { objective_.training_rows(); }) differ = settings.batch != full_batch;
    if constexpr (!single_batches<decltype(S::batching)> && requires { objective_.draws(); })
      differ = differ || objective_.draws();  // dropout: of its own in each
    const Index n = strategy_.batching.minibatches(differ ? active : settings.population, settings.population);
    require<SettingsError>(n >= 1 && n <= strategy_.batching.most(settings.population), "Evolution: batching asks for ", n,
                           " mini-batches a step, expected 1 to ", strategy_.batching.most(settings.population));
    return n;
  }
  Index minibatches_of(const std::vector<Life>& lives, const Settings& settings, const Clock& clock) const {
    const Index n = minibatches_for(active(lives), settings);
    return static_cast<Index>(std::min<std::int64_t>(n, (clock.budget - clock.spent) / share_of(clock, 1)));
  }
  Clock first_clock(const Run& run) const {
    const Settings& s = run.settings;
    Clock clock{.seed = s.seed, .steps = s.steps, .planned = s.generations};
    clock.budget =
        std::int64_t{s.population} * s.generations * std::max(s.steps, Index{1}) * minibatches_for(s.population, s);  // were nobody to rest
    if (run.before) {  // time goes on, so that no random number is used twice
      clock.step = run.before->clock.step;
      clock.generation = run.before->clock.generation;
    }
    return clock;
  }

  template <class W>
  static void finish(Run& run, W& worker, const Clock& clock) {
    worker.store(run.after, run.numbers);
    const std::lock_guard door(run.champion_door);
    if (worker.champion().better_than(run.champion)) {
      run.champion = worker.champion();
      worker.store_champion(run.after.champion.data());
      run.after.champion_fitness = run.champion.fitness;
    }
    run.after.clock = clock;
  }

  void check(const Settings& settings, const Population<T>* before) const {
    if (!before) return;
    before->check(settings.population, objective_.layout().genes(), O::slots);
    if (before->pool.size() == 0) return;
    const auto* numbers = std::any_cast<std::vector<O>>(&before->numbers);
    require<SettingsError>(numbers != nullptr, "fit: the given population was trained by another optimizer, expected the same");
    require_equal("fit: optimizers of the given population", numbers->size(), static_cast<std::size_t>(settings.population));
  }

  static void keep_population(const Population<T>*& before, const Population<T>& given) { before = &given; }
  template <class F>
  static void keep_population(const Population<T>*&, const F&) {
    static_assert(!detail::is_population<F>, "genoprop: the scalar type of the given population is not that of the objective");
  }
  static std::tuple<> observer_of(const Population<T>&) { return {}; }
  template <class F>
  static std::tuple<F> observer_of(const F& observer) {
    return {observer};
  }

  /// the preset with its numbers; of a type that was named, its own defaults
  static S default_strategy() {
    if constexpr (std::is_same_v<S, presets::DefaultFor<Objective>>)
      return presets::default_for<Objective>();
    else
      return {};
  }

  Objective objective_;
  O optimizer_;
  S strategy_;
  Place place_;
};

template <class Objective>
Evolution(Objective) -> Evolution<Objective>;
template <class Objective, class O>
Evolution(Objective, O) -> Evolution<Objective, O>;
template <class Objective, class O, class S>
Evolution(Objective, O, S) -> Evolution<Objective, O, S>;
template <class Objective, class O, class S, class Place>
Evolution(Objective, O, S, Place) -> Evolution<Objective, O, S, Place>;

}  // namespace genoprop
