#pragma once
// A network on a few rows, by the library on plain loops, and by the textbook.

#include <algorithm>
#include <cmath>
#include <functional>
#include <span>
#include <vector>

#include "support/near.hpp"

#include <genoprop/backend/serial.hpp>
#include <genoprop/nn/cross_entropy.hpp>
#include <genoprop/nn/pass.hpp>
#include <genoprop/nn/regression.hpp>
#include <genoprop/train/sink.hpp>

namespace genoprop::support {

/// Rows as a test writes them down: x [B, inputs] row by row, labels [B] or values [B, outputs].
template <class T>
struct Examples {
  Index rows = 0;
  std::vector<T> x;
  std::vector<std::int32_t> labels{};
  std::vector<T> values{};
};

/// Forward, loss and backward of one network: everything as vectors.
template <class T, class N, class Loss>
class Pass {
 public:
  Pass(N net, Loss loss, Examples<T> examples) : net_(std::move(net)), loss_(loss), examples_(std::move(examples)), crew_(Serial{}.open()) {
    Layout layout;
    net_.describe(layout);
    genes_ = layout.genes();
    const Index rows = examples_.rows;
    crew_->prepare([&](auto& lane) {
      trace_ = take_trace<T>(lane, net_, rows, true);
      x_ = take_block<T>(lane, rows, net_.inputs());
      losses_ = take_block<T>(lane, 1, rows);
      hits_ = take_block<T>(lane, 1, rows);
      labels_ = take_block<std::int32_t>(lane, 1, rows);
      values_ = take_block<T>(lane, rows, net_.outputs());
    });
    for (Index r = 0; r < rows; ++r) {
      for (Index c = 0; c < x_.columns; ++c) x_(0, r, c) = at(examples_.x, r, x_.columns, c);
      if (!examples_.labels.empty()) labels_(0, 0, r) = examples_.labels[static_cast<std::size_t>(r)];
      if (!examples_.values.empty())
        for (Index c = 0; c < values_.columns; ++c) values_(0, r, c) = at(examples_.values, r, values_.columns, c);
    }
  }

  Index genes() const { return genes_; }
  /// from here on passes are those of training, in slot `slot`; nullptr: predictions again
  void train_at(const Clock* clock, Index slot = 0) {
    clock_ = clock;
    slot_ = slot;
  }

  /// [B, outputs]
  std::vector<T> outputs(const std::vector<T>& genes) {
    with_lane([&](auto& lane) { forward(lane, net_, of(genes), Block<const T>(x_), trace_, clock_, slot_); });
    return flat(trace_.output());
  }
  /// of every row
  std::vector<T> losses(const std::vector<T>& genes) {
    with_lane([&](auto& lane) { run(lane, of(genes)); });
    return flat(losses_);
  }
  std::vector<T> hits(const std::vector<T>& genes) {
    losses(genes);
    return flat(hits_);
  }
  /// mean over rows
  T loss(const std::vector<T>& genes) {
    T sum = 0;
    for (const T l : losses(genes)) sum += l;
    return sum / static_cast<T>(examples_.rows);
  }
  /// dL/dy [B, outputs], already divided by B
  std::vector<T> output_slope(const std::vector<T>& genes) {
    losses(genes);
    return flat(trace_.output_slope());
  }
  /// d(mean loss)/d(genes)
  std::vector<T> gradient(const std::vector<T>& genes) {
    std::vector<T> g(genes.size());
    Gradients<T> sink{Genes<T>{g.data(), genes_, genes_}};
    with_lane([&](auto& lane) {
      run(lane, of(genes));
      backward(lane, net_, of(genes), Block<const T>(x_), trace_, sink, clock_, slot_);
    });
    return g;
  }

