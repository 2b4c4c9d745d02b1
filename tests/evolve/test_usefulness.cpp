#include <genoprop/evolve/usefulness.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "support/near.hpp"
#include "support/seeds.hpp"

using namespace genoprop;
using namespace genoprop::support;

TEST_CASE("unexplained: independent variables keep all, two that correlate keep 1 - r^2") {
  CHECK(near(unexplained({1, 0, 0, 0, 1, 0, 0, 0, 1}, 3, 0), std::vector{1.0, 1.0, 1.0}, 1e-12));
  CHECK(near(unexplained({1, 0.6, 0.6, 1}, 2, 0), std::vector{0.64, 0.64}, 1e-12));
  // x3 = (x1 + x2) / sqrt 2 + noise of the same variance: correlations 1 / 2, R^2 = 1 / 2
  CHECK(near(unexplained({1, 0, 0.5, 0, 1, 0.5, 0.5, 0.5, 1}, 3, 0)[2], 0.5, 1e-12));
  CHECK(unexplained({}, 0).empty());
  CHECK(near(unexplained({1}, 1, 0)[0], 1.0, 1e-12));
}

TEST_CASE("unexplained: a duplicate keeps next to nothing and nothing becomes infinite") {
  const auto u = unexplained({1, 1, 0, 1, 1, 0, 0, 0, 1}, 3);
  CHECK(u[0] < 3e-4);
  CHECK(u[1] < 3e-4);
  CHECK(near(u[2], 1.0, 1e-3));
  for (const double v : unexplained(std::vector<double>(16, 1.0), 4)) {  // four copies of one
    CHECK(std::isfinite(v));
    CHECK(v > 0);
    CHECK(v < 1e-3);
  }
}

TEST_CASE("unexplained: 1 - R^2 of the regression on all others, over 30 random samples") {
  for_seeds(30, [](Draw& draw) {
    constexpr std::size_t n = 4, rows = 60;
    std::vector<double> x(rows * n), c(n * n, 0.0);
    for (std::size_t r = 0; r < rows; ++r) {
      const double common = static_cast<double>(draw.normal());
      for (std::size_t j = 0; j < n; ++j) x[r * n + j] = static_cast<double>(draw.normal()) + static_cast<double>(j) * common;
    }
    for (std::size_t j = 0; j < n; ++j) {  // standardise
      double mean = 0, square = 0;
      for (std::size_t r = 0; r < rows; ++r) mean += x[r * n + j] / rows;
      for (std::size_t r = 0; r < rows; ++r) square += (x[r * n + j] - mean) * (x[r * n + j] - mean) / rows;
      for (std::size_t r = 0; r < rows; ++r) x[r * n + j] = (x[r * n + j] - mean) / std::sqrt(square);
    }
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < n; ++j)
        for (std::size_t r = 0; r < rows; ++r) c[i * n + j] += x[r * n + i] * x[r * n + j] / rows;
    const auto u = unexplained(c, n, 0);
    for (std::size_t j = 0; j < n; ++j) {  // the residual of x_j after its regression on the others, by gradient-free sweeps (Gauss-Seidel)
      std::vector<double> beta(n, 0.0);
      for (int sweep = 0; sweep < 2000; ++sweep)
        for (std::size_t k = 0; k < n; ++k)
          if (k != j) {
            double b = c[k * n + j];
            for (std::size_t m = 0; m < n; ++m)
              if (m != j && m != k) b -= c[k * n + m] * beta[m];
            beta[k] = b;
          }
      double explained = 0;
      for (std::size_t k = 0; k < n; ++k)
        if (k != j) explained += beta[k] * c[k * n + j];
      CHECK(near(u[j], 1 - explained, 1e-6));
    }
  });
}
