#pragma once
// A child on the table: what surgery can look at and change.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
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

/// Of eight columns of h [p, rows, columns] each: sum of (h - mean)^2, then over every output sum of (h - mean) r, r = -slope; in double,
/// over the rows in order. sums [columns][1 + outputs].
template <class T>
struct CovaryColumns {
  static constexpr Index width = 8;
  Block<const T> h, slope;
  double* sums;
  GENOPROP_HD void operator()(Index i, Index, Index eight) const noexcept {
    const Index c = eight * width, here = h.columns - c < width ? h.columns - c : width;  // what lies behind is padding
    double mean[width] = {}, sum[width] = {};
    for (Index r = 0; r < h.rows; ++r)
      for (Index l = 0; l < width; ++l) mean[l] += static_cast<double>(h.row(i, r)[c + l]);
    for (double& m : mean) m /= h.rows;
    for (Index r = 0; r < h.rows; ++r)
      for (Index l = 0; l < width; ++l) {
        const double d = static_cast<double>(h.row(i, r)[c + l]) - mean[l];
        sum[l] = math::fma(d, d, sum[l]);
      }
    for (Index l = 0; l < here; ++l) sums[static_cast<std::ptrdiff_t>(c + l) * (1 + slope.columns)] = sum[l];
    for (Index o = 0; o < slope.columns; ++o) {
      for (double& s : sum) s = 0;
      for (Index r = 0; r < h.rows; ++r) {
        const double residual = -static_cast<double>(slope(i, r, o));
        for (Index l = 0; l < width; ++l) sum[l] = math::fma(static_cast<double>(h.row(i, r)[c + l]) - mean[l], residual, sum[l]);
      }
      for (Index l = 0; l < here; ++l) sums[static_cast<std::ptrdiff_t>(c + l) * (1 + slope.columns) + 1 + o] = sum[l];
    }
  }
};

/// Starting weights for genes first, first + apart, ... of a child: start_value's, one law a loop, so that 16 are drawn at once.
template <class T, bool Normal>
struct Redraw {
  T* to;       // of the first of them
  Index next;  // from one of them to the next
  Index first, apart;
  Start start;
  std::uint64_t seed;
  Site at;
  GENOPROP_HD void operator()(Index, Index, Index k) const noexcept {
    Site site = at;
    site.index = static_cast<std::uint32_t>(first + k * apart);
    const float unit = unit_of(words_at(seed, site).word[0]), low = start.middle - start.scale;
    to[k * next] = T(Normal ? start.scale * math::inverse_normal(unit) : math::fma(start.middle + start.scale - low, unit, low));
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
    each_row_of_genes(group, unit, [&](const Slice& s, Index first, Index apart, Index n) {
      draw(lane, s, first, apart, n, candidate, child.row(0) + first, apart);
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

  /// after look(): covariance of one hidden unit with the residual
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
      result.score = score(group, square, result.with_output);
    }
    return result;
  }

  /// After look(), where the units of a group are apart: f(n, candidate, covariance) for every candidate of units[n], the weights of
  /// many candidates side by side in one product instead of a pass for each; the child stays as it is. Else false.
  template <class L, class F>
  bool covary_together(L& lane, Index group, const std::vector<Index>& units, Index candidates, F&& f) const {
    bool done = false;
    if constexpr (requires { requires Placed::shows_layers; })
      placed.with_units_apart(*work, layout, group, [&](const auto& layer, Block<const T> x) {
        const Block<T> slope = Placed::output_slope(*work);
        const auto sums_each = static_cast<std::size_t>(slope.columns) + 1;
        double* const sums = reinterpret_cast<double*>(memory.row_b);  // lane memory begins at a whole line
        const std::size_t room = static_cast<std::size_t>(genome_pitch(child.size)) * sizeof(T) / sizeof(double) / sums_each;
        const Index most =
            static_cast<Index>(std::min(room, static_cast<std::size_t>(layout.groups[static_cast<std::size_t>(group)].units)));
        const Index all = static_cast<Index>(units.size()) * candidates;
        for (Index first = 0; most > 0 && first < all; first += most) {
          const Index m = std::min(most, all - first);
          for (Index j = 0; j < m; ++j) {
            const Index unit = units[static_cast<std::size_t>((first + j) / candidates)], candidate = (first + j) % candidates;
            for (const Slice& s : layout.slices)
              if (s.feeds == group)
                draw(lane, s, s.offset + unit, s.columns, s.rows, candidate,
                     s.vector ? memory.deviation.data + j : memory.row_a + static_cast<std::ptrdiff_t>(j) * x.columns, 1);
          }
          const Block<T> y{memory.za.data, memory.za.stride, memory.za.pitch, x.rows, m},
              z{memory.zb.data, memory.zb.stride, memory.zb.pitch, x.rows, m};
          layer.respond(lane, x, Block<const T>{memory.row_a, 0, x.columns, m, x.columns},
                        Block<const T>{memory.deviation.data, 0, memory.deviation.pitch, 1, m}, y, z);
          lane.for_each(1, (m + CovaryColumns<T>::width - 1) / CovaryColumns<T>::width, CovaryColumns<T>{y, slope, sums});
          for (Index j = 0; j < m; ++j) {
            const double* const mine = sums + static_cast<std::size_t>(j) * sums_each;
            Covariance cov{0, std::vector<double>(mine + 1, mine + sums_each)};
            cov.score = score(group, mine[0], cov.with_output);
            f(static_cast<std::size_t>((first + j) / candidates), (first + j) % candidates, cov);
          }
        }
        done = most > 0;
      });
    return done;
  }

 private:
  /// Where no outgoing weight can carry the sign, only a positive covariance counts.
  double score(Index group, double square, const std::vector<double>& with_output) const {
    bool signs = false;
    for (const Slice& s : layout.slices) signs = signs || (s.leaves == group && s.feeds < 0);
    double norm = 0;
    for (const double cov : with_output) norm = math::fma(cov, cov, norm);
    norm = std::sqrt(norm);
    if (!signs && !with_output.empty() && with_output.front() < 0) norm = 0;
    return square > 0 ? norm / std::sqrt(square) : 0;
  }

  /// to[k next] <- what gene first + k apart of a slice starts with, for k = 0 .. n - 1
  template <class L>
  void draw(L& lane, const Slice& slice, Index first, Index apart, Index n, Index candidate, T* to, Index next) const {
    const Site at{
        .purpose = Purpose::redraw, .slot = static_cast<std::uint32_t>(slot), .time = time, .layer = static_cast<std::uint8_t>(candidate)};
    Start start = fresh_start(slice);
    if (start.law == Start::Law::normal || start.law == Start::Law::orthogonal) {
      lane.for_each(1, n, Redraw<T, true>{to, next, first, apart, start, seed, at});
    } else {
      if (start.law == Start::Law::zero) start = {};  // evenly from 0 to 0
      lane.for_each(1, n, Redraw<T, false>{to, next, first, apart, start, seed, at});
    }
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
