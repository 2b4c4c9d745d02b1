#pragma once
// Evolution{problem, Sgd{.rate = 0.1f}}.fit({...}): the class that users name, and what it checks before anything runs.

#include <tuple>
#include <type_traits>

#include <genoprop/engine/loop.hpp>
#include <genoprop/engine/observers.hpp>
#include <genoprop/engine/result.hpp>
#include <genoprop/evolve/presets.hpp>

namespace genoprop {

namespace detail {

template <class T>
inline constexpr bool is_population = false;
template <class T>
inline constexpr bool is_population<Population<T>> = true;

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
    detail::Run<T, O> run{
        .settings = settings,
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
          on_every_worker(place_, settings.population, [&](auto& crew, auto& link) {
            detail::Loop(objective_, optimizer_, strategy_, run, crew, link, audience).run();
          });
          audience.end();
        },
        observers);
    run.after.numbers = std::move(run.numbers);
    return Result<Objective>(objective_, settings, std::move(run.after), std::move(run.history),
                             provenance_of(optimizer_, strategy_, place_));
  }

 private:
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
