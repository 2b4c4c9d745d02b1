#pragma once
// How much of a unit the other units of its layer cannot express.

#include <cmath>
#include <vector>

#include <genoprop/core/math.hpp>
#include <genoprop/core/view.hpp>

namespace genoprop {

/// 1 - R_j^2 of every variable on all others, from a correlation matrix C [n, n]: 1 / (C + ridge I)^-1_jj (for the inverse's
/// diagonal see Whittaker, "Graphical Models in Applied Multivariate Statistics", 1990, proposition 5.7.1).
/// Cholesky and forward substitution in double, O(n^3).
inline std::vector<double> unexplained(const std::vector<double>& c, Index units, double ridge = 1e-4) {
  const auto n = static_cast<std::size_t>(units);
  std::vector<double> l(n * n, 0.0);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = c[i * n + j] + (i == j ? ridge : 0.0);
      for (std::size_t k = 0; k < j; ++k) sum -= l[i * n + k] * l[j * n + k];
      if (i == j)
        l[i * n + i] = std::sqrt(sum > ridge * 1e-3 ? sum : ridge * 1e-3);  // rounding may take a duplicate below zero
      else
        l[i * n + j] = sum / l[j * n + j];
    }
  // row by row of L^-1; its column sums of squares are the diagonal of the inverse
  std::vector<double> diagonal(n, 0.0), inverse(n * n, 0.0);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = i == j ? 1.0 : 0.0;
      for (std::size_t k = j; k < i; ++k) sum -= l[i * n + k] * inverse[k * n + j];
      inverse[i * n + j] = sum / l[i * n + i];
      diagonal[j] += inverse[i * n + j] * inverse[i * n + j];
    }
  }
  for (double& d : diagonal) d = 1.0 / d;
  return diagonal;
}

}  // namespace genoprop
