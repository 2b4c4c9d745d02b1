#pragma once
// A child on the table: what surgery can look at and change.

#include <cmath>
#include <vector>

#include <genoprop/core/draw.hpp>
#include <genoprop/evolve/align.hpp>
#include <genoprop/evolve/usefulness.hpp>
#include <genoprop/nn/start.hpp>
#include <genoprop/train/plain.hpp>

namespace genoprop {

/// dL/doutput of the probe rows, with its sign turned: [rows][outputs].
struct Residual {
  Index rows = 0, outputs = 0;
  std::vector<double> value;
};
/// How an activation varies with the residual: score = |cov| / sd(h), normed over outputs.
struct Covariance {
  double score = 0;
  std::vector<double> with_output;  // cov(h, r_o)
};

/// Genes first, first + apart, ... of a child get starting weights.
template <class T>
struct Redraw {
  T* child;
  Index first, apart;
  Start start;
  std::uint64_t seed;
  Site at;
  GENOPROP_HD void operator()(Index, Index, Index k) const noexcept {
    const Index gene = first + k * apart;
    Site site = at;
    site.index = static_cast<std::uint32_t>(gene);
    child[gene] = start_value<T>(start, Draw(seed, site));
  }
};

template <class Placed>
struct Patient {
  using T = typename Placed::Scalar;
  static constexpr bool has_probe = genoprop::has_probe<Placed>;

  const Placed& placed;
  typename Placed::Work* work;  // of the probe; none without one
  const ProbeMemory<T>& memory;
  const Layout& layout;
  Genes<T> child;  // [1, D]
  Genes<T> state;  // [1, slots * pitch(D)]
  Index slots;
  std::uint64_t seed;
  Index slot;
  std::uint32_t time;

  /// forward pass of the child on the probe rows
  template <class L>
  void look(L& lane) {
    if constexpr (has_probe) placed.probe(lane, Genes<const T>(child), *work);
  }
  /// after look()
  Residual residual() const {
    Residual r;
    if constexpr (has_probe) {
      const Block<T> slope = Placed::output_slope(*work);
      r = {slope.rows, slope.columns, {}};
      for (Index row = 0; row < r.rows; ++row)
        for (Index o = 0; o < r.outputs; ++o) r.value.push_back(-static_cast<double>(slope(0, row, o)));
    }
    return r;
  }

  /// f(slice, first gene, distance, how many) for the genes of a unit: incoming weights, bias, and in the last hidden layer outgoing
  /// weights
  template <class F>
  void each_row_of_genes(Index group, Index unit, F&& f) const {
    for (const Slice& s : layout.slices) {
      if (s.feeds == group) f(s, s.offset + unit, s.columns, s.rows);
      if (s.leaves == group && s.feeds < 0) f(s, s.offset + unit * s.columns, Index{1}, s.columns);
    }
  }

  /// How a slice is drawn afresh. A bias that starts at zero takes the law of the weights beside it: on inputs of both signs
  /// units without a bias are odd functions, blind to an even residual (6-bit parity: 88 % solved with zero, 95 % with drawn biases).
  Start fresh_start(const Slice& slice) const {
    if (slice.start.law != Start::Law::zero) return slice.start;
    for (const Slice& s : layout.slices)
      if (s.layer == slice.layer && s.feeds == slice.feeds && s.start.law != Start::Law::zero) return s.start;
    return slice.start;
  }
  /// new weights for a unit, from its initialisers; its optimizer state starts at zero
  template <class L>
  void redraw(L& lane, Index group, Index unit, Index candidate) {
    const Site at{
        .purpose = Purpose::redraw, .slot = static_cast<std::uint32_t>(slot), .time = time, .layer = static_cast<std::uint8_t>(candidate)};
    each_row_of_genes(group, unit, [&](const Slice& s, Index first, Index apart, Index n) {
      lane.for_each(1, n, Redraw<T>{child.row(0), first, apart, fresh_start(s), seed, at});
      for (Index k = 0; k < slots; ++k)
        for (Index g = 0; g < n; ++g) state.row(0)[static_cast<std::ptrdiff_t>(k) * genome_pitch(child.size) + first + g * apart] = T(0);
    });
  }
  /// outgoing weights of the last hidden layer keep their size and take the signs of `along` [outputs]
  void point(Index group, Index unit, const std::vector<double>& along) {
    for (const Slice& s : layout.slices)
      if (s.leaves == group && s.feeds < 0)
        for (Index c = 0; c < s.columns && c < static_cast<Index>(along.size()); ++c) {
          T& w = child.row(0)[s.offset + unit * s.columns + c];
          const T size = w < T(0) ? -w : w;
          w = along[static_cast<std::size_t>(c)] < 0 ? -size : size;
        }
  }
  /// root of the sum of squares of a unit's outgoing weights; 1 where the objective has none
  double outgoing(Index group, Index unit) const {
    double sum = 0;
    bool any = false;
    for (const Slice& s : layout.slices)
      if (s.leaves == group)
        for (Index c = 0; c < s.columns; ++c) {
          const auto w = static_cast<double>(child.row(0)[s.offset + unit * s.columns + c]);
          sum = math::fma(w, w, sum);
          any = true;
        }
    return any ? std::sqrt(sum) : 1.0;
  }

