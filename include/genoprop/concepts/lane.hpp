#pragma once
// A lane: what trains at once. One individual on a CPU thread, all of a shard on a GPU.
//
// Everything a lane keeps is planned before the first step; verbs run in the order they are called, return nothing to the
// host and never allocate. A body is called once for every element, in any order, perhaps at once; it writes only its own.
//
// 1. Every sum has an order fixed by its shape alone. A product: k ascending, one fma a term, one accumulator an element.
//    A column: rows ascending. A row: 16 strands (column c to strand c % 16), then a tree of pairs 8, 4, 2, 1.
// 2. Nothing is left to the compiler: fma is written where it is meant, contraction is off, `math` has its own functions.
// 3. The pitch is the lane's (lane.pitch): bodies of for_each_row and four-word draws may touch padding columns. Weights
//    are not padded: a consumer never touches columns beyond theirs.
// 4. Which product kernel serves depends on shape, precision and CPU, never on a timing.
// 5. The body of `repeat` is recorded once: what changes from step to step is read from the lane's clock.
// 6. Bodies are named functors, always GENOPROP_HD; `repeat` alone takes host code.
// 7. A body that is noexcept runs side by side in vectors. One that may throw runs in a plain loop, and what it throws comes out
//    of the verb; on a GPU nothing can be thrown.
// 8. What a body may offer beside itself, for lanes that can use it; it must give the same bits:
//      f.of(i)           itself for one individual, f.of_row(i, row) for one row: with what it reads on the way in registers
//      f.idle(i, r, c)   whether it changes nothing there;  f.warm(..)  a hint that asks for memory ahead of its use
//      f.seamless(columns)   whether rows of so many columns follow each other without a gap: (r, c) may be called (0, r columns + c)
//      f.key(), f.site(i, r), f.take(i, r, c, words)   what it draws by and does with it, for draw_in_column (core/draw.hpp)
//      f.abreast(i, first_row, group), with f.goes_abreast() and `using Abreast = T`: a group of narrow rows at once
// 9. A lane may offer `reads_row_lists()`. Where it says yes, the first operand of a product may be a RowList, flipped or not.
// 10. A lane may offer `gemm_and_sums(a, b, f)`: the product, and as one more row of it the sums over the rows of b, as sum_rows has them.

#include <concepts>

#include <genoprop/core/view.hpp>

namespace genoprop {

namespace archetype {  // bodies as small as the concept allows
struct Consumer {
  GENOPROP_HD void operator()(Index, Index, Index, float) const noexcept {}
};
struct Element {
  GENOPROP_HD void operator()(Index, Index, Index) const noexcept {}
};
struct Column {
  GENOPROP_HD void operator()(Index, Index, float) const noexcept {}
};
struct RowBody {
  GENOPROP_HD void operator()(Index, Index, auto&) const {}
};
struct Once {
  GENOPROP_HD void operator()() const noexcept {}
};
struct HostCode {  // a lambda in a requires-expression is refused by nvcc
  void operator()() const {}
};
}  // namespace archetype

/// The row handed to a body of for_each_row: `n` elements that lie side by side.
///   T max(const T* x)            largest of x[0..n), NaN if one is NaN
///   T sum(f)                     f(column) summed in the row's fixed order
///   void each(f)                 f(column) for every column
///   void once(f)                 f() one time
template <class L>
concept Lane = requires(L& lane, Block<const float> a, Index n) {
  { lane.id() } -> std::same_as<Index>;           // which lane of its crew
  { lane.individuals() } -> std::same_as<Index>;  // p
  { lane.capacity() } -> std::same_as<Index>;     // largest p this lane can take: what workspaces are planned for
  { lane.pitch(n) } -> std::same_as<Index>;       // distance between rows of n activations
  lane.gemm(a, a, archetype::Consumer{});         // f(i, row, column, sum)  every element of A[i] B[i]
  lane.gemm(flipped(a), a, archetype::Consumer{});
  lane.gemm(a, flipped(a), archetype::Consumer{});
  lane.sum_rows(a, archetype::Column{});                     // f(i, column, sum)       sums over rows
  lane.for_each(n, n, archetype::Element{});                 // f(i, row, column)       rows x columns elements of every individual
  lane.for_each_row(n, n, archetype::RowBody{});             // f(i, row, Row&)         rows rows of n columns of every individual
  lane.once(archetype::Once{});                              // f()
  lane.repeat(n, archetype::HostCode{});                     // f() n times
  { lane.template take<float>(n) } -> std::same_as<float*>;  // planning only; 64-byte aligned, zeroed
};

/// Whether lanes of this type may read lists of rows.
template <class L>
concept ReadsRowLists = requires(const L& lane) {
  { lane.reads_row_lists() } -> std::same_as<bool>;
};

}  // namespace genoprop
