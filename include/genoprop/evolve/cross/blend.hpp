#pragma once
// Crossovers that blend the numbers of two parents.

#include <cmath>

#include <genoprop/concepts/crossover.hpp>
#include <genoprop/concepts/plan.hpp>
#include <genoprop/core/error.hpp>
#include <genoprop/core/math.hpp>

namespace genoprop {

/// child = first + share (second - first) with one share for the whole child, uniform in [low, high]: fixed where they are the same.
/// Whole arithmetical crossover of Michalewicz, "Genetic algorithms + data structures = evolution programs", 1992; half and half is the
/// intermediate recombination of evolution strategies. `Arithmetic{.low = 0, .high = 1}`.
struct Arithmetic {
  float low = 0.5f, high = 0.5f;  ///< bounds of the second parent's share, in [0, 1]

  struct Rule {
    float share = 0.5f;
    template <class T>
    GENOPROP_HD T operator()(Parents<T> p, GeneSite) const noexcept {
      return math::fma(T(share), p[1] - p[0], p[0]);
    }
  };

  Rule plan(const Child&, Draw& draw) const { return {draw.between(low, high)}; }

  void check() const {
    require<SettingsError>(low >= 0 && low <= 1, "Arithmetic: low is ", low, ", expected in [0, 1]");
    require<SettingsError>(high >= low && high <= 1, "Arithmetic: high is ", high, ", expected in [", low, ", 1]");
  }
};

static_assert(PlannedCrossover<Arithmetic> && !draws_words<Arithmetic::Rule> && quiet_rule<Arithmetic::Rule, float, 2>);

/// BLX-alpha: every gene uniform between its parents' values, the interval made longer by alpha of its length at both ends. Eshelman &
/// Schaffer, "Real-coded genetic algorithms and interval-schemata", FOGA 2, 1993. With alpha = 1/2 a gene lies
/// outside its parents' interval as often as inside.
struct BlxAlpha {
  float alpha = 0.5f;  ///< >= 0; 0: between the parents

  template <class T>
  GENOPROP_HD T operator()(Parents<T> p, GeneSite, Draw& draw) const noexcept {
    return math::fma(T(draw.between(-alpha, 1 + alpha)), p[1] - p[0], p[0]);
  }

  void check() const {
    require<SettingsError>(alpha >= 0 && std::isfinite(alpha), "BlxAlpha: alpha is ", alpha, ", expected at least 0 and finite");
  }
  void check(State state) const {
    require<SettingsError>(
        state != State::crossed || alpha <= 0, "BlxAlpha: state is crossed with an alpha of ", alpha,
        ", expected alpha 0, or state reset or carried: beyond the parents' values an average of squares may be negative");
  }
};

static_assert(Crossover<BlxAlpha> && draws_words<BlxAlpha> && quiet_rule<BlxAlpha, float, 2>);

}  // namespace genoprop
