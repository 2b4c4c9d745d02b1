#pragma once
// Fitness that measures for itself, beside the loss and the accuracy that every validation pass gives: of each row a number, and of the
// numbers of all rows the measure. Rows come as `predict` says them: probabilities, or values. Weights of rows do not count here.

#include <concepts>
#include <cstdint>
#include <vector>

#include <genoprop/concepts/life.hpp>
#include <genoprop/concepts/network.hpp>
#include <genoprop/data/dataset.hpp>
#include <genoprop/nn/loss.hpp>
#include <genoprop/nn/pass.hpp>

namespace genoprop {

/// What is said of a row, and what is true.
template <class T>
struct JudgedRow {
  const T* said;          // [outputs]
  Index outputs;          //
  std::int32_t label;     // of a loss of labels
  const T* target;        // [outputs], of a loss of values
  const double* numbers;  // what numbers_of said
};

/// A fitness that measures for itself names what it counts and has
///   void check(who, const Dataset<T>& validation, Index outputs) const    refuses rows that have no such measure
///   std::vector<double> numbers_of(const Dataset<T>& validation) const    what it must know of all rows, or nothing
///   double of_row(const JudgedRow<T>&) const noexcept                     GENOPROP_HD: a lane's body
///   double of_all(double sum, Index rows) const noexcept                  GENOPROP_HD: from the sum over the rows, in their order
/// or, in place of of_all, `ranks = true`: then rows have labels of two classes, of_row is a score, and the measure is the area under
/// the ROC curve. It is read as scores.measured.
template <class F>
concept Measured = requires(const F f) {
  { F::counts } -> std::convertible_to<Target>;
  f.of_row(JudgedRow<float>{});
};
template <class F>
inline constexpr bool ranks_rows = requires {
  requires F::ranks;
};
/// of a fitness that reads loss and accuracy alone
struct NothingMeasured {};

/// What a lane keeps for it, planned once.
template <class T>
struct MeasureWork {
  Block<double> parts{};     // [p, 1, B]
  double* sums = nullptr;    // [p]
  Index* zeros = nullptr;    // [p] rows of class 0 so far
  T* scores = nullptr;       // [p, rows]: of class 0 from the front, of class 1 from the back
  std::ptrdiff_t pitch = 0;  // from one individual's scores to the next's
};

namespace measure_body {

struct Clear {
  double* sums;
  Index* zeros;
  GENOPROP_HD void operator()(Index i, Index, Index) const noexcept {
    if (sums) sums[i] = 0;
    if (zeros) zeros[i] = 0;
  }
};

/// Outputs become predictions where they lie: behind the loss nobody reads them.
template <class F, class Loss, class T>
struct OfRow {
  F f;
  Loss loss;
  Block<T> y;
  Block<const std::int32_t> labels;
  Block<const T> values;
  const double* numbers;
  Block<double> parts;
  GENOPROP_HD void operator()(Index i, Index, Index r) const noexcept {
    T* const said = y.row(i, r);
    loss.predict(said, y.columns);
    parts(i, 0, r) =
        f.of_row(JudgedRow<T>{said, y.columns, labels ? labels(i, 0, r) : std::int32_t{0}, values ? values.row(i, r) : nullptr, numbers});
  }
};

struct AddParts {
  Block<const double> parts;
  Index rows;
  double* sums;
  GENOPROP_HD void operator()(Index i, Index, Index) const noexcept {
    double sum = sums[i];
    for (Index r = 0; r < rows; ++r) sum += parts(i, 0, r);
    sums[i] = sum;
  }
};
template <class F>
struct OfAll {
  F f;
  const double* sums;
  Index rows;
  Scores* out;
  GENOPROP_HD void operator()(Index i, Index, Index) const noexcept { out[i].measured = f.of_all(sums[i], rows); }
};

template <class T>
struct KeepScores {
  Block<const double> parts;
  Block<const std::int32_t> labels;
  Index first, rows, all;  // rows before these, of this batch, of all batches
  Index* zeros;
  T* scores;
  std::ptrdiff_t pitch;
  GENOPROP_HD void operator()(Index i, Index, Index) const noexcept {
    T* const of = scores + static_cast<std::ptrdiff_t>(i) * pitch;
    Index front = zeros[i], back = first - front;
    for (Index r = 0; r < rows; ++r) of[labels(i, 0, r) == 0 ? front++ : all - ++back] = static_cast<T>(parts(i, 0, r));
    zeros[i] = front;
  }
};

/// v[at] goes down the heap v[0 .. end) while one below it is larger
template <class T>
GENOPROP_HD void sift_down(T* v, Index at, Index end) noexcept {
  const T moved = v[at];
  for (Index below = 2 * at + 1; below < end; below = 2 * at + 1) {
    if (below + 1 < end && v[below] < v[below + 1]) ++below;
    if (!(moved < v[below])) break;
    v[at] = v[below];
    at = below;
  }
  v[at] = moved;
}
/// Heapsort: in place, without a call to itself. Williams, "Algorithm 232", Communications of the ACM 7, 1964.
template <class T>
GENOPROP_HD void sort_scores(T* v, Index n) noexcept {
  for (Index at = n / 2 - 1; at >= 0; --at) sift_down(v, at, n);
  for (Index end = n - 1; end > 0; --end) {
    const T top = v[0];
    v[0] = v[end];
    v[end] = top;
    sift_down(v, Index{0}, end);
  }
}
/// Of all pairs of a row of class 0 and one of class 1 the share in the right order, half where the scores are equal: counted in whole
/// numbers, so that no order of work changes a bit. A score that is no number makes it none.
template <class T>
GENOPROP_HD double right_pairs(T* zeros, Index n0, T* ones, Index n1) noexcept {
  for (Index r = 0; r < n0; ++r)
    if (!(zeros[r] == zeros[r])) return __builtin_nan("");
  for (Index r = 0; r < n1; ++r)
    if (!(ones[r] == ones[r])) return __builtin_nan("");
  sort_scores(zeros, n0);
  sort_scores(ones, n1);
  std::int64_t halves = 0;
  Index below = 0, equal = 0;  // how many of class 0 are below a score, and not above it
  for (Index r = 0; r < n1; ++r) {
    while (below < n0 && zeros[below] < ones[r]) ++below;
    while (equal < n0 && zeros[equal] <= ones[r]) ++equal;
    halves += static_cast<std::int64_t>(below) + equal;
  }
  return static_cast<double>(halves) / (2.0 * static_cast<double>(n0) * static_cast<double>(n1));
}
template <class T>
struct Area {
  T* scores;
  std::ptrdiff_t pitch;
  const Index* zeros;
  Index rows;
  Scores* out;
  GENOPROP_HD void operator()(Index i, Index, Index) const noexcept {
    T* const of = scores + static_cast<std::ptrdiff_t>(i) * pitch;
    out[i].measured = right_pairs(of, zeros[i], of + zeros[i], rows - zeros[i]);
  }
};

}  // namespace measure_body

/// A measure behind a validation pass: begin, add each batch, end.
template <class F>
struct Measuring {
  F f;

