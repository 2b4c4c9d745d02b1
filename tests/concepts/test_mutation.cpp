#include <doctest/doctest.h>

#include <genoprop/concepts/mutation.hpp>

using namespace genoprop;

namespace {
struct GeneRule {
  template <class T>
  T operator()(T value, GeneSite, Draw&) const {
    return -value;
  }
};
struct UnitRule {
  bool operator()(UnitSite at, Draw&) const { return at.unit == 0; }
};
struct OnTheTable {
  using surgery = void;
};
struct Idle {
  static constexpr bool idle = true;
};
struct Busy {
  static constexpr bool idle = false;
};
struct Planned {
  GeneRule plan(const MutationChild&, Draw&) const { return {}; }
};
struct PlansForCrossing {  // another kind of child
  GeneRule plan(const Child&, Draw&) const { return {}; }
};
struct PlansNothing {
  int plan(const MutationChild&, Draw&) const { return 0; }
};
struct Few : GeneRule {
  Index few() const { return 3; }
};
struct Sensitive : Planned {
  static constexpr bool reads_sensitivity = true;
};
struct Adapting : Planned {
  float next_step_size(float parents, Draw&) const { return parents; }
};
struct Widens {  // a gene of a float genome would become a double on the way
  double operator()(float value, GeneSite, Draw&) const { return static_cast<double>(value); }
};
struct Counts {
  int operator()(UnitSite, Draw&) const { return 1; }
};
}  // namespace

TEST_CASE("mutation: each kind is told from the others") {
  CHECK((GeneMutation<GeneRule> && !UnitMutation<GeneRule> && !Surgery<GeneRule> && !IdleMutation<GeneRule>));
  CHECK((UnitMutation<UnitRule> && !GeneMutation<UnitRule> && !Surgery<UnitRule> && !IdleMutation<UnitRule>));
  CHECK((Surgery<OnTheTable> && !GeneMutation<OnTheTable> && !UnitMutation<OnTheTable> && !IdleMutation<OnTheTable>));
  CHECK((IdleMutation<Idle> && !GeneMutation<Idle> && !UnitMutation<Idle> && !Surgery<Idle>));
  CHECK((Mutation<GeneRule> && Mutation<UnitRule> && Mutation<OnTheTable> && Mutation<Idle>));
}

TEST_CASE("mutation: a plan makes a gene rule, of few genes, from sensitivities, with a step size that is inherited") {
  CHECK((PlannedMutation<Planned> && Mutation<Planned> && !GeneMutation<Planned> && !Surgery<Planned>));
  CHECK_FALSE(Mutation<PlansForCrossing>);
  CHECK_FALSE(Mutation<PlansNothing>);
  CHECK((FewGenes<Few> && !FewGenes<GeneRule>));
  CHECK((SensitiveMutation<Sensitive> && !SensitiveMutation<Planned>));
  CHECK((AdaptingMutation<Adapting> && !AdaptingMutation<Planned>));
}

TEST_CASE("mutation: near misses are none") {
  CHECK_FALSE(Mutation<Busy>);
  CHECK_FALSE(Mutation<Widens>);
  CHECK_FALSE(Mutation<Counts>);
  CHECK_FALSE(Mutation<int>);
}
