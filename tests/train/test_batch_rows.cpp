#include <genoprop/train/batch_rows.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <set>
#include <vector>

using namespace genoprop;
using namespace genoprop::gather_body;

namespace {

constexpr Index individuals = 3, quads = 5;

/// row numbers [individuals, 4 quads] that a body writes, blocks in descending order: none rests on another
template <class F>
std::vector<std::int32_t> rows_by(F body, Index columns = quads) {
  std::vector<std::int32_t> row(individuals * 4 * quads, -1);
  body.row = {row.data(), 4 * quads, 4 * quads, 1, 4 * quads};
  for (Index q = columns - 1; q >= 0; --q)
    for (Index i = individuals - 1; i >= 0; --i) body(i, 0, q);
  return row;
}
std::vector<std::int32_t> of(const std::vector<std::int32_t>& rows, Index i) {
  return {rows.begin() + i * 4 * quads, rows.begin() + (i + 1) * 4 * quads};
}

}  // namespace

TEST_CASE("batch rows: word k of block q is row k * quads + q, drawn at seed, step, slot, block and mini-batch") {
  const Clock clock{.seed = 99, .step = 7, .minibatch = 2};
  const auto rows = rows_by(DrawRows{{}, &clock, 5, 1000, 10, quads, false});
  for (Index i = 0; i < individuals; ++i)
    for (Index q = 0; q < quads; ++q) {
      const Site site{.purpose = Purpose::batch,
                      .index = static_cast<std::uint32_t>(q),
                      .slot = static_cast<std::uint32_t>(10 + i),
                      .time = 7,
                      .layer = 2};
      const Words w = words_at(5, site);
      for (Index k = 0; k < 4; ++k) CHECK(of(rows, i)[static_cast<std::size_t>(k * quads + q)] == below_of(w.word[k], 1000));
    }
}

TEST_CASE("batch rows: of its own for every slot, step, mini-batch and seed; shared ones are every slot's") {
  std::set<std::vector<std::int32_t>> seen;
  Index batches = 0;
  for (const std::uint64_t seed : {1, 2})
    for (const Index step : {0, 1})
      for (const Index minibatch : {0, 1})
        for (const bool shared : {false, true}) {
          const Clock clock{.step = step, .minibatch = minibatch};
          const auto rows = rows_by(DrawRows{{}, &clock, seed, 1 << 20, 4, quads, shared});
          for (Index i = 0; i < individuals; ++i) seen.insert(of(rows, i));
          batches += shared ? 1 : individuals;
          if (shared) CHECK(rows == rows_by(DrawRows{{}, &clock, seed, 1 << 20, 40, quads, true}));
        }
  CHECK(static_cast<Index>(seen.size()) == batches);
}

TEST_CASE("batch rows: every row as often as another, over steps") {
  constexpr Index n = 7, steps = 3000, drawn = steps * individuals * 4 * quads;
  std::vector<Index> count(n, 0);
  for (Index step = 0; step < steps; ++step) {
    const Clock clock{.step = step};
    for (const std::int32_t r : rows_by(DrawRows{{}, &clock, 3, n, 0, quads, false})) ++count.at(static_cast<std::size_t>(r));
  }
  const double each = double(drawn) / n, sigma = std::sqrt(each * (1 - 1.0 / n));
  for (const Index c : count) CHECK(std::abs(c - each) < 5 * sigma);
}

TEST_CASE("batch rows: a shard is every P-th row from the slot's own; a bootstrap sample is the same rows all run long") {
  constexpr Index n = 23, shards = 4;
  std::set<std::int32_t> sample[individuals];
  for (Index step = 0; step < 200; ++step) {
    const Clock clock{.step = step};
    const auto shard = rows_by(DrawSample{{}, &clock, 3, n, 1, quads, Sample::shard, shards});
    for (Index i = 0; i < individuals; ++i)
      for (const std::int32_t r : of(shard, i)) {
        CHECK(r % shards == 1 + i);
        CHECK(r < n);
      }
    const auto bootstrap = rows_by(DrawSample{{}, &clock, 3, n, 1, quads, Sample::bootstrap, 1});
    for (Index i = 0; i < individuals; ++i) sample[i].insert(bootstrap.begin() + i * 4 * quads, bootstrap.begin() + (i + 1) * 4 * quads);
  }
  for (Index i = 0; i < individuals; ++i) {  // row j of slot s: word 0 at index j, block 1
    std::set<std::int32_t> expected;
    for (std::uint32_t j = 0; j < n; ++j)
      expected.insert(
          below_of(words_at(3, {.purpose = Purpose::batch, .index = j, .slot = static_cast<std::uint32_t>(1 + i), .block = 1}).word[0], n));
    CHECK(sample[i] == expected);
    CHECK(expected.size() < n);  // some are drawn twice
  }
  CHECK(sample[0] != sample[1]);
}

TEST_CASE("batch rows: a range; one list for all individuals is written by the first alone") {
  const auto rows = rows_by(RangeRows{{}, 100}, 4 * quads);
  for (Index c = 0; c < 4 * quads; ++c) CHECK(of(rows, 2)[static_cast<std::size_t>(c)] == 100 + c);
  std::vector<std::int32_t> one(8, -1);
  const Clock clock{};
  const DrawRows shared{{one.data(), 0, 8, 1, 8}, &clock, 3, 50, 0, 2, true};
  for (Index q = 0; q < 2; ++q) shared(1, 0, q);
  CHECK(one == std::vector<std::int32_t>(8, -1));
  for (Index q = 0; q < 2; ++q) shared(0, 0, q);
  for (const std::int32_t r : one) CHECK((r >= 0 && r < 50));
}
