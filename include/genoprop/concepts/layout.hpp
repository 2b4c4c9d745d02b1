#pragma once
// Where the weights of a network lie in its genome, and which genes belong together.

#include <limits>
#include <string>
#include <vector>

#include <genoprop/core/config.hpp>
#include <genoprop/core/error.hpp>

namespace genoprop {

/// How the weights of a slice are drawn at the start. Plain numbers, so that a lane can draw them.
struct Start {
  enum class Law : std::uint8_t { zero, uniform, normal, orthogonal };
  Law law = Law::zero;
  float scale = 0;   ///< uniform: how far from the middle; else the standard deviation of one weight
  float middle = 0;  ///< uniform
};

/// One weight matrix or bias in the genome: rows x columns genes from `offset`, row by row.
struct Slice {
  std::string name;  ///< as in files: "layers.0.weight"
  Index offset = 0;
  Index rows = 0, columns = 0;
  Index layer = 0;  ///< counted from the input, 0 first
  Start start{};
  Index feeds = -1;     ///< group of units that its columns feed; -1: the output
  Index leaves = -1;    ///< group of units that its rows leave; -1: the input, or no unit
  bool vector = false;  ///< one row, such as a bias: its shape in files is [columns], not [1, columns]
  Index size() const { return rows * columns; }
};

/// Hidden units that may change places without changing the network: one hidden layer, and what follows it unit by unit
/// (normalisation, dropout, residual blocks).
struct Group {
  Index units = 0;
  bool odd = false;  ///< act(-z) = -act(z): a unit and its outgoing weights may change sign together
  Index first = 0;   ///< number of its first unit among all units of the network
  Index layer = 0;   ///< the layer whose outputs are what its units say
};

/// The whole genome. A layer adds its slices in `describe(layout)`.
struct Layout {
  std::vector<Slice> slices;
  std::vector<Group> groups;

  Index genes() const { return slices.empty() ? 0 : slices.back().offset + slices.back().size(); }
  Index units() const { return groups.empty() ? 0 : groups.back().first + groups.back().units; }

  /// appends a slice behind the last; returns its offset
  Index add(Slice slice) {
    const std::int64_t all = std::int64_t{genes()} + std::int64_t{slice.rows} * slice.columns;
    require<ShapeError>(slice.rows >= 0 && slice.columns >= 0 && all <= std::numeric_limits<Index>::max() - 64, "Layout: ", slice.name,
                        " of ", slice.rows, " x ", slice.columns, " weights makes ", all, " in all, expected at most ",
                        std::numeric_limits<Index>::max() - 64);
    slice.offset = genes();
    slices.push_back(slice);
    return slices.back().offset;
  }
  /// appends a group of hidden units; returns its number, which is that of its layer too where nothing stands between dense layers
  Index add_group(Index units_in_it, bool odd) {
    const auto number = static_cast<Index>(groups.size());
    groups.push_back({.units = units_in_it, .odd = odd, .first = units(), .layer = number});
    return number;
  }
};

/// The unit that gene (row, column) of a slice belongs to, numbered over the network, or -1 (an output's bias).
/// A weight between two hidden layers belongs to the unit it feeds; outgoing weights of the last hidden layer belong to
/// the unit they leave.
inline Index unit_of_gene(const Layout& layout, const Slice& slice, Index row, Index column) {
  if (slice.feeds >= 0) return layout.groups[static_cast<std::size_t>(slice.feeds)].first + column;
  if (slice.leaves >= 0) return layout.groups[static_cast<std::size_t>(slice.leaves)].first + row;
  return -1;
}

}  // namespace genoprop
