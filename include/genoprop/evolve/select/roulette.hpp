#pragma once
// Roulette-wheel selection.

#include <cstdint>

#include <genoprop/core/error.hpp>
#include <genoprop/evolve/select/wheel.hpp>

namespace genoprop {

/// How wide a slot's pocket on the wheel is.
enum class RouletteOver : std::uint8_t {
  ranks,         ///< n - k for position k of n, best first: any fitness, any sign
  inverse_loss,  ///< 1 / (loss + epsilon): losses of at least 0 only
};

/// Fitness-proportionate selection: a slot is drawn with chance pocket / sum of pockets.
/// Holland, "Adaptation in natural and artificial systems", 1975; ranks instead of fitness: Baker, "Adaptive selection
/// methods for genetic algorithms", ICGA 1985 (here his linear ranking with the largest pressure). O(n) a draw.
struct Roulette {
  RouletteOver by = RouletteOver::ranks;
  float epsilon = 1e-6f;  ///< inverse_loss: what keeps the pocket of a loss of 0 finite, in units of the loss; > 0

  Index operator()(const Ranking& ranking, Draw& draw) const {
    if (ranking.size() == 0) return no_parent;
    return ranking.slot(pocket_at(pockets(ranking), static_cast<double>(draw.unit())));
  }
  /// best first; all 0 where every loss is infinite
  std::vector<double> pockets(const Ranking& ranking) const {
    std::vector<double> all;
    for (Index k = 0; k < ranking.size(); ++k) all.push_back(pocket(ranking, k));
    return all;
  }

  void check() const {
    require<SettingsError>(by == RouletteOver::ranks || by == RouletteOver::inverse_loss, "Roulette: by is ", static_cast<int>(by),
                           ", expected RouletteOver::ranks or RouletteOver::inverse_loss");
    require<SettingsError>(epsilon > 0 && std::isfinite(epsilon), "Roulette: epsilon is ", epsilon, ", expected above 0 and finite");
  }

 private:
  double pocket(const Ranking& ranking, Index position) const {
    if (by == RouletteOver::ranks) return static_cast<double>(ranking.size() - position);
    const double loss = ranking.loss(position);
    require<SettingsError>(loss >= 0, "Roulette: the loss of slot ", ranking.slot(position), " is ", loss,
                           ", expected at least 0 over inverse losses (RouletteOver::ranks takes any loss)");
    return 1.0 / (loss + static_cast<double>(epsilon));
  }
};

static_assert(Proportional<Roulette>);

}  // namespace genoprop
