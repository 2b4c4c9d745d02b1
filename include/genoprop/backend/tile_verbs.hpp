#pragma once
// What an instruction set brings to a product, as a table: the control around tiles is compiled once for all of them.

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>

#include <genoprop/backend/column_sums.hpp>
#include <genoprop/backend/shuffles.hpp>
#include <genoprop/backend/tiles.hpp>

namespace genoprop {

/// Everything of a product that is compiled for vectors. What is around it, `TileProduct`, is the same text for all of them: one copy of
/// it costs the compiler less, and a step of a small network less of the near cache, than one for each kind of operand.
template <class T>
struct TileVerbs {
  struct Height {
    Index rows;
    void (*run)(const TileJob<T>& job);
  };
  static constexpr int most_heights = 5;
  using Stack = std::array<Height, most_heights>;  ///< from the highest tile down to one row

  Index width;                                 ///< of a vector
  std::array<std::array<Stack, 2>, 4> stacks;  ///< [lie][vectors side by side - 1]
  /// to[c][r] = from[r][c] of one square of vectors: `Transpose`
  void (*transpose)(T* to, std::ptrdiff_t across, const T* from, std::ptrdiff_t pitch, Index rows, Index columns);
  /// to[r][c] = from[r][c] in whole vectors up to `across`, zeros behind the last column
  void (*copy)(T* to, Index across, const T* from, std::ptrdiff_t pitch, Index rows, Index columns);
  /// sums[c] = from[0][c] + from[1][c] + ...: `ColumnSums`
  void (*sum_columns)(T* sums, const T* from, std::ptrdiff_t pitch, Index rows, Index columns);

  const Stack& stack(Lie lie, Index vectors) const { return stacks[static_cast<std::size_t>(lie)][static_cast<std::size_t>(vectors - 1)]; }
};

namespace verb {

template <class Set, class T>
struct CopyRows {
  T* to;
  Index across;
  const T* from;
  std::ptrdiff_t pitch;
  Index rows, columns;
  GENOPROP_CPU void operator()() const {
    constexpr Index width = Set::bytes / static_cast<Index>(sizeof(T));
    typename Set::template Vector<T> v;
    T* put = to;
    const T* take = from;
    for (Index r = rows; r > 0; --r, take += pitch)
      for (Index c = 0; c < across; c += width, put += width) {
        Set::load(v, take + c, std::clamp(columns - c, Index{0}, width));
        Set::store(put, v);
      }
  }
};

}  // namespace verb

/// The table of one instruction set.
template <class Set, class T>
class TileVerbsOf {
  static void transpose(T* to, std::ptrdiff_t across, const T* from, std::ptrdiff_t pitch, Index rows, Index columns) {
    Set::run(Transpose<Set, T>{to, across, from, pitch, rows, columns});
  }
  static void copy(T* to, Index across, const T* from, std::ptrdiff_t pitch, Index rows, Index columns) {
    Set::run(verb::CopyRows<Set, T>{to, across, from, pitch, rows, columns});
  }
  static void sum_columns(T* sums, const T* from, std::ptrdiff_t pitch, Index rows, Index columns) {
    Set::run(ColumnSums<Set, T>{from, pitch, rows, columns, sums});
  }
  // more rows than tile_rows would want more registers than there are for where listed ones begin
  template <Lie lie, int vectors>
  static constexpr int highest = lie == Lie::listed_rows ? Set::tile_rows : Set::tile_rows * 2 / vectors;
  template <Lie lie, int vectors, int height = highest<lie, vectors>>
  static constexpr void add(typename TileVerbs<T>::Stack& stack, std::size_t at) {
    stack[at] = {height, &Tile<Set, T>::template run<height, vectors, lie>};
    if constexpr (height > 1) add<lie, vectors, static_cast<int>(std::bit_floor(height - 1u))>(stack, at + 1);
  }
  template <Lie lie>
  static constexpr std::array<typename TileVerbs<T>::Stack, 2> both() {
    std::array<typename TileVerbs<T>::Stack, 2> stacks{};
    add<lie, 1>(stacks[0], 0);
    add<lie, 2>(stacks[1], 0);
    return stacks;
  }

 public:
  static constexpr TileVerbs<T> all{
      .width = Set::bytes / static_cast<Index>(sizeof(T)),
      .stacks = {both<Lie::rows>(), both<Lie::columns>(), both<Lie::listed_rows>(), both<Lie::listed_columns>()},
      .transpose = &transpose,
      .copy = &copy,
      .sum_columns = &sum_columns};
};

}  // namespace genoprop
