#pragma once
// The objective of supervised learning: a network, a loss, data.

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <limits>
#include <type_traits>

#include <genoprop/concepts/clock.hpp>
#include <genoprop/concepts/objective.hpp>
#include <genoprop/data/split.hpp>
#include <genoprop/nn/loss.hpp>
#include <genoprop/nn/pass.hpp>
#include <genoprop/train/gather.hpp>
#include <genoprop/train/measured.hpp>
#include <genoprop/train/placed.hpp>

namespace genoprop {

inline constexpr Index scoring_rows = 256;  ///< validation runs in batches of this many rows, the last one shorter
inline constexpr Index probe_rows = 128;    ///< the first training rows: for alignment and screening

/// Memory of a pass over a batch, planned once.
template <class T, Index Depth>
struct BatchWork {
  Gathered<T> batch;
  Trace<T, Depth> trace;
  Block<T> losses{}, hits{};  // [p, 1, B], scoring only
  Totals* totals = nullptr;   // [p], scoring only
  MeasureWork<T> measure{};   // scoring only, where the fitness measures for itself
  bool fixed = false;         // the rows never change: gathered once
  bool gathered = false;
};

/// the slope of the mean over the rows of one output
template <class T>
struct OneOutput {
  Block<T> slope;
  Index output;
  T share;  // 1 / rows
  GENOPROP_HD void operator()(Index i, Index r, Index c) const noexcept { slope(i, r, c) = c == output ? share : T(0); }
};

/// A Supervised whose data lies where the lanes of one crew reach it. Measure: the fitness, where it measures for itself.
template <class N, class Loss, class T, class Measure = NothingMeasured>
struct PlacedSupervised {
  using Scalar = T;
  using Work = BatchWork<T, N::max_layers>;
  static constexpr bool measures = !std::same_as<Measure, NothingMeasured>;
  static constexpr bool shows_layers = true;  // with_units_apart()

  N net;
  Loss loss;
  PlacedData<T> training, validation;
  Sampling sampling;
  PlacedNumbers share{};  // [classes] of a validation row in the balanced accuracy
  Measuring<Measure> measuring{};
  PlacedNumbers numbers{};  // of the measure

  Index batch() const { return sampling.batch == full_batch ? training.view.rows : sampling.batch; }

  template <class L>
  Work take_training(L& lane) const {
    const bool all = sampling.batch == full_batch;
    const bool stay = !all && may_stay(training.view) && reads_row_lists<N>(lane);
    Work w{.batch = take_batch<T>(lane, training.view, batch(), all || sampling.batches == Batches::shared, stay),
           .trace = take_trace<T>(lane, net, batch(), true)};
    w.fixed = all;
    return w;
  }
  template <class L>
  Work take_scoring(L& lane) const {
    const Index rows = std::min(scoring_rows, std::max(validation.view.rows, Index{1}));
    const bool stay = may_stay(validation.view) && reads_row_lists<N>(lane);
    Work w{.batch = take_batch<T>(lane, validation.view, rows, true, stay), .trace = take_trace<T>(lane, net, rows, false)};
    w.trace.dy[static_cast<std::size_t>(w.trace.layers - 1)] = take_block<T>(lane, rows, net.outputs());
    w.losses = take_block<T>(lane, 1, rows);
    if (Loss::target == Target::labels) w.hits = take_block<T>(lane, 1, rows);
    w.totals = lane.template take<Totals>(static_cast<std::size_t>(lane.capacity()));
    if constexpr (measures) w.measure = measuring.template take<T>(lane, rows, validation.view.rows);
    return w;
  }
  template <class L>
  Work take_probe(L& lane) const {
    const Index rows = std::min(probe_rows, training.view.rows);
    Work w{.batch = take_batch<T>(lane, training.view, rows, true), .trace = take_trace<T>(lane, net, rows, false)};
    w.trace.dy[static_cast<std::size_t>(w.trace.layers - 1)] = take_block<T>(lane, rows, net.outputs());
    return w;
  }

