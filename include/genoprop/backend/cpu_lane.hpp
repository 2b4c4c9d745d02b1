#pragma once
// One individual on one CPU thread. Every verb is plain text that goes through one door, Set::run.

#include <algorithm>
#include <bit>
#include <cstdint>
#include <type_traits>

#include <genoprop/backend/abreast.hpp>
#include <genoprop/backend/blas.hpp>
#include <genoprop/backend/column_sums.hpp>
#include <genoprop/backend/cpu_row.hpp>
#include <genoprop/backend/hand_over.hpp>
#include <genoprop/backend/isa.hpp>
#include <genoprop/backend/memory.hpp>
#include <genoprop/backend/operand.hpp>
#include <genoprop/backend/philox_abreast.hpp>
#include <genoprop/concepts/lane.hpp>

namespace genoprop {

/// Who multiplies. `own` gives the same bits everywhere; `blas` those of the library that is linked.
enum class Product : std::uint8_t { own, blas };

/// What a thread keeps, whichever lane it works with.
struct LaneMemory {
  explicit LaneMemory(Product product = Product::own)
      : products(product == Product::own ? ProductMemory::own(arena) : ProductMemory::for_blas(arena)) {}
  Arena arena;
  ProductMemory products;
};

namespace verb {

// A verb refers to what it was given. A copy that is written field by field and read back as whole vectors waits until every store
// before it has left the core: some thirty of those were a tenth of a step of a small network.

/// An exception does not get out of a loop of `omp simd`: bodies that may throw get a plain one, here and in CpuRow and products.
template <class Set, class F>
struct ForEach {
  Index rows, columns;
  const F& f;
  GENOPROP_CPU void operator()() const {
    const F body = f;  // a copy of its own: what the body stores cannot change it
    for (Index r = 0; r < rows; ++r) {
      if constexpr (requires { body.warm(r, r); }) body.warm(0, r);
      if constexpr (MultipliesWide<Set> && requires { body.site(r, r); }) {
        draw_in_columns<Set>(body, r, columns);
      } else if constexpr (requires { body.of_row(r, r); }) {  // what the body stores cannot make the compiler look for the row again
        const auto one = body.of_row(0, r);
#pragma omp simd
        for (Index c = 0; c < columns; ++c) one(0, r, c);
      } else if constexpr (requires {
                             { body.idle(r, r, r) }
                             noexcept;
                           }) {
        busy(body, r);
      } else if constexpr (noexcept(body(r, r, r))) {
#pragma omp simd
        for (Index c = 0; c < columns; ++c) body(0, r, c);
      } else {
        for (Index c = 0; c < columns; ++c) body(0, r, c);
      }
    }
  }

 private:
  /// A body may say where it changes nothing, `body.idle(i, row, column)`: 32 are asked at once, and only the others are run.
  GENOPROP_CPU void busy(const F& body, Index r) const {
    constexpr Index many = 32;
    const Index n = columns;
    Index c = 0;
    for (; c + many <= n; c += many) {
      std::uint32_t found = 0;
#pragma omp simd reduction(| : found)
      for (Index l = 0; l < many; ++l) found |= body.idle(0, r, c + l) ? 0u : 1u << l;
      for (; found != 0; found &= found - 1) body(0, r, c + static_cast<Index>(std::countr_zero(found)));
    }
    for (; c < n; ++c) body(0, r, c);
  }
};
template <class Set, class F>
struct ForEachRow {
  Index rows, columns;
  const F& f;
  GENOPROP_CPU void operator()() const {
    if constexpr (Set::bytes > 0 && requires { typename F::Abreast; })
      if (columns <= 16 && f.goes_abreast()) return abreast<Abreast<Set, typename F::Abreast>>();
    if constexpr (Set::bytes == 0)
      each<PlainRow>();
    else if (columns <= 4)
      each<CpuRow<Set, 4>>();
    else
      each<CpuRow<Set, 16>>();
  }
  template <class Row>
  GENOPROP_CPU void each() const {
    const F body = f;
    const Index n = columns;
    for (Index r = 0; r < rows; ++r) {
      Row row(n);
      body(0, r, row);
    }
  }
  template <class A>
  GENOPROP_CPU void abreast() const {
    const F body = f;
    for (Index r = 0; r < rows; r += A::width) {
      A group(std::min(A::width, rows - r), columns);
      body.abreast(0, r, group);
    }
  }
};
template <class F>
struct Once {
  const F& f;
  GENOPROP_CPU void operator()() const { f(); }
};

/// f(0, column, sum) as a consumer of products wants it
template <class F>
struct OfColumn {
  const F& f;
  template <class T>
  GENOPROP_CPU void operator()(Index i, Index, Index column, T sum) const noexcept(noexcept(f(i, column, sum))) {
    f(i, column, sum);
  }
};
template <class Set, class T, class F>
struct SumRows {
  const Block<const T>& x;
  const F& f;
  GENOPROP_CPU void operator()() const {
    using Sums = ColumnSums<Set, T>;
    alignas(64) T sums[Sums::most];
    for (Index c = 0; c < x.columns; c += Sums::most) {
      const Index here = std::min(Sums::most, x.columns - c);
      Sums{x.row(0, 0) + c, x.pitch, x.rows, here, sums}();
      hand_over<16>(OfColumn<F>{f}, 0, c, sums, here);
    }
  }
};
/// The sums over the rows of x as row `row` of a product that went through BLAS.
template <class Set, class T>
struct SumsOfRow {
  Block<const T> x;
  Index row;
  TileConsumer<T> consumer;
  T* sums;
  GENOPROP_CPU void operator()() const {
    using Sums = ColumnSums<Set, T>;
    for (Index c = 0; c < x.columns; c += Sums::most) {
      const Index here = std::min(Sums::most, x.columns - c);
      Sums{x.row(0, 0) + c, x.pitch, x.rows, here, sums}();
      consumer.take(consumer.f, {sums, row, 1, c, here, here});
    }
  }
};

}  // namespace verb

/// What planning asks of a lane of one individual. Nothing of an instruction set, so it is compiled once.
class PlanningLane {
 public:
  PlanningLane(Index id, LaneMemory& memory) : id_(id), memory_(&memory) {}

