// After warm-up a step allocates nothing: a run of twice the steps allocates as often as one of half, counted for the whole
// program.

#include <doctest/doctest.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include <genoprop/backend/threads.hpp>
#include <genoprop/data/synthetic.hpp>
#include <genoprop/distribute/one.hpp>
#include <genoprop/engine/evolution.hpp>
#include <genoprop/nn/sequential.hpp>
#include <genoprop/train/adam.hpp>

namespace {

std::atomic<long> allocations{0};

void* counted(std::size_t n, std::size_t alignment) {
  ++allocations;
  const std::size_t whole = (n + alignment - 1) / alignment * alignment;
  void* p = alignment > alignof(std::max_align_t) ? std::aligned_alloc(alignment, whole) : std::malloc(n > 0 ? n : 1);
  if (!p) throw std::bad_alloc();
  return p;
}

}  // namespace

// Not inlined: a compiler that saw through both would call malloc and delete a mismatch.
#define GENOPROP_TEST_DOOR __attribute__((noinline))
GENOPROP_TEST_DOOR void* operator new(std::size_t n) { return counted(n, 1); }
GENOPROP_TEST_DOOR void* operator new[](std::size_t n) { return counted(n, 1); }
GENOPROP_TEST_DOOR void* operator new(std::size_t n, std::align_val_t a) { return counted(n, static_cast<std::size_t>(a)); }
GENOPROP_TEST_DOOR void* operator new[](std::size_t n, std::align_val_t a) { return counted(n, static_cast<std::size_t>(a)); }
GENOPROP_TEST_DOOR void operator delete(void* p) noexcept { std::free(p); }
GENOPROP_TEST_DOOR void operator delete[](void* p) noexcept { std::free(p); }
GENOPROP_TEST_DOOR void operator delete(void* p, std::size_t) noexcept { std::free(p); }
GENOPROP_TEST_DOOR void operator delete[](void* p, std::size_t) noexcept { std::free(p); }
GENOPROP_TEST_DOOR void operator delete(void* p, std::align_val_t) noexcept { std::free(p); }
GENOPROP_TEST_DOOR void operator delete[](void* p, std::align_val_t) noexcept { std::free(p); }
GENOPROP_TEST_DOOR void operator delete(void* p, std::size_t, std::align_val_t) noexcept { std::free(p); }
GENOPROP_TEST_DOOR void operator delete[](void* p, std::size_t, std::align_val_t) noexcept { std::free(p); }
#undef GENOPROP_TEST_DOOR

using namespace genoprop;

TEST_CASE("steps allocate nothing: counted over whole runs") {
  const auto rows = two_spirals({.rows = 64, .seed = 1});
  const Supervised problem{sequential(input(2), dense(6), tanh(), dense(2)), SoftmaxCrossEntropy{}, Splits{rows, rows, rows}};
  for (const Product product : {Product::own, Product::blas})
    for (const Index batch : {full_batch, Index{12}}) {
      if (product == Product::own && isa_here() == Isa::blas) continue;
      const auto count = [&](Index steps) {
        const Evolution run{problem, Adam{}, presets::restarts(), Threads{.threads = 2, .product = product}};
        const long before = allocations;
        run.fit({.population = 4, .generations = 3, .steps = steps, .batch = batch, .seed = 1});
        return allocations - before;
      };
      count(10);  // what a library under us keeps from its first call on
      const long ten = count(10);
      CHECK(ten > 0);
      CHECK(count(20) == ten);
      CHECK(count(200) == ten);
    }
}
