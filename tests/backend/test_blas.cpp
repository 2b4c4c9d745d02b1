#include <genoprop/backend/blas.hpp>
#include <genoprop/backend/threads.hpp>

#include <type_traits>

#include "support/blas_calls.hpp"
#include "support/verbs.hpp"

using namespace genoprop;
using namespace genoprop::support;

namespace {

/// every form of a product on a crew whose products come from BLAS, in a dozen shapes
template <class T>
void check_blas(ThreadsCrew& crew, double tolerance) {
  for (const Form form : {Form::plain, Form::first_flipped, Form::second_flipped}) {
    for (const Shape s :
         {Shape{1, 1, 1}, Shape{3, 5, 7}, Shape{64, 10, 128}, Shape{33, 130, 17}, Shape{5, 7, 0}, Shape{0, 4, 4}, Shape{4, 0, 4}})
      check_product<T>(crew, 2, s, form, tolerance);
    check_product<T>(crew, 1, {700, 300, 9}, form, tolerance);   // more than a piece in the cache: 840,000 bytes of float
    check_product<T>(crew, 1, {2, 70'000, 2}, form, tolerance);  // a single row that does not fit one
  }
}

}  // namespace

TEST_CASE("blas: products agree with the exact ones to rounding, whatever the lane") {
  for (const Isa isa : {Isa::avx512, Isa::avx2, Isa::blas}) {
    if (!has_isa(isa)) continue;
    CAPTURE(static_cast<int>(isa));
    ThreadsCrew crew(1, isa, Product::blas);
    // terms are below 1 in size and at most 128: 128 roundings of sums below 12
    check_blas<float>(crew, 2e-5);
    check_blas<double>(crew, 4e-14);
  }
}

TEST_CASE("blas: cblas itself is called, once a product, not a loop that xtensor-blas falls back to") {
  ThreadsCrew crew(1, isa_here(), Product::blas);
  const BlasCalls before = blas_calls();
  check_product<float>(crew, 1, {64, 128, 100}, Form::plain, 1e-5);
  CHECK(blas_calls().sgemm - before.sgemm == 1);
  check_product<double>(crew, 1, {64, 128, 100}, Form::first_flipped, 1e-13);
  check_product<double>(crew, 1, {64, 128, 100}, Form::second_flipped, 1e-13);
  CHECK(blas_calls().dgemm - before.dgemm == 2);
  CHECK(blas_calls().sgemm - before.sgemm == 1);
}

TEST_CASE("blas: our own product calls none") {
  if (isa_here() == Isa::blas) return;
  ThreadsCrew crew(1, isa_here(), Product::own);
  const BlasCalls before = blas_calls();
  check_product<float>(crew, 1, {64, 128, 100}, Form::plain);
  CHECK(blas_calls().sgemm == before.sgemm);
}

TEST_CASE("blas: it runs on one thread while crews that use it run, and is put back") {
  if (!openblas_get_num_threads || !openblas_set_num_threads) {
    MESSAGE("skipped: BLAS is not OpenBLAS");
    return;
  }
  const int before = openblas_get_num_threads();
  openblas_set_num_threads(2);
  if (openblas_get_num_threads() == 2) {  // a serial build has one and stays there
    const std::vector<Span> spans{{0, 1}, {1, 1}, {2, 1}};
    ThreadsCrew crew(2, isa_here(), Product::blas);
    crew.run(std::span<const Span>(spans), [](auto&, Span) { CHECK(openblas_get_num_threads() == 1); });
    CHECK(openblas_get_num_threads() == 2);
    ThreadsCrew own(2, isa_here(), isa_here() == Isa::blas ? Product::blas : Product::own);
    if (own.product() == Product::own) own.run(std::span<const Span>(spans), [](auto&, Span) { CHECK(openblas_get_num_threads() == 2); });
  }
  openblas_set_num_threads(before);
}
