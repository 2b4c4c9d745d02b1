#pragma once
// The portable lane: every verb is one thrust::for_each_n over whole numbers, one element, column or row a number. The same text
// runs on Thrust's CPP and OMP systems under a host compiler and on CUDA under nvcc.
//
// It is simple before it is fast: products keep nothing in shared memory, and a repeated step is a loop on the host; recording
// it as a CUDA graph needs a GPU to be measured on.

#include <cstdint>
#include <exception>

#include <thrust/for_each.h>
#include <thrust/iterator/counting_iterator.h>
#include <thrust/system_error.h>

#include <genoprop/backend/operand.hpp>
#include <genoprop/backend/plain_lane.hpp>
#include <genoprop/backend/thread_pool.hpp>
#include <genoprop/backend/wide_lane.hpp>
#include <genoprop/concepts/lane.hpp>
#include <genoprop/gpu/memory.cuh>

namespace genoprop::gpu {

namespace verb {

/// f(i, row, column) from the number of an element. All individuals together may be more than 2^31; one alone is not.
template <class F>
struct Numbered {
  std::int64_t each;  // elements of an individual
  Index columns;
  F f;
  FirstError* error;  // what host code inside a body threw; an OpenMP loop must not be left by an exception

  GENOPROP_HD void operator()(std::int64_t at) const {
#if GENOPROP_THRUST_ON_CUDA
    place(at);
#else
    try {
      place(at);
    } catch (...) {
      error->keep(static_cast<std::size_t>(at), std::current_exception());
    }
#endif
  }

 private:
  GENOPROP_HD void place(std::int64_t at) const {
    const std::int64_t i = at / each;
    const Index inside = static_cast<Index>(at - i * each);
    const Index row = inside / columns;
    f(static_cast<Index>(i), row, inside - row * columns);
  }
};

/// f(i, row, column, sum): k ascending, one fma a term, from +0
template <class T, bool FlipA, bool FlipB, class F>
struct ProductElement {
  Operand<T, FlipA> a;
  Operand<T, FlipB> b;
  F f;
  GENOPROP_HD void operator()(Index i, Index r, Index c) const {
    T sum = 0;
    const Index depth = a.columns();
    for (Index k = 0; k < depth; ++k) sum = math::fma(a.at(i, r, k), b.at(i, k, c), sum);
    f(i, r, c, sum);
  }
};
/// f(i, column, sum): rows ascending
template <class T, class F>
struct ColumnSum {
  Block<const T> x;
  F f;
  GENOPROP_HD void operator()(Index i, Index, Index c) const {
    T sum = 0;
    for (Index r = 0; r < x.rows; ++r) sum += x(i, r, c);
    f(i, c, sum);
  }
};
/// f(i, row, Row&): one thread goes through the row's 16 strands
template <class F>
struct WholeRow {
  Index columns;
  F f;
  GENOPROP_HD void operator()(Index i, Index r, Index) const {
    PlainRow row(columns);
    f(i, r, row);
  }
};
template <class F>
struct Once {
  F f;
  GENOPROP_HD void operator()(Index, Index, Index) const { f(); }
};

}  // namespace verb

/// Up to `capacity` individuals at once. A verb is over when it returns, so that host code may read and write lane memory
/// between verbs.
class ThrustLane : public WideLane<Pieces> {
 public:
  explicit ThrustLane(Index capacity) : WideLane(capacity) {}

  template <class A, class B, class F>
  void gemm(A first, B second, F f) const {
    const auto a = operand(first);
    const auto b = operand(second);
    using First = std::remove_const_t<decltype(a)>;
    using Second = std::remove_const_t<decltype(b)>;
    static_assert(std::is_same_v<typename First::Scalar, typename Second::Scalar>);
    launch(individuals(), a.rows(), b.columns(), verb::ProductElement<typename First::Scalar, First::flip, Second::flip, F>{a, b, f});
  }
  template <class T, class F>
  void sum_rows(Block<T> x, F f) const {
    launch(individuals(), 1, x.columns, verb::ColumnSum<std::remove_const_t<T>, F>{x, f});
  }
  template <class F>
  void for_each(Index rows, Index columns, F f) const {
    launch(individuals(), rows, columns, f);
  }
  template <class F>
  void for_each_row(Index rows, Index columns, F f) const {
    launch(individuals(), rows, 1, verb::WholeRow<F>{columns, f});
  }
  template <class F>
  void once(F f) const {
    launch(1, 1, 1, verb::Once<F>{f});
  }
  template <class F>
  void repeat(Index n, F&& f) const {
    for (Index k = 0; k < n; ++k) f();
  }

 private:
  template <class F>
  static void launch(Index individuals, Index rows, Index columns, F f) {
    const std::int64_t each = std::int64_t{rows} * columns, all = each * individuals;
    if (all <= 0) return;
    FirstError error;
    const verb::Numbered<F> body{each, columns, f, &error};
#if GENOPROP_THRUST_ON_CUDA
    try {
      thrust::for_each_n(thrust::device, thrust::counting_iterator<std::int64_t>(0), all, body);
    } catch (const thrust::system_error& e) {
      throw DeviceError(text("gpu::ThrustLane: a verb over ", individuals, " x ", rows, " x ", columns, " elements failed: ", e.what()));
    }
#else
    thrust::for_each_n(thrust::device, thrust::counting_iterator<std::int64_t>(0), all, body);
    error.rethrow();
#endif
  }
};

static_assert(Lane<ThrustLane>);

}  // namespace genoprop::gpu
