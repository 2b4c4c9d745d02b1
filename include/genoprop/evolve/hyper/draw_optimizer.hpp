#pragma once
// Which optimizer an individual trains with.

#include <genoprop/concepts/hyper.hpp>
#include <genoprop/concepts/plan.hpp>
#include <genoprop/core/error.hpp>

namespace genoprop {

/// Networks without parents draw which of the optimizers of an AnyOf they use, each as likely as the others; a child uses its first
/// parent's, or draws again with the chance `again`. ESGD (Cui, Zhang, Tuske & Picheny, NeurIPS 2018) draws for every individual.
struct DrawOptimizer {
  float again = 0;  ///< in [0, 1]; above 0 only where children start with a state of zero
  using hyper = void;
  static constexpr Index numbers = 1;

  template <class O>
    requires requires(O o) { o.which = Index{O::optimizers}; }
  O operator()(const O& first, const O&, Draw& draw) const {
    const bool anew = draw.unit() < again;
    const O fresh = start(first, draw);
    return anew ? fresh : first;
  }
  template <class O>
    requires requires(O o) { o.which = Index{O::optimizers}; }
  O start(const O& given, Draw& draw) const {
    O fresh = given;
    fresh.which = draw.below(O::optimizers);
    return fresh;
  }

  /// for reports alone: a schedule does not set it, since optimizer state of one is nothing for another
  template <class O>
  float value(const O& has, Index) const {
    return static_cast<float>(has.which);
  }
  void check() const { require<SettingsError>(again >= 0 && again <= 1, "DrawOptimizer: again is ", again, ", expected in [0, 1]"); }
  void check(State state) const {
    require<SettingsError>(again == 0 || state == State::reset, "DrawOptimizer: again is ", again,
                           " while children inherit optimizer state, expected 0 or State::reset");
  }
};

static_assert(Hyper<DrawOptimizer>);

}  // namespace genoprop
