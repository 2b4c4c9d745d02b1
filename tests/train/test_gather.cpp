#include <genoprop/train/gather.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <numeric>
#include <set>
#include <vector>

#include <genoprop/backend/serial.hpp>
#include <genoprop/backend/threads.hpp>
#include <genoprop/data/synthetic.hpp>

using namespace genoprop;

namespace {

constexpr Index features = 2, stored = 40;
/// stored row r holds r and -r, label r % 7
struct Source {
  std::vector<double> x = std::vector<double>(stored * features), targets = std::vector<double>(stored), weights = targets;
  std::vector<std::int32_t> labels = std::vector<std::int32_t>(stored);
  Source() {
    for (Index r = 0; r < stored; ++r) {
      x[static_cast<std::size_t>(r * features)] = r;
      x[static_cast<std::size_t>(r * features + 1)] = -r;
      targets[static_cast<std::size_t>(r)] = 100 + r;
      weights[static_cast<std::size_t>(r)] = 200 + r;
      labels[static_cast<std::size_t>(r)] = r % 7;
    }
  }
  DataView<double> with_labels() const {
    return {.x = x.data(), .pitch = features, .labels = labels.data(), .stored_rows = stored, .rows = stored, .features = features};
  }
  DataView<double> with_targets() const {
    return {.x = x.data(),
            .pitch = features,
            .targets = targets.data(),
            .target_pitch = 1,
            .weights = weights.data(),
            .stored_rows = stored,
            .rows = stored,
            .features = features,
            .outputs = 1};
  }
};

/// the rows that `p` individuals, slots first and on, are given in a step
std::vector<std::vector<Index>> drawn(const DataView<double>& data, Index p, Index first, std::int64_t step, Sampling sampling) {
  const auto crew = Serial{.width = p}.open();
  Gathered<double> batch;
  crew->prepare([&](auto& lane) { batch = take_batch(lane, data, sampling.batch, sampling.batches == Batches::shared); });
  const Clock clock{.seed = sampling.seed, .step = step};
  const Span all{0, p};
  crew->run(std::span<const Span>(&all, 1), [&](auto& lane, Span) { gather_drawn(lane, data, batch, &clock, sampling, first); });
  std::vector<std::vector<Index>> rows(static_cast<std::size_t>(p));
  for (Index i = 0; i < p; ++i)
    for (Index r = 0; r < sampling.batch; ++r) {
      const Index row = static_cast<Index>(batch.x(i, r, 0));
      CHECK(batch.x(i, r, 1) == -row);  // features, label and target are of one row
      if (data.labels) CHECK(batch.labels(i, 0, r) == row % 7);
      if (data.targets) CHECK(batch.values(i, r, 0) == 100 + row);
      if (data.weights) CHECK(batch.weights(i, 0, r) == 200 + row);
      CHECK(static_cast<bool>(batch.weights) == (data.weights != nullptr));
      rows[static_cast<std::size_t>(i)].push_back(row);
    }
  return rows;
}

struct Fill {
  Block<float> x;
  GENOPROP_HD void operator()(Index i, Index r, Index c) const noexcept { x(i, r, c) = -1; }
};

}  // namespace

TEST_CASE("gather: own batches differ from slot to slot, shared ones are the same for all") {
  const Source source;
  const auto own = drawn(source.with_labels(), 3, 0, 5, {.batch = 10, .batches = Batches::own, .seed = 2});
  CHECK(own[0] != own[1]);
  CHECK(own[1] != own[2]);
  const auto shared = drawn(source.with_labels(), 3, 0, 5, {.batch = 10, .batches = Batches::shared, .seed = 2});
  CHECK(shared[0] == shared[1]);
  CHECK(shared[1] == shared[2]);
  CHECK(shared[0] == drawn(source.with_labels(), 1, 17, 5, {.batch = 10, .batches = Batches::shared, .seed = 2})[0]);  // of any slot
}

TEST_CASE("gather: a slot's rows depend on seed, step and slot alone, not on who shares its lane") {
  const Source source;
  const Sampling sampling{.batch = 10, .seed = 2};
  const auto three = drawn(source.with_labels(), 3, 4, 5, sampling);
  CHECK(drawn(source.with_labels(), 1, 5, 5, sampling)[0] == three[1]);
  CHECK(drawn(source.with_labels(), 3, 4, 5, sampling) == three);
  CHECK(drawn(source.with_labels(), 3, 4, 6, sampling) != three);
  Sampling other = sampling;
  other.seed = 3;
  CHECK(drawn(source.with_labels(), 3, 4, 5, other) != three);
  CHECK(drawn(source.with_targets(), 3, 4, 5, sampling) == three);
}

