#pragma once
// How a child changes.

#include <concepts>
#include <span>

#include <genoprop/concepts/gene.hpp>
#include <genoprop/concepts/life.hpp>
#include <genoprop/core/draw.hpp>

namespace genoprop {

/// A child that is about to be changed, for mutations that make their rule once a child.
struct MutationChild {
  Index slot = 0;
  Index genes = 0;                       ///< D
  Index units = 0;                       ///< hidden units of the whole network
  double progress = 0;                   ///< share of the run's budget that is spent, in [0, 1]
  Index done = 0;                        ///< generations of this run that are over, from 1
  float step_size = 1;                   ///< of a mutation that adapts itself
  std::span<const Index> parents{};      ///< slots, the first parent first
  std::span<const Life> lives{};         ///< [P] as they were when the births were decided
  /// In lane memory, for the rule to read, not for plan:
  const double* rms = nullptr;          ///< [layers] root of the mean square of the child's genes, layer by layer: `rms[at.layer]`
  const double* sensitivity = nullptr;  ///< [D] how much the outputs move with a gene; only where `reads_sensitivity` says so
};

/// gene by gene: `T operator()(T value, GeneSite, Draw&) const`
template <class M>
concept GeneMutation = requires(const M mutate, float value, GeneSite at, Draw& draw) {
  { mutate(value, at, draw) } -> std::same_as<float>;
};
/// Whether the rule is noexcept: then genes are changed side by side (concepts/lane.hpp, rule 7).
template <class M, class T>
inline constexpr bool quiet_mutation = requires(const M mutate, T value, GeneSite at, Draw& draw) {
  { mutate(value, at, draw) } noexcept;
};
/// Most genes stay: the rule may say which by their first number alone, `bool keeps(float u) const noexcept`, so that lanes pass over
/// many at once. Where keeps(draw.unit()) is true the rule itself returns `value`.
template <class M>
concept SparingMutation = GeneMutation<M> && requires(const M mutate, float u) {
  { mutate.keeps(u) } noexcept -> std::same_as<bool>;
};
/// a rule made once a child: `plan(const MutationChild&, Draw&) -> rule`, one of the form above
template <class M>
concept PlannedMutation = requires(const M mutate, const MutationChild& child, Draw& draw) {
  requires GeneMutation<decltype(mutate.plan(child, draw))>;
};
/// A rule that is asked for so many genes alone, all different, each as likely as the others: `Index few() const`.
template <class R>
concept FewGenes = requires(const R rule) {
  { rule.few() } -> std::same_as<Index>;
};
/// A planned mutation whose rule reads how much the outputs move with each gene: `static constexpr bool reads_sensitivity = true;`
template <class M>
concept SensitiveMutation = PlannedMutation<M> && requires {
  requires M::reads_sensitivity;
};
/// A mutation that adapts itself: `float next_step_size(float parents, Draw&) const`: the child's step size from that of its
/// first parent's pool row; a network without parents has 1. Decided on the host, from the lives alone.
template <class M>
concept AdaptingMutation = requires(const M mutate, float step_size, Draw& draw) {
  { mutate.next_step_size(step_size, draw) } -> std::same_as<float>;
};
/// unit by unit: `bool operator()(UnitSite, Draw&) const`: whether this hidden unit is drawn afresh
template <class M>
concept UnitMutation = requires(const M mutate, UnitSite at, Draw& draw) {
  { mutate(at, draw) } -> std::same_as<bool>;
};
/// surgery: `operate(lane, patient, draw)` looks at the child's activations; written in lane verbs and host code like a layer.
/// It says so by `using surgery = void;`
template <class M>
concept Surgery = requires {
  typename M::surgery;
};
/// nothing changes: `static constexpr bool idle = true;`
template <class M>
concept IdleMutation = requires {
  requires M::idle;
};

template <class M>
concept Mutation = GeneMutation<M> || PlannedMutation<M> || UnitMutation<M> || Surgery<M> || IdleMutation<M>;

}  // namespace genoprop
