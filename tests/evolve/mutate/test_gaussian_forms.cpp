// Gaussian mutations whose size is set once a child: the rule by hand, laws over seeds, the same everywhere.

#include <genoprop/evolve/mutate/gaussian_forms.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <set>

#include "support/bits.hpp"
#include "support/lives.hpp"
#include "support/made.hpp"
#include "support/mutated.hpp"
#include "support/near.hpp"
#include "support/places.hpp"
#include "support/seeds.hpp"

#include <genoprop/evolve/presets.hpp>
#include <genoprop/evolve/select/truncation.hpp>

using namespace genoprop;
using namespace genoprop::support;

namespace {
const auto problem = small_problem<double>(tanh());
const auto floats = small_problem<float>(tanh());
Clock clock_of(std::uint64_t seed, double progress = 0, Index done = 1) {
  return {.seed = seed, .generation = 4, .done = done, .spent = static_cast<std::int64_t>(progress * 1000), .budget = 1000};
}
}  // namespace

TEST_CASE("RelativeGaussian: the rule of Gaussian with sigma times the layer's root mean square") {
  ChildOn child(problem, Serial{});
  const RelativeGaussian mutate{.rate = 0.5f, .sigma = 0.25f};
  int changed = 0;
  for_seeds(20, [&](Draw& draw, std::uint64_t seed) {
    auto genes = normal_genes<double>(draw);
    for (std::size_t g = 0; g < small_genes; ++g) genes[g] *= std::pow(10.0, small_layer(g));
    double square[3] = {0, 0, 0}, n[3] = {0, 0, 0};
    for (std::size_t g = 0; g < small_genes; ++g) {
      square[small_layer(g)] += genes[g] * genes[g];
      ++n[small_layer(g)];
    }
    const auto after = child.changed(mutate, genes, clock_of(seed));
    for (std::size_t g = 0; g < small_genes; ++g) {
      Draw gene = gene_draw(seed, 3, 4, 54, static_cast<Index>(g));
      const bool chosen = gene.unit() < 0.5f;
      const double rms = std::sqrt(square[small_layer(g)] / n[small_layer(g)]);
      CHECK(near(after[g], chosen ? genes[g] + 0.25 * rms * static_cast<double>(gene.normal()) : genes[g], 1e-6));
      CHECK((after[g] != genes[g]) == chosen);
      changed += chosen;
    }
  });
  CHECK(std::abs(changed / 1080.0 - 0.5) < five_sigma(0.5, 1080));
}

TEST_CASE("RelativeGaussian: layers of zeros stay; rate 0 and sigma 0 change nothing") {
  ChildOn child(floats, Serial{});
  Draw draw(1, {});
  const auto genes = normal_genes<float>(draw);
  CHECK(child.changed(RelativeGaussian{.rate = 1}, std::vector<float>(small_genes, 0.0f), clock_of(1)) ==
        std::vector<float>(small_genes, 0.0f));
  CHECK(child.changed(RelativeGaussian{.rate = 0}, genes, clock_of(1)) == genes);
  CHECK(child.changed(RelativeGaussian{.rate = 1, .sigma = 0}, genes, clock_of(1)) == genes);
  CHECK(child.changed(RelativeGaussian{.rate = 1, .sigma = 1}, genes, clock_of(1)) != genes);
}

TEST_CASE("AnnealedGaussian: geometric from first to last over the budget, harmonic over the generations") {
  const AnnealedGaussian mutate{.rate = 0.3f, .first = 0.1f, .last = 0.001f};
  CHECK(mutate.sigma(0, 1) == 0.1f);
  CHECK(near(mutate.sigma(0.5, 1), 0.01, 1e-8));
  CHECK(near(mutate.sigma(1, 1), 0.001, 1e-9));
  CHECK(mutate.sigma(1, 1) >= 0.001f);
  for (double p = 0; p < 1; p += 0.01) CHECK(mutate.sigma(p + 0.01, 1) < mutate.sigma(p, 1));
  const AnnealedGaussian esgd{.rate = 1, .first = 0.01f, .last = 1e-4f, .fall = Fall::harmonic};
  CHECK(esgd.sigma(0.9, 1) == 0.01f);
  CHECK(near(esgd.sigma(0.9, 4), 0.0025, 1e-9));
  CHECK(esgd.sigma(0.9, 1000) == 1e-4f);
  CHECK((AnnealedGaussian{.first = 0.5f, .last = 0.5f}.sigma(0.3, 2) == 0.5f));

  // the rule is Gaussian's, with the sigma of the moment
  ChildOn child(floats, Serial{});
  Draw draw(1, {});
  const auto genes = normal_genes<float>(draw);
  for (const double progress : {0.0, 0.25, 0.5, 1.0}) {
    const Gaussian now{.rate = 0.3f, .sigma = mutate.sigma(progress, 1)};
    CHECK(child.changed(mutate, genes, clock_of(2, progress)) == child.changed(now, genes, clock_of(2)));
    CHECK(child.changed(esgd, genes, clock_of(2, progress, 7)) ==
          child.changed(Gaussian{.rate = 1, .sigma = esgd.sigma(0, 7)}, genes, clock_of(2)));
  }
}

