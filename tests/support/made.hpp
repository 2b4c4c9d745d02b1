#pragma once
// An objective and policies that a test makes from lambdas: one type each, so that one compiled run serves many tests.

#include <functional>
#include <span>
#include <vector>

#include <genoprop/core/array.hpp>
#include <genoprop/evolve/strategy.hpp>

namespace genoprop::support {

/// inputs x units genes that feed hidden units, and one outgoing weight a unit; N(0, 1)
inline Layout two_slices(Index inputs, Index units) {
  Layout l;
  const Index hidden = l.add_group(units, false);
  l.add({.name = "in", .rows = inputs, .columns = units, .start = {Start::Law::normal, 1}, .feeds = hidden});
  l.add({.name = "out", .rows = units, .columns = 1, .layer = 1, .start = {Start::Law::normal, 1}, .leaves = hidden});
  return l;
}

/// the bowl |w|^2 / 2 over 2 x 2 + 2 genes, unless a test says otherwise
struct Made {
  using Scalar = double;
  using Genome = std::span<const double>;
  Layout form = two_slices(2, 2);
  std::function<double(Genome)> value = [](Genome w) {
    double sum = 0;
    for (const double v : w) sum += v * v / 2;
    return sum;
  };
  std::function<void(Genome, std::span<double>)> slope = [](Genome w, std::span<double> g) {
    for (std::size_t k = 0; k < w.size(); ++k) g[k] = w[k];
  };

  Layout layout() const { return form; }
  double loss(Genome w) const { return value(w); }
  void gradient(Genome w, std::span<double> g) const { slope(w, g); }
};
/// the same, as if it drew mini-batches of so many rows
struct MadeWithRows : Made {
  Index training_rows() const { return 100; }
};
/// training changes nothing
inline void flat(Made::Genome, std::span<double> g) {
  for (double& v : g) v = 0;
}

/// the best of the ranking, unless a test says otherwise
struct MadeSelect {
  std::function<Index(const Ranking&, Draw&)> choose = [](const Ranking& r, Draw&) { return r.size() > 0 ? r.slot(0) : no_parent; };
  Index operator()(const Ranking& ranking, Draw& draw) const { return choose(ranking, draw); }
};
/// everybody stays, unless a test says otherwise
struct MadeReplace {
  std::function<Fate(Index, const Ranking&, const Clock&)> decide = [](Index, const Ranking&, const Clock&) { return keep_mine; };
  Fate operator()(Index slot, const Ranking& now, const Clock& clock) const { return decide(slot, now, clock); }
};
/// the first `cut` genes are the first parent's: none, unless a test says otherwise
struct MadeCross {
  std::function<Index(const Child&)> cut = [](const Child& child) { return child.genes; };
  struct Rule {
    Index cut;
    template <class T>
    GENOPROP_HD T operator()(Parents<T> p, GeneSite at) const {
      return at.gene < cut ? p[0] : p[1];
    }
  };
  Rule plan(const Child& child, Draw&) const { return {cut(child)}; }
};
/// nothing, unless a test says otherwise
struct MadeMutate {
  std::function<double(double, GeneSite)> change = [](double value, GeneSite) { return value; };
  template <class T>
  T operator()(T value, GeneSite at, Draw&) const {
    return static_cast<T>(change(static_cast<double>(value), at));
  }
};
using MadeStrategy = Strategy<MadeSelect, MadeCross, MadeMutate, MadeReplace>;

/// P genomes: row s is filled with `of(s)`
template <class F>
xt::xtensor<double, 2> genomes(std::size_t population, std::size_t genes, F of) {
  xt::xtensor<double, 2> all = xt::zeros<double>({population, genes});
  for (std::size_t s = 0; s < population; ++s)
    for (std::size_t g = 0; g < genes; ++g) all(s, g) = of(s, g);
  return all;
}

}  // namespace genoprop::support
