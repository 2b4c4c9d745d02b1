#include <genoprop/backend/plain_lane.hpp>
#include <genoprop/backend/serial.hpp>

#include <cmath>
#include <vector>

#include "support/verbs.hpp"

using namespace genoprop;
using namespace genoprop::support;

TEST_CASE("plain lane: every verb has the order of sums that concepts/lane.hpp states") {
  for (const Index width : {1, 3}) {
    CAPTURE(width);
    const auto crew = Serial{.width = width}.open();
    check_verbs(*crew, 4);
    check_products<double>(*crew, 2);
  }
}

TEST_CASE("plain row: sums go down 16 strands, then pairs 8, 4, 2, 1") {
  // 1 + 2^-24 is 1 in float: which terms meet decides what is left of them
  const PlainRow row(33);
  std::vector<float> x(33, 0.0f);
  x[0] = 1.0f;
  x[16] = 0x1p-24f;  // strand 0 after 1: lost
  x[32] = 0x1p-24f;  // strand 0 again: lost again
  CHECK(row.sum([&](Index c) { return x[static_cast<std::size_t>(c)]; }) == 1.0f);
  x[16] = x[32] = 0.0f;
  x[1] = x[9] = 0x1p-24f;  // strands 1 and 9 meet in the first round of pairs, before 1 does
  CHECK(row.sum([&](Index c) { return x[static_cast<std::size_t>(c)]; }) == 1.0f + 0x1p-23f);
}

TEST_CASE("plain row: the largest element, NaN wherever it stands") {
  const std::vector<float> x{-3.0f, 2.0f, 7.0f, -1.0f, 5.0f};
  CHECK(PlainRow(5).max(x.data()) == 7.0f);
  CHECK(PlainRow(2).max(x.data()) == 2.0f);
  for (std::size_t at = 0; at < 20; ++at) {
    std::vector<float> y(20, 1.0f);
    y[at] = NAN;
    CAPTURE(at);
    CHECK(std::isnan(PlainRow(20).max(y.data())));
  }
}

TEST_CASE("plain lane: memory is zeroed, aligned, and stays where it is") {
  PlainLane lane;
  float* first = lane.take<float>(3);
  first[0] = 1.0f;
  for (int k = 0; k < 1000; ++k) {
    const auto* p = lane.take<double>(5);
    REQUIRE(reinterpret_cast<std::uintptr_t>(p) % 64 == 0);
    REQUIRE((p[0] == 0.0 && p[4] == 0.0));
  }
  CHECK(first[0] == 1.0f);
}
