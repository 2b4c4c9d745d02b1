#pragma once
// Crossover of aligned networks. Hidden units have no fixed order between networks; crossing two of them gene by gene mixes
// unlike units (competing conventions: Radcliffe, "Genetic set recombination and its application to neural network topology
// optimisation", Neural Computing & Applications 1, 1993). So parent B is read through the permutation that brings each of
// its units to the most alike unit of parent A.

#include <genoprop/concepts/crossover.hpp>
#include <genoprop/concepts/plan.hpp>
#include <genoprop/core/error.hpp>
#include <genoprop/evolve/cross/unit_wise.hpp>

namespace genoprop {

/// What makes two units alike.
enum class Alike : std::uint8_t {
  activations,  ///< |correlation| of their outputs on the probe rows; weights where the objective has no probe
  weights,      ///< |scalar product| of the weights that belong to them
};

/// `Aligned{UnitWise{}}`: any crossover, after alignment. For odd activations a unit may change its sign to fit.
/// `Aligned{Mean{}, Alike::weights, 10}`: for deep networks, where a sweep from the input knows only half of a unit's weights, up to
/// nine more in which the weights on both sides of a hidden layer count (evolve/align_descent.hpp).
template <class Cross = UnitWise>
struct Aligned {
  static_assert(Crossover<Cross>,
                "genoprop: Aligned wraps a Crossover: T operator()(Parents<T>, GeneSite, Draw&) const, or plan(const Child&, Draw&) const");
  Cross cross{};
  Alike by = Alike::activations;
  Index sweeps = 1;  ///< >= 1; 1: one from the input. By activations one is all there is: a layer's do not depend on another's order
  static constexpr bool aligns = true;
  static constexpr Index parents = parents_of<Cross>;
  static_assert(parents <= 2, "genoprop: Aligned wraps a crossover of two parents, or one that mixes any number");
  void check() const {
    require<SettingsError>(sweeps >= 1 && sweeps <= 1000, "Aligned: sweeps is ", sweeps, ", expected 1 to 1000");
    require<SettingsError>(sweeps == 1 || by == Alike::weights, "Aligned: sweeps is ", sweeps,
                           " by activations, expected 1, or Alike::weights");
    if constexpr (requires { cross.check(); }) cross.check();
  }
  void check(State state) const {
    if constexpr (requires { cross.check(state); }) cross.check(state);
  }
};
template <class Cross>
Aligned(Cross) -> Aligned<Cross>;
template <class Cross>
Aligned(Cross, Alike) -> Aligned<Cross>;
template <class Cross>
Aligned(Cross, Alike, Index) -> Aligned<Cross>;

/// the crossover itself, without its alignment
template <class X>
const X& bare(const X& cross) {
  return cross;
}
template <class X>
const X& bare(const Aligned<X>& cross) {
  return cross.cross;
}

}  // namespace genoprop