  template <class T, class L>
  MeasureWork<T> take(L& lane, Index batch, Index rows) const {
    const auto p = static_cast<std::size_t>(lane.capacity());
    MeasureWork<T> w{.parts = take_block<double>(lane, 1, batch)};
    if constexpr (ranks_rows<F>) {
      w.pitch = lane.pitch(rows);
      w.scores = lane.template take<T>(p * static_cast<std::size_t>(w.pitch));
      w.zeros = lane.template take<Index>(p);
    } else {
      w.sums = lane.template take<double>(p);
    }
    return w;
  }
  template <class L, class T>
  void begin(L& lane, const MeasureWork<T>& w) const {
    lane.for_each(1, 1, measure_body::Clear{w.sums, w.zeros});
  }
  /// y [p, B, outputs] are changed; `first` rows came before, of `all`
  template <class L, class Loss, class T>
  void add(L& lane, const Loss& loss, Block<T> y, const Targets<T>& t, const double* numbers, Index first, Index all,
           const MeasureWork<T>& w) const {
    lane.for_each(1, y.rows, measure_body::OfRow<F, Loss, T>{f, loss, y, t.labels, t.values, numbers, w.parts});
    if constexpr (ranks_rows<F>)
      lane.for_each(1, 1, measure_body::KeepScores<T>{w.parts, t.labels, first, y.rows, all, w.zeros, w.scores, w.pitch});
    else
      lane.for_each(1, 1, measure_body::AddParts{w.parts, y.rows, w.sums});
  }
  template <class L, class T>
  void end(L& lane, Index rows, const MeasureWork<T>& w, Scores* out) const {
    if constexpr (ranks_rows<F>)
      lane.for_each(1, 1, measure_body::Area<T>{w.scores, w.pitch, w.zeros, rows, out});
    else
      lane.for_each(1, 1, measure_body::OfAll<F>{f, w.sums, rows, out});
  }
};
template <>
struct Measuring<NothingMeasured> {};

}  // namespace genoprop
