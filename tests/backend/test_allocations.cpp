// Nothing is allocated between two generations: the heap's door is watched for the whole program.
#include <atomic>
#include <cstdlib>
#include <new>
#include <vector>

#include <genoprop/backend/threads.hpp>

#include "support/count_allocations.hpp"
#include "support/verbs.hpp"

using namespace genoprop;
using namespace genoprop::support;

TEST_CASE("allocations: they are seen") {
  const long before = allocations;
  std::vector<int> v(100);
  auto* p = new Buffer<float>(5);
  delete p;
  CHECK(allocations - before == 3);
}

TEST_CASE("allocations: no verb and no run makes one, after the first") {
  for (const Product product : {Product::own, Product::blas}) {
    if (product == Product::own && isa_here() == Isa::blas) continue;
    ThreadsCrew crew(2, isa_here(), product);
    const std::vector<Span> spans = spans_of(16, 1);
    std::vector<float*> x(2), y(2), z(2);
    std::vector<std::int32_t*> n(2);
    crew.prepare([&](auto& lane) {
      const auto k = static_cast<std::size_t>(lane.id());
      x[k] = lane.template take<float>(600 * 640);
      y[k] = lane.template take<float>(600 * 640);
      z[k] = lane.template take<float>(600 * 640);
      n[k] = lane.template take<std::int32_t>(600 * 640);
    });
    const auto round = [&] {
      crew.run(std::span<const Span>(spans), [&](auto& lane, Span) {
        const auto k = static_cast<std::size_t>(lane.id());
        lane.repeat(3, [&] {
          for (const Index side : {3, 40, 530}) {
            const Block<const float> a{x[k], 0, 640, side, side}, b{y[k], 0, 640, side, side};
            const KeepProduct<float> keep{{z[k], 0, 640, side, side}, {n[k], 0, 640, side, side}};
            lane.gemm(a, b, keep);
            lane.gemm(flipped(a), b, keep);
            lane.gemm(a, flipped(b), keep);
            lane.sum_rows(a, KeepColumn<float>{{z[k], 0, 640, 1, side}, {n[k], 0, 640, 1, side}});
            lane.for_each(side, side, Affine2<float>{a, {z[k], 0, 640, side, side}, {n[k], 0, 640, side, side}});
            lane.for_each_row(side, side, RowBody<float>{a, {z[k], 0, 640, side, side}, {y[k], 0, 640, side, 3}});
            lane.once(Add{n[k], 1});
          }
        });
      });
    };
    round();
    const long before = allocations;
    round();
    round();
    CHECK(allocations - before == 0);
  }
}
