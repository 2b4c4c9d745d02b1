// Back-off with an elite: the best fitness never falls, whatever selects, crosses and mutates. Every policy of the library is here at
// least once; selections and replacements, being host code, meet every pair of a crossover and a mutation.

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "support/made.hpp"
#include "support/mutated.hpp"

#include <genoprop/backend/serial.hpp>
#include <genoprop/distribute/one.hpp>
#include <genoprop/engine/evolution.hpp>
#include <genoprop/evolve/cross/blend.hpp>
#include <genoprop/evolve/cross/k_point.hpp>
#include <genoprop/evolve/cross/layer_wise.hpp>
#include <genoprop/evolve/cross/uniform.hpp>
#include <genoprop/evolve/mutate/redraw_units.hpp>
#include <genoprop/evolve/mutate/revive_units.hpp>
#include <genoprop/evolve/mutate/safe_mutation.hpp>
#include <genoprop/evolve/mutate/shrink_and_perturb.hpp>
#include <genoprop/evolve/select/rank.hpp>
#include <genoprop/evolve/select/sharing.hpp>
#include <genoprop/evolve/select/universal_sampling.hpp>
#include <genoprop/train/sgd.hpp>

using namespace genoprop;
using namespace genoprop::support;

namespace {

template <class P>
using Named = std::vector<std::pair<std::string, P>>;

const Named<MadeSelect> selections{
    {"Tournament", {Tournament{.size = 2}}},
    {"Truncation", {Truncation{.share = 0.5f}}},
    {"RandomPairs", {RandomPairs{}}},
    {"Roulette", {Roulette{}}},
    {"LinearRank", {LinearRank{}}},
    {"ExponentialRank", {ExponentialRank{}}},
    {"Boltzmann", {Boltzmann{}}},
    {"UniversalSampling", {UniversalSampling{Roulette{}}}},
    {"Sharing", {Sharing{}}},
    {"Itself", {Itself{}}},
    {"Nobody", {Nobody{}}},
};

/// f(name, replacement, pool) for what is asked
template <class F>
void each_elite(bool elitist_too, F f) {
  for (const Index keep : {1, 3})
    for (const Pool pool : {Pool::best_so_far, Pool::best_of_both}) {
      f("MElitist", MadeReplace{MElitist{.keep = keep}}, pool);
      if (elitist_too) f("Elitist", MadeReplace{Elitist{.keep = keep}}, pool);
    }
}

/// a run of six; `merit` of a generation never falls. Returns how many children were bred.
template <class Cross, class Mutate, class F>
int never_falls(const Cross& cross, const Mutate& mutate, const MadeSelect& select, const MadeReplace& replace, Pool pool, Index steps,
                std::uint64_t seed, F merit) {
  const auto strategy = genoprop::strategy(select, cross, mutate, replace, pool);
  static const auto problem = small_problem<double>(tanh());
  const auto result = Evolution{problem, Sgd{.rate = 2.5f}, strategy, Serial{}}.fit(
      {.population = 6, .generations = 7, .steps = steps, .batch = full_batch, .seed = seed});
  int bred = 0;
  double before = worst;
  for (const Report& r : result.history()) {
    CAPTURE(r.generation);
    CHECK(merit(r) >= before);
    CHECK(r.diverged == 0);  // whose slot is reborn whatever its pool row is
    before = merit(r);
    for (const Birth& b : r.births) bred += b.kind == Birth::Kind::bred ? 1 : 0;
  }
  return bred;
}

template <class Cross, class Mutate>
void never_falls(const Cross& cross, const Mutate& mutate) {
  int bred = 0;
  bool rough = false;
  std::uint64_t seed = 0;
  const auto now = [](const Report& r) { return r.best; };
  const auto parents = [&](const Report& r) {
    double best = worst;
    for (const Life& l : r.lives) best = std::max(best, l.pool_fitness);
    rough = rough || best > r.best;
    return best;
  };
  for (const auto& [select_name, select] : selections) {
    CAPTURE(select_name);
    // no training: the best network of all never falls
    each_elite(true, [&, &by = select](const char* replace_name, const MadeReplace& replace, Pool pool) {
      CAPTURE(replace_name);
      CAPTURE(static_cast<int>(pool));
      bred += never_falls(cross, mutate, by, replace, pool, 0, ++seed, now);
    });
    // steps so wide that they often lead up the hill: the best of those that may be parents never falls. Elitist looks at the
    // networks as they are: it may give up the slot of a row that was better once.
    each_elite(false, [&, &by = select](const char* replace_name, const MadeReplace& replace, Pool pool) {
      CAPTURE(replace_name);
      CAPTURE(static_cast<int>(pool));
      bred += never_falls(cross, mutate, by, replace, pool, 2, ++seed, parents);
    });
  }
  CHECK(bred > 100);
  CHECK(rough);  // training did make the best worse, now and then
}

}  // namespace

TEST_CASE("back-off with m-elitism: the best fitness never falls, crossovers gene by gene") {
  never_falls(OnePoint{}, Gaussian{.rate = 0.3f, .sigma = 0.5f});
  never_falls(KPoint{}, RelativeGaussian{.rate = 0.3f, .sigma = 0.5f});
  never_falls(Uniform{}, AnnealedGaussian{.rate = 0.3f, .first = 0.5f});
  never_falls(UnitWise{}, RedrawUnits{.share = 0.3f});
  never_falls(LayerWise{}, SparseGaussian{.genes = 5, .sigma = 0.5f});
}

TEST_CASE("back-off with m-elitism: the best fitness never falls, blends") {
  never_falls(Arithmetic{}, SelfAdaptiveGaussian{.sigma = 0.3f});
  never_falls(BlxAlpha{}, UniformReset{.rate = 0.2f});
  never_falls(ByLoss{}, ShrinkAndPerturb{});
  never_falls(Mean{.parents = 3}, SafeMutation{.sigma = 0.5f});
  never_falls(LossWeightedMean{}, NoMutation{});
}

TEST_CASE("back-off with m-elitism: the best fitness never falls, difference vectors, copies, aligned rows") {
  never_falls(Differential{}, NoMutation{});
  never_falls(DifferentialToBest{}, NoMutation{});
  never_falls(Copy{}, ReviveUnits{.threshold = 0.5f});
  never_falls(Aligned{UnitWise{}}, ScreenedRedraw{.share = 0.3f, .candidates = 2});
}
