// Where genes lie, and whose they are.

#include <genoprop/concepts/layout.hpp>

#include <vector>

#include <doctest/doctest.h>

namespace genoprop {
namespace {

/// 3 - 4 - 2 - 1 with biases, hidden layers 0 and 1
Layout three_layers() {
  Layout layout;
  const Index first = layout.add_group(4, true), second = layout.add_group(2, false);
  layout.add({.name = "layers.0.weight", .rows = 3, .columns = 4, .layer = 0, .feeds = first});
  layout.add({.name = "layers.0.bias", .rows = 1, .columns = 4, .layer = 0, .feeds = first});
  layout.add({.name = "layers.1.weight", .rows = 4, .columns = 2, .layer = 1, .feeds = second, .leaves = first});
  layout.add({.name = "layers.1.bias", .rows = 1, .columns = 2, .layer = 1, .feeds = second});
  layout.add({.name = "layers.2.weight", .rows = 2, .columns = 1, .layer = 2, .leaves = second});
  layout.add({.name = "layers.2.bias", .rows = 1, .columns = 1, .layer = 2});
  return layout;
}

TEST_CASE("Layout: slices lie one behind the other, groups are numbered on") {
  const Layout layout = three_layers();
  std::vector<Index> offsets;
  for (const Slice& s : layout.slices) offsets.push_back(s.offset);
  CHECK(offsets == std::vector<Index>{0, 12, 16, 24, 26, 28});
  CHECK(layout.genes() == 29);
  CHECK(layout.units() == 6);
  CHECK(layout.groups[0].first == 0);
  CHECK(layout.groups[1].first == 4);
  CHECK(layout.groups[0].odd);
  CHECK_FALSE(layout.groups[1].odd);
}

TEST_CASE("Layout: add answers the offset, add_group the number; an empty one has nothing") {
  Layout layout;
  CHECK(layout.genes() == 0);
  CHECK(layout.units() == 0);
  CHECK(layout.add({.name = "a", .rows = 5, .columns = 2}) == 0);
  CHECK(layout.add({.name = "b", .offset = 99, .rows = 1, .columns = 2}) == 10);  // the offset is the layout's to say
  CHECK(layout.genes() == 12);
  CHECK(layout.add_group(7, false) == 0);
  CHECK(layout.add_group(1, false) == 1);
}

TEST_CASE("unit_of_gene: a weight belongs to the unit it feeds, an outgoing weight of the last hidden layer to the unit it leaves") {
  const Layout layout = three_layers();
  const auto unit = [&](std::size_t slice, Index row, Index column) { return unit_of_gene(layout, layout.slices[slice], row, column); };
  CHECK(unit(0, 2, 3) == 3);  // input to hidden unit 3 of the first layer
  CHECK(unit(1, 0, 1) == 1);  // its bias
  CHECK(unit(2, 3, 0) == 4);  // between hidden layers: the unit it feeds, not the one it leaves
  CHECK(unit(3, 0, 1) == 5);
  CHECK(unit(4, 1, 0) == 5);   // outgoing
  CHECK(unit(5, 0, 0) == -1);  // the output's bias is nobody's
}

TEST_CASE("unit_of_gene: every unit has as many genes as it should") {
  const Layout layout = three_layers();
  std::vector<int> genes(6);
  int nobody = 0;
  for (const Slice& s : layout.slices)
    for (Index r = 0; r < s.rows; ++r)
      for (Index c = 0; c < s.columns; ++c) {
        const Index unit = unit_of_gene(layout, s, r, c);
        ++(unit < 0 ? nobody : genes[static_cast<std::size_t>(unit)]);
      }
  CHECK(genes == std::vector<int>{4, 4, 4, 4, 6, 6});  // 3 + bias; 4 + bias + 1 outgoing
  CHECK(nobody == 1);
}

}  // namespace
}  // namespace genoprop
