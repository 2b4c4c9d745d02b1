#pragma once
// Optimizer numbers that evolve with the networks they train.

#include <cmath>
#include <concepts>
#include <cstdint>
#include <limits>

#include <genoprop/concepts/hyper.hpp>
#include <genoprop/core/error.hpp>

namespace genoprop {

/// Where equal steps are equal changes: in the number, or in its logarithm.
enum class Scale : std::uint8_t { linear, log };

/// What a number may be, both ends included.
struct Bounds {
  double low = 0;
  double high = 1;
  Scale scale = Scale::linear;

  /// the ends as the number's own type has them: the nearest inside
  template <math::Real T>
  T lowest() const {
    return at_least<T>(low);
  }
  template <math::Real T>
  T highest() const {
    return -at_least<T>(-high);
  }
  template <math::Real T>
  T inside(double value) const {
    return math::clamp(static_cast<T>(value), lowest<T>(), highest<T>());
  }
  /// uniform on the scale
  double drawn(Draw& draw) const {
    const auto u = static_cast<double>(draw.unit());
    if (scale == Scale::linear) return math::fma(high - low, u, low);
    const double from = math::log(low);
    return math::exp(math::fma(math::log(high) - from, u, from));
  }

 private:
  /// the smallest T that is not below x
  template <math::Real T>
  static T at_least(double x) {
    const T t = static_cast<T>(x);
    if (!(static_cast<double>(t) < x)) return t;
    if (t == T(0)) return std::numeric_limits<T>::denorm_min();
    return math::from_bits<T>(t > T(0) ? math::bits(t) + 1 : math::bits(t) - 1);
  }
};

/// How a child's number follows from its parent's: `double operator()(double value, const Bounds&, Draw&) const`. What leaves
/// the bounds is brought back to their end.
template <class C>
concept NumberChange = requires(const C change, double value, const Bounds& within, Draw& draw) {
  { change(value, within, draw) } -> std::same_as<double>;
};

/// Times `down` or `up`, one as likely as the other: the perturbation of Jaderberg et al., "Population based training of neural
/// networks", 2017. Zero stays zero.
struct Factors {
  double down = 0.8;  ///< > 0
  double up = 1.2;    ///< >= down, finite

  double operator()(double value, const Bounds&, Draw& draw) const { return value * (draw.unit() < 0.5f ? down : up); }
  void check() const {
    require<SettingsError>(down > 0, "Factors: down is ", down, ", expected above 0");
    require<SettingsError>(up >= down && std::isfinite(up), "Factors: up is ", up, ", expected at least the ", down,
                           " of down, and finite");
  }
};

/// Times e^(sigma N(0, 1)): Schwefel, "Numerical optimization of computer models", 1981; Beyer & Schwefel, "Evolution strategies:
/// a comprehensive introduction", Natural Computing 1, 2002. Zero stays zero.
struct LogNormal {
  double sigma = 0.3;  ///< standard deviation of the logarithm, >= 0

  double operator()(double value, const Bounds&, Draw& draw) const { return value * math::exp(sigma * static_cast<double>(draw.normal())); }
  void check() const {
    require<SettingsError>(sigma >= 0 && std::isfinite(sigma), "LogNormal: sigma is ", sigma, ", expected at least 0 and finite");
  }
};

/// Drawn from the bounds again, uniform on their scale, with this chance: the resampling of Jaderberg et al., 2017.
struct Resample {
  double chance = 0.25;  ///< in [0, 1]

  double operator()(double value, const Bounds& within, Draw& draw) const {
    const bool again = static_cast<double>(draw.unit()) < chance;
    const double fresh = within.drawn(draw);
    return again ? fresh : value;
  }
  void check() const { require<SettingsError>(chance >= 0 && chance <= 1, "Resample: chance is ", chance, ", expected in [0, 1]"); }
};

/// What the number of a network without parents is.
enum class FirstNumber : std::uint8_t {
  drawn,  ///< uniform within the bounds, on their scale
  given,  ///< the one of the optimizer that Evolution was given
};

/// One number of the optimizer evolves: a child has its first parent's, changed; the other numbers are its first parent's.
/// `Evolve{&Sgd::rate, {.low = 1e-4, .high = 1, .scale = Scale::log}}`, then `LogNormal{.sigma = 0.2}`, then `FirstNumber::given`, then
/// the burn-in: what a number is worth shows only after some training, so children that are born before have their parent's as it is
/// (Jaderberg et al., 2017, let a worker be ready only after some steps).
/// The number is a float or a double member of the optimizer, or of one of those in an AnyOf.
template <class O, math::Real T, NumberChange Change = Factors>
struct Evolve {
  T O::*number = nullptr;
  Bounds within{};
  Change change{};
  FirstNumber first = FirstNumber::drawn;
  Index burn_in = 0;  ///< generations of the population, from its first run on, whose births change no number; >= 0
  using hyper = void;
  static constexpr Index numbers = 1;  ///< how many it shows and sets

  template <std::derived_from<O> W>
  W operator()(const W& parent, const W&, Draw& draw) const {
    const double changed = change(static_cast<double>(parent.*number), within, draw);  // drawn in any case: others draw from here on
    return draw.time() < static_cast<std::uint32_t>(burn_in) ? parent : with(parent, changed);
  }
  template <std::derived_from<O> W>
  W start(const W& given, Draw& draw) const {
    const double fresh = within.drawn(draw);
    return with(given, first == FirstNumber::drawn ? fresh : static_cast<double>(given.*number));
  }

  /// the number, for reports
  template <std::derived_from<O> W>
  float value(const W& has, Index) const {
    return static_cast<float>(has.*number);
  }
  /// the same optimizer with this number
  template <std::derived_from<O> W>
  W with_value(const W& has, Index, float value) const {
    return with(has, static_cast<double>(value));
  }

  void check() const {
    require<SettingsError>(number != nullptr, "Evolve: number is no member of the optimizer, expected one such as &Sgd::rate");
    require<SettingsError>(std::isfinite(within.low) && std::isfinite(within.high) && within.low < within.high, "Evolve: bounds are ",
                           within.low, " to ", within.high, ", expected two finite numbers, the lower one first");
    require<SettingsError>(within.scale == Scale::linear || within.low > 0, "Evolve: low is ", within.low,
                           " on a log scale, expected above 0");
    require<SettingsError>(within.lowest<T>() <= within.highest<T>(), "Evolve: bounds are ", within.low, " to ", within.high,
                           ", expected room for a number of the member's type");
    require<SettingsError>(burn_in >= 0, "Evolve: burn_in is ", burn_in, ", expected at least 0");
    if constexpr (requires { change.check(); }) change.check();
  }

 private:
  template <class W>
  W with(W has, double value) const {
    has.*number = within.inside<T>(value);
    return has;
  }
};
template <class O, class T>
Evolve(T O::*, Bounds) -> Evolve<O, T>;
template <class O, class T, class Change>
Evolve(T O::*, Bounds, Change) -> Evolve<O, T, Change>;
template <class O, class T, class Change>
Evolve(T O::*, Bounds, Change, FirstNumber) -> Evolve<O, T, Change>;
template <class O, class T, class Change>
Evolve(T O::*, Bounds, Change, FirstNumber, Index) -> Evolve<O, T, Change>;

namespace archetype {
struct Optimized {
  float rate = 0;
};
}  // namespace archetype
static_assert(NumberChange<Factors> && NumberChange<LogNormal> && NumberChange<Resample>);
static_assert(HyperOf<Evolve<archetype::Optimized, float>, archetype::Optimized>);

}  // namespace genoprop
