#pragma once
// Learning rates that are a function of how much of the run is over. The function multiplies every individual's own rate, so that rates
// may differ, and evolve, under one schedule. (Schedules that a run has found, generation by generation: evolve/hyper/schedule.hpp.)

#include <cmath>

#include <genoprop/concepts/optimizer.hpp>
#include <genoprop/core/error.hpp>
#include <genoprop/core/math.hpp>

namespace genoprop {

/// `float operator()(double share) const`: the factor where `share` of the run's gradient steps are over, from 0 at its first step.
template <class S>
concept RateSchedule = requires(const S schedule, double share) {
  { schedule(share) } -> std::same_as<float>;
};

struct Constant {
  GENOPROP_HD float operator()(double) const noexcept { return 1; }
};

/// times `factor` again and again, each time another `every` of the run is over: `StepDown{.factor = 0.1f, .every = 0.3}`
struct StepDown {
  float factor = 0.1f;     ///< in (0, 1]
  double every = 1.0 / 3;  ///< share of the run, in [1/1000, 1]
  GENOPROP_HD float operator()(double share) const noexcept {
    constexpr double rounding = 1e-9;  // 3 times 0.1 is above 0.3; no run has so many steps that one is as short
    double by = 1;
    for (Index n = 1; n * every <= share + rounding; ++n) by *= static_cast<double>(factor);
    return static_cast<float>(by);
  }
  void check() const {
    require<SettingsError>(factor > 0 && factor <= 1, "StepDown: factor is ", factor, ", expected above 0, at most 1");
    require<SettingsError>(every >= 0.001 && every <= 1, "StepDown: every is ", every, ", expected 0.001 to 1");
  }
};

/// Half a cosine from 1 down to `least`: Loshchilov & Hutter, "SGDR: stochastic gradient descent with warm restarts", ICLR 2017,
/// equation 5, without restarts.
struct Cosine {
  float least = 0;  ///< in [0, 1]
  GENOPROP_HD float operator()(double share) const noexcept {
    double sine, cosine;
    math::sincos(share * 3.14159265358979323846, sine, cosine);
    const double half = math::fma(0.5, cosine, 0.5);
    return static_cast<float>(math::fma(1.0 - static_cast<double>(least), half, static_cast<double>(least)));
  }
  void check() const { require<SettingsError>(least >= 0 && least <= 1, "Cosine: least is ", least, ", expected 0 to 1"); }
};

/// In a straight line from `first` up to 1, then down to `last`: Smith & Topin, "Super-convergence: very fast training of neural networks
/// using large learning rates", 2018, section 3. The optimizer's rate is the peak.
struct OneCycle {
  float first = 0.04f;  ///< in [0, 1]
  float last = 1e-4f;   ///< in [0, 1]
  float peak = 0.3f;    ///< share of the run at which the rate is highest, in (0, 1)
  GENOPROP_HD float operator()(double share) const noexcept {
    const auto at = static_cast<double>(peak);
    const double up = share < at ? share / at : (1 - share) / (1 - at);  // 0 at the ends, 1 at the peak
    const auto end = static_cast<double>(share < at ? first : last);
    return static_cast<float>(math::fma(1 - end, up, end));
  }
  void check() const {
    require<SettingsError>(first >= 0 && first <= 1, "OneCycle: first is ", first, ", expected 0 to 1");
    require<SettingsError>(last >= 0 && last <= 1, "OneCycle: last is ", last, ", expected 0 to 1");
    require<SettingsError>(peak > 0 && peak < 1, "OneCycle: peak is ", peak, ", expected above 0 and below 1");
  }
};

/// In a straight line from `from` up to 1 while the first `share` of the run lasts, then a schedule over the rest: Goyal et al., "Accurate,
/// large minibatch SGD: training ImageNet in 1 hour", 2017, section 2.2 (gradual warm-up, from 1/k for k workers).
/// `WarmUp{.share = 0.05f, .then = Cosine{}}`
template <class S = Constant>
struct WarmUp {
  static_assert(RateSchedule<S>, "genoprop: behind a WarmUp stands a schedule such as Cosine{}: float operator()(double share) const");
  float share = 0.05f;  ///< in (0, 1)
  float from = 0.1f;    ///< in [0, 1], the factor of the first step: 0 would make it a step of rate 0
  S then{};
  GENOPROP_HD float operator()(double over) const noexcept {
    const auto warm = static_cast<double>(share), low = static_cast<double>(from);
    if (over < warm) return static_cast<float>(math::fma(1 - low, over / warm, low)) * then(0.0);
    return then((over - warm) / (1 - warm));
  }
  void check() const {
    require<SettingsError>(share > 0 && share < 1, "WarmUp: share is ", share, ", expected above 0 and below 1");
    require<SettingsError>(from >= 0 && from <= 1, "WarmUp: from is ", from, ", expected 0 to 1");
    if constexpr (requires { then.check(); }) then.check();
  }
};

/// `Scheduled{Sgd{.rate = 0.1f}, Cosine{}}`: the optimizer, its rate times the schedule. It is its optimizer's struct and more, so
/// `&Sgd::rate` names its number. Of a schedule around a schedule both count.
template <class O, class S>
struct Scheduled : O {
  static_assert(Optimizer<O>, "genoprop: the first of Scheduled is an optimizer such as Sgd{} or Adam{}");
  static_assert(RateSchedule<S>, "genoprop: the second of Scheduled is a schedule such as Cosine{}: float operator()(double share) const");
  static_assert(
      !requires { O::rate_is_first_step; },
      "genoprop: Rprop finds the steps of its weights itself: a schedule around it would change the first alone");
  S schedule{};

  /// at the rate it has
  GENOPROP_HD Prepared<O> at(Index age) const noexcept(quiet_at<O>) { return prepared(own(), age); }
  GENOPROP_HD Prepared<O> at(Index age, double share) const noexcept(quiet_at<O>) {
    return prepared(faster(own(), schedule(share)), age, share);
  }
  void check() const {
    if constexpr (requires { own().check(); }) own().check();
    if constexpr (requires { schedule.check(); }) schedule.check();
  }

 private:
  GENOPROP_HD const O& own() const noexcept { return *this; }
};
template <class O, class S>
Scheduled(O, S) -> Scheduled<O, S>;

static_assert(RateSchedule<Constant> && RateSchedule<StepDown> && RateSchedule<Cosine> && RateSchedule<OneCycle> &&
              RateSchedule<WarmUp<Cosine>>);

}  // namespace genoprop
