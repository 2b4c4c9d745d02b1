#pragma once
// Genes that the outputs depend on move little, others much.

#include <cmath>

#include <genoprop/concepts/mutation.hpp>
#include <genoprop/core/error.hpp>

namespace genoprop {

/// Adds sigma N(0, 1) / s to every gene, s = sqrt(sum over outputs of (mean over the probe rows of d output / d gene)^2), at least
/// `floor`: SM-G-SUM of Lehman, Chen, Clune & Stanley, "Safe mutations for deep and recurrent neural networks through output gradients",
/// GECCO 2018, with the mean of the rows in place of their sum, so that sigma is the size of an output's change, however many rows
/// there are. One backward pass over the probe for each output and child.
struct SafeMutation {
  float sigma = 0.05f;  ///< standard deviation of what one gene adds to the outputs, >= 0
  float floor = 0.01f;  ///< smaller sensitivities count as this, > 0
  static constexpr bool reads_sensitivity = true;

  struct Rule {
    float sigma, floor;
    const double* sensitivity;  // [D]
    template <class T>
    GENOPROP_HD T operator()(T value, GeneSite at, Draw& draw) const noexcept {
      const T s = math::max(T(sensitivity[at.gene]), T(floor));
      return math::fma(T(sigma) / s, T(draw.normal()), value);
    }
  };
  Rule plan(const MutationChild& child, Draw&) const { return {sigma, floor, child.sensitivity}; }

  void check() const {
    require<SettingsError>(sigma >= 0 && std::isfinite(sigma), "SafeMutation: sigma is ", sigma, ", expected at least 0 and finite");
    require<SettingsError>(floor > 0 && std::isfinite(floor), "SafeMutation: floor is ", floor, ", expected above 0 and finite");
  }
};

static_assert(SensitiveMutation<SafeMutation>);

}  // namespace genoprop
