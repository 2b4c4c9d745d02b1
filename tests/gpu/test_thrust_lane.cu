// The Thrust lane, verb by verb. One text, for Thrust's CPP, OMP and CUDA systems.

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "support/verbs.hpp"

#include <genoprop/backend/serial.hpp>
#include <genoprop/gpu/thrust_backend.cuh>
#include <genoprop/gpu/thrust_lane.cuh>

using namespace genoprop;
using support::memory_with, support::read_back;

namespace {

struct Spy {
  Index* seen;
  GENOPROP_HD void operator()(Index i, Index r, Index c) const {
    seen[0] = i;
    seen[1] = r;
    seen[2] = c;
  }
};

/// A product, column sums and rows of numbers among which some are NaN, infinite, -0 and subnormal: all that comes out.
template <class T, class C>
std::vector<T> strange_numbers(C& crew) {
  constexpr Index p = 3, n = 33;
  using Limits = std::numeric_limits<T>;
  const T odd[] = {Limits::quiet_NaN(), Limits::infinity(), -Limits::infinity(), T(-0.0), Limits::denorm_min(), Limits::max()};
  support::Canvas<T> x(p, n, n, 48, T(0)), y = x, to(p, n, 3, 3, T(0));
  support::Canvas<std::int32_t> calls(p, n, n, 48, 0);
  fill(x, 6);
  for (Index i = 0; i < p; ++i)
    for (Index r = 0; r < n; r += 2) x.at(i, r, (7 * r + i) % n) = odd[(r / 2 + i) % 6];
  auto xm = memory_with(crew, x.data), ym = memory_with(crew, y.data), tm = memory_with(crew, to.data), zm = memory_with(crew, y.data);
  auto cm = memory_with(crew, calls.data);
  const auto spans = support::spans_of(p, crew.width());
  crew.run(std::span<const Span>(spans), [&](auto& lane, Span span) {
    const auto a = x.template block<const T>(xm.data(), span.first);
    const auto counts = calls.template block<std::int32_t>(cm.data(), span.first);
    lane.gemm(a, flipped(a), support::KeepProduct<T>{x.template block<T>(zm.data(), span.first), counts});
    lane.sum_rows(a, support::KeepColumn<T>{x.template block<T>(zm.data(), span.first), counts});
    lane.for_each_row(n, n,
                      support::RowBody<T>{a, x.template block<T>(ym.data(), span.first), to.template block<T>(tm.data(), span.first)});
  });
  std::vector<T> all, part;
  for (auto* memory : {&ym, &zm, &tm}) {
    part.resize(memory->size());
    read_back(crew, *memory, part);
    all.insert(all.end(), part.begin(), part.end());
  }
  for (T& v : all)
    if (std::isnan(v)) v = Limits::quiet_NaN();  // its sign and payload are not fixed
  return all;
}

}  // namespace

TEST_CASE("verbs: bit for bit what plain loops give") {
  const auto together = gpu::Portable{}.open();
  support::check_verbs(*together, 3);
  const auto in_two_lanes = gpu::Portable{.width = 2}.open();
  support::check_products<double>(*in_two_lanes, 3);
  support::check_elementwise<double>(*in_two_lanes, 5);
}

TEST_CASE("verbs: NaN, infinities, signed zeros and subnormals as the oracle has them") {
  const auto oracle = Serial{}.open();
  const auto together = gpu::Portable{}.open(), one_by_one = gpu::Portable{.width = 1}.open();
  CHECK(support::bits_equal(strange_numbers<float>(*together), strange_numbers<float>(*oracle)));
  CHECK(support::bits_equal(strange_numbers<double>(*one_by_one), strange_numbers<double>(*oracle)));
}

TEST_CASE("elements are numbered in 64 bits") {
  Index seen[3] = {-1, -1, -1};
  FirstError error;
  constexpr std::int64_t each = std::int64_t{1000} * 2'000'000;  // of one individual, just below 2^31
  const gpu::verb::Numbered<Spy> body{each, 2'000'000, Spy{seen}, &error};
  body(each * 40'000 + std::int64_t{999} * 2'000'000 + 1'999'999);
  CHECK(seen[0] == 40'000);
  CHECK(seen[1] == 999);
  CHECK(seen[2] == 1'999'999);
  body(each);
  CHECK(seen[0] == 1);
  CHECK(seen[1] == 0);
  CHECK(seen[2] == 0);
}

TEST_CASE("lane memory: zeroed, aligned, never moved") {
  const auto crew = gpu::Portable{.width = 2}.open();
  std::vector<double*> taken;
  crew->prepare([&](auto& lane) {
    CHECK(lane.individuals() == 2);
    CHECK(lane.capacity() == 2);
    for (int k = 0; k < 100; ++k) {
      taken.push_back(lane.template take<double>(33));
      taken.back()[0] = k;
    }
  });
  for (int k = 0; k < 100; ++k) {
    const double* piece = taken[static_cast<std::size_t>(k)];
    CHECK(piece[0] == k);
    CHECK(piece[32] == 0);
    CHECK(reinterpret_cast<std::uintptr_t>(piece) % 64 == 0);
  }
}
