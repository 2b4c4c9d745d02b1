#pragma once
// Policies that are chosen when the program runs. A strategy type a choice would be compiled once a lane and a problem; here three
// serve all arms. What they choose between are the library's own policies, so an arm has the bits of the strategy it stands for.

#include <algorithm>
#include <genoprop/evolve/hyper/evolve.hpp>
#include <genoprop/evolve/replace/halving.hpp>
#include <genoprop/evolve/replace/rest_while_slow.hpp>
#include <genoprop/evolve/replace/worst.hpp>
#include <genoprop/genoprop.hpp>
#include <numeric>
#include <variant>

namespace effect {

namespace gp = genoprop;

struct AnySelection {
  std::variant<gp::Tournament, gp::Itself, gp::Nobody, gp::Roulette, gp::Truncation> rule{};
  /// a parent on its own: nobody is its mate
  bool single = false;

  gp::Index operator()(const gp::Ranking& ranking, gp::Draw& draw) const {
    // the ranking of a mate lacks the first parent
    if (single && ranking.members() < static_cast<gp::Index>(ranking.lives().size())) return gp::no_parent;
    return std::visit([&](const auto& r) -> gp::Index { return r(ranking, draw); }, rule);
  }
  void check() const {
    std::visit([](const auto& r) { gp::detail::check_policy(r); }, rule);
  }
};

struct AnyReplacement {
  static constexpr bool reads_loss = true;
  using Memory = gp::Course;
  std::variant<gp::KeepAll, gp::OnlyTheStuck, gp::RestWhileSlow, gp::Halving, gp::Elitist, gp::Bottom> rule{};

  void look(Memory& memory, const gp::Ranking& now, const gp::Clock& clock) const {
    if (const auto* r = std::get_if<gp::RestWhileSlow>(&rule)) r->look(memory, now, clock);
  }
  gp::Fate operator()(gp::Index slot, const gp::Ranking& now, const gp::Clock& clock, const Memory& memory) const {
    return std::visit(
        [&]<class R>(const R& r) {
          if constexpr (gp::RememberingReplacement<R>)
            return r(slot, now, clock, memory);
          else
            return r(slot, now, clock);
        },
        rule);
  }
  void check() const {
    std::visit([](const auto& r) { gp::detail::check_policy(r); }, rule);
  }
};

/// The learning rate of an individual, whatever its optimizer.
struct AnyRate {
  using hyper = void;
  static constexpr gp::Index numbers = 1;
  bool drawn = false;      ///< fresh networks draw theirs within the bounds
  bool perturbed = false;  ///< children change theirs by the factors
  gp::Bounds within{.low = 1e-6, .high = 100, .scale = gp::Scale::log};
  gp::Factors factors{};

  template <class O>
    requires requires(O o) { o.rate; }
  O operator()(const O& first, const O&, gp::Draw& draw) const {
    O child = first;
    if (perturbed) child.rate = within.inside<float>(factors(static_cast<double>(first.rate), within, draw));
    return child;
  }
  template <class O>
    requires requires(O o) { o.rate; }
  O start(const O& given, gp::Draw& draw) const {
    O fresh = given;
    if (drawn) fresh.rate = within.inside<float>(within.drawn(draw));
    return fresh;
  }
  template <class O>
  float value(const O& has, gp::Index) const {
    return has.rate;
  }
};

/// Mini-batches a step: one, a number, or as many as there are slots at rest.
struct AnyBatching {
  std::variant<gp::OneBatch, gp::Minibatches, gp::HelpTheActive> rule{};
  gp::Index minibatches(gp::Index active, gp::Index population) const {
    return std::visit([&](const auto& r) { return r.minibatches(active, population); }, rule);
  }
  float rate_factor(gp::Index minibatches) const {
    const auto* help = std::get_if<gp::HelpTheActive>(&rule);
    return help ? help->rate_factor(minibatches) : 1;
  }
  gp::Index most(gp::Index population) const {
    return std::visit([&](const auto& r) { return r.most(population); }, rule);
  }
  void check() const {
    std::visit([](const auto& r) { gp::detail::check_policy(r); }, rule);
  }
};

/// Units of a child that are drawn afresh.
struct AnyRedraw {
  enum class Units : std::uint8_t {
    none,
    screened,  ///< the least useful ones, the best of some candidates
    random,    ///< as many, whichever, the first candidate
  };
  using surgery = void;
  Units units = Units::screened;
  gp::ScreenedRedraw screened{};
  /// Chance that a hidden unit comes from a fresh network, before anything else: unit-wise crossover with a mate that has
  /// learnt nothing. Alignment would not help it: the units of a fresh network are all alike in law.
  float fresh_mate = 0;

