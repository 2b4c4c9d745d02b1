#include <doctest/doctest.h>

#include <genoprop/concepts/crossover.hpp>

using namespace genoprop;

namespace {
struct Checkerboard {  // may draw
  template <class T>
  T operator()(Parents<T> p, GeneSite at, Draw&) const {
    return p[at.gene % 2];
  }
};
struct Both {  // can do without
  template <class T>
  T operator()(Parents<T> p, GeneSite) const {
    return p[0];
  }
  template <class T>
  T operator()(Parents<T> p, GeneSite, Draw&) const {
    return p[1];
  }
};
struct Mean {
  static constexpr Index parents = 3;
  template <class T>
  T operator()(Parents<T, 3> p, GeneSite) const {
    return (p[0] + p[1] + p[2]) / 3;
  }
};
struct Half {
  static constexpr Grain grain = Grain::layer;
  struct Rule {
    Index from;
    template <class T>
    T operator()(Parents<T> p, GeneSite at) const {
      return at.gene < from ? p[0] : p[1];
    }
  };
  Rule plan(const Child& child, Draw&) const { return {child.genes / 2}; }
};
struct PlansNothing {
  int plan(const Child&, Draw&) const { return 0; }
};
struct Some {  // how many parents is a number of each, not of the type
  Index parents = 3;
  Index count(Index candidates) const { return candidates < parents ? candidates : parents; }
  void weights(std::span<const double>, std::span<double>) const {}
};
struct SaysNoNumber {
  static constexpr Index parents = 3;
  double count(Index) const { return 1; }
  void weights(std::span<const double>, std::span<double>) const {}
};
struct OwnAndBest {
  static constexpr bool from_own = true, from_best = true;
  template <class T>
  T operator()(Parents<T> p, GeneSite) const {
    return p[0];
  }
};
struct NoSite {
  template <class T>
  T operator()(Parents<T> p) const {
    return p[0];
  }
};
struct NotConst {
  template <class T>
  T operator()(Parents<T> p, GeneSite) {
    return p[0];
  }
};
}  // namespace

TEST_CASE("crossover: a rule that may draw, one that does not, one that is planned; nothing else") {
  CHECK(Crossover<Checkerboard>);
  CHECK(Crossover<Mean>);
  CHECK(Crossover<Half>);
  CHECK_FALSE(Crossover<PlansNothing>);
  CHECK_FALSE(Crossover<NoSite>);
  CHECK_FALSE(Crossover<NotConst>);
  CHECK_FALSE(Crossover<int>);
}

TEST_CASE("crossover: one that mixes says how many and with which weights; its number of parents may be a member of each") {
  CHECK(MixingCrossover<Some>);
  CHECK(Crossover<Some>);
  CHECK_FALSE(MixingCrossover<SaysNoNumber>);
  CHECK_FALSE(Crossover<SaysNoNumber>);
  CHECK_FALSE(MixingCrossover<Mean>);
  CHECK(parents_of<Some> == 2);
  CHECK(parents_of<SaysNoNumber> == 3);
  CHECK(parents_of<int> == 2);
}

TEST_CASE("crossover: whose parents are not all selected says so") {
  CHECK(from_own<OwnAndBest>);
  CHECK(from_best<OwnAndBest>);
  CHECK_FALSE(from_own<Mean>);
  CHECK_FALSE(from_best<Mean>);
}

TEST_CASE("crossover: what it says of itself") {
  CHECK(draws_words<Checkerboard>);
  CHECK_FALSE(draws_words<Mean, 3>);
  CHECK_FALSE(draws_words<Half::Rule>);
  CHECK_FALSE(draws_words<Both>);
  CHECK_FALSE(draws_words<int>);  // no rule at all
  CHECK(parents_of<Checkerboard> == 2);
  CHECK(parents_of<Mean> == 3);
  CHECK(grain_of<Checkerboard> == Grain::gene);
  CHECK(grain_of<Half> == Grain::layer);
}

TEST_CASE("crossover: the rule of a planned one is made for the child, any other is its own") {
  Draw draw(1, {.purpose = Purpose::cross});
  CHECK(rule_of(Half{}, {.genes = 10}, draw).from == 5);
  CHECK(rule_of(Mean{}, {.genes = 10}, draw)(Parents<double, 3>{{1, 2, 6}}, {}) == 3);
}
