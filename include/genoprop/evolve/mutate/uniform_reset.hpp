#pragma once
// Genes drawn anew, the fewer the fitter the parents.

#include <algorithm>
#include <cmath>

#include <genoprop/concepts/mutation.hpp>
#include <genoprop/core/error.hpp>

namespace genoprop {

/// Each gene becomes uniform in [low, high] with probability rate (1 - sum of P over the parents): the mutation of GADAM (Zhang & Gouza,
/// "GADAM: Genetic-evolutionary ADAM for deep neural network optimization", 2018), where P_i = e^-L_i / sum e^-L_j over the population and
/// L_i is the loss of i as a share of all losses. The losses are those of the rows that may be parents.
struct UniformReset {
  float rate = 0.01f;  ///< base chance per gene, in [0, 1]
  float low = 0;
  float high = 1;  ///< >= low

  struct Rule {
    float rate, low, high;
    template <class T>
    GENOPROP_HD T operator()(T value, GeneSite, Draw& draw) const noexcept {
      return keeps(draw.unit()) ? value : T(draw.between(low, high));
    }
    GENOPROP_HD bool keeps(float u) const noexcept { return u >= rate; }
  };
  Rule plan(const MutationChild& child, Draw&) const {
    double losses = 0, all = 0, parents = 0;
    for (const Life& l : child.lives)
      if (std::isfinite(l.pool_loss)) losses += l.pool_loss;
    for (std::size_t s = 0; s < child.lives.size(); ++s) {
      const double loss = child.lives[s].pool_loss;
      if (!std::isfinite(loss)) continue;
      const double weight = losses > 0 ? math::exp(-loss / losses) : 1.0;
      all += weight;
      if (std::find(child.parents.begin(), child.parents.end(), static_cast<Index>(s)) != child.parents.end()) parents += weight;
    }
    const double share = all > 0 ? parents / all : 0;
    return {static_cast<float>(static_cast<double>(rate) * math::clamp(1 - share, 0.0, 1.0)), low, high};
  }

  void check() const {
    require<SettingsError>(rate >= 0 && rate <= 1, "UniformReset: rate is ", rate, ", expected in [0, 1]");
    require<SettingsError>(std::isfinite(low) && std::isfinite(high) && low <= high, "UniformReset: range is ", low, " to ", high,
                           ", expected two finite numbers, the lower one first");
  }
};

static_assert(Mutation<UniformReset>);

}  // namespace genoprop
