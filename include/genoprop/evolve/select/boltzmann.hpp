#pragma once
// Boltzmann selection: softmax of fitness.

#include <cmath>

#include <genoprop/core/error.hpp>
#include <genoprop/core/math.hpp>
#include <genoprop/evolve/select/wheel.hpp>

namespace genoprop {

/// In what a temperature is counted.
enum class TemperatureIn : std::uint8_t {
  deviation,  ///< standard deviations of the fitness in the ranking
  range,      ///< the way from the worst to the best of the ranking
  fitness,    ///< the fitness itself
};

/// A slot is drawn with chance exp(fitness / T) / sum of exp(fitness / T); any fitness, of any sign. O(n) a draw.
/// de la Maza & Tidor, "An analysis of selection procedures with particular attention paid to proportional and Boltzmann
/// selection", ICGA 1993. Theirs cools T by a clock; a selection has none and needs none: counted in the spread of the population,
/// T falls with it, while the pressure stays the same from a first generation with losses of 2 to a last one with losses of 1e-6.
/// `Boltzmann{.temperature = 1, .in = TemperatureIn::range}` is the selection of GADAM (Zhang & Gouza, 2018): softmax of
/// -(loss - lowest) / (highest - lowest).
struct Boltzmann {
  float temperature = 1;  ///< above 0; low: the best alone, high: chance alone
  TemperatureIn in = TemperatureIn::deviation;

  Index operator()(const Ranking& ranking, Draw& draw) const {
    if (ranking.size() == 0) return no_parent;
    return ranking.slot(pocket_at(pockets(ranking), static_cast<double>(draw.unit())));
  }
  /// in units of the best one's, so that nothing overflows
  std::vector<double> pockets(const Ranking& ranking) const {
    const double t = static_cast<double>(temperature) * unit(ranking);
    std::vector<double> all;
    for (Index k = 0; k < ranking.size(); ++k) {
      const double below = ranking.fitness(k) - ranking.fitness(0);
      all.push_back(below < 0 ? pocket(below / t) : 1.0);  // without any spread nobody is below
    }
    return all;
  }

  void check() const {
    require<SettingsError>(temperature > 0 && std::isfinite(temperature), "Boltzmann: temperature is ", temperature,
                           ", expected above 0 and finite");
    require<SettingsError>(in == TemperatureIn::deviation || in == TemperatureIn::range || in == TemperatureIn::fitness,
                           "Boltzmann: in is ", static_cast<int>(in), ", expected a TemperatureIn");
  }

 private:
  static double pocket(double exponent) {  // NaN: both ends of the range of double in one population
    return exponent == exponent ? math::exp(exponent) : 0.0;
  }
  double unit(const Ranking& ranking) const {
    const Index n = ranking.size();
    if (n == 0 || in == TemperatureIn::fitness) return 1;
    if (in == TemperatureIn::range) return ranking.fitness(0) - ranking.fitness(n - 1);
    double mean = 0, square = 0;
    for (Index k = 0; k < n; ++k) mean += ranking.fitness(k) / n;
    for (Index k = 0; k < n; ++k) {
      const double d = ranking.fitness(k) - mean;
      square = math::fma(d, d, square);
    }
    return math::sqrt(square / n);
  }
};

static_assert(Proportional<Boltzmann>);

}  // namespace genoprop