  /// before a row of steps
  template <class L>
  void begin(L& lane, Work& w) const {
    if (!w.fixed || w.gathered) return;
    gather_range(lane, training.view, w.batch, 0, w.batch.x.rows);
    w.gathered = true;
  }
  /// whether stage() gathers a batch before its step; otherwise the step does
  bool staged() const { return training.view.staged(); }
  /// a mini-batch of rows drawn at (seed, step, slot), before gradient()
  template <class L>
  void stage(L& lane, Work& w, const Clock* clock, Index slot) const {
    if (!w.fixed) gather_drawn(lane, training.view, w.batch, clock, sampling, slot);
  }
  /// one mini-batch: rows drawn at (seed, step, slot), forward, loss, backward; gradients go to the sink
  template <class L, class Sink>
  void gradient(L& lane, Genes<const T> genes, Work& w, const Clock* clock, Index slot, Sink& sink) const {
    if (!staged()) stage(lane, w, clock, slot);
    forward(lane, net, genes, w.batch.input(), w.trace, clock, slot);
    judge(lane, w.batch, w.trace.output(), LossOut<T>{.dy = w.trace.output_slope()});
    backward(lane, net, genes, w.batch.input(), w.trace, sink, clock, slot);
  }
  /// loss and accuracy on the validation rows, and what the fitness measures for itself: out [p]
  template <class L>
  void score(L& lane, Genes<const T> genes, Work& w, Scores* out) const {
    lane.for_each(1, 1, ClearTotals{w.totals});
    if constexpr (measures) measuring.begin(lane, w.measure);
    const Index n = validation.view.rows;
    for (Index first = 0; first < n; first += w.batch.x.rows) {
      const Index rows = std::min(w.batch.x.rows, n - first);
      const Gathered<T> part = w.batch.first_rows(rows);
      const auto trace = w.trace.first_rows(rows);
      gather_range(lane, validation.view, part, first, rows);
      forward(lane, net, genes, part.input(), trace);
      judge(lane, part, trace.output(), LossOut<T>{.dy = trace.output_slope(), .losses = w.losses, .hits = w.hits});
      lane.for_each(1, 1, AddUp<T>{w.losses, w.hits, part.labels, share.values, rows, w.totals});
      if constexpr (measures) measuring.add(lane, loss, trace.output(), part.targets(), numbers.values, first, n, w.measure);
    }
    lane.for_each(1, 1, MeanScores{w.totals, n, Loss::target == Target::labels, share.values != nullptr, out});
    if constexpr (measures) measuring.end(lane, n, w.measure, out);
  }

  /// hidden activations and dL/doutput of the probe rows, into w
  template <class L>
  void probe(L& lane, Genes<const T> genes, Work& w) const {
    if (!w.gathered) gather_range(lane, training.view, w.batch, 0, w.batch.x.rows);
    w.gathered = true;
    forward(lane, net, genes, w.batch.input(), w.trace);
    judge(lane, w.batch, w.trace.output(), LossOut<T>{.dy = w.trace.output_slope()});
  }
  /// after probe(): f(layer, its inputs [p, rows, inputs]), where a group of hidden units is one layer of units apart, and nothing behind
  template <class F>
  void with_units_apart(const Work& w, const Layout& layout, Index group, F&& f) const {
    net.each([&]<class Layer>(const Layer& layer, Index place) {
      if constexpr (requires { requires Layer::units_apart; })
        if (place == layout.groups[static_cast<std::size_t>(group)].layer && (place > 0 || !w.batch.list))
          f(layer, Block<const T>(place == 0 ? w.batch.x : w.trace.y[static_cast<std::size_t>(place - 1)]));
    });
  }
  /// the memory of probe() with room for a backward pass behind it
  template <class L>
  Work take_output_gradients(L& lane) const {
    const Index rows = std::min(probe_rows, training.view.rows);
    return {.batch = take_batch<T>(lane, training.view, rows, true), .trace = take_trace<T>(lane, net, rows, true)};
  }
  /// after probe(): the mean over its rows of d output k / d gene; gradients go to the sink
  template <class L, class Sink>
  void output_gradient(L& lane, Genes<const T> genes, const Work& w, Index k, Sink& sink) const {
    const Block<T> slope = w.trace.output_slope();
    lane.for_each(slope.rows, slope.columns, OneOutput<T>{slope, k, T(1) / static_cast<T>(slope.rows)});
    backward(lane, net, genes, w.batch.input(), w.trace, sink);
  }
  /// [p, rows, units] of one group of hidden units, and dL/doutput [p, rows, outputs]
  static Block<T> activations(const Work& w, const Layout& layout, Index group) {
    return w.trace.y[static_cast<std::size_t>(layout.groups[static_cast<std::size_t>(group)].layer)];
  }
  static Block<T> output_slope(const Work& w) { return w.trace.output_slope(); }

