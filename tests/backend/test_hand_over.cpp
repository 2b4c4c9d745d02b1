#include <genoprop/backend/hand_over.hpp>

#include <doctest/doctest.h>

#include <stdexcept>
#include <vector>

using namespace genoprop;

namespace {

/// how often each element came, and what it was
template <bool quiet>
struct Keep {
  std::vector<int>* times;
  std::vector<float>* seen;
  Index row, column;
  GENOPROP_HD void operator()(Index i, Index r, Index c, float sum) const noexcept(quiet) {
    if constexpr (!quiet)
      if (sum < 0) throw std::domain_error("negative");
    const auto at = static_cast<std::size_t>(c - column);
    (*times)[at] += i == 0 && r == row ? 1 : 100;
    (*seen)[at] = sum;
  }
};

template <bool quiet>
void check_strip(Index n) {
  std::vector<float> sums(static_cast<std::size_t>(n));
  for (Index c = 0; c < n; ++c) sums[static_cast<std::size_t>(c)] = 1.5f * static_cast<float>(c);
  std::vector<int> times(sums.size(), 0);
  std::vector<float> seen(sums.size(), -1);
  hand_over<16>(Keep<quiet>{&times, &seen, 3, 7}, 3, 7, sums.data(), n);
  CHECK(times == std::vector<int>(sums.size(), 1));
  CHECK(seen == sums);
}

}  // namespace

TEST_CASE("hand over: every sum comes once, with its place, whatever their number") {
  for (Index n = 0; n < 70; ++n) {
    CAPTURE(n);
    check_strip<true>(n);
    check_strip<false>(n);
  }
}

TEST_CASE("hand over: an exception of a body comes out, and nothing behind it has been taken") {
  std::vector<float> sums(20, 1);
  sums[5] = -1;
  std::vector<int> times(sums.size(), 0);
  std::vector<float> seen(sums.size(), 0);
  const Keep<false> keep{&times, &seen, 0, 0};
  CHECK_THROWS_AS(hand_over<16>(keep, 0, 0, sums.data(), 20), std::domain_error);
  for (std::size_t c = 0; c < times.size(); ++c) CHECK(times[c] == (c < 5 ? 1 : 0));
}

TEST_CASE("hand over: a tile of any shape arrives whole, through the consumer whose type is forgotten") {
  for (const Index rows : {1, 3})
    for (const Index columns : {1, 10, 16, 31, 32, 33}) {
      CAPTURE(columns);
      const Index across = columns + 5;
      std::vector<float> sums(static_cast<std::size_t>(rows * across));
      for (std::size_t k = 0; k < sums.size(); ++k) sums[k] = static_cast<float>(k);
      std::vector<float> to(static_cast<std::size_t>((rows + 2) * 50), -1);
      struct Store {
        float* to;
        GENOPROP_HD void operator()(Index, Index r, Index c, float sum) const noexcept { to[r * 50 + c] = sum; }
      };
      const Store store{to.data()};
      const TileConsumer<float> consumer = HandOver<Plain, float, Store>::of(store);
      consumer.take(consumer.f, {sums.data(), 2, rows, 4, columns, across});
      for (Index r = 0; r < rows + 2; ++r)
        for (Index c = 0; c < 50; ++c) {
          const bool inside = r >= 2 && c >= 4 && c < 4 + columns;
          REQUIRE(to[static_cast<std::size_t>(r * 50 + c)] == (inside ? static_cast<float>((r - 2) * across + c - 4) : -1.0f));
        }
    }
}
