#include <genoprop/backend/abreast.hpp>

#include <doctest/doctest.h>

#include <limits>
#include <vector>

#include <genoprop/backend/cpu_lane.hpp>
#include <genoprop/core/draw.hpp>
#include <genoprop/nn/cross_entropy.hpp>
#include <genoprop/nn/regression.hpp>

#include "support/bits.hpp"
#include "support/vector_sets.hpp"

using namespace genoprop;

namespace {

/// which NaN it is says nothing
template <class T>
bool same(T a, T b) {
  return support::bits_equal(a, b) || (a != a && b != b);
}

template <class T>
struct Rows {
  Index rows, columns, pitch = 16;
  std::vector<T> at = std::vector<T>(static_cast<std::size_t>(rows * pitch), T(77));
  T* row(Index r) { return at.data() + r * pitch; }
};

template <class T>
Rows<T> drawn(std::uint64_t seed, Index rows, Index columns) {
  Rows<T> x{rows, columns};
  Draw draw(seed, {.purpose = Purpose::user});
  for (Index r = 0; r < rows; ++r)
    for (Index c = 0; c < columns; ++c) x.row(r)[c] = static_cast<T>(draw.normal() * 3);
  return x;
}

/// reads rows, folds them, and writes them back
template <class Set, class T>
struct Work {
  Rows<T>* x;
  T *top, *total;
  GENOPROP_CPU void operator()() const {
    using A = Abreast<Set, T>;
    A group(x->rows, x->columns);
    group.load(x->row(0), x->pitch);
    T largest[A::width], sum[A::width];
    group.max(largest);
    group.sum(sum);
    for (Index r = 0; r < x->rows; ++r) {
      top[r] = largest[r];
      total[r] = sum[r];
    }
    group.store(x->row(0), x->pitch);
  }
};
template <class T>
struct Value {
  const T* x;
  GENOPROP_HD T operator()(Index c) const noexcept { return x[c]; }
};

template <class Set, class T>
void check_folds() {
  constexpr Index width = Abreast<Set, T>::width;
  for (const std::uint64_t seed : {0, 1, 2})
    for (Index n = 1; n <= width; ++n)
      for (Index columns = 1; columns <= 16; ++columns) {
        Rows<T> x = drawn<T>(seed, n, columns);
        if (seed == 2) x.row(n - 1)[columns / 2] = std::numeric_limits<T>::quiet_NaN();
        if (seed == 1) x.row(0)[columns - 1] = T(-0.0);
        const Rows<T> before = x;
        std::vector<T> top(width), total(width);
        Set::run(Work<Set, T>{&x, top.data(), total.data()});
        for (Index r = 0; r < n; ++r) {
          const PlainRow row(columns);
          const T* from = before.at.data() + r * 16;
          REQUIRE(same(top[static_cast<std::size_t>(r)], row.max(from)));
          REQUIRE(same(total[static_cast<std::size_t>(r)], row.sum(Value<T>{from})));
          for (Index c = 0; c < columns; ++c) REQUIRE(same(x.row(r)[c], from[c]));
        }
      }
}

/// the gradient of softmax cross-entropy: abreast up to 16 columns, row by row beyond and where losses are asked for
template <class Set, class T>
void check_softmax() {
  LaneMemory memory;
  const CpuLane<Set> lane(0, memory);
  for (const Index columns : {1, 2, 3, 4, 5, 8, 9, 10, 15, 16, 17})
    for (const Index rows : {1, 7, 16, 33}) {
      const Index pitch = 32;
      std::vector<T> y(static_cast<std::size_t>(rows * pitch)), dy(y.size()), plain(y.size()), loss(static_cast<std::size_t>(rows));
      std::vector<std::int32_t> labels(static_cast<std::size_t>(rows));
      Draw draw(static_cast<std::uint64_t>(columns), {.purpose = Purpose::user});
      for (T& z : y) z = static_cast<T>(draw.normal() * 4);
      for (auto& l : labels) l = draw.below(columns);
      y[0] = std::numeric_limits<T>::infinity();  // a row that has diverged stays its own affair
      const auto block = [&](std::vector<T>& v) { return Block<T>{v.data(), 0, pitch, rows, columns}; };
      const loss_body::SoftmaxRow<T> body{block(y), {labels.data(), 0, 0, 1, rows}, {.dy = block(dy)}, T(1) / T(rows)};
      lane.for_each_row(rows, columns, body);
      auto slow = body;
      slow.out.dy = block(plain);
      PlainLane().for_each_row(rows, columns, slow);
      CAPTURE(columns);
      CAPTURE(rows);
      for (Index r = 0; r < rows; ++r)
        for (Index c = 0; c < columns; ++c)
          REQUIRE(same(dy[static_cast<std::size_t>(r * pitch + c)], plain[static_cast<std::size_t>(r * pitch + c)]));
      slow.out.losses = {loss.data(), 0, rows, 1, rows};
      CHECK_FALSE(slow.goes_abreast());
    }
}

template <class Set>
void check() {
  check_folds<Set, float>();
  check_folds<Set, double>();
  check_softmax<Set, float>();
  check_softmax<Set, double>();
}

}  // namespace

TEST_CASE("abreast: folds of narrow rows and their softmax have the bits of a row by itself") {
  support::for_vector_sets([]<class Set>(Set) { check<Set>(); });
}
