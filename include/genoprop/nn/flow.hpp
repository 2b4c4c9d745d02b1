#pragma once
// What a layer meets in one pass over B rows.

#include <genoprop/concepts/clock.hpp>
#include <genoprop/concepts/lane.hpp>
#include <genoprop/concepts/network.hpp>

namespace genoprop {

/// Below the first layer there is none: nothing to hand a gradient to.
struct NoLayer {};

/// The places that a layer takes in a trace: one, and one for each layer inside it.
template <class Layer>
inline constexpr Index places_of = 1;
template <class Layer>
  requires requires { Layer::places; }
inline constexpr Index places_of<Layer> = Layer::places;

/// What a network reads, [p, B, inputs]: a block, or rows that lie apart, for networks and lanes that read such lists.
template <class T>
struct Input {
  Block<const T> block{};
  RowList<T> list{};

  Input(Block<const T> rows) : block(rows) {}
  Input(Block<T> rows) : block(rows) {}
  Input(RowList<T> rows) : list(rows) {}
};

/// The blocks of a pass: y[0] are a layer's outputs [p, B, units], dy[0] their gradients, already times the slope of its activation;
/// z[0] is kept where the slope is read off z, own[0] is what the layer itself keeps. Behind [0] lie those of the layers behind it.
template <class T>
struct Flow {
  Block<const T> x{};  // [p, B, inputs]
  const Block<T>*y = nullptr, *z = nullptr, *own = nullptr, *dy = nullptr;
  Block<const T> told{};             // what the slope of the layer below is read off; none below the first
  Block<T> dx{};                     // none below the first
  const Clock* clock = nullptr;      // in lane memory; none where nothing is trained: predictions, scores
  Index slot = 0;                    // of the lane's first individual
  const RowList<T>* list = nullptr;  // for the first layer: x where it is a list of rows

  /// what the slope of the layer at [k] is read off
  Block<const T> slope_of(Index k) const { return z[k] ? z[k] : y[k]; }
  /// of the layer whose places begin at [k]
  Flow inside(Index k) const {
    if (k == 0) return *this;
    return {y[k - 1], y + k, z + k, own + k, dy + k, slope_of(k - 1), dy[k - 1], clock, slot};
  }
};

/// Whether this lane may hand this network lists of rows: `N::reads_row_lists`, its first layer reads them.
template <class N, class L>
bool reads_row_lists(const L& lane) {
  if constexpr (requires { requires N::reads_row_lists; } && ReadsRowLists<L>)
    return lane.reads_row_lists();
  else
    return false;
}

}  // namespace genoprop