TEST_CASE("SelfAdaptiveGaussian: the step size moves by e^(tau N(0, 1)), within its bounds; every gene moves by it") {
  const SelfAdaptiveGaussian mutate{.sigma = 0.5f, .tau = 0.3f, .smallest = 0.01f, .largest = 100};
  constexpr int trials = 20'000;
  double sum = 0, square = 0;
  for (int seed = 0; seed < trials; ++seed) {
    Draw draw = support::draw_of(static_cast<std::uint64_t>(seed), Purpose::mutate), again = draw;
    const double moved = std::log(static_cast<double>(mutate.next_step_size(2, draw)) / 2);
    CHECK(near(moved, 0.3 * static_cast<double>(again.normal()), 1e-6));
    sum += moved;
    square += moved * moved;
    CHECK(mutate.next_step_size(0.01f, draw) >= 0.01f);
    CHECK(mutate.next_step_size(100, draw) <= 100);
  }
  CHECK(std::abs(sum / trials) < 5 * 0.3 / std::sqrt(trials));
  CHECK(std::abs(square / trials - 0.09) < 5 * 0.09 * std::sqrt(2.0 / trials));

  ChildOn child(problem, Serial{});
  Draw draw(1, {});
  const auto genes = normal_genes<double>(draw);
  const auto after = child.changed(mutate, genes, clock_of(5), {.slot = 3, .step_size = 0.25f});
  for (std::size_t g = 0; g < small_genes; ++g) {
    Draw gene = gene_draw(5, 3, 4, 54, static_cast<Index>(g));
    CHECK(bits_equal(after[g], math::fma(0.125, static_cast<double>(gene.normal()), genes[g])));
  }
}

TEST_CASE("SelfAdaptiveGaussian in a run: a child's step size is its first parent's, changed; selection moves it") {
  // a bowl that training does not touch: small steps win near the bottom
  const Made still{.slope = flat};
  const auto strategy =
      genoprop::strategy(Truncation{.share = 0.25f}, Copy{}, SelfAdaptiveGaussian{.sigma = 1, .tau = 0.5f}, Elitist{.keep = 1}, Pool::now);
  const Settings settings{.population = 12, .generations = 60, .steps = 1, .batch = full_batch, .seed = 8};
  const auto result = Evolution{still, Sgd{}, strategy, Serial{}}.fit(settings);
  const auto& history = result.history();
  int births = 0;
  for (std::size_t g = 0; g + 1 < history.size(); ++g)
    for (const Birth& b : history[g].births) {
      const float parents = history[g].lives[static_cast<std::size_t>(b.parents[0])].step_size;
      Draw draw(
          8, {.purpose = Purpose::mutate, .slot = static_cast<std::uint32_t>(b.slot), .time = static_cast<std::uint32_t>(g), .layer = 4});
      CHECK(b.step_size == strategy.mutate.next_step_size(parents, draw));
      CHECK(history[g + 1].lives[static_cast<std::size_t>(b.slot)].step_size == b.step_size);
      ++births;
    }
  CHECK(births == 11 * 59);
  double size = 0;
  for (const Life& l : history.back().lives) size += std::log(static_cast<double>(l.step_size)) / 12;
  CHECK(size < std::log(0.25));
  CHECK(result.best().fitness() > -0.01);
}

TEST_CASE("SelfAdaptiveGaussian: with a pool the step size belongs to the row that may be a parent") {
  const Made still{.slope = flat};
  const auto strategy =
      genoprop::strategy(Tournament{}, Copy{}, SelfAdaptiveGaussian{.sigma = 0.2f, .tau = 0.5f}, Elitist{.keep = 1}, Pool::best_so_far);
  const auto result =
      Evolution{still, Sgd{}, strategy, Serial{}}.fit({.population = 5, .generations = 12, .steps = 1, .batch = full_batch, .seed = 8});
  int worse = 0, good = 0;
  for (std::size_t g = 0; g + 1 < result.history().size(); ++g) {
    const auto &now = result.history()[g].lives, &next = result.history()[g + 1].lives;
    for (const Birth& b : result.history()[g].births) {
      const Life &parent = now[static_cast<std::size_t>(b.parents[0])], &child = next[static_cast<std::size_t>(b.slot)];
      const bool better = child.fitness > parent.pool_fitness;
      CHECK(child.pool_step_size == (better ? child.step_size : parent.pool_step_size));
      worse += !better;
      good += better;
    }
  }
  CHECK(worse > 5);
  CHECK(good > 5);
}