  /// after look(): covariance of one hidden unit with the residual. Where no outgoing weight can carry the sign, only a
  /// positive covariance counts.
  Covariance covariance(Index group, Index unit, const Residual& r) const {
    Covariance result;
    if constexpr (has_probe) {
      const Block<T> h = Placed::activations(*work, layout, group);
      double mean = 0;
      for (Index row = 0; row < h.rows; ++row) mean += static_cast<double>(h(0, row, unit));
      mean /= h.rows;
      double square = 0;
      result.with_output.assign(static_cast<std::size_t>(r.outputs), 0.0);
      for (Index row = 0; row < h.rows; ++row) {
        const double d = static_cast<double>(h(0, row, unit)) - mean;
        square = math::fma(d, d, square);
        for (Index o = 0; o < r.outputs; ++o) {
          double& sum = result.with_output[static_cast<std::size_t>(o)];
          sum = math::fma(d, r.value[static_cast<std::size_t>(row * r.outputs + o)], sum);
        }
      }
      bool signs = false;
      for (const Slice& s : layout.slices) signs = signs || (s.leaves == group && s.feeds < 0);
      double norm = 0;
      for (const double cov : result.with_output) norm = math::fma(cov, cov, norm);
      norm = std::sqrt(norm);
      if (!signs && !result.with_output.empty() && result.with_output.front() < 0) norm = 0;
      result.score = square > 0 ? norm / std::sqrt(square) : 0;
    }
    return result;
  }
};

/// |w_out_j| sd(h_j) sqrt(1 - R_j^2) of every unit of a group; |w_out_j| where there is no probe.
template <class L, class Placed>
std::vector<double> usefulness(L& lane, Patient<Placed>& patient, Index group) {
  using T = typename Placed::Scalar;
  const Index units = patient.layout.groups[static_cast<std::size_t>(group)].units;
  const auto n = static_cast<std::size_t>(units);
  std::vector<double> useful(n);
  for (Index j = 0; j < units; ++j) useful[static_cast<std::size_t>(j)] = patient.outgoing(group, j);
  if constexpr (Patient<Placed>::has_probe) {
    patient.look(lane);
    const Block<T> h = Placed::activations(*patient.work, patient.layout, group);
    const auto& m = patient.memory;
    const Block<T> z{m.za.data, m.za.stride, m.za.pitch, h.rows, units},
        c{m.similarity.data, m.similarity.stride, m.similarity.pitch, units, units};
    lane.for_each(1, units, StandardiseColumn<T>{h, z, m.deviation});
    lane.gemm(flipped(z), Block<const T>(z), StoreProduct<T>{c});
    std::vector<double> correlation(n * n);
    for (Index r = 0; r < units; ++r)
      for (Index k = 0; k < units; ++k)
        correlation[static_cast<std::size_t>(r) * n + static_cast<std::size_t>(k)] = static_cast<double>(c(0, r, k)) / h.rows;
    const std::vector<double> own = unexplained(correlation, units);
    for (std::size_t j = 0; j < n; ++j) useful[j] *= static_cast<double>(m.deviation(0, 0, static_cast<Index>(j))) * std::sqrt(own[j]);
  }
  return useful;
}

}  // namespace genoprop
