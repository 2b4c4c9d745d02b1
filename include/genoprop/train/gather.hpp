#pragma once
// Rows of a dataset on their way into a batch, and sums over the rows of a validation pass.

#include <genoprop/concepts/clock.hpp>
#include <genoprop/concepts/objective.hpp>
#include <genoprop/core/draw.hpp>
#include <genoprop/data/view.hpp>
#include <genoprop/nn/loss.hpp>
#include <genoprop/nn/pass.hpp>
#include <genoprop/train/batch_rows.hpp>

namespace genoprop {

/// A batch in lane memory. stride 0: one batch for all individuals of the lane.
template <class T>
struct Gathered {
  Block<T> x;                  // [p, B, features]
  Block<std::int32_t> row;     // [p, 1, B] rows of the dataset
  Block<std::int32_t> labels;  // [p, 1, B]
  Block<T> values;             // [p, B, outputs]
  Block<T> weights{};          // [p, 1, B]
  Block<const T*> list{};      // [p, 1, B] where the rows lie, instead of x: then x has a shape and no memory

  Targets<T> targets() const { return {labels, values, weights}; }
  /// what the network reads
  Input<T> input() const {
    if (list) return RowList<T>{list, x.columns};
    return x;
  }
  Gathered first_rows(Index n) const {
    Gathered first = *this;
    first.x.rows = first.values.rows = first.list.columns = n;
    return first;
  }
};

/// Whether rows may be read where they lie: floats in memory, not so far apart that all of them fight for the same lines of the cache.
template <class T>
bool may_stay(const DataView<T>& data) {
  return data.x && !data.staged() && data.pitch * static_cast<Index>(sizeof(T)) % 1024 != 0;
}

/// `stay`: the rows are read where they lie.
template <class T, class L>
Gathered<T> take_batch(L& lane, const DataView<T>& data, Index rows, bool shared, bool stay = false) {
  const auto take = [&]<class U>(U, Index r, Index c) {
    if (!shared) return take_block<U>(lane, r, c);
    const Index pitch = lane.pitch(c);
    return Block<U>{lane.template take<U>(static_cast<std::size_t>(pitch) * static_cast<std::size_t>(r)), 0, pitch, r, c};
  };
  Gathered<T> g;
  if (stay) {
    g.x.rows = rows;
    g.x.columns = data.features;
    g.list = take(static_cast<const T*>(nullptr), 1, rows);
  } else {
    g.x = take(T{}, rows, data.features);
  }
  g.row = take(std::int32_t{}, 1, round_up(rows, 4));
  if (data.labels) g.labels = take(std::int32_t{}, 1, rows);
  if (data.targets) g.values = take(T{}, rows, data.outputs);
  if (data.weights) g.weights = take(T{}, 1, rows);
  return g;
}

namespace gather_body {

/// A hint while a row is copied: rows are drawn, so no hardware knows which comes next. Short rows are there before it helps.
template <class U>
GENOPROP_HD void warm_row(const U* next, Index columns) noexcept {
  const Index bytes = columns * static_cast<Index>(sizeof(U));
  for (Index b = 0; b < bytes; b += 64) __builtin_prefetch(reinterpret_cast<const char*>(next) + b);
}
template <class T>
struct CopyRow {
  DataView<T> data;
  Block<const std::int32_t> row;
  Block<T> x;
  struct One {
    const T* from;
    T* to;
    GENOPROP_HD void operator()(Index, Index, Index c) const noexcept { to[c] = from[c]; }
  };
  GENOPROP_HD void operator()(Index i, Index r, Index c) const noexcept {
    if (x.stride == 0 && i > 0) return;
    x(i, r, c) = from(i, r)[c];
  }
  GENOPROP_HD One of_row(Index i, Index r) const noexcept { return {from(i, r), x.row(i, r)}; }
  GENOPROP_HD void warm(Index i, Index r) const noexcept {
    if (x.columns * static_cast<Index>(sizeof(T)) >= 1024 && r + 1 < x.rows) warm_row(from(i, r + 1), x.columns);
  }