TEST_CASE("gather: rows are uniform: 40 rows, 40,000 draws, every count within five standard deviations") {
  const Source source;
  std::vector<int> seen(stored, 0);
  for (std::int64_t step = 0; step < 400; ++step)
    for (const auto& rows : drawn(source.with_labels(), 10, 0, step, {.batch = 10, .seed = 1}))
      for (const Index r : rows) ++seen[static_cast<std::size_t>(r)];
  CHECK(std::accumulate(seen.begin(), seen.end(), 0) == 40'000);
  for (const int n : seen) CHECK(std::abs(n - 1'000) < 5 * std::sqrt(1'000 * (1 - 1.0 / stored)));
}

TEST_CASE("gather: no row number comes from beside its batch: any batch size, every place filled") {
  const Source source;
  for (const Index batch : {1, 2, 3, 4, 5, 31, 40})
    for (const auto& rows : drawn(source.with_labels(), 2, 0, 3, {.batch = batch, .seed = 1})) {
      CHECK(rows.size() == static_cast<std::size_t>(batch));
      if (batch >= 31) CHECK(std::set<Index>(rows.begin(), rows.end()).size() > 12);
    }
}

TEST_CASE("gather: a subset of a dataset is read through its row numbers") {
  Source source;
  auto data = source.with_labels();
  const std::vector<std::int32_t> picked{39, 7, 7, 21};
  data.row = picked.data();
  data.rows = 4;
  const auto crew = Serial{}.open();
  Gathered<double> batch;
  crew->prepare([&](auto& lane) { batch = take_batch(lane, data, 3, false); });
  const Span one{0, 1};
  crew->run(std::span<const Span>(&one, 1), [&](auto& lane, Span) { gather_range(lane, data, batch, 1, 3); });
  for (Index r = 0; r < 3; ++r) {
    CHECK(batch.x(0, r, 0) == picked[static_cast<std::size_t>(r + 1)]);
    CHECK(batch.labels(0, 0, r) == picked[static_cast<std::size_t>(r + 1)] % 7);
  }
  for (const auto& rows : drawn(data, 2, 0, 0, {.batch = 30, .seed = 1}))
    CHECK(std::set<Index>(rows.begin(), rows.end()) == std::set<Index>{7, 21, 39});
}

TEST_CASE("shards: a slot sees its own rows, all of them, evenly; all slots together see every row once") {
  const Source source;
  constexpr Index p = 7;  // 40 rows: five slots have six, two have five
  std::vector<std::set<Index>> seen(p);
  std::vector<Index> count(stored, 0);
  for (std::int64_t step = 0; step < 300; ++step) {
    const auto rows = drawn(source.with_labels(), p, 0, step, {.batch = 10, .seed = 3, .sample = Sample::shard, .shards = p});
    for (std::size_t s = 0; s < p; ++s)
      for (const Index r : rows[s]) {
        CHECK(r % p == static_cast<Index>(s));
        seen[s].insert(r);
        ++count[static_cast<std::size_t>(r)];
      }
  }
  std::size_t all = 0;
  for (const auto& rows : seen) all += rows.size();
  CHECK(all == static_cast<std::size_t>(stored));
  for (Index r = 0; r < stored; ++r) {
    const double share = 1.0 / (r % p < stored % p ? 6 : 5), n = 3000;
    CHECK(std::abs(count[static_cast<std::size_t>(r)] - n * share) < 5 * std::sqrt(n * share * (1 - share)));
  }
}

TEST_CASE("bootstrap: a slot's sample stays the same all run long, has about 1 - 1/e of the rows, and is another in every slot") {
  const Source source;
  constexpr Index p = 30;
  std::vector<std::set<Index>> early(p), late(p);
  for (std::int64_t step = 0; step < 200; ++step) {
    const auto rows = drawn(source.with_labels(), p, 0, step, {.batch = 20, .seed = 3, .sample = Sample::bootstrap});
    for (std::size_t s = 0; s < p; ++s) (step < 100 ? early : late)[s].insert(rows[s].begin(), rows[s].end());
  }
  CHECK(early == late);
  double mean = 0;
  for (const auto& rows : early) mean += static_cast<double>(rows.size()) / p;
  const double expected = stored * (1 - std::pow(1 - 1.0 / stored, stored));  // 25.5, deviation of one about 1.9
  CHECK(std::abs(mean - expected) < 5 * 2.0 / std::sqrt(static_cast<double>(p)));
  CHECK(early[0] != early[1]);
  // who is drawn beside a slot changes nothing
  const Sampling sampling{.batch = 20, .seed = 3, .sample = Sample::bootstrap};
  CHECK(drawn(source.with_labels(), 1, 4, 9, sampling)[0] == drawn(source.with_labels(), 6, 0, 9, sampling)[4]);
}

TEST_CASE("gather: images that are bytes give the batch of those that are floats, bit for bit") {
  constexpr Index rows = 9, columns = 1'043, p = 3;
  std::vector<std::uint8_t> pixels(static_cast<std::size_t>(rows * columns));
  for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<std::uint8_t>(i * 7 + i / 256);
  const auto bytes =
      Dataset<float>::of_pixels(pixels, columns, xt::xtensor<int, 1>(std::array<std::size_t, 1>{rows}, 0)).pick({4, 8, 0, 4});
  const Dataset<float> floats{bytes.x(), bytes.labels()};
  for (const Batches batches : {Batches::own, Batches::shared}) {
    const auto crew = Serial{.width = p}.open();
    const Sampling sampling{.batch = 6, .batches = batches, .seed = 5};
    const Clock clock{.seed = 5, .step = 2};
    const Span all{0, p};
    Gathered<float> a, b;
    crew->prepare([&](auto& lane) {
      a = take_batch(lane, bytes.view(), sampling.batch, batches == Batches::shared);
      b = take_batch(lane, floats.view(), sampling.batch, batches == Batches::shared);
    });
    crew->run(std::span<const Span>(&all, 1), [&](auto& lane, Span) {
      gather_drawn(lane, bytes.view(), a, &clock, sampling, 0);
      gather_drawn(lane, floats.view(), b, &clock, sampling, 0);
    });
    const auto same = [&] {
      bool all_same = true;
      for (Index i = 0; i < p; ++i)
        for (Index r = 0; r < sampling.batch; ++r)
          for (Index c = 0; c < columns; ++c) all_same = all_same && a.x(i, r, c) == b.x(i, r, c);
      return all_same;
    };
    CHECK(same());
    CHECK(a.x(0, 0, 1) > 0);
    // the same where host code copies the rows, because a lane does not reach them
    for (Dataset<float> rows_of : {bytes, floats}) {
      DataView<float> far = rows_of.view();
      far.by_host = true;
      crew->run(std::span<const Span>(&all, 1), [&](auto& lane, Span) {
        lane.for_each(sampling.batch, columns, Fill{a.x});
        gather_drawn(lane, far, a, &clock, sampling, 0);
      });
      CHECK(same());
    }
  }
}

TEST_CASE("gather: bytes give the batch of floats on a thread's lane too, which looks rows up ahead: any batch size") {
  constexpr Index rows = 50, columns = 784;
  std::vector<std::uint8_t> pixels(static_cast<std::size_t>(rows * columns));
  for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<std::uint8_t>(i * 7 + i / 256);
  const auto bytes = Dataset<float>::of_pixels(pixels, columns, xt::xtensor<int, 1>(std::array<std::size_t, 1>{rows}, 0));
  const xt::xtensor<float, 2> x = bytes.x();
  for (const Index batch : {1, 2, 15, 16, 17, 31, 32, 33, 48, 70}) {
    CAPTURE(batch);
    const auto crew = Threads{.threads = 1}.open();
    const Clock clock{.seed = 5, .step = 2};
    const Span one{0, 1};
    Gathered<float> a;
    crew->prepare([&](auto& lane) { a = take_batch(lane, bytes.view(), batch, false); });
    crew->run(std::span<const Span>(&one, 1),
              [&](auto& lane, Span) { gather_drawn(lane, bytes.view(), a, &clock, {.batch = batch, .seed = 5}, 0); });
    bool same = true;
    for (Index r = 0; r < batch; ++r)
      for (Index c = 0; c < columns; ++c)
        same = same && a.x(0, r, c) == x(static_cast<std::size_t>(a.row(0, 0, r)), static_cast<std::size_t>(c));
    CHECK(same);
  }
}