  template <class L, class P>
  void operate(L& lane, P& patient, gp::Draw& draw) const {
    if (fresh_mate > 0)
      each_unit(patient, [&](gp::Index g, gp::Index u) {
        if (draw.unit() < fresh_mate) patient.redraw(lane, g, u, mate);
      });
    if (units == Units::screened) screened.operate(lane, patient, draw);
    if (units == Units::random)
      for (gp::Index g = 0; g < groups(patient); ++g) redraw_some(lane, patient, g, draw);
  }
  gp::Index passes(gp::Index hidden_layers) const { return units == Units::screened ? screened.passes(hidden_layers) : 0; }
  void check() const {
    screened.check();
    gp::require<gp::SettingsError>(fresh_mate >= 0 && fresh_mate <= 1, "AnyRedraw: fresh_mate is ", fresh_mate, ", expected in [0, 1]");
  }

 private:
  static constexpr gp::Index mate = 100;  // a candidate's number that no screen reaches

  template <class P>
  static gp::Index groups(const P& patient) {
    return static_cast<gp::Index>(patient.layout.groups.size());
  }
  template <class P>
  static gp::Index units_of(const P& patient, gp::Index g) {
    return patient.layout.groups[static_cast<std::size_t>(g)].units;
  }
  template <class P, class F>
  static void each_unit(const P& patient, F&& f) {
    for (gp::Index g = 0; g < groups(patient); ++g)
      for (gp::Index u = 0; u < units_of(patient, g); ++u) f(g, u);
  }
  template <class L, class P>
  void redraw_some(L& lane, P& patient, gp::Index g, gp::Draw& draw) const {
    const gp::Index all = units_of(patient, g);
    gp::Index n = 0;
    for (gp::Index u = 0; u < all; ++u) n += draw.unit() < screened.share ? 1 : 0;
    std::vector<gp::Index> order(static_cast<std::size_t>(all));
    std::iota(order.begin(), order.end(), gp::Index{0});
    for (gp::Index k = 0; k < std::min(std::max(n, gp::Index{1}), all); ++k) {
      std::swap(order[static_cast<std::size_t>(k)], order[static_cast<std::size_t>(k + draw.below(all - k))]);
      patient.redraw(lane, g, order[static_cast<std::size_t>(k)], 0);
    }
  }
};

static_assert(gp::Selection<AnySelection> && gp::Replacement<AnyReplacement> && gp::Hyper<AnyRate> && gp::Batching<AnyBatching> &&
              gp::Mutation<AnyRedraw>);

/// The three types of strategy.
template <class Cross, class Mutate>
using AnyStrategy = gp::Strategy<AnySelection, Cross, Mutate, AnyReplacement, AnyRate, gp::Panmictic, AnyBatching>;
using AlignedStrategy = AnyStrategy<gp::Aligned<gp::UnitWise>, AnyRedraw>;
using UnalignedStrategy = AnyStrategy<gp::UnitWise, AnyRedraw>;
using SeedStrategy = AnyStrategy<gp::OnePoint, gp::Gaussian>;

}  // namespace effect
