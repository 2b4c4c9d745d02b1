#include <doctest/doctest.h>

#include <genoprop/evolve/mutate/nothing.hpp>

using namespace genoprop;

TEST_CASE("no mutation: idle, and no rule that could draw or change") {
  CHECK(IdleMutation<NoMutation>);
  CHECK_FALSE((GeneMutation<NoMutation> || UnitMutation<NoMutation> || Surgery<NoMutation>));
}
