// What is made of a population: best, ensemble, soup. The population is written by hand, no run is needed.

#include <genoprop/engine/result.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "support/bits.hpp"
#include "support/near.hpp"
#include "support/seeds.hpp"
#include "support/shuffled.hpp"

#include <genoprop/backend/serial.hpp>
#include <genoprop/data/synthetic.hpp>
#include <genoprop/distribute/one.hpp>
#include <genoprop/engine/evolution.hpp>
#include <genoprop/nn/cross_entropy.hpp>
#include <genoprop/nn/mlp.hpp>
#include <genoprop/nn/sequential.hpp>
#include <genoprop/train/sgd.hpp>

using namespace genoprop;
using namespace genoprop::support;

namespace {

const auto spirals = two_spirals({.rows = 80, .seed = 3});
const Supervised problem{mlp({2, 6, 5, 2}, tanh()), SoftmaxCrossEntropy{}, Splits{spirals, spirals, spirals}};
using Problem = std::remove_const_t<decltype(problem)>;
constexpr std::size_t D = 65;

double fitness_of(const xt::xtensor<float, 1>& genes) {
  return problem.fitness(measure(Model(problem.net, problem.loss, genes, 0), problem.data.validation));
}
/// a result whose pool holds these genomes
Result<Problem> result_of(const std::vector<std::vector<float>>& rows, std::vector<Report> history = {}) {
  Population<float> p;
  p.genes = xt::zeros<float>({rows.size(), D});
  p.lives.resize(rows.size());
  for (std::size_t s = 0; s < rows.size(); ++s) {
    xt::xtensor<float, 1> row = xt::zeros<float>({D});
    for (std::size_t g = 0; g < D; ++g) p.genes(s, g) = row(g) = rows[s][g];
    Life& l = p.lives[s];
    l.fitness = l.pool_fitness = fitness_of(row);
    l.loss = l.pool_loss = -l.fitness;
    if (l.fitness > p.champion_fitness) {
      p.champion_fitness = l.fitness;
      p.champion = row;
    }
  }
  p.pool = p.genes;
  return Result<Problem>(problem, Settings{.population = static_cast<Index>(rows.size())}, p, std::move(history));
}
std::vector<float> random_genes(Draw& draw, float size) {
  std::vector<float> v(D);
  for (float& g : v) g = size * draw.normal();
  return v;
}

}  // namespace

TEST_CASE("best: the champion, with its fitness") {
  for_seeds(3, [](Draw& draw) {
    const auto r = result_of({random_genes(draw, 1), random_genes(draw, 1), random_genes(draw, 1)});
    double best = worst;
    for (const Life& l : r.population().lives) best = std::max(best, l.fitness);
    CHECK(r.best().fitness() == best);
    CHECK(fitness_of(r.best().genes()) == best);
  });
}

TEST_CASE("ensemble: the mean of the predictions of the k best, each by the best row of its line") {
  for_seeds(3, [](Draw& draw) {
    const auto r = result_of({random_genes(draw, 1), random_genes(draw, 1), random_genes(draw, 1)});
    const auto x = spirals.x();
    const auto three = r.ensemble(3);
    CHECK(three.size() == 3);
    xt::xtensor<float, 2> mean = xt::zeros<float>({std::size_t{80}, std::size_t{2}});
    for (const auto& m : three.models()) mean += m.predict(x) / 3.0f;
    CHECK(near(three.predict(x), mean, 1e-6));
    for (std::size_t k = 0; k + 1 < 3; ++k) CHECK(three.models()[k].fitness() >= three.models()[k + 1].fitness());
    CHECK(bits_equal(r.ensemble(1).predict(x), r.best().predict(x)));
    CHECK(accuracy(three, spirals) >= 0);
  });
}

TEST_CASE("ensemble: a line that has not yet beaten its parent's row does not count that row again") {
  for_seeds(3, [](Draw& draw) {
    const auto a = random_genes(draw, 1), b = random_genes(draw, 1), c = random_genes(draw, 1);
    const auto r = result_of({a, b, a, c, b});
    CHECK(r.ensemble(5).size() == 3);
    CHECK(bits_equal(r.ensemble(3).predict(spirals.x()), result_of({a, b, c}).ensemble(3).predict(spirals.x())));
    CHECK(r.ensemble(2).size() == 2);
  });
}

