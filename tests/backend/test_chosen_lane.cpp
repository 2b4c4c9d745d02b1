#include <genoprop/backend/chosen_lane.hpp>

#include <doctest/doctest.h>

#include <cstdint>

using namespace genoprop;

namespace {

/// the width of the vectors that a verb was compiled for
struct KeepWidth {
  int* bytes;
  template <class Set, Index strands>
  GENOPROP_HD void operator()(Index, Index, CpuRow<Set, strands>&) const noexcept {
    *bytes = Set::bytes;
  }
  GENOPROP_HD void operator()(Index, Index, PlainRow&) const noexcept { *bytes = 0; }
};
struct Count {
  int* n;
  GENOPROP_HD void operator()() const noexcept { ++*n; }
};

}  // namespace

TEST_CASE("chosen lane: verbs go to the instruction set that was chosen, and to no other") {
  for (const Isa isa : {Isa::avx512, Isa::avx2, Isa::blas}) {
    if (!has_isa(isa)) continue;
    const int bytes = isa == Isa::avx512 ? 64 : isa == Isa::avx2 ? 32 : 0;
    CAPTURE(bytes);
    LaneMemory memory(isa == Isa::blas ? Product::blas : Product::own);
    const ChosenLane lane(3, memory, isa);
    int seen = -1;
    lane.for_each_row(1, 5, KeepWidth{&seen});
    CHECK(seen == bytes);
  }
}

TEST_CASE("chosen lane: one individual, memory of the thread, host code that is repeated") {
  LaneMemory memory;
  ChosenLane lane(3, memory, isa_here());
  CHECK(lane.id() == 3);
  CHECK(lane.individuals() == 1);
  CHECK(lane.capacity() == 1);
  float* const piece = lane.take<float>(7);
  CHECK(reinterpret_cast<std::uintptr_t>(piece) % 64 == 0);
  piece[6] = 5;
  int n = 0;
  ChosenLane(3, memory, isa_here()).repeat(4, [&] { lane.once(Count{&n}); });  // a lane is a handle: another one of the thread's
  CHECK(n == 4);
  CHECK(piece[6] == 5);
}
