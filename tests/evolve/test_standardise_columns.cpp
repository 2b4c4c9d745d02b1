#include <genoprop/evolve/standardise_columns.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "support/near.hpp"

#include <genoprop/backend/serial.hpp>

using namespace genoprop;
using namespace genoprop::support;

TEST_CASE("standardise: mean 0, deviation 1, column by column; by hand") {
  // columns: 1 3 5 7 (mean 4, sd sqrt 5), constant 2, constant large
  std::vector<double> h{1, 2, 1e6, 3, 2, 1e6, 5, 2, 1e6, 7, 2, 1e6}, z(12, 99), sd(3, 99);
  const auto crew = Serial{}.open();
  const Span one{0, 1};
  crew->run(std::span<const Span>(&one, 1), [&](auto& lane, Span) {
    lane.for_each(1, 3, StandardiseColumn<double>{{h.data(), 0, 3, 4, 3}, {z.data(), 0, 3, 4, 3}, {sd.data(), 0, 3, 1, 3}});
  });
  const double s = std::sqrt(5.0);
  CHECK(near(sd, std::vector{s, 0.0, 0.0}, 1e-15));
  CHECK(near(z, std::vector{-3 / s, 0.0, 0.0, -1 / s, 0.0, 0.0, 1 / s, 0.0, 0.0, 3 / s, 0.0, 0.0}, 1e-15));
}

TEST_CASE("standardise: what differs by rounding alone counts as constant") {
  std::vector<float> h{1.0f, std::nextafter(1.0f, 2.0f), 1.0f, 0.9999999f}, z(4, 99), sd(1, 99);
  const auto crew = Serial{}.open();
  const Span one{0, 1};
  crew->run(std::span<const Span>(&one, 1), [&](auto& lane, Span) {
    lane.for_each(1, 1, StandardiseColumn<float>{{h.data(), 0, 1, 4, 1}, {z.data(), 0, 1, 4, 1}, {sd.data(), 0, 1, 1, 1}});
  });
  CHECK(sd[0] == 0);
  CHECK(z == std::vector<float>(4, 0.0f));
}

TEST_CASE("products are stored, or added to what is there") {
  std::vector<double> a{1, 2, 3, 4}, b{1, 0, 0, 2}, c(4, 10);
  const auto crew = Serial{}.open();
  const Span one{0, 1};
  const Block<const double> x{a.data(), 0, 2, 2, 2}, y{b.data(), 0, 2, 2, 2};
  const Block<double> to{c.data(), 0, 2, 2, 2};
  crew->run(std::span<const Span>(&one, 1), [&](auto& lane, Span) {
    lane.gemm(x, y, StoreProduct<double>{to});
    lane.gemm(x, y, AddProduct<double>{to});
  });
  CHECK(c == std::vector<double>{2, 8, 6, 16});
}
