#pragma once
// Screened redraw: the least useful hidden units of a child are drawn afresh, the best of a few candidates each.

#include <algorithm>
#include <cmath>
#include <vector>

#include <genoprop/concepts/mutation.hpp>
#include <genoprop/core/error.hpp>
#include <genoprop/core/order.hpp>
#include <genoprop/evolve/patient.hpp>

namespace genoprop {

/// In every hidden layer n = max(1, Binomial(H, share)) units are drawn afresh: those of the least usefulness
/// |w_out| sd(h) sqrt(1 - R^2), R^2: how well the other units of the layer express it. In the last hidden layer the unit is
/// the one of `candidates` draws whose activation covaries most with the residual: max_k |cov(h_k, r)| / sd(h_k), as in
/// cascade-correlation (Fahlman & Lebiere, NIPS 1989, equation 1); its outgoing weights point along the residual.
struct ScreenedRedraw {
  float share = 0.10f;   ///< in [0, 1]
  Index candidates = 8;  ///< 1 .. 64
  using surgery = void;

  template <class L, class P>
  void operate(L& lane, P& patient, Draw& draw) const {
    const Layout& layout = patient.layout;
    const auto groups = static_cast<Index>(layout.groups.size());
    for (Index g = 0; g < groups; ++g) {
      const std::vector<double> useful = usefulness(lane, patient, g);
      const std::vector<Index> units = least(useful, count(layout.groups[static_cast<std::size_t>(g)].units, draw));
      if (g + 1 < groups || candidates == 1 || !patient.has_probe)
        for (const Index u : units) patient.redraw(lane, g, u, 0);
      else
        screen(lane, patient, g, units);
    }
  }

  /// over the probe rows: one a hidden layer for usefulness, one a candidate
  Index passes(Index hidden_layers) const { return hidden_layers + (candidates > 1 ? candidates : 0); }

  void check() const {
    require<SettingsError>(share >= 0 && share <= 1, "ScreenedRedraw: share is ", share, ", expected in [0, 1]");
    require<SettingsError>(candidates >= 1 && candidates <= 64, "ScreenedRedraw: candidates is ", candidates, ", expected 1 to 64");
  }

 private:
  Index count(Index units, Draw& draw) const {
    Index n = 0;
    for (Index u = 0; u < units; ++u) n += draw.unit() < share ? 1 : 0;
    return std::min(std::max(n, Index{1}), units);
  }
  static std::vector<Index> least(const std::vector<double>& useful, Index n) {
    std::vector<Index> order(useful.size());
    for (std::size_t u = 0; u < order.size(); ++u) order[u] = static_cast<Index>(u);
    sort_stably(order, [&](Index a, Index b) { return useful[static_cast<std::size_t>(a)] < useful[static_cast<std::size_t>(b)]; });
    order.resize(static_cast<std::size_t>(n));
    std::sort(order.begin(), order.end());
    return order;
  }

  template <class L, class P>
  void screen(L& lane, P& patient, Index group, const std::vector<Index>& units) const {
    std::vector<double> best(units.size(), -1);
    std::vector<Index> chosen(units.size(), 0);
    std::vector<std::vector<double>> along(units.size());
    const auto look_at = [&](std::size_t n, Index candidate, const Covariance& cov) {
      if (!(cov.score > best[n])) return;
      best[n] = cov.score;
      chosen[n] = candidate;
      along[n] = cov.with_output;
    };
    if (!patient.covary_together(lane, group, units, candidates, look_at)) {
      const auto residual = patient.residual();  // [rows][outputs] of the child as usefulness saw it, before its units change
      for (Index k = 0; k < candidates; ++k) {
        for (const Index u : units) patient.redraw(lane, group, u, k);
        patient.look(lane);
        for (std::size_t n = 0; n < units.size(); ++n) look_at(n, k, patient.covariance(group, units[n], residual));
      }
    }
    for (std::size_t n = 0; n < units.size(); ++n) {
      patient.redraw(lane, group, units[n], chosen[n]);
      patient.point(group, units[n], along[n]);
    }
  }
};

static_assert(Mutation<ScreenedRedraw>);

}  // namespace genoprop