 private:
  static T at(const std::vector<T>& v, Index r, Index columns, Index c) { return v[static_cast<std::size_t>(r * columns + c)]; }
  Genes<const T> of(const std::vector<T>& genes) const { return {genes.data(), genes_, genes_}; }
  static std::vector<T> flat(const Block<T>& b) {
    std::vector<T> all;
    for (Index r = 0; r < b.rows; ++r) all.insert(all.end(), b.row(0, r), b.row(0, r) + b.columns);
    return all;
  }
  template <class L>
  void run(L& lane, Genes<const T> genes) {
    forward(lane, net_, genes, Block<const T>(x_), trace_, clock_, slot_);
    Targets<T> targets;
    if (!examples_.labels.empty()) targets.labels = labels_;
    if (!examples_.values.empty()) targets.values = values_;
    const Block<T> no_hits{};
    loss_(lane, Block<const T>(trace_.output()), targets,
          LossOut<T>{trace_.output_slope(), losses_, Loss::target == Target::labels ? hits_ : no_hits});
  }
  template <class F>
  void with_lane(F f) {
    const Span one{0, 1};
    crew_->run(std::span<const Span>(&one, 1), [&](auto& lane, Span) { f(lane); });
  }

  N net_;
  Loss loss_;
  Examples<T> examples_;
  std::unique_ptr<SerialCrew> crew_;
  Index genes_ = 0;
  const Clock* clock_ = nullptr;
  Index slot_ = 0;
  Trace<T, N::max_layers> trace_;
  Block<T> x_, losses_, hits_, values_;
  Block<std::int32_t> labels_;
};

/// normal numbers of a size
inline std::vector<double> normals(Draw& draw, std::size_t n, double size = 1) {
  std::vector<double> v(n);
  for (double& x : v) x = size * static_cast<double>(draw.normal());
  return v;
}

/// The largest difference of the gradient to central differences, over its largest component.
template <class P>
double gradient_error(P& pass, std::vector<double> genes) {
  const auto gradient = pass.gradient(genes);
  double worst_difference = 0, largest = 0;
  for (std::size_t g = 0; g < genes.size(); ++g) {
    const double h = 1e-5, here = genes[g];
    genes[g] = here + h;
    const double above = pass.loss(genes);
    genes[g] = here - h;
    const double below = pass.loss(genes);
    genes[g] = here;
    worst_difference = std::max(worst_difference, std::abs((above - below) / (2 * h) - gradient[g]));
    largest = std::max(largest, std::abs(gradient[g]));
  }
  return worst_difference / largest;
}

/// Whether float says what double says: outputs, losses and gradient of the same rows and genes, those that float can hold.
template <class N, class Loss>
bool float_is_near_double(N net, Loss loss, Examples<double> rows, Draw& draw, double tolerance, const Clock* clock = nullptr) {
  const auto narrow = [](std::vector<double>& v) {
    const std::vector<float> all(v.begin(), v.end());
    v.assign(all.begin(), all.end());
    return all;
  };
  Examples<float> same{.rows = rows.rows, .x = narrow(rows.x), .labels = rows.labels, .values = narrow(rows.values)};
  Pass wide(net, loss, rows);
  Pass pass(net, loss, same);
  wide.train_at(clock);
  pass.train_at(clock);
  auto genes = normals(draw, static_cast<std::size_t>(wide.genes()), 0.7);
  const auto few = narrow(genes);
  return near(pass.outputs(few), wide.outputs(genes), tolerance) && near(pass.losses(few), wide.losses(genes), tolerance) &&
         near(pass.gradient(few), wide.gradient(genes), tolerance);
}

/// The textbook: z of every layer of a dense network on one row, from genes in layer order (W [in, out] row by row, then b).
inline std::vector<std::vector<double>> textbook(const std::vector<Index>& sizes, const std::function<double(double)>& act,
                                                 const std::vector<double>& genes, std::span<const double> x) {
  std::vector<std::vector<double>> z;
  std::vector<double> below(x.begin(), x.end());
  std::size_t at = 0;
  for (std::size_t l = 0; l + 1 < sizes.size(); ++l) {
    const auto in = static_cast<std::size_t>(sizes[l]), out = static_cast<std::size_t>(sizes[l + 1]);
    std::vector<double> here(out, 0.0);
    for (std::size_t i = 0; i < in; ++i)
      for (std::size_t o = 0; o < out; ++o) here[o] += below[i] * genes[at + i * out + o];
    at += in * out;
    for (std::size_t o = 0; o < out; ++o) here[o] += genes[at + o];
    at += out;
    z.push_back(here);
    below = here;
    for (double& v : below) v = act(v);
  }
  return z;
}

}  // namespace genoprop::support
