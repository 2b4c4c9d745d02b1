#pragma once
// Gaussian mutation.

#include <cmath>

#include <genoprop/concepts/mutation.hpp>
#include <genoprop/core/error.hpp>

namespace genoprop {

/// Adds N(0, sigma^2) to each gene with probability `rate`. After the biased mutation of Montana & Davis, IJCAI 1989;
/// theirs draws from the initialisation distribution, ours from a normal. The normal is drawn for the chosen genes alone.
struct Gaussian {
  float rate = 0.01f;   ///< chance per gene, in [0, 1]
  float sigma = 0.02f;  ///< standard deviation, in weight units, >= 0

  template <class T>
  GENOPROP_HD T operator()(T value, GeneSite, Draw& draw) const noexcept {
    return keeps(draw.unit()) ? value : math::fma(T(sigma), T(draw.normal()), value);
  }
  GENOPROP_HD bool keeps(float u) const noexcept { return u >= rate; }

  void check() const {
    require<SettingsError>(rate >= 0 && rate <= 1, "Gaussian: rate is ", rate, ", expected in [0, 1]");
    require<SettingsError>(sigma >= 0 && std::isfinite(sigma), "Gaussian: sigma is ", sigma, ", expected at least 0 and finite");
  }
};

static_assert(Mutation<Gaussian> && SparingMutation<Gaussian>);

}  // namespace genoprop
