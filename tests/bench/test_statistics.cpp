#include "../../bench/support/statistics.hpp"

#include <doctest/doctest.h>

#include <limits>

using doctest::Approx;

namespace {
constexpr double never = std::numeric_limits<double>::infinity();
}

TEST_CASE("Wilson's interval: the examples of Newcombe, Statistics in Medicine 17, 1998, table I, method 3") {
  const auto near = [](int r, int n, double low, double high) {
    const auto [a, b] = bench::wilson(r, n);
    CHECK(a == Approx(low).epsilon(0.0002).scale(1));
    CHECK(b == Approx(high).epsilon(0.0002).scale(1));
  };
  near(81, 263, 0.2553, 0.3662);
  near(15, 148, 0.0624, 0.1605);
  near(0, 20, 0.0000, 0.1611);
  near(1, 29, 0.0061, 0.1718);
  near(29, 29, 1 - 0.1170, 1.0000);
  CHECK(bench::wilson(0, 0) == std::pair(0.0, 1.0));
}

TEST_CASE("Fisher's exact test: published two-sided p") {
  // the lady tasting tea: Agresti, Categorical Data Analysis, 2002, section 3.5.2
  CHECK(bench::fisher(3, 4, 1, 4) == Approx(0.4857).epsilon(1e-3));
  // convictions of twins: Fisher, "The logic of inductive inference", J. Royal Statistical Society 98, 1935
  CHECK(bench::fisher(10, 12, 3, 18) == Approx(0.0005367).epsilon(1e-3));
  CHECK(bench::fisher(2, 17, 10, 13) == Approx(0.0005367).epsilon(1e-3));
  CHECK(bench::fisher(5, 10, 5, 10) == Approx(1));
  CHECK(bench::fisher(0, 10, 0, 10) == Approx(1));
}

TEST_CASE("quantiles: Hyndman & Fan's type 7, as R's default; failures stay infinite") {
  const std::vector<double> v{7, 1, 3, 10};  // R: quantile(c(1, 3, 7, 10)) is 1, 2.5, 5, 7.75, 10
  CHECK(bench::quantile(v, 0.25) == Approx(2.5));
  CHECK(bench::quantile(v, 0.5) == Approx(5));
  CHECK(bench::quantile(v, 0.5) == bench::median(v));
  CHECK(bench::quantile(v, 0.75) == Approx(7.75));
  CHECK(bench::quantile(v, 0) == 1);
  CHECK(bench::quantile(v, 1) == 10);
  CHECK(bench::quantile({1, 2, 3, never}, 0.5) == 2.5);
  CHECK(bench::quantile({1, 2, never, never}, 0.5) == never);
  CHECK(bench::quantile({1, 2, never, never}, 0.75) == never);
  CHECK(std::isnan(bench::quantile({}, 0.5)));
}

TEST_CASE("the worst tenth: the mean of the largest, at least of one") {
  std::vector<double> v;
  for (int k = 1; k <= 20; ++k) v.push_back(k);
  CHECK(bench::worst_decile(v) == 19.5);
  CHECK(bench::worst_decile({3, 1, 2}) == 3);
  CHECK(std::isnan(bench::worst_decile({})));
}

TEST_CASE("mean and deviation of a sample") {
  const std::vector<double> v{2, 4, 4, 4, 5, 5, 7, 9};
  CHECK(bench::mean(v) == 5);
  CHECK(bench::deviation(v) == Approx(2.13809));  // sqrt(32 / 7)
  CHECK(bench::deviation({1}) == 0);
}
