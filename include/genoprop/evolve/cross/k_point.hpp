#pragma once
// Crossover at several points.

#include <limits>

#include <genoprop/concepts/crossover.hpp>
#include <genoprop/core/error.hpp>

namespace genoprop {

/// The genome is cut at `cuts` different places between two genes, every set of places with the same chance; its pieces come in turns
/// from the first and the second parent. De Jong, "An analysis of the behavior of a class of genetic adaptive systems", thesis,
/// University of Michigan, 1975 (his R4); what few and many cuts prefer: Eshelman, Caruana & Schaffer, "Biases in the crossover landscape",
/// ICGA 1989. Theirs bends the genome to a ring; on ours the first piece is always the first parent's. A genome with fewer places than
/// cuts is cut at each. `cuts` draws a child, none a gene.
struct KPoint {
  Index cuts = 2;  ///< 1 to `most`
  static constexpr Index most = 16;

  struct Rule {
    Index cut[most];  ///< genes before each cut, in any order; beyond the last cut no gene lies
    template <class T>
    GENOPROP_HD T operator()(Parents<T> p, GeneSite at) const noexcept {
      Index before = 0;
      for (Index k = 0; k < most; ++k) before += at.gene >= cut[k] ? 1 : 0;
      return p[before & 1];
    }
  };

  /// Different places by Floyd's rule (Bentley & Floyd, "A sample of brilliance", CACM 30, 1987): one draw a place, none thrown away.
  Rule plan(const Child& child, Draw& draw) const {
    Rule rule;
    for (Index& c : rule.cut) c = std::numeric_limits<Index>::max();
    const Index places = child.genes > 1 ? child.genes - 1 : 0, n = cuts < places ? cuts : places;
    for (Index k = 0; k < n; ++k) {
      const Index last = places - n + k + 1;  // k places below it are taken, so it is free
      Index place = 1 + draw.below(last);
      for (Index j = 0; j < k; ++j)
        if (rule.cut[j] == place) {
          place = last;
          break;
        }
      rule.cut[k] = place;
    }
    return rule;
  }

  void check() const { require<SettingsError>(cuts >= 1 && cuts <= most, "KPoint: cuts is ", cuts, ", expected 1 to ", most); }
};

static_assert(PlannedCrossover<KPoint> && !draws_words<KPoint::Rule> && quiet_rule<KPoint::Rule, float, 2>);

}  // namespace genoprop
