#pragma once
// Gaussian mutations whose size is set once a child: relative to the weights, falling with the run, inherited; and one of a
// fixed number of genes.

#include <cmath>

#include <genoprop/concepts/mutation.hpp>
#include <genoprop/core/error.hpp>
#include <genoprop/evolve/mutate/gaussian.hpp>

namespace genoprop {

namespace detail {
inline void check_gaussian(const char* who, float rate, float sigma) {
  require<SettingsError>(rate >= 0 && rate <= 1, who, ": rate is ", rate, ", expected in [0, 1]");
  require<SettingsError>(sigma >= 0 && std::isfinite(sigma), who, ": sigma is ", sigma, ", expected at least 0 and finite");
}
}  // namespace detail

/// Adds N(0, sigma^2) to every gene it is asked for: one word a gene.
struct NormalStep {
  float sigma;
  template <class T>
  GENOPROP_HD T operator()(T value, GeneSite, Draw& draw) const noexcept {
    return math::fma(T(sigma), T(draw.normal()), value);
  }
};

/// Adds N(0, (sigma rms)^2) to each gene with probability `rate`; rms: root of the mean square of the child's genes in that layer,
/// biases included. One number for layers of any width; weights relative to the size of their layer, as the steps of You, Gitman &
/// Ginsburg, "Large batch training of convolutional networks", 2017.
struct RelativeGaussian {
  float rate = 0.01f;  ///< chance per gene, in [0, 1]
  float sigma = 0.1f;  ///< standard deviation, in the layer's root mean square, >= 0

  struct Rule {
    float rate, sigma;
    const double* rms;  // [layers]
    template <class T>
    GENOPROP_HD T operator()(T value, GeneSite at, Draw& draw) const noexcept {
      return Gaussian{rate, sigma * static_cast<float>(rms[at.layer])}(value, at, draw);
    }
    GENOPROP_HD bool keeps(float u) const noexcept { return u >= rate; }
  };
  Rule plan(const MutationChild& child, Draw&) const { return {rate, sigma, child.rms}; }

  void check() const { detail::check_gaussian("RelativeGaussian", rate, sigma); }
};

/// How an annealed mutation falls.
enum class Fall : std::uint8_t {
  geometric,  ///< first (last / first)^progress: the same factor for every equal share of the budget
  harmonic,   ///< first / k in generation k, never below last: ESGD (Cui, Zhang, Tuske & Picheny, NeurIPS 2018)
};

/// Gaussian whose standard deviation falls from `first` to `last` in the course of the run.
struct AnnealedGaussian {
  float rate = 0.01f;   ///< chance per gene, in [0, 1]
  float first = 0.1f;   ///< standard deviation at the start, in weight units
  float last = 0.001f;  ///< at the end; above 0, at most `first`
  Fall fall = Fall::geometric;

  float sigma(double progress, Index generation) const {
    const auto from = static_cast<double>(first), to = static_cast<double>(last);
    if (fall == Fall::harmonic) return static_cast<float>(math::max(from / generation, to));
    return static_cast<float>(math::clamp(from * math::exp(progress * math::log(to / from)), to, from));
  }
  Gaussian plan(const MutationChild& child, Draw&) const { return {.rate = rate, .sigma = sigma(child.progress, child.done)}; }

  void check() const {
    detail::check_gaussian("AnnealedGaussian", rate, first);
    require<SettingsError>(last > 0 && last <= first, "AnnealedGaussian: last is ", last, ", expected above 0 and at most the ", first,
                           " of first");
  }
};

/// Adds N(0, (sigma s)^2) to every gene; s is the child's own step size: that of its first parent times e^(tau N(0, 1)), drawn before
/// it is used. Schwefel, "Numerical optimization of computer models", 1981; Beyer & Schwefel, "Evolution strategies: a comprehensive
/// introduction", Natural Computing 1, 2002, where tau is in proportion to 1 / sqrt(D).
struct SelfAdaptiveGaussian {
  float sigma = 0.02f;      ///< standard deviation at a step size of 1, in weight units, >= 0
  float tau = 0.2f;         ///< standard deviation of the logarithm's change, >= 0
  float smallest = 0.001f;  ///< a step size is brought back into [smallest, largest], which holds 1
  float largest = 1000;

  float next_step_size(float parents, Draw& draw) const { return math::clamp(parents * math::exp(tau * draw.normal()), smallest, largest); }
  NormalStep plan(const MutationChild& child, Draw&) const { return {sigma * child.step_size}; }

  void check() const {
    detail::check_gaussian("SelfAdaptiveGaussian", 1, sigma);
    require<SettingsError>(tau >= 0 && std::isfinite(tau), "SelfAdaptiveGaussian: tau is ", tau, ", expected at least 0 and finite");
    require<SettingsError>(smallest > 0 && smallest <= 1, "SelfAdaptiveGaussian: smallest is ", smallest,
                           ", expected above 0 and at most 1");
    require<SettingsError>(largest >= 1 && std::isfinite(largest), "SelfAdaptiveGaussian: largest is ", largest,
                           ", expected at least 1 and finite");
  }
};

/// Adds N(0, sigma^2) to `genes` genes, all different, each as likely as the others; to all where the network has no more.
/// The work is that of the chosen genes, however large the genome.
struct SparseGaussian {
  Index genes = 10;    ///< >= 0
  float sigma = 0.1f;  ///< standard deviation, in weight units, >= 0

  struct Rule : NormalStep {
    Index genes;
    Index few() const { return genes; }
  };
  Rule plan(const MutationChild&, Draw&) const { return {{sigma}, genes}; }

  void check() const {
    require<SettingsError>(genes >= 0, "SparseGaussian: genes is ", genes, ", expected at least 0");
    detail::check_gaussian("SparseGaussian", 0, sigma);
  }
};

static_assert(Mutation<RelativeGaussian> && Mutation<AnnealedGaussian> && Mutation<SelfAdaptiveGaussian> && Mutation<SparseGaussian>);
static_assert(AdaptingMutation<SelfAdaptiveGaussian> && FewGenes<SparseGaussian::Rule> && SparingMutation<RelativeGaussian::Rule>);

}  // namespace genoprop
