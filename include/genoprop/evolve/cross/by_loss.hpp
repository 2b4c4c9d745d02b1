#pragma once
// Gene-wise choice that favours the better parent.

#include <cmath>

#include <genoprop/concepts/crossover.hpp>
#include <genoprop/core/error.hpp>
#include <genoprop/core/math.hpp>

namespace genoprop {

/// Every gene is one of the two parents', with the chances of a softmax of -loss / temperature over both:
///   P(second) = e^(-loss_2 / t) / (e^(-loss_1 / t) + e^(-loss_2 / t)) = sigmoid((loss_1 - loss_2) / t)
/// The crossover of GADAM (Zhang & Gouza, "GADAM: Genetic-evolutionary Adam for deep neural network optimization", arXiv:1805.07500,
/// 2018, section 3). Theirs scales the losses of a generation to [0, 1] first; ours sees the losses of the two parents' pool rows as
/// they are, and a temperature in their unit.
struct ByLoss {
  float temperature = 1;  ///< above 0, in units of the loss; low: the better parent alone, high: chance alone

  struct Rule {
    float share = 0.5f;  ///< chance of the second parent
    template <class T>
    GENOPROP_HD T operator()(Parents<T> p, GeneSite, Draw& draw) const noexcept {
      return draw.unit() < share ? p[1] : p[0];
    }
  };

  Rule plan(const Child& child, Draw&) const {
    if (child.losses.size() < 2) return {};
    return {static_cast<float>(math::sigmoid((child.losses[0] - child.losses[1]) / static_cast<double>(temperature)))};
  }

  void check() const {
    require<SettingsError>(temperature > 0 && std::isfinite(temperature), "ByLoss: temperature is ", temperature,
                           ", expected above 0 and finite");
  }
};

static_assert(PlannedCrossover<ByLoss> && draws_words<ByLoss::Rule> && quiet_rule<ByLoss::Rule, float, 2>);

}  // namespace genoprop
