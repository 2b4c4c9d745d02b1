#pragma once
// What descends: a gradient and a loss over a genome. `Supervised` is a network on data; `PlainObjective` is anything a user
// can write as two functions of the genes.

#include <concepts>
#include <span>

#include <genoprop/concepts/layout.hpp>
#include <genoprop/concepts/life.hpp>
#include <genoprop/core/draw.hpp>
#include <genoprop/core/error.hpp>
#include <genoprop/core/view.hpp>

namespace genoprop {

/// An objective in host code: `double loss(genes)` and `void gradient(genes, gradient)`, both const and callable from several
/// threads at once; `layout()` names the slices of the genome and how they start. It may offer `probe_rows()` and
/// `probe(genes, activations [rows, units], slope [rows, outputs])`: hidden activations and dL/doutput on a few rows, for
/// alignment and screening.
template <class O>
concept PlainObjective = requires(const O o, std::span<const typename O::Scalar> genes, std::span<typename O::Scalar> gradient) {
  { o.layout() } -> std::convertible_to<Layout>;
  { o.loss(genes) } -> std::convertible_to<double>;
  o.gradient(genes, gradient);
};
template <class O>
concept PlainProbe = PlainObjective<O> && requires(const O o, std::span<const typename O::Scalar> genes, Block<typename O::Scalar> block) {
  { o.probe_rows() } -> std::convertible_to<Index>;
  o.probe(genes, block, block);
};

/// An objective without a gradient: `double fitness(genes, draw)`, const and callable from several threads at once; higher is
/// better. The draw is the individual's own: what it takes from there is the same on any number of threads.
template <class O>
concept RewardObjective = requires(const O o, std::span<const typename O::Scalar> genes, Draw& draw) {
  { o.layout() } -> std::convertible_to<Layout>;
  { o.fitness(genes, draw) } -> std::convertible_to<double>;
};
/// The same for all individuals at once, where they meet: `void fitness(all [P], out [P], draw)`. Runs of one worker only.
template <class O>
concept SharedWorld = requires(const O o, std::span<const std::span<const typename O::Scalar>> all, std::span<double> out, Draw& draw) {
  { o.layout() } -> std::convertible_to<Layout>;
  o.fitness(all, out, draw);
};
template <class O>
concept WithoutGradient = (RewardObjective<O> || SharedWorld<O>)&&!PlainObjective<O>;

/// Noise: the best `best` slots of a generation are measured again, and the mean of `times` calls counts; nobody else stands before
/// them. An objective says so by a member `Again again`. As the elite of Such et al., "Deep neuroevolution", 2017.
struct Again {
  Index best = 0;   ///< slots, at least 0
  Index times = 1;  ///< calls, at least 1
  void check() const {
    require<SettingsError>(best >= 0, "Again: best is ", best, ", expected at least 0");
    require<SettingsError>(times >= 1, "Again: times is ", times, ", expected at least 1");
  }
};
template <class O>
concept remeasures = RewardObjective<O> && requires(const O o) {
  { o.again.best } -> std::convertible_to<Index>;
  { o.again.times } -> std::convertible_to<Index>;
};

/// Fitness from what a validation pass measured; higher is better, not finite means worst.
template <class F>
concept Fitness = requires(const F f, const Scores& scores) {
  { f(scores) } -> std::convertible_to<double>;
};

/// The default.
struct MinusLoss {
  double operator()(const Scores& scores) const { return -scores.loss; }
};
/// Share of rows whose class is right.
struct Accuracy {
  double operator()(const Scores& scores) const { return scores.accuracy; }
};
/// Mean over the classes of the share of their rows that is right: where one class is rare, a network that never says it is not good.
/// `Supervised{net, SoftmaxCrossEntropy{}, data, BalancedAccuracy{}}`. Brodersen, Ong, Stephan & Buhmann, ICPR 2010, equation 1.
struct BalancedAccuracy {
  double operator()(const Scores& scores) const { return scores.balanced_accuracy; }
};
/// Whether a fitness may read the balanced accuracy: for those that do not, or measure for themselves, it is not even added up.
template <class F>
inline constexpr bool reads_balanced_accuracy = !std::same_as<F, MinusLoss> && !std::same_as<F, Accuracy> && !requires {
  F::counts;
};

/// Which rows a mini-batch has.
enum class Batches : std::uint8_t {
  own,     ///< every individual draws its own
  shared,  ///< all individuals of the population see the same
};
inline constexpr Index full_batch = 0;  ///< all training rows in every step

/// Which training rows the mini-batches of a slot are drawn from, all run long; whoever lives in the slot learns from them.
enum class Sample : std::uint8_t {
  all,        ///< every row
  bootstrap,  ///< as many as there are, drawn with replacement for each slot: Breiman, "Bagging predictors", Machine Learning 24, 1996
  shard,      ///< every P-th, each row in one slot: distributed data, as in local SGD
};

/// How training rows are drawn.
struct Sampling {
  Index batch = 64;  ///< rows; full_batch: all
  Batches batches = Batches::own;
  std::uint64_t seed = 1;
  Sample sample = Sample::all;
  Index shards = 1;  ///< of Sample::shard: slots of the population
};

}  // namespace genoprop