 private:
  GENOPROP_HD const T* from(Index i, Index r) const noexcept {
    return data.x + static_cast<std::ptrdiff_t>(data.at(row(i, 0, r))) * data.pitch;
  }
};
/// The same of images that are bytes: a body of its own, so that neither loop asks in every column which it is.
template <class T>
struct CopyPixels {
  DataView<T> data;
  Block<const std::int32_t> row;
  Block<T> x;
  struct One {
    const std::uint8_t* from;
    T* to;
    GENOPROP_HD void operator()(Index, Index, Index c) const noexcept { to[c] = pixel_value<T>(from[c]); }
  };
  GENOPROP_HD void operator()(Index i, Index r, Index c) const noexcept {
    if (x.stride == 0 && i > 0) return;
    x(i, r, c) = pixel_value<T>(from(i, r)[c]);
  }
  GENOPROP_HD One of_row(Index i, Index r) const noexcept { return {from(i, r), x.row(i, r)}; }
  /// Further ahead than CopyRow: a row of bytes is copied before the next has come from memory. And before its lines, where they lie: of a
  /// large dataset the address of nearly every row is looked up in tables that are not in the core, which takes as long as a row does, but
  /// several at once if they are asked for together.
  GENOPROP_HD void warm(Index i, Index r) const noexcept {
    constexpr Index ahead = 5, together = 16;
    if (x.columns < 256) return;
    if (r == 0) warm_row(from(i, 0), x.columns);
    if (r % together == 0) {
      const Index begin = r == 0 ? 1 : r + together, end = r + 2 * together;
      for (Index next = begin; next < end && next < x.rows; ++next) {
        __builtin_prefetch(from(i, next));
        __builtin_prefetch(from(i, next) + x.columns - 1);
      }
    }
    for (Index next = r == 0 ? 1 : r + ahead; next < x.rows && next <= r + ahead; ++next) warm_row(from(i, next), x.columns);
  }

