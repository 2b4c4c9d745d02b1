#include <doctest/doctest.h>

#include <genoprop/concepts/selection.hpp>

using namespace genoprop;

namespace {
struct Best {
  Index operator()(const Ranking& ranking, Draw&) const { return ranking.size() > 0 ? ranking.slot(0) : no_parent; }
};
struct Silent {
  Index operator()(const Ranking&) const { return 0; }
};
}  // namespace

TEST_CASE("selection: (ranking, draw) -> slot; nothing else") {
  CHECK(Selection<Best>);
  CHECK_FALSE(Selection<Silent>);
  CHECK_FALSE(Selection<int>);
}