TEST_CASE("soup: never worse than the best on validation data, whatever the others are") {
  for_seeds(20, [](Draw& draw) {
    std::vector<std::vector<float>> rows{random_genes(draw, 0.7f)};
    for (int k = 0; k < 4; ++k) {  // near ones, which may help, and a stranger
      rows.push_back(rows[0]);
      for (float& g : rows.back()) g += (k == 3 ? 2.0f : 0.05f) * draw.normal();
    }
    const auto r = result_of(rows);
    for (const Index k : {1, 3, 5}) {
      const auto soup = r.soup(k);
      CHECK(soup.fitness() >= r.best().fitness());
      CHECK(near(fitness_of(soup.genes()), soup.fitness(), 1e-12));
    }
  });
}

TEST_CASE("soup: some soups are better than any of their parts") {
  int better = 0;
  for_seeds(20, [&](Draw& draw) {
    std::vector<std::vector<float>> rows{random_genes(draw, 0.7f)};
    for (int k = 0; k < 5; ++k) {
      rows.push_back(rows[0]);
      for (float& g : rows.back()) g += 0.1f * draw.normal();
    }
    const auto r = result_of(rows);
    better += r.soup(6).fitness() > r.best().fitness() ? 1 : 0;
  });
  CHECK(better >= 5);  // nine
}

TEST_CASE("soup: a network and its permuted and turned copy make that network again, to 1e-5") {
  for_seeds(20, [](Draw& draw) {
    const auto genes = random_genes(draw, 1);
    const Layout l = problem.layout();
    const auto r = result_of({genes, Shuffle(l, draw)(l, genes)});
    const auto soup = r.soup(2), best = r.best();
    CHECK(near(soup.genes(), best.genes(), 1e-5));
  });
}

TEST_CASE("ensemble and soup: how many is refused by name") {
  Draw draw(1, {});
  auto r = result_of({random_genes(draw, 1), random_genes(draw, 1)});
  CHECK_THROWS_WITH_AS(r.ensemble(0), "ensemble: networks is 0, expected 1 to 2", SettingsError);
  CHECK_THROWS_WITH_AS(r.ensemble(3), "ensemble: networks is 3, expected 1 to 2", SettingsError);
  CHECK_THROWS_WITH_AS(r.soup(3), "soup: networks is 3, expected 1 to 2", SettingsError);
  CHECK(r.settings().population == 2);
  CHECK(r.objective().net.inputs() == 2);
}

TEST_CASE("ensemble: the diverged are left out; where all have diverged it says so") {
  Draw draw(1, {});
  const auto good = result_of({random_genes(draw, 1), random_genes(draw, 1)});
  Population<float> p = good.population();
  p.lives[0] = Life{};
  const Result<Problem> half(problem, Settings{.population = 2}, p, {});
  CHECK(half.ensemble(2).size() == 1);
  p.lives[1] = Life{};
  p.champion_fitness = worst;
  const Result<Problem> none(problem, Settings{.population = 2}, p, {});
  CHECK_THROWS_WITH_AS(none.ensemble(2), "ensemble: no network has a finite fitness: all diverged", Error);
  CHECK_THROWS_AS(none.soup(2), Error);
  CHECK_THROWS_AS(none.best(), Error);
}

TEST_CASE("what a result that is about to go gives is kept by whoever asked") {
  const auto row = parity({.bits = 2});
  const Evolution run{Supervised{sequential(input(2), dense(2), tanh(), dense(1)), SigmoidCrossEntropy{}, Splits{row, row, row}}, Sgd{},
                      presets::plain_bp(), Serial{}};
  const Settings settings{.population = 1, .generations = 2, .steps = 1, .batch = 4};
  static_assert(!std::is_reference_v<decltype(run.fit(settings).history())>);
  static_assert(!std::is_reference_v<decltype(run.fit(settings).population())>);
  static_assert(!std::is_reference_v<decltype(run.fit(settings).best().genes())>);
  const auto result = run.fit(settings);
  static_assert(std::is_reference_v<decltype(result.history())>);
  const auto& genes = result.best().genes();
  CHECK(bits_equal(genes, run.fit(settings).best().genes()));
  int reports = 0;
  for (const Report& r : run.fit(settings).history()) reports += r.generation;
  CHECK(reports == 3);
}
