#pragma once
// How much of a unit the other units of its layer cannot express.

#include <cmath>
#include <vector>

#include <genoprop/core/math.hpp>
#include <genoprop/core/view.hpp>

namespace genoprop {

/// 1 - R_j^2 of every variable on all others, from a correlation matrix C [n, n]: 1 / (C + ridge I)^-1_jj (for the inverse's
/// diagonal see Whittaker, "Graphical Models in Applied Multivariate Statistics", 1990, proposition 5.7.1).
/// Cholesky and forward substitution in double, O(n^3): many sums side by side, each in the order of its terms.
inline std::vector<double> unexplained(const std::vector<double>& c, Index units, double ridge = 1e-4) {
  const auto n = static_cast<std::size_t>(units);
  const auto subtract = [](double* from, double by, const double* terms, std::size_t first, std::size_t end) {
#pragma omp simd
    for (std::size_t i = first; i < end; ++i) from[i] -= by * terms[i];
  };
  std::vector<double> l(n * n, 0.0);  // row j: column j of L
  for (std::size_t j = 0; j < n; ++j) {
    double* const column = &l[j * n];
    for (std::size_t i = j; i < n; ++i) column[i] = c[i * n + j] + (i == j ? ridge : 0.0);
    for (std::size_t k = 0; k < j; ++k) subtract(column, l[k * n + j], &l[k * n], j, n);
    column[j] = std::sqrt(column[j] > ridge * 1e-3 ? column[j] : ridge * 1e-3);  // rounding may take a duplicate below zero
    for (std::size_t i = j + 1; i < n; ++i) column[i] /= column[j];
  }
  // row by row of L^-1; its column sums of squares are the diagonal of the inverse
  std::vector<double> diagonal(n, 0.0), inverse(n * n, 0.0);
  for (std::size_t i = 0; i < n; ++i) {
    double* const row = &inverse[i * n];
    row[i] = 1.0;
    for (std::size_t k = 0; k < i; ++k) subtract(row, l[k * n + i], &inverse[k * n], 0, k + 1);
    for (std::size_t j = 0; j <= i; ++j) {
      row[j] /= l[i * n + i];
      diagonal[j] += row[j] * row[j];
    }
  }
  for (double& d : diagonal) d = 1.0 / d;
  return diagonal;
}

}  // namespace genoprop
