#pragma once
// A user's own objective in host code, as lanes see it.

#include <vector>

#include <genoprop/concepts/clock.hpp>
#include <genoprop/concepts/objective.hpp>
#include <genoprop/nn/pass.hpp>
#include <genoprop/train/reward.hpp>

namespace genoprop {

namespace plain_body {

template <class O, class T>
struct CallGradient {
  const O* objective;
  Genes<const T> genes;
  Block<T> gradient;
#if defined(__CUDACC__)
#pragma nv_exec_check_disable  // host code: placed() refuses lanes on a GPU
#endif
  GENOPROP_HD void operator()(Index i, Index, Index) const {
    const auto n = static_cast<std::size_t>(genes.size);
    objective->gradient(std::span<const T>(genes.row(i), n), std::span<T>(gradient.row(i, 0), n));
  }
};
template <class O, class T>
struct CallLoss {
  const O* objective;
  Genes<const T> genes;
  Scores* out;
#if defined(__CUDACC__)
#pragma nv_exec_check_disable  // host code: placed() refuses lanes on a GPU
#endif
  GENOPROP_HD void operator()(Index i, Index, Index) const {
    out[i] = Scores{.loss = objective->loss(std::span<const T>(genes.row(i), static_cast<std::size_t>(genes.size)))};
  }
};
template <class O, class T>
struct CallProbe {
  const O* objective;
  Genes<const T> genes;
  Block<T> activations, slope;
#if defined(__CUDACC__)
#pragma nv_exec_check_disable  // host code: placed() refuses lanes on a GPU
#endif
  GENOPROP_HD void operator()(Index i, Index, Index) const {
    objective->probe(std::span<const T>(genes.row(i), static_cast<std::size_t>(genes.size)), activations.of(i), slope.of(i));
  }
};

}  // namespace plain_body

/// Memory for one evaluation of a plain objective.
template <class T>
struct PlainWork {
  Block<T> gradient{};              // [p, 1, D]
  Block<T> activations{}, slope{};  // probe: [p, rows, units], [p, rows, 1]
};

template <PlainObjective O>
struct PlacedPlain {
  using Scalar = typename O::Scalar;
  using T = Scalar;
  using Work = PlainWork<T>;

  const O* objective;  // the run's own copy
  Index genes, units;

  template <class L>
  Work take_training(L& lane) const {
    return {.gradient = take_block<T>(lane, 1, genes)};
  }
  template <class L>
  Work take_scoring(L&) const {
    return {};
  }
  template <class L>
  Work take_probe(L& lane) const requires PlainProbe<O> {
    return {.activations = take_block<T>(lane, objective->probe_rows(), units), .slope = take_block<T>(lane, objective->probe_rows(), 1)};
  }

  template <class L>
  void begin(L&, Work&) const {}
  template <class L, class Sink>
  void gradient(L& lane, Genes<const T> g, Work& w, const Clock*, Index, Sink& sink) const {
    call(lane, plain_body::CallGradient<O, T>{objective, g, w.gradient});
    sink.whole(lane, Block<const T>(w.gradient));
    sink.finish(lane);
  }
  template <class L>
  void score(L& lane, Genes<const T> g, Work&, Scores* out) const {
    call(lane, plain_body::CallLoss<O, T>{objective, g, out});
  }
  template <class L>
  void probe(L& lane, Genes<const T> g, Work& w) const requires PlainProbe<O> {
    call(lane, plain_body::CallProbe<O, T>{objective, g, w.activations, w.slope});
  }
  static Block<T> activations(const Work& w, const Layout& layout, Index group) requires PlainProbe<O> {
    const Group& g = layout.groups[static_cast<std::size_t>(group)];
    return {w.activations.data + g.first, w.activations.stride, w.activations.pitch, w.activations.rows, g.units};
  }
  static Block<T> output_slope(const Work& w) requires PlainProbe<O> { return w.slope; }

 private:
  /// host code for every individual, in a plain loop: an exception would not get out of a verb
  template <class L, class F>
  static void call(L& lane, F f) {
    for (Index i = 0; i < lane.individuals(); ++i) f(i, 0, 0);
  }
};

/// Any objective where this crew's lanes reach it: a Supervised places its data, a plain one is called on the host.
template <class O, class C>
auto placed(const O& objective, C& crew, const Sampling& sampling) {
  if constexpr (requires { objective.on(crew, sampling); }) {
    return objective.on(crew, sampling);
  } else if constexpr (WithoutGradient<O>) {
    static_assert(C::host, "genoprop: an objective in host code is evaluated on CPU backends only");
    return PlacedReward<O>{&objective};
  } else {
    static_assert(PlainObjective<O>,
                  "genoprop: an objective has Scalar, layout(), double loss(std::span<const Scalar>) const and "
                  "void gradient(std::span<const Scalar>, std::span<Scalar>) const; or, without a gradient, "
                  "double fitness(std::span<const Scalar>, Draw&) const");
    static_assert(C::host, "genoprop: an objective in host code trains on CPU backends only");
    const Layout layout = objective.layout();
    return PlacedPlain<O>{&objective, layout.genes(), layout.units()};
  }
}

/// Whether hidden activations and the residual on a few rows can be had.
template <class Placed>
inline constexpr bool has_probe = requires(const typename Placed::Work& w, const Layout& layout) {
  Placed::activations(w, layout, Index{});
};

}  // namespace genoprop
