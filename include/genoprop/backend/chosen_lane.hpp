#pragma once
// The lane of the instruction set that was chosen when the crew opened.

#include <genoprop/backend/cpu_lane.hpp>

namespace genoprop {

/// Hands every verb to the lane of one instruction set: one branch a verb, always the same one. So only verbs are compiled
/// once for each instruction set; the host code around them (descend, scoring, alignment, surgery) is compiled once.
class ChosenLane : public PlanningLane {
 public:
  ChosenLane(Index id, LaneMemory& memory, Isa isa) : PlanningLane(id, memory), isa_(isa) {}

  template <class A, class B, class F>
  void gemm(const A& a, const B& b, const F& f) const {
    chosen([&](const auto& lane) { lane.gemm(a, b, f); });
  }
  template <class A, class T, class F>
  void gemm_and_sums(const A& a, const Block<T>& b, const F& f) const {
    chosen([&](const auto& lane) { lane.gemm_and_sums(a, b, f); });
  }
  template <class T, class F>
  void sum_rows(const Block<T>& x, const F& f) const {
    chosen([&](const auto& lane) { lane.sum_rows(x, f); });
  }
  template <class F>
  void for_each(Index rows, Index columns, const F& f) const {
    chosen([&](const auto& lane) { lane.for_each(rows, columns, f); });
  }
  template <class F>
  void for_each_row(Index rows, Index columns, const F& f) const {
    chosen([&](const auto& lane) { lane.for_each_row(rows, columns, f); });
  }
  template <class F>
  void once(const F& f) const {
    f();
  }
  template <class F>
  void repeat(Index n, F&& f) const {
    for (Index k = 0; k < n; ++k) f();
  }

 private:
  template <class Call>
  void chosen(const Call& call) const {
#if defined(__x86_64__)
    if (isa_ == Isa::avx512) return call(CpuLane<Avx512>(id(), memory()));
    if (isa_ == Isa::avx2) return call(CpuLane<Avx2>(id(), memory()));
#elif defined(__aarch64__)
    if (isa_ == Isa::neon) return call(CpuLane<Neon>(id(), memory()));
#endif
    call(CpuLane<Plain>(id(), memory()));
  }
  Isa isa_;
};

static_assert(Lane<ChosenLane>);

}  // namespace genoprop
