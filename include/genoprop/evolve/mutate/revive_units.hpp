#pragma once
// Hidden units that say nothing are drawn afresh.

#include <type_traits>
#include <vector>

#include <genoprop/concepts/mutation.hpp>
#include <genoprop/core/error.hpp>
#include <genoprop/evolve/patient.hpp>

namespace genoprop {

/// Every hidden unit whose mean |h| over the probe rows is at most `threshold` times the mean of its layer is drawn afresh: 0 takes the
/// silent ones alone. The score is that of Sokar, Agarwal, Castro & Evci, "The dormant neuron phenomenon in deep reinforcement
/// learning", ICML 2023, equation 1; they set outgoing weights to zero, here those of the last hidden layer are drawn too, so that the
/// unit is heard at once. A layer that is silent as a whole is drawn as a whole. Without a probe nothing changes.
struct ReviveUnits {
  float threshold = 0;  ///< in [0, 1)
  using surgery = void;

  template <class L, class P>
  void operate(L& lane, P& patient, Draw&) const {
    const Layout& layout = patient.layout;
    for (Index g = 0; g < static_cast<Index>(layout.groups.size()); ++g)
      for (const Index unit : silent(lane, patient, g)) patient.redraw(lane, g, unit, 0);
  }

  Index passes(Index hidden_layers) const { return hidden_layers; }  // over the probe rows: one a hidden layer

  void check() const {
    require<SettingsError>(threshold >= 0 && threshold < 1, "ReviveUnits: threshold is ", threshold, ", expected in [0, 1)");
  }

 private:
  /// the layers below have been drawn by now: units that they alone had silenced are heard again
  template <class L, class P>
  std::vector<Index> silent(L& lane, P& patient, Index group) const {
    std::vector<Index> found;
    if constexpr (P::has_probe) {
      patient.look(lane);
      const auto h = std::remove_cvref_t<decltype(patient.placed)>::activations(*patient.work, patient.layout, group);
      std::vector<double> size(static_cast<std::size_t>(h.columns), 0.0);
      double mean = 0;
      for (Index unit = 0; unit < h.columns; ++unit) {
        double& sum = size[static_cast<std::size_t>(unit)];
        for (Index row = 0; row < h.rows; ++row) sum += math::abs(static_cast<double>(h(0, row, unit)));
        mean += sum / h.columns;
      }
      for (Index unit = 0; unit < h.columns; ++unit)
        if (size[static_cast<std::size_t>(unit)] <= static_cast<double>(threshold) * mean) found.push_back(unit);
    }
    return found;
  }
};

static_assert(Mutation<ReviveUnits>);

}  // namespace genoprop
