// A few genes of many: all different, each as likely, pairs too; as many as are asked for.

#include <genoprop/engine/few_genes.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <set>
#include <vector>

#include "support/seeds.hpp"

using namespace genoprop;
using namespace genoprop::support;

TEST_CASE("Shuffled: a permutation, whatever the number of items") {
  for (const Index n : {1, 2, 3, 4, 5, 15, 16, 17, 63, 64, 65, 1000, 5000}) {
    CAPTURE(n);
    for_seeds(10, [&](Draw& draw) {
      const Shuffled shuffled(n, draw);
      std::vector<char> met(static_cast<std::size_t>(n), 0);
      for (Index j = 0; j < n; ++j) {
        const Index item = shuffled(j);
        REQUIRE((item >= 0 && item < n));
        CHECK(met[static_cast<std::size_t>(item)] == 0);
        met[static_cast<std::size_t>(item)] = 1;
      }
    });
  }
  Draw draw(1, {});
  const Index largest = 2'147'483'647 - 64;
  const Shuffled shuffled(largest, draw);
  std::set<Index> items;
  for (Index j = 0; j < 1000; ++j) {
    items.insert(shuffled(j));
    CHECK((shuffled(j) >= 0 && shuffled(j) < largest));
  }
  CHECK(items.size() == 1000);
}

TEST_CASE("Shuffled: every item is as likely to be among the first as any other, and so is every pair") {
  for (const Index n : {3, 7, 54}) {
    CAPTURE(n);
    constexpr int trials = 20'000;
    const Index few = n / 3 + 1;
    const auto items = static_cast<std::size_t>(n);
    std::vector<double> count(items), pair(items * items);
    for_seeds(trials, [&](Draw& draw) {
      const Shuffled shuffled(n, draw);
      std::vector<std::size_t> chosen;
      for (Index j = 0; j < few; ++j) chosen.push_back(static_cast<std::size_t>(shuffled(j)));
      for (const std::size_t a : chosen) {
        ++count[a];
        for (const std::size_t b : chosen) pair[a * items + b] += a == b ? 0 : 1;
      }
    });
    const double share = few / double(n), both = share * (few - 1) / (n - 1);
    for (std::size_t a = 0; a < items; ++a) {
      CAPTURE(a);
      CHECK(std::abs(count[a] / trials - share) < 5 * std::sqrt(share * (1 - share) / trials));
      for (std::size_t b = 0; b < items; ++b)
        if (a != b) CHECK(std::abs(pair[a * items + b] / trials - both) < 5 * std::sqrt(both * (1 - both) / trials));
    }
  }
}
