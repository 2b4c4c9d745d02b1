#include <genoprop/core/order.hpp>

#include <doctest/doctest.h>

using namespace genoprop;

TEST_CASE("order: equal ones stay as they were") {
  std::vector<Index> items{31, 12, 22, 11, 30, 21};
  sort_stably(items, [](Index a, Index b) { return a / 10 < b / 10; });
  CHECK(items == std::vector<Index>{12, 11, 22, 21, 31, 30});
  sort_stably(items, [](Index, Index) { return false; });
  CHECK(items == std::vector<Index>{12, 11, 22, 21, 31, 30});
  std::vector<Index> none;
  sort_stably(none, [](Index a, Index b) { return a < b; });
  CHECK(none.empty());
}