  Index id() const { return id_; }
  static Index individuals() { return 1; }
  static Index capacity() { return 1; }
  /// whole vectors of 16; never a multiple of 256: rows 1 KiB apart would share lines of the cache
  static Index pitch(Index n) {
    const Index whole = round_up(n, 16);
    return whole % 256 == 0 ? whole + 16 : whole;
  }
  template <class T>
  T* take(std::size_t n) {
    return memory_->arena.take<T>(n);
  }
  /// BLAS wants rows evenly apart
  bool reads_row_lists() const { return !products().blas; }

 protected:
  LaneMemory& memory() const { return *memory_; }
  const ProductMemory& products() const { return memory_->products; }

 private:
  Index id_;
  LaneMemory* memory_;
};

/// A lane of one individual; `Set` is the instruction set that every verb is compiled for. A handle: the memory is the thread's.
template <class Set>
class CpuLane : public PlanningLane {
 public:
  using PlanningLane::PlanningLane;

  template <class A, class B, class F>
  void gemm(const A& first, const B& second, const F& f) const {
    const auto a = operand(first);
    const auto b = operand(second);
    using First = std::remove_const_t<decltype(a)>;
    using Second = std::remove_const_t<decltype(b)>;
    using T = typename First::Scalar;
    static_assert(std::is_same_v<T, typename Second::Scalar>);
    multiply(a, b, HandOver<Set, T, F>::of(f), false);
  }
  /// f(0, row, column, sum) of A B; and as one more row the sums over the rows of B
  template <class A, class T, class F>
  void gemm_and_sums(const A& first, const Block<T>& second, const F& f) const {
    const auto a = operand(first);
    const auto b = operand(second);
    using Scalar = std::remove_const_t<T>;
    const TileConsumer<Scalar> consumer = HandOver<Set, Scalar, F>::of(f);
    multiply(a, b, consumer, true);
    if (Set::bytes == 0 || products().blas)
      Set::run(verb::SumsOfRow<Set, Scalar>{b.block, a.rows(), consumer, static_cast<Scalar*>(products().blas)});
  }
  template <class T, class F>
  void sum_rows(const Block<T>& x, const F& f) const {
    Set::run(verb::SumRows<Set, std::remove_const_t<T>, F>{x, f});
  }
  template <class F>
  void for_each(Index rows, Index columns, const F& f) const {
    Set::run(verb::ForEach<Set, F>{rows, columns, f});
  }
  template <class F>
  void for_each_row(Index rows, Index columns, const F& f) const {
    Set::run(verb::ForEachRow<Set, F>{rows, columns, f});
  }
  template <class F>
  void once(const F& f) const {
    Set::run(verb::Once<F>{f});
  }
  template <class F>
  void repeat(Index n, F&& f) const {
    for (Index k = 0; k < n; ++k) f();
  }

 private:
  template <class A, class T, bool flip>
  void multiply(const A& a, const Operand<T, flip>& b, const TileConsumer<T>& consumer, bool and_sums) const {
    if constexpr (Set::bytes > 0)
      if (!products().blas) return TileProduct<T>{a, b, consumer, products(), TileVerbsOf<Set, T>::all, and_sums}();
    if constexpr (listed<A>)
      throw SettingsError("CpuLane: a product through BLAS has a list of rows, expected where reads_row_lists()");
    else
      blas_product(a, b, consumer, static_cast<T*>(products().blas));
  }
};

static_assert(Lane<CpuLane<Plain>>);

}  // namespace genoprop
