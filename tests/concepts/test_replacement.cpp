#include <doctest/doctest.h>

#include <genoprop/concepts/replacement.hpp>

using namespace genoprop;

namespace {
struct Keeps {
  Fate operator()(Index, const Ranking&, const Clock&) const { return keep_mine; }
};
struct Says {
  bool operator()(Index, const Ranking&, const Clock&) const { return true; }
};
}  // namespace

TEST_CASE("replacement: (slot, ranking, clock) -> fate; nothing else") {
  CHECK(Replacement<Keeps>);
  CHECK_FALSE(Replacement<Says>);
  CHECK_FALSE(Replacement<int>);
}