TEST_CASE("SparseGaussian: as many genes as it says, all different, N(0, sigma^2) each") {
  ChildOn child(problem, Serial{});
  double sum = 0, square = 0;
  std::set<std::vector<std::size_t>> sets;
  constexpr int seeds = 500;
  std::vector<double> times(small_genes);
  for_seeds(seeds, [&](Draw& draw, std::uint64_t seed) {
    const auto genes = normal_genes<double>(draw);
    const auto after = child.changed(SparseGaussian{.genes = 7, .sigma = 0.5f}, genes, clock_of(seed));
    std::vector<std::size_t> changed;
    for (std::size_t g = 0; g < small_genes; ++g)
      if (after[g] != genes[g]) {
        const Site own{.purpose = Purpose::mutate, .index = static_cast<std::uint32_t>(g), .slot = 3, .time = 4, .layer = 3};
        CHECK(bits_equal(after[g], math::fma(0.5, static_cast<double>(Draw(seed, own).normal()), genes[g])));
        changed.push_back(g);
        ++times[g];
        sum += after[g] - genes[g];
        square += (after[g] - genes[g]) * (after[g] - genes[g]);
      }
    CHECK(changed.size() == 7);
    sets.insert(changed);
  });
  CHECK(sets.size() == seeds);
  const double n = 7.0 * seeds;
  CHECK(std::abs(sum / n) < 5 * 0.5 / std::sqrt(n));
  CHECK(std::abs(square / n - 0.25) < 5 * 0.25 * std::sqrt(2 / n));
  for (const double t : times) CHECK(std::abs(t / seeds - 7.0 / 54) < five_sigma(7.0 / 54, seeds));

  Draw draw(1, {});
  const auto genes = normal_genes<double>(draw);
  CHECK(child.changed(SparseGaussian{.genes = 0}, genes, clock_of(1)) == genes);
  CHECK(child.changed(SparseGaussian{.genes = 5, .sigma = 0}, genes, clock_of(1)) == genes);
  const auto all = child.changed(SparseGaussian{.genes = 1000, .sigma = 1}, genes, clock_of(1));
  for (std::size_t g = 0; g < small_genes; ++g) CHECK(all[g] != genes[g]);
}

TEST_CASE("Gaussian forms: the same run everywhere") {
  const auto with = [](auto mutate) {
    check_everywhere(floats, Sgd{}, presets::genetic_bp().with(mutate),
                     {.population = 5, .generations = 4, .steps = 3, .batch = 8, .seed = 2});
  };
  with(RelativeGaussian{.rate = 0.3f, .sigma = 0.2f});
  with(SelfAdaptiveGaussian{});
  with(SparseGaussian{.genes = 9});
}

TEST_CASE("Gaussian forms: refusals") {
  CHECK_THROWS_WITH_AS(RelativeGaussian{.rate = 2}.check(), "RelativeGaussian: rate is 2, expected in [0, 1]", SettingsError);
  CHECK_THROWS_WITH_AS(RelativeGaussian{.sigma = -1}.check(), "RelativeGaussian: sigma is -1, expected at least 0 and finite",
                       SettingsError);
  CHECK_THROWS_AS(AnnealedGaussian{.rate = -1}.check(), SettingsError);
  CHECK_THROWS_AS((AnnealedGaussian{.first = INFINITY}.check()), SettingsError);
  CHECK_THROWS_WITH_AS((AnnealedGaussian{.first = 0.1f, .last = 0.2f}.check()),
                       "AnnealedGaussian: last is 0.2, expected above 0 and at most the 0.1 of first", SettingsError);
  CHECK_THROWS_AS((AnnealedGaussian{.first = 0.1f, .last = 0}.check()), SettingsError);
  CHECK_THROWS_AS(SelfAdaptiveGaussian{.sigma = -1}.check(), SettingsError);
  CHECK_THROWS_WITH_AS(SelfAdaptiveGaussian{.tau = -1}.check(), "SelfAdaptiveGaussian: tau is -1, expected at least 0 and finite",
                       SettingsError);
  CHECK_THROWS_WITH_AS(SelfAdaptiveGaussian{.smallest = 2}.check(), "SelfAdaptiveGaussian: smallest is 2, expected above 0 and at most 1",
                       SettingsError);
  CHECK_THROWS_WITH_AS(SelfAdaptiveGaussian{.largest = 0.5f}.check(),
                       "SelfAdaptiveGaussian: largest is 0.5, expected at least 1 and finite", SettingsError);
  CHECK_THROWS_WITH_AS(SparseGaussian{.genes = -1}.check(), "SparseGaussian: genes is -1, expected at least 0", SettingsError);
  CHECK_THROWS_AS(SparseGaussian{.sigma = NAN}.check(), SettingsError);
  CHECK_NOTHROW(RelativeGaussian{}.check());
  CHECK_NOTHROW(AnnealedGaussian{}.check());
  CHECK_NOTHROW(SelfAdaptiveGaussian{}.check());
  CHECK_NOTHROW(SparseGaussian{}.check());
}
