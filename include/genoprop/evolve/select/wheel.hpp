#pragma once
// The wheel of fortune behind proportional selection.

#include <vector>

#include <genoprop/concepts/selection.hpp>

namespace genoprop {

/// A selection that draws every position of a ranking with a chance in proportion to its pocket:
/// `std::vector<double> pockets(const Ranking&) const`, one number of at least 0 a position, best first.
template <class S>
concept Proportional = Selection<S> && requires(const S select, const Ranking& ranking) {
  { select.pockets(ranking) } -> std::same_as<std::vector<double>>;
};

/// The position in whose pocket a pointer lies that stands at `turn`, in [0, 1), of the way round. Where no pocket is wider than 0,
/// all are alike.
inline Index pocket_at(const std::vector<double>& pockets, double turn) {
  const auto n = static_cast<Index>(pockets.size());
  double total = 0;
  for (const double p : pockets) total += p;
  const auto alike = static_cast<Index>(turn * n);
  if (!(total > 0)) return alike < n ? alike : n - 1;
  const double pointer = turn * total;
  double end = 0;
  for (Index k = 0; k < n; ++k) {  // the same sums in the same order as `total`: the last end is the total, above any pointer
    end += pockets[static_cast<std::size_t>(k)];
    if (pointer < end) return k;
  }
  return n - 1;
}

}  // namespace genoprop
