// Who structures a population.

#include <genoprop/concepts/demes.hpp>

#include <doctest/doctest.h>

namespace genoprop {
namespace {

struct Halves {
  Index deme(Index slot, Index population) const { return slot < population / 2 ? 0 : 1; }
  Index migrant(Index, const Ranking&, const Clock&) const { return no_migrant; }
};
struct NoMigration {
  Index deme(Index, Index) const { return 0; }
};

TEST_CASE("Demes: a deme for every slot, and who comes to it") {
  CHECK(Demes<Halves>);
  CHECK_FALSE(Demes<NoMigration>);
  CHECK_FALSE(Demes<int>);
}

}  // namespace
}  // namespace genoprop
