#pragma once
// Linear assignment: which column goes to which row, so that the sum over the chosen elements is largest.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include <genoprop/core/config.hpp>
#include <genoprop/core/error.hpp>

namespace genoprop {

namespace detail {

/// Shortest augmenting paths over the costs -similarity, row after row, with dual prices u (rows) and v (columns) that keep every
/// reduced cost -similarity(i, j) - u_i - v_j at least 0 and those of the chosen elements at 0.
class Assignment {
 public:
  Assignment(std::span<const double> similarity, Index n)
      : similarity_(similarity),
        n_(static_cast<std::size_t>(n)),
        u_(n_),
        v_(n_),
        path_(n_),
        from_(n_),
        reached_(n_),
        row_of_(n_, none),
        column_of_(n_, none) {
    for (std::size_t row = 0; row < n_; ++row) place(row);
  }
  std::vector<Index> take() { return std::move(column_of_); }

 private:
  static constexpr Index none = -1;

  double cost(std::size_t row, std::size_t column) const {  // an overflow is large, yet prices must stay finite
    constexpr double large = 1e300;
    const double c = -similarity_[row * n_ + column];
    return c > large ? large : c < -large ? -large : c;
  }

  /// gives `row` a column; on the way rows may exchange theirs (Dijkstra over reduced costs)
  void place(std::size_t row) {
    std::fill(path_.begin(), path_.end(), std::numeric_limits<double>::infinity());
    std::fill(reached_.begin(), reached_.end(), char{0});
    double shortest = 0;
    std::size_t sink = n_;
    for (std::size_t i = row; sink == n_;) {
      const std::size_t next = step(i, shortest);
      shortest = path_[next];
      reached_[next] = 1;
      if (row_of_[next] == none)
        sink = next;
      else
        i = static_cast<std::size_t>(row_of_[next]);
    }
    reprice(row, shortest);
    for (std::size_t column = sink;;) {  // back along the path: every row on it takes the column it was left by
      const auto i = static_cast<std::size_t>(from_[column]);
      row_of_[column] = static_cast<Index>(i);
      const Index left = column_of_[i];
      column_of_[i] = static_cast<Index>(column);
      if (i == row) break;
      column = static_cast<std::size_t>(left);
    }
  }

  /// shortens paths over row i; the nearest column not reached yet: of several a free one, then the first
  std::size_t step(std::size_t i, double shortest) {
    std::size_t nearest = n_;
    for (std::size_t j = 0; j < n_; ++j) {
      if (reached_[j]) continue;
      const double way = shortest + (cost(i, j) - u_[i] - v_[j]);
      if (way < path_[j]) {
        path_[j] = way;
        from_[j] = static_cast<Index>(i);
      }
      if (nearest == n_ || path_[j] < path_[nearest] || (path_[j] == path_[nearest] && row_of_[j] == none && row_of_[nearest] != none))
        nearest = j;
    }
    return nearest;
  }

  void reprice(std::size_t row, double shortest) {
    u_[row] += shortest;
    for (std::size_t j = 0; j < n_; ++j)
      if (reached_[j]) {
        const double gain = shortest - path_[j];
        if (row_of_[j] != none) u_[static_cast<std::size_t>(row_of_[j])] += gain;
        v_[j] -= gain;
      }
  }

  std::span<const double> similarity_;
  std::size_t n_;
  std::vector<double> u_, v_, path_;  // prices; shortest way to a column so far
  std::vector<Index> from_;           // the row before a column on that way
  std::vector<char> reached_;
  std::vector<Index> row_of_, column_of_;
};

}  // namespace detail

/// column[row] <- similarity [n, n] row by row: the permutation with the largest sum of similarity(row, column[row]).
/// Jonker & Volgenant, "A shortest augmenting path algorithm for dense and sparse linear assignment problems", Computing 38,
/// 1987, without its start heuristics, as in Crouse, "On implementing 2D rectangular assignment algorithms", IEEE TAES 52, 2016,
/// section III. O(n^3). Ties go to the lowest column, so equal similarities give the identity; an infinite element counts as 1e300.
inline std::vector<Index> assign(std::span<const double> similarity, Index n) {
  require<ShapeError>(n >= 0, "assign: n is ", n, ", expected at least 0");
  require_equal("assign: elements of similarity", similarity.size(), static_cast<std::size_t>(n) * static_cast<std::size_t>(n));
  for (std::size_t k = 0; k < similarity.size(); ++k)
    require<DataError>(!std::isnan(similarity[k]), "assign: similarity(", k / static_cast<std::size_t>(n), ", ",
                       k % static_cast<std::size_t>(n), ") is NaN, expected a number");
  return detail::Assignment(similarity, n).take();
}

}  // namespace genoprop
