#pragma once
// What one loss says of given outputs, and whether its slope is the derivative of its value.

#include <doctest/doctest.h>

#include <utility>
#include <vector>

#include "support/near.hpp"
#include "support/pass.hpp"

#include <genoprop/core/draw.hpp>
#include <genoprop/nn/sequential.hpp>

namespace genoprop::support {

/// A network without weights' influence: y = x.
template <class Loss>
class Judge {
 public:
  Judge(Index outputs, Examples<double> rows, Loss loss = {})
      : pass_(sequential(input(outputs), dense(outputs)), loss, std::move(rows)), identity_(static_cast<std::size_t>(pass_.genes()), 0.0) {
    for (Index k = 0; k < outputs; ++k) identity_[static_cast<std::size_t>(k * outputs + k)] = 1;
  }
  std::vector<double> losses() { return pass_.losses(identity_); }
  std::vector<double> slope() { return pass_.output_slope(identity_); }
  std::vector<double> hits() { return pass_.hits(identity_); }

 private:
  Pass<double, decltype(sequential(input(1), dense(1))), Loss> pass_;
  std::vector<double> identity_;
};

/// the gradient of the mean loss of three rows by central differences; x may hold more numbers than are taken
template <class Loss>
void check_slope(Loss loss, Index outputs, Examples<double> here) {
  here.x.resize(static_cast<std::size_t>(3 * outputs));
  const auto slope = Judge<Loss>(outputs, here, loss).slope();
  for (std::size_t k = 0; k < here.x.size(); ++k) {
    const double h = 1e-5;
    const auto mean_at = [&](double x) {
      Examples<double> moved = here;
      moved.x[k] = x;
      double sum = 0;
      for (const double l : Judge<Loss>(outputs, moved, loss).losses()) sum += l / 3;
      return sum;
    };
    CHECK(near((mean_at(here.x[k] + h) - mean_at(here.x[k] - h)) / (2 * h), slope[k], 1e-9));
  }
}

/// three rows of four outputs
inline Examples<double> three_rows(Draw& draw) {
  Examples<double> rows{.rows = 3, .x = std::vector<double>(12)};
  for (double& v : rows.x) v = 3 * static_cast<double>(draw.normal());
  return rows;
}

}  // namespace genoprop::support
