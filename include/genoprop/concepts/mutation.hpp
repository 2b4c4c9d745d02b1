#pragma once
// How a child changes.

#include <concepts>

#include <genoprop/concepts/gene.hpp>
#include <genoprop/core/draw.hpp>

namespace genoprop {

/// gene by gene: `T operator()(T value, GeneSite, Draw&) const`
template <class M>
concept GeneMutation = requires(const M mutate, float value, GeneSite at, Draw& draw) {
  { mutate(value, at, draw) } -> std::same_as<float>;
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
concept Mutation = GeneMutation<M> || UnitMutation<M> || Surgery<M> || IdleMutation<M>;

}  // namespace genoprop
