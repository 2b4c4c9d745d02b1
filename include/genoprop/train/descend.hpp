#pragma once
// Steps of backpropagation: the inner loop of everything.

#include <genoprop/concepts/clock.hpp>
#include <genoprop/train/sink.hpp>

namespace genoprop {

/// The individuals of one lane: p neighbours of a shard.
template <class T, class O>
struct Rows {
  Genes<T> genes;    // [p, D]
  Genes<T> state;    // [p, slots * pitch(D)]
  const O* numbers;  // [p] optimizers
  Index* age;        // [p] steps since the optimizer state was zero
  Index slot = 0;    // the first one's slot in the population
};

namespace descend_body {

/// moves each individual's age on and makes its optimizer ready for the step
template <class O>
struct Ready {
  const O* numbers;
  Index* age;
  Prepared<O>* step;
  const Clock* clock;
  GENOPROP_HD void operator()(Index i, Index, Index) const noexcept(noexcept(prepared(*numbers, Index{}))) {
    step[i] = prepared(numbers[i], ++age[i], clock->run_share());
  }
};
struct SetClock {
  Clock* clock;
  Clock now;
  GENOPROP_HD void operator()() const noexcept { *clock = now; }
};
struct NextStep {
  Clock* clock;
  GENOPROP_HD void operator()() const noexcept { ++clock->step; }
};

}  // namespace descend_body

/// whether batches are gathered before a step and not in it
template <class Objective>
bool stages(const Objective& objective) {
  if constexpr (requires { objective.staged(); })
    return objective.staged();
  else
    return false;
}

/// What a lane keeps for descending, beside the objective's own workspace.
template <class O>
struct DescentMemory {
  Clock* clock = nullptr;       // in lane memory: read by what changes from step to step
  Prepared<O>* step = nullptr;  // [p]
  float* shorten = nullptr;     // [p], only where the optimizer wants the gradient's length
};
template <class O, class L>
DescentMemory<O> take_descent(L& lane) {
  DescentMemory<O> memory{lane.template take<Clock>(1), lane.template take<Prepared<O>>(static_cast<std::size_t>(lane.capacity()))};
  if constexpr (wants_length<O>) memory.shorten = lane.template take<float>(static_cast<std::size_t>(lane.capacity()));
  return memory;
}

/// `steps` steps of every individual of the lane.
template <class L, class Objective, class T, class O, class Work>
void descend(L& lane, const Objective& objective, const Rows<T, O>& who, Work& work, const DescentMemory<O>& memory, const Clock& now,
             Index steps) {
  const Update<Prepared<O>, T> update{who.genes, who.state, genome_pitch(who.genes.size), memory.step, who.age};
  lane.once(descend_body::SetClock{memory.clock, now});
  objective.begin(lane, work);
  const auto step = [&] {
    lane.for_each(1, 1, descend_body::Ready<O>{who.numbers, who.age, memory.step, memory.clock});
    objective.gradient(lane, Genes<const T>(who.genes), work, memory.clock, who.slot, update);
    lane.once(descend_body::NextStep{memory.clock});
  };
  if (!stages(objective)) return lane.repeat(steps, step);
  if constexpr (requires { objective.stage(lane, work, memory.clock, who.slot); })
    for (Index k = 0; k < steps; ++k) {
      objective.stage(lane, work, memory.clock, who.slot);
      lane.repeat(1, step);
    }
}

}  // namespace genoprop
