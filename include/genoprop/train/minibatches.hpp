#pragma once
// Steps of several mini-batches: gradients are stored, summed in a fixed tree of pairs, averaged, and moved once. Which threads
// compute which mini-batch changes no bit.

#include <algorithm>
#include <span>
#include <vector>

#include <genoprop/train/descend.hpp>

namespace genoprop {

namespace minibatch_body {

struct SetMinibatch {
  Clock* clock;
  Index number;
  GENOPROP_HD void operator()() const noexcept { clock->minibatch = number; }
};
/// moves the age on and readies the step at `factor` times the learning rate
template <class O>
struct ReadyFaster {
  const O* numbers;
  Index* age;
  Prepared<O>* step;
  float factor;
  const Clock* clock;
  GENOPROP_HD void operator()(Index i, Index, Index) const noexcept(noexcept(prepared(*numbers, Index{}))) {
    step[i] = prepared(faster(numbers[i], factor), ++age[i], clock->run_share());
  }
};
/// the same without moving the age on: the first member has
template <class O>
struct ReadyToo {
  const O* numbers;
  const Index* age;
  Prepared<O>* step;
  float factor;
  const Clock* clock;
  GENOPROP_HD void operator()(Index i, Index, Index) const noexcept(noexcept(prepared(*numbers, Index{}))) {
    step[i] = prepared(faster(numbers[i], factor), age[i], clock->run_share());
  }
};
/// a += b, genes first .. first + columns
template <class T>
struct Add {
  Genes<T> a;
  Genes<const T> b;
  Index first;
  GENOPROP_HD void operator()(Index i, Index, Index c) const noexcept { a.row(i)[first + c] += b.row(i)[first + c]; }
};
/// one step along the mean
template <class Step, class T>
struct MoveMean {
  sink_body::Move<Step, T> move;
  Genes<const T> sum;
  Index first;
  T count;
  GENOPROP_HD void operator()(Index i, Index, Index c) const noexcept(quiet_step<Step, T>) {
    move(i, 0, first + c, sum.row(i)[first + c] / count);
  }
};
/// the same along the mean times `shorten` [p]
template <class Step, class T>
struct MoveShortened {
  MoveMean<Step, T> mean;
  const float* shorten;
  GENOPROP_HD void operator()(Index i, Index, Index c) const noexcept(quiet_step<Step, T>) {
    mean.move(i, 0, mean.first + c, mean.sum.row(i)[mean.first + c] / mean.count * T(shorten[i]));
  }
};
template <class T>
struct Square {
  const T* x;
  T count;
  GENOPROP_HD double operator()(Index c) const noexcept {
    const auto g = static_cast<double>(x[c] / count);
    return g * g;
  }
};
struct KeepFactor {
  float* at;
  float factor;
  GENOPROP_HD void operator()() const noexcept { *at = factor; }
};
/// shorten [p] from the length of the mean
template <class O, class T>
struct Measure {
  const O* numbers;
  Genes<const T> sum;
  T count;
  float* shorten;
  GENOPROP_HD void operator()(Index i, Index, auto& row) const {
    const double length = math::sqrt(row.sum(Square<T>{sum.row(i), count}));
    row.once(KeepFactor{shorten + i, numbers[i].shorten(length)});
  }
};

}  // namespace minibatch_body

/// What a lane plans for steps of up to `most` mini-batches: [most] gradients [p, D].
template <class T, class L>
std::vector<Genes<T>> take_gradients(L& lane, Index genes, Index most) {
  std::vector<Genes<T>> all;
  for (Index j = 0; j < most; ++j)
    all.push_back({lane.template take<T>(static_cast<std::size_t>(genome_pitch(genes)) * static_cast<std::size_t>(lane.capacity())),
                   genome_pitch(genes), genes});
  return all;
}

/// `steps` steps of the lane's individuals, each of gradients.size() mini-batches, by the members of one team: `member` of `size`,
/// wait() until all have come, false where one has failed. `factor`: of the learning rate. The gradients are the team's, work and
/// memory the lane's own.
template <class L, class Objective, class T, class O, class Work, class Team>
void descend_together(L& lane, const Objective& objective, const Rows<T, O>& who, Work& work, const DescentMemory<O>& memory,
                      std::span<const Genes<T>> gradients, const Clock& now, Index steps, float factor, const Team& team) {
  using namespace minibatch_body;
  const auto count = static_cast<Index>(gradients.size()), genes = who.genes.size;
  const Update<Prepared<O>, T> update{who.genes, who.state, genome_pitch(genes), memory.step, who.age};
  // the member's share of the genes, in whole vectors; in pieces that stay in the cache through all sums, unless a lane is a device
  const Index share = round_up((genes + team.size - 1) / team.size, 64);
  const Index from = std::min(genes, team.member * share), to = std::min(genes, from + share);
  const Index piece = lane.capacity() == 1 ? Index{4096} : std::max(share, Index{1});
  bool together = true;
  const bool staged = stages(objective);

  lane.once(descend_body::SetClock{memory.clock, now});
  objective.begin(lane, work);
  const auto step = [&] {
    if (!together) return;
    for (Index j = team.member; j < count; j += team.size) {
      lane.once(SetMinibatch{memory.clock, j});
      const Gradients<T> keep{gradients[static_cast<std::size_t>(j)]};
      if constexpr (requires { objective.stage(lane, work, memory.clock, who.slot); })
        if (staged) objective.stage(lane, work, memory.clock, who.slot);
      objective.gradient(lane, Genes<const T>(who.genes), work, memory.clock, who.slot, keep);
    }
    if (team.member == 0) lane.for_each(1, 1, ReadyFaster<O>{who.numbers, who.age, memory.step, factor, memory.clock});
    if (!(together = team.wait())) return;
    if (team.member != 0) lane.for_each(1, 1, ReadyToo<O>{who.numbers, who.age, memory.step, factor, memory.clock});
    for (Index first = from; first < to; first += piece) {
      const Index columns = std::min(piece, to - first);
      for (Index apart = 1; apart < count; apart *= 2)
        for (Index j = 0; j + apart < count; j += 2 * apart)
          lane.for_each(
              1, columns,
              Add<T>{gradients[static_cast<std::size_t>(j)], Genes<const T>(gradients[static_cast<std::size_t>(j + apart)]), first});
      if constexpr (!wants_length<O>)
        lane.for_each(1, columns,
                      MoveMean<Prepared<O>, T>{update.move(0, 1, genes), Genes<const T>(gradients[0]), first, static_cast<T>(count)});
    }
    if constexpr (wants_length<O>) {  // all sums first; every member measures the whole for itself
      if (!(together = team.wait())) return;
      const Genes<const T> sum(gradients[0]);
      lane.for_each_row(1, genes, Measure<O, T>{who.numbers, sum, static_cast<T>(count), memory.shorten});
      for (Index first = from; first < to; first += piece)
        lane.for_each(1, std::min(piece, to - first),
                      MoveShortened<Prepared<O>, T>{{update.move(0, 1, genes), sum, first, static_cast<T>(count)}, memory.shorten});
    }
    lane.once(descend_body::NextStep{memory.clock});
    together = team.wait();
  };
  if (!staged) return lane.repeat(steps, step);
  for (Index k = 0; k < steps; ++k) step();  // between its mini-batches host code gathers: such a step is not recorded
}

}  // namespace genoprop
