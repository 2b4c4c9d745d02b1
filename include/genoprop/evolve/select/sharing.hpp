#pragma once
// Fitness sharing: the crowded have fewer children each.

#include <genoprop/core/error.hpp>
#include <genoprop/core/math.hpp>
#include <genoprop/evolve/select/tournament.hpp>

namespace genoprop {

/// How far two networks are from each other, by sixteen genes: |a - b| / sqrt(|a|^2 + |b|^2). 0: the same; 1: strangers; never
/// above sqrt 2. Networks that differ in the order of their hidden units alone count as strangers.
inline double sketch_distance(const Life& a, const Life& b) {
  double apart = 0, size = 0;
  for (std::size_t k = 0; k < a.sketch.size(); ++k) {
    const auto x = static_cast<double>(a.sketch[k]), y = static_cast<double>(b.sketch[k]);
    apart = math::fma(x - y, x - y, apart);
    size = math::fma(x, x, math::fma(y, y, size));
  }
  return apart > 0 ? math::sqrt(apart / size) : apart;  // NaN where one of them has diverged
}

/// `Sharing<Tournament>{.radius = 0.3f}`: any selection, over merits that the members of a niche share: merit / m with the niche
/// count m_i = sum over j of 1 - (d_ij / radius)^power where d_ij < radius. After Goldberg & Richardson, "Genetic algorithms with
/// sharing for multimodal function optimization", ICGA 1987. They divide a fitness above 0; what is divided here is n - k of
/// position k of n, best first, since division would raise a fitness below 0, and minus a loss is one. A wheel over losses
/// (Roulette over inverse losses) looks past it. O(16 n^2) a draw: for populations of some hundreds.
template <class Select = Tournament>
struct Sharing {
  static_assert(Selection<Select>, "genoprop: Sharing wraps a Selection: Index operator()(const Ranking&, Draw&) const");
  Select select{};
  float radius = 0.5f;  ///< distance from which on two networks take nothing from each other, in (0, 1.5]; strangers are 1 apart
  float power = 1;      ///< above 0; 1: what they take falls evenly with the distance

  Index operator()(const Ranking& ranking, Draw& draw) const { return select(shared(ranking), draw); }

  /// the ranking by shared merit
  Ranking shared(const Ranking& ranking) const {
    const Index n = ranking.size();
    return ranking.ranked_by([&](Index slot) {
      double niche = 1;  // itself
      for (Index k = 0; k < n; ++k)
        if (ranking.slot(k) != slot) niche += share(sketch_distance(ranking.life(slot), ranking.life(ranking.slot(k))));
      return (n - ranking.position(slot)) / niche;
    });
  }

  void check() const {
    require<SettingsError>(radius > 0 && radius <= 1.5f, "Sharing: radius is ", radius, ", expected in (0, 1.5]");
    require<SettingsError>(power > 0 && std::isfinite(power), "Sharing: power is ", power, ", expected above 0 and finite");
    if constexpr (requires { select.check(); }) select.check();
  }

 private:
  double share(double apart) const {
    const double d = apart / static_cast<double>(radius);
    if (!(d < 1)) return 0;
    return 1 - (power == 1 ? d : d > 0 ? math::exp(static_cast<double>(power) * math::log(d)) : 0.0);
  }
};
template <class Select>
Sharing(Select) -> Sharing<Select>;
template <class Select>
Sharing(Select, float) -> Sharing<Select>;
template <class Select>
Sharing(Select, float, float) -> Sharing<Select>;

static_assert(Selection<Sharing<>>);

}  // namespace genoprop