 private:
  GENOPROP_HD const std::uint8_t* from(Index i, Index r) const noexcept {
    return data.pixels + static_cast<std::ptrdiff_t>(data.at(row(i, 0, r))) * data.pitch;
  }
};
/// Where a row lies, for lanes that read it there.
template <class T>
struct PointAt {
  DataView<T> data;
  Block<const std::int32_t> row;
  Block<const T*> list;
  GENOPROP_HD void operator()(Index i, Index, Index c) const noexcept {
    if (list.stride == 0 && i > 0) return;
    list(i, 0, c) = data.x + static_cast<std::ptrdiff_t>(data.at(row(i, 0, c))) * data.pitch;
  }
};
template <class T>
struct CopyValues {
  DataView<T> data;
  Block<const std::int32_t> row;
  Block<T> values;
  GENOPROP_HD void operator()(Index i, Index r, Index c) const noexcept {
    if (values.stride == 0 && i > 0) return;
    values(i, r, c) = data.targets[static_cast<std::ptrdiff_t>(data.at(row(i, 0, r))) * data.target_pitch + c];
  }
};
template <class T>
struct CopyWeight {
  DataView<T> data;
  Block<const std::int32_t> row;
  Block<T> weights;
  GENOPROP_HD void operator()(Index i, Index, Index c) const noexcept {
    if (weights.stride == 0 && i > 0) return;
    weights(i, 0, c) = data.weights[row(i, 0, c)];
  }
};
template <class T>
struct CopyLabel {
  DataView<T> data;
  Block<const std::int32_t> row;
  Block<std::int32_t> labels;
  GENOPROP_HD void operator()(Index i, Index, Index c) const noexcept {
    if (labels.stride == 0 && i > 0) return;
    labels(i, 0, c) = data.labels[data.at(row(i, 0, c))];
  }
};

}  // namespace gather_body

/// x of the rows named in batch.row, by host code: between verbs it reads and writes lane memory
template <class T>
void gather_by_host(const DataView<T>& data, const Gathered<T>& batch, Index individuals) {
  for (Index i = 0; i < (batch.x.stride == 0 ? 1 : individuals); ++i)
    for (Index r = 0; r < batch.x.rows; ++r) read_row(data, data.at(batch.row(i, 0, r)), batch.x.row(i, r));
}
/// x, labels, values, weights <- the rows named in batch.row
template <class L, class T>
void gather_rows(L& lane, const DataView<T>& data, const Gathered<T>& batch) {
  if (data.mapping) {
    const Index each = batch.x.rows, all = each * (batch.x.stride == 0 ? 1 : lane.individuals());
    announce(data, all, [&](Index k) { return data.at(batch.row(k / each, 0, k % each)); });
  }
  if (batch.list)
    lane.for_each(1, batch.x.rows, gather_body::PointAt<T>{data, batch.row, batch.list});
  else if (data.by_host)
    gather_by_host(data, batch, lane.individuals());
  else if (data.pixels)
    lane.for_each(batch.x.rows, batch.x.columns, gather_body::CopyPixels<T>{data, batch.row, batch.x});
  else
    lane.for_each(batch.x.rows, batch.x.columns, gather_body::CopyRow<T>{data, batch.row, batch.x});
  if (batch.labels) lane.for_each(1, batch.x.rows, gather_body::CopyLabel<T>{data, batch.row, batch.labels});
  if (batch.values) lane.for_each(batch.x.rows, batch.values.columns, gather_body::CopyValues<T>{data, batch.row, batch.values});
  if (batch.weights) lane.for_each(1, batch.x.rows, gather_body::CopyWeight<T>{data, batch.row, batch.weights});
}
/// rows first .. first + n - 1
template <class L, class T>
void gather_range(L& lane, const DataView<T>& data, const Gathered<T>& batch, Index first, Index n) {
  lane.for_each(1, n, gather_body::RangeRows{batch.row, first});
  gather_rows(lane, data, batch);
}
/// rows drawn with replacement at (seed, step, slot)
template <class L, class T>
void gather_drawn(L& lane, const DataView<T>& data, const Gathered<T>& batch, const Clock* clock, const Sampling& sampling, Index slot) {
  const Index quads = round_up(batch.x.rows, 4) / 4;
  if (sampling.sample != Sample::all)
    lane.for_each(1, quads,
                  gather_body::DrawSample{batch.row, clock, sampling.seed, data.rows, slot, quads, sampling.sample, sampling.shards});
  else
    lane.for_each(1, quads,
                  gather_body::DrawRows{batch.row, clock, sampling.seed, data.rows, slot, quads, sampling.batches == Batches::shared});
  gather_rows(lane, data, batch);
}

/// Sums over validation rows, in the order of the rows.
struct Totals {
  double loss = 0, hits = 0, balanced = 0;
};
struct ClearTotals {
  Totals* totals;
  GENOPROP_HD void operator()(Index i, Index, Index) const noexcept { totals[i] = {}; }
};
template <class T>
struct AddUp {
  Block<const T> losses, hits;
  Block<const std::int32_t> labels;
  const double* share;  // [classes] what a row of the class counts in the balanced accuracy; or none
  Index rows;
  Totals* totals;
  GENOPROP_HD void operator()(Index i, Index, Index) const noexcept {
    Totals sum = totals[i];
    for (Index r = 0; r < rows; ++r) sum.loss += static_cast<double>(losses(i, 0, r));
    if (hits)
      for (Index r = 0; r < rows; ++r) sum.hits += static_cast<double>(hits(i, 0, r));
    if (hits && share)
      for (Index r = 0; r < rows; ++r)
        sum.balanced += share[labels(i, 0, r)] * static_cast<double>(hits(i, 0, r));  // a hit is 0 or 1: exact
    totals[i] = sum;
  }
};
struct MeanScores {
  const Totals* totals;
  Index rows;
  bool classes, balanced;
  Scores* out;
  GENOPROP_HD void operator()(Index i, Index, Index) const noexcept {
    out[i].loss = totals[i].loss / rows;
    out[i].accuracy = classes ? totals[i].hits / rows : __builtin_nan("");
    out[i].balanced_accuracy = balanced ? totals[i].balanced : __builtin_nan("");
    out[i].measured = __builtin_nan("");
  }
};

}  // namespace genoprop
