// Births and fates are plain records.

#include <genoprop/concepts/plan.hpp>

#include <type_traits>

#include <doctest/doctest.h>

namespace genoprop {
namespace {

TEST_CASE("Fate: the four names say what they are") {
  CHECK(keep_mine.kind == Fate::Kind::keep);
  CHECK(breed_here.kind == Fate::Kind::breed);
  CHECK(rest_here.kind == Fate::Kind::rest);
  CHECK(copy_of(5).kind == Fate::Kind::copy);
  CHECK(copy_of(5).from == 5);
  for (const Fate& fate : {Fate{}, keep_mine, breed_here, rest_here}) CHECK(fate.from == -1);
  CHECK(Fate{}.kind == Fate::Kind::keep);
}

TEST_CASE("Birth: nobody's child unless it is said; parents in their order, nobody beyond them") {
  CHECK(Birth{}.parents[0] == -1);
  CHECK(Birth{}.parents[1] == -1);
  CHECK(Birth{}.kind == Birth::Kind::bred);
  CHECK(Plan{}.births.empty());
  const Birth birth{.slot = 1, .parents = {4, -1, 2, 7}};
  CHECK(birth.parents == ParentSlots{4, 2, 7});
  CHECK(birth.parents.size() == 3);
  CHECK(birth.parents[2] == 7);
  CHECK(birth.parents[3] == -1);
}

}  // namespace
}  // namespace genoprop
