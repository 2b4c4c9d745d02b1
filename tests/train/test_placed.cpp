#include <genoprop/train/placed.hpp>

#include <doctest/doctest.h>

#include <genoprop/backend/host_memory.hpp>
#include <genoprop/data/mapped.hpp>
#include <genoprop/data/scale.hpp>

#include "support/npy_file.hpp"

using namespace genoprop;

namespace {

/// lanes that do not reach what the host has allocated by itself
struct FarCrew {
  static constexpr bool host = false;
  template <class T>
  Buffer<T> make(std::size_t n) {
    made += n * sizeof(T);
    return Buffer<T>(n);
  }
  template <class T>
  void write(std::span<const T> from, T* to) {
    HostMemory::write(from, to);
  }
  std::size_t made = 0;
};
struct NearCrew {
  static constexpr bool host = true;
};

const xt::xtensor<float, 2> x{{1, 2}, {3, 4}, {5, 6}};
const xt::xtensor<std::int32_t, 1> y{0, 1, 0};

}  // namespace

TEST_CASE("placed: near lanes read the rows themselves, far ones a copy of all that was stored") {
  const Dataset<float> data{x, y};
  const auto rows = data.pick({2, 0}).weighted(xt::xtensor<float, 1>{1, 3});
  NearCrew near;
  CHECK(place(near, rows.view()).view.x == rows.view().x);
  FarCrew far;
  const auto placed = place(far, rows.view());
  const DataView<float>&there = placed.view, here = rows.view();
  CHECK((there.x != here.x && there.labels != here.labels && there.row != here.row && there.weights != here.weights));
  CHECK_FALSE(there.staged());
  CHECK(std::equal(here.x, here.x + 6, there.x));
  CHECK((there.at(0) == 2 && there.at(1) == 0));
  CHECK(there.weights[1] == 3);
  CHECK(far.made == 6 * sizeof(float) + 3 * sizeof(std::int32_t) + 2 * sizeof(std::int32_t) + 2 * sizeof(float));
}

TEST_CASE("placed: rows of a mapped file are not copied: host code brings those of a batch") {
  const test::TempFolder folder;
  const auto data = map_npy(test::file_of(folder, test::npy<float>("<f4", "(3, 2)", {1, 2, 3, 4, 5, 6}), "x.npy"),
                            test::file_of(folder, test::npy<std::uint8_t>("|u1", "(3,)", {0, 1, 0}), "y.npy"));
  NearCrew near;
  CHECK_FALSE(place(near, data.view()).view.by_host);  // its lanes reach the file
  CHECK(place(near, data.view()).view.staged());
  FarCrew far;
  const auto placed = place(far, data.view());
  CHECK(placed.view.x == data.view().x);
  CHECK(placed.view.by_host);
  CHECK(placed.view.labels != data.view().labels);
  CHECK(far.made == 3 * sizeof(std::int32_t));
  const auto scaled = data.scaled({1, 1}, {2, 2});
  CHECK(place(near, scaled.view()).view.by_host);
  const Dataset<float> held{x, y};
  FarCrew other;
  const auto here = place(other, held.scaled({1, 1}, {2, 2}).view());  // in memory, scaled on the way: the host's too
  CHECK((here.view.by_host && here.view.x == held.view().x));
}
