#pragma once
// Differential evolution: children from differences between members of the population.

#include <cmath>

#include <genoprop/concepts/crossover.hpp>
#include <genoprop/concepts/plan.hpp>
#include <genoprop/core/error.hpp>
#include <genoprop/core/math.hpp>

namespace genoprop {

namespace detail {
/// binomial crossover: a gene is the mutant's with chance `rate`, gene `sure` always, else the first parent's (Storn & Price 1997, eq. 4)
GENOPROP_HD bool from_mutant(GeneSite at, Draw& draw, float rate, Index sure) noexcept { return (draw.unit() < rate) | (at.gene == sure); }

inline void check_differential(const char* who, float scale, float rate) {
  require<SettingsError>(scale > 0 && scale <= 2, who, ": scale is ", scale, ", expected in (0, 2]");
  require<SettingsError>(rate >= 0 && rate <= 1, who, ": rate is ", rate, ", expected in [0, 1]");
}
inline void check_differential(const char* who, State state) {
  require<SettingsError>(state != State::crossed, who,
                         ": state is crossed, expected reset or carried: a difference of averages of squares may be negative");
}
}  // namespace detail

/// DE/rand/1/bin of Storn & Price, "Differential evolution: a simple and efficient heuristic for global optimization over continuous
/// spaces", J. Global Optimization 11, 1997, equations 2 to 4: of the child's own row x and three other members r1, r2, r3
///   mutant = r1 + F (r2 - r3),   child = the mutant's gene with chance CR, at one drawn gene for certain, else x's.
/// They take r1, r2, r3 with equal chances (RandomPairs), and the child only where it is better than x (Pool::best_of_both). Needs
/// four that may be parents; with fewer the child is a copy of the first.
struct Differential {
  float scale = 0.5f;  ///< F, in (0, 2]
  float rate = 0.9f;   ///< CR, in [0, 1]
  static constexpr Index parents = 4;
  static constexpr bool from_own = true;

  struct Rule {
    float scale, rate;
    Index sure;
    template <class T>
    GENOPROP_HD T operator()(Parents<T, 4> p, GeneSite at, Draw& draw) const noexcept {
      const T mutant = math::fma(T(scale), p.value[2] - p.value[3], p.value[1]);
      return detail::from_mutant(at, draw, rate, sure) ? mutant : p.value[0];
    }
  };

  Rule plan(const Child& child, Draw& draw) const { return {scale, rate, draw.below(child.genes)}; }

  void check() const { detail::check_differential("Differential", scale, rate); }
  void check(State state) const { detail::check_differential("Differential", state); }
};

static_assert(PlannedCrossover<Differential> && parents_of<Differential> == 4 && draws_words<Differential::Rule, 4> &&
              quiet_rule<Differential::Rule, float, 4>);

/// DE/current-to-best/1/bin: of the child's own row x, the best b of the others and two more members r1, r2
///   mutant = x + F (b - x) + F (r1 - r2),   then as above.
/// Scheme DE2 of Storn & Price, "Differential evolution", technical report TR-95-012, ICSI, 1995, with their lambda = F. Their b may be x
/// itself; ours is the best of the others, so that the best of all is drawn towards the second.
struct DifferentialToBest {
  float scale = 0.5f;  ///< F, in (0, 2]
  float rate = 0.9f;   ///< CR, in [0, 1]
  static constexpr Index parents = 4;
  static constexpr bool from_own = true, from_best = true;

  struct Rule {
    float scale, rate;
    Index sure;
    template <class T>
    GENOPROP_HD T operator()(Parents<T, 4> p, GeneSite at, Draw& draw) const noexcept {
      const T towards = math::fma(T(scale), p.value[1] - p.value[0], p.value[0]);
      const T mutant = math::fma(T(scale), p.value[2] - p.value[3], towards);
      return detail::from_mutant(at, draw, rate, sure) ? mutant : p.value[0];
    }
  };

  Rule plan(const Child& child, Draw& draw) const { return {scale, rate, draw.below(child.genes)}; }

  void check() const { detail::check_differential("DifferentialToBest", scale, rate); }
  void check(State state) const { detail::check_differential("DifferentialToBest", state); }
};

static_assert(PlannedCrossover<DifferentialToBest> && parents_of<DifferentialToBest> == 4 && from_best<DifferentialToBest> &&
              quiet_rule<DifferentialToBest::Rule, float, 4>);

}  // namespace genoprop
