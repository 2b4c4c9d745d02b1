#pragma once
// Stochastic universal sampling: one spin for all children.

#include <numeric>

#include <genoprop/evolve/select/rank.hpp>
#include <genoprop/evolve/select/wheel.hpp>

namespace genoprop {

/// `UniversalSampling{Roulette{}}`: the wheel of any proportional selection with P pointers at equal distances, one a slot, spun once
/// a generation; where there are demes each has a wheel of its own, with a pointer for each of its slots. When all of these are reborn,
/// everybody is a first parent as often as expected, rounded down or up: chance alone never loses a good one. Where some slots keep
/// their place, their pointers are not read, and the chances of the others are still in proportion to the pockets.
/// Baker, "Reducing bias and inefficiency in the selection algorithm", ICGA 1987. He shuffles the parents before they mate; here
/// slots stand around the wheel in a drawn order, another for the second parents, whose wheel lacks the first parent.
template <class Wheel = LinearRank>
struct UniversalSampling {
  static_assert(
      Proportional<Wheel>,
      "genoprop: UniversalSampling spins the wheel of a proportional selection: std::vector<double> pockets(const Ranking&) const");
  Wheel wheel{};

  Index operator()(const Ranking& ranking, Draw& draw) const {
    Draw spin = draw.shared();
    for (int k = 0; k < 2; ++k) draw.bits();  // as many as the spin takes: the next parent's is another
    if (ranking.size() == 0) return no_parent;
    const Index slots = ranking.places();
    const double turn = static_cast<double>(spin.unit());
    const double pointer = turn + static_cast<double>(around(ranking.place(), slots, spin)) / slots;
    return ranking.slot(pocket_at(wheel.pockets(ranking), pointer < 1 ? pointer : pointer - 1));
  }

  void check() const {
    if constexpr (requires { wheel.check(); }) wheel.check();
  }

 private:
  /// where a place stands around the wheel: place * stride, of a stride that leaves none empty
  static Index around(Index place, Index places, Draw& spin) {
    Index stride = 1 + spin.below(places);
    while (std::gcd(stride, places) != 1) stride = stride % places + 1;
    return static_cast<Index>(std::int64_t{place} * stride % places);
  }
};
template <class Wheel>
UniversalSampling(Wheel) -> UniversalSampling<Wheel>;

static_assert(Selection<UniversalSampling<>>);

}  // namespace genoprop