 private:
  /// the loss of a batch, each row times its weight
  template <class L>
  void judge(L& lane, const Gathered<T>& batch, Block<const T> y, const LossOut<T>& out) const {
    loss(lane, y, batch.targets(), out);
    weigh(lane, batch.targets(), out);
  }
};

/// A network that learns from examples: `Supervised{net, SoftmaxCrossEntropy{}, data}`; the fourth member is the fitness.
template <class N, class Loss, class T = float, class Fit = MinusLoss>
struct Supervised {
  static_assert(Network<N>, "genoprop: the first member of Supervised is a network: sequential(...) or mlp(...)");
  static_assert(
      requires { Loss::target; }, "genoprop: the second member of Supervised is a loss such as SoftmaxCrossEntropy{}");
  static_assert(Fitness<Fit>, "genoprop: fitness must model Fitness: double operator()(const Scores&) const");
  using Scalar = T;
  using Measure = std::conditional_t<Measured<Fit>, Fit, NothingMeasured>;

  N net;
  Loss loss{};
  Splits<T> data;
  Fit fitness{};

  Layout layout() const {
    Layout l;
    net.describe(l);
    return l;
  }
  Index training_rows() const { return data.training.rows(); }
  bool draws() const { return draws_in_training(net); }
  Index rows_of_probe() const { return std::min(probe_rows, training_rows()); }

  /// refuses data that does not fit the network or the loss
  void check(const char* who) const {
    static_assert(Loss::target == Target::labels || !(std::same_as<Fit, Accuracy> || std::same_as<Fit, BalancedAccuracy>),
                  "genoprop: Accuracy and BalancedAccuracy count labels, this loss has none: expected MinusLoss{} or MinusRmse{}");
    if constexpr (Measured<Fit>)
      static_assert(
          Fit::counts == Loss::target,
          "genoprop: the fitness counts labels and this loss has values, or the other way round: TopK, RocAuc and MinusLogLoss count "
          "labels; R2 and MinusMeanAbsoluteError values");
    require<DataError>(data.training.rows() > 0, who, ": training rows is 0, expected at least 1");
    require<DataError>(data.validation.rows() > 0, who, ": validation rows is 0, expected at least 1: fitness is measured there");
    check(who, "training", data.training);
    if constexpr (requires { net.each_embedded([](Index, Index) {}); }) check_embedded(who);
    check(who, "validation", data.validation);
    if constexpr (Measured<Fit>) fitness.check(who, data.validation, net.outputs());
    if (data.test.rows() > 0) check(who, "test", data.test);
  }
  /// refuses rows that cannot be measured; what only training asks of them is not asked
  void check(const char* who, const char* part, const Dataset<T>& d) const {
    if constexpr (requires { loss.check(); }) loss.check();
    require<ShapeError>(d.features() == net.inputs(), who, ": ", part, " features is ", d.features(), ", expected ", net.inputs());
    if constexpr (Loss::target == Target::labels) {
      require<DataError>(d.has_labels(), who, ": ", part, " data has targets, ", Loss::name, " expects integer labels");
      const bool one = Loss::outputs_for(2) == 1;  // one output says which of two, whichever of them these rows have
      require<ShapeError>(one ? net.outputs() == 1 : net.outputs() > 1, who, ": network outputs is ", net.outputs(), ", ", Loss::name,
                          " expects ", one ? "1" : "at least 2");
      require<ShapeError>(d.classes() <= (one ? 2 : net.outputs()), who, ": ", part, " data has ", d.classes(), " classes, network and ",
                          Loss::name, " have room for ", one ? 2 : net.outputs());
    } else {
      require<DataError>(!d.has_labels(), who, ": ", part, " data has integer labels, ", Loss::name, " expects floating-point targets");
      require<ShapeError>(d.outputs() == net.outputs(), who, ": ", part, " targets per row is ", d.outputs(), ", network outputs is ",
                          net.outputs());
      if constexpr (requires { Loss::takes(T{}); }) check_targets(who, part, d);
    }
    const T* const weights = d.view().weights;
    require<DataError>(!weights || std::any_of(weights, weights + d.rows(), [](T w) { return w > 0; }), who, ": all ", d.rows(),
                       " weights of ", part, " rows are 0, expected at least one above");
  }

