#pragma once
// Crossover of aligned networks. Hidden units have no fixed order between networks; crossing two of them gene by gene mixes
// unlike units (competing conventions: Radcliffe, "Genetic set recombination and its application to neural network topology
// optimisation", Neural Computing & Applications 1, 1993). So parent B is read through the permutation that brings each of
// its units to the most alike unit of parent A.

#include <genoprop/concepts/crossover.hpp>
#include <genoprop/evolve/cross/unit_wise.hpp>

namespace genoprop {

/// What makes two units alike.
enum class Alike : std::uint8_t {
  activations,  ///< |correlation| of their outputs on the probe rows; weights where the objective has no probe
  weights,      ///< |scalar product| of the weights that belong to them
};

/// `Aligned{UnitWise{}}`: any crossover, after alignment. For odd activations a unit may change its sign to fit.
template <class Cross = UnitWise>
struct Aligned {
  static_assert(Crossover<Cross>,
                "genoprop: Aligned wraps a Crossover: T operator()(Parents<T>, GeneSite, Draw&) const, or plan(const Child&, Draw&) const");
  Cross cross{};
  Alike by = Alike::activations;
  static constexpr bool aligns = true;
  static constexpr Index parents = parents_of<Cross>;
  void check() const {
    if constexpr (requires { cross.check(); }) cross.check();
  }
};
template <class Cross>
Aligned(Cross) -> Aligned<Cross>;
template <class Cross>
Aligned(Cross, Alike) -> Aligned<Cross>;

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
