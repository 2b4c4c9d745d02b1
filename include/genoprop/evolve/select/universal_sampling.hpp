#pragma once
// Stochastic universal sampling: one spin for all children.

#include <numeric>

#include <genoprop/evolve/select/rank.hpp>
#include <genoprop/evolve/select/wheel.hpp>

namespace genoprop {

/// `UniversalSampling{Roulette{}}`: the wheel of any proportional selection with P pointers at equal distances, one a slot, spun once
/// a generation. When all P slots are reborn, everybody is a first parent as often as expected, rounded down or up: chance alone
/// never loses a good one. Where some slots keep their place, their pointers are not read, and the chances of the others are
/// still in proportion to the pockets.
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
    const auto slots = static_cast<Index>(ranking.lives().size());
    const double turn = static_cast<double>(spin.unit());
    const double pointer = turn + static_cast<double>(place(ranking.child(), slots, spin)) / slots;
    return ranking.slot(pocket_at(wheel.pockets(ranking), pointer < 1 ? pointer : pointer - 1));
  }

  void check() const {
    if constexpr (requires { wheel.check(); }) wheel.check();
  }

 private:
  /// where a slot stands around the wheel: slot * stride, of a stride that leaves no place empty
  static Index place(Index slot, Index slots, Draw& spin) {
    Index stride = 1 + spin.below(slots);
    while (std::gcd(stride, slots) != 1) stride = stride % slots + 1;
    return static_cast<Index>(std::int64_t{slot < 0 ? 0 : slot} * stride % slots);
  }
};
template <class Wheel>
UniversalSampling(Wheel) -> UniversalSampling<Wheel>;

static_assert(Selection<UniversalSampling<>>);

}  // namespace genoprop
