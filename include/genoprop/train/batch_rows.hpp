#pragma once
// Which rows of a dataset a batch has.

#include <cstdint>

#include <genoprop/concepts/batching.hpp>
#include <genoprop/concepts/clock.hpp>
#include <genoprop/concepts/objective.hpp>
#include <genoprop/core/draw.hpp>
#include <genoprop/core/view.hpp>

namespace genoprop::gather_body {

/// where the first block of a batch's row numbers is drawn
GENOPROP_HD Site batch_site(const Clock& clock, std::uint32_t slot) noexcept {
  return {.purpose = Purpose::batch,
          .slot = slot,
          .time = static_cast<std::uint32_t>(clock.step),
          .layer = static_cast<std::uint8_t>(clock.minibatch)};
}

/// Row numbers of a batch: four to a Philox block, word k of block q for row k * quads + q.
struct DrawRows {
  Block<std::int32_t> row;
  const Clock* clock;
  std::uint64_t seed;
  Index n, slot, quads;
  bool shared;
  GENOPROP_HD void operator()(Index i, Index r, Index q) const noexcept {
    if (row.stride == 0 && i > 0) return;
    draw_in_column(*this, i, r, q);
  }
  GENOPROP_HD std::uint64_t key() const noexcept { return seed; }
  GENOPROP_HD Site site(Index i, Index) const noexcept {
    return batch_site(*clock, shared ? 0xFFFFFFFFu : static_cast<std::uint32_t>(slot + i));
  }
  GENOPROP_HD void take(Index i, Index, Index q, const Words& w) const noexcept {
    for (Index k = 0; k < 4; ++k) row(i, 0, k * quads + q) = below_of(w.word[k], n);
  }
};
/// The same from the rows of each individual's own sample.
struct DrawSample {
  Block<std::int32_t> row;
  const Clock* clock;
  std::uint64_t seed;
  Index n, slot, quads;
  Sample sample;
  Index shards;
  GENOPROP_HD void operator()(Index i, Index r, Index q) const noexcept { draw_in_column(*this, i, r, q); }
  GENOPROP_HD std::uint64_t key() const noexcept { return seed; }
  GENOPROP_HD Site site(Index i, Index) const noexcept { return batch_site(*clock, static_cast<std::uint32_t>(slot + i)); }
  GENOPROP_HD void take(Index i, Index, Index q, const Words& w) const noexcept {
    const auto own = static_cast<std::uint32_t>(slot + i);
    for (Index k = 0; k < 4; ++k)
      row(i, 0, k * quads + q) = sample == Sample::shard ? of_shard(w.word[k], own) : of_bootstrap(w.word[k], own);
  }

 private:
  /// rows own, own + shards, ...
  GENOPROP_HD Index of_shard(std::uint32_t word, std::uint32_t own) const noexcept {
    const Index first = static_cast<Index>(own) % shards;
    return first + shards * below_of(word, (n - first + shards - 1) / shards);
  }
  /// row number j of the sample is drawn at j, in a block that no batch uses
  GENOPROP_HD Index of_bootstrap(std::uint32_t word, std::uint32_t own) const noexcept {
    const Site at{.purpose = Purpose::batch, .index = static_cast<std::uint32_t>(below_of(word, n)), .slot = own, .block = 1};
    return below_of(words_at(seed, at).word[0], n);
  }
};
struct RangeRows {
  Block<std::int32_t> row;
  Index first;
  GENOPROP_HD void operator()(Index i, Index, Index c) const noexcept {
    if (row.stride == 0 && i > 0) return;
    row(i, 0, c) = first + c;
  }
};

}  // namespace genoprop::gather_body