  /// refuses training rows whose embedded columns hold what is no category; elsewhere that is allowed, and means nothing known
  void check_embedded(const char* who) const {
    net.each_embedded([&](Index column, Index categories) {
      constexpr auto most = std::int64_t{1} << std::numeric_limits<T>::digits;  // whole numbers up to here are numbers of T
      require<ShapeError>(categories <= most, who, ": the embedding of column ", column, " has ", categories,
                          " categories, expected at most ", most, ", which its type of number can tell apart");
      require<DataError>(!data.training.has_pixels(), who, ": training rows are pixels from 0 to 1, the embedding of column ", column,
                         " expects whole numbers from 0 to ", categories - 1);
      for (Index r = 0; r < data.training.rows(); ++r) {
        const T v = data.training.row(r)[static_cast<std::size_t>(column)];
        require<DataError>(v >= 0 && v < static_cast<T>(categories) && v == std::floor(v), who, ": training column ", column, " of row ", r,
                           " is ", v, ", its embedding expects whole numbers from 0 to ", categories - 1);
      }
    });
  }
  /// refuses targets that the loss is not made for
  void check_targets(const char* who, const char* part, const Dataset<T>& d) const {
    const DataView<T> rows = d.view();
    for (Index r = 0; r < rows.rows; ++r)
      for (Index c = 0; c < rows.outputs; ++c) {
        const T t = rows.targets[static_cast<std::ptrdiff_t>(rows.at(r)) * rows.target_pitch + c];
        require<DataError>(Loss::takes(t), who, ": ", part, " target ", c, " of row ", r, " is ", t, ", ", Loss::name, " expects ",
                           Loss::expects, ": of a table, encode(parts, {.standardise_targets = false}) leaves targets as they are");
      }
  }

  /// the data where this crew's lanes reach it
  template <class C>
  PlacedSupervised<N, Loss, T, Measure> on(C& crew, const Sampling& sampling) const {
    PlacedNumbers share{};
    if constexpr (Loss::target == Target::labels && reads_balanced_accuracy<Fit>) share = place(crew, data.validation.shares());
    PlacedSupervised<N, Loss, T, Measure> here{net,      loss, place(crew, data.training.view()), place(crew, data.validation.view()),
                                               sampling, share};
    if constexpr (Measured<Fit>) {
      here.measuring = {fitness};
      here.numbers = place(crew, fitness.numbers_of(data.validation));
    }
    return here;
  }
};
template <class N, class Loss, class T>
Supervised(N, Loss, Splits<T>) -> Supervised<N, Loss, T>;
template <class N, class Loss, class T, class Fit>
Supervised(N, Loss, Splits<T>, Fit) -> Supervised<N, Loss, T, Fit>;

}  // namespace genoprop
