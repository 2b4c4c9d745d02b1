#pragma once
// What planned mutations know of a child's genes: the size of each layer, and how much the outputs move with each gene.

#include <genoprop/concepts/layout.hpp>
#include <genoprop/core/math.hpp>
#include <genoprop/core/view.hpp>
#include <genoprop/train/sink.hpp>

namespace genoprop {

namespace size_body {

template <class T>
struct Square {
  const T* x;
  Index n;
  GENOPROP_HD double operator()(Index c) const noexcept {
    const double v = c < n ? static_cast<double>(x[c]) : 0.0;  // behind the slice another begins, or nothing
    return v * v;
  }
};
struct KeepSum {
  double* to;
  double sum;
  GENOPROP_HD void operator()() const noexcept { *to = sum; }
};
/// the sum of the squares of one slice
template <class T>
struct SumSquares {
  const T* x;
  Index n;
  double* to;
  GENOPROP_HD void operator()(Index, Index, auto& row) const {
    const double sum = row.sum(Square<T>{x, n});
    row.once(KeepSum{to, sum});
  }
};
struct Join {
  const double* slice;
  double* layer;
  bool first;
  GENOPROP_HD void operator()() const noexcept { *layer = first ? *slice : *layer + *slice; }
};
struct RootMean {
  double* layer;
  double genes;
  GENOPROP_HD void operator()() const noexcept { *layer = math::sqrt(*layer / genes); }
};

template <class T>
struct AddSquare {
  const T* gradient;
  double* sum;
  bool first;
  GENOPROP_HD void operator()(Index, Index, Index g) const noexcept {
    const auto d = static_cast<double>(gradient[g]);
    sum[g] = math::fma(d, d, first ? 0.0 : sum[g]);
  }
};
struct Root {
  double* sum;
  GENOPROP_HD void operator()(Index, Index, Index g) const noexcept { sum[g] = math::sqrt(sum[g]); }
};

}  // namespace size_body

inline Index layers_of(const Layout& layout) {
  Index layers = 0;
  for (const Slice& s : layout.slices) layers = s.layer >= layers ? s.layer + 1 : layers;
  return layers;
}

/// Memory of a lane for what is measured of one child.
template <class T>
struct GeneSizes {
  double *square = nullptr, *rms = nullptr;  // [slices], [layers]
  T* gradient = nullptr;                     // [pitch]
  double* sensitivity = nullptr;             // [pitch]
};

/// rms[l] of layers l: sums row by row of a slice (concepts/lane.hpp, rule 1), then slice by slice, in double.
template <class L, class T>
void measure_layers(L& lane, const Layout& layout, const T* genes, const GeneSizes<T>& to) {
  double *square = to.square, *rms = to.rms;
  for (std::size_t k = 0; k < layout.slices.size(); ++k) {
    const Slice& s = layout.slices[k];
    lane.for_each_row(1, s.size(), size_body::SumSquares<T>{genes + s.offset, s.size(), square + k});
  }
  for (Index l = 0; l < layers_of(layout); ++l) {
    std::int64_t size = 0;
    for (std::size_t k = 0; k < layout.slices.size(); ++k) {
      const Slice& s = layout.slices[k];
      if (s.layer != l || s.size() == 0) continue;
      lane.once(size_body::Join{square + k, rms + l, size == 0});
      size += s.size();
    }
    if (size > 0) lane.once(size_body::RootMean{rms + l, static_cast<double>(size)});
  }
}

/// sensitivity[g] = sqrt(sum over outputs o of (mean over the probe rows of d o / d g)^2), outputs one after the other, in double
template <class L, class Placed, class T, class Work>
void measure_sensitivity(L& lane, const Placed& placed, Genes<const T> genes, Work& work, const GeneSizes<T>& to) {
  static_assert(
      requires(Gradients<T> sink) { placed.output_gradient(lane, genes, work, Index{}, sink); },
      "genoprop: this mutation reads how the outputs move with each gene, which Supervised can tell: expected such an objective");
  const Gradients<T> sink{{to.gradient, genome_pitch(genes.size), genes.size}};
  placed.probe(lane, genes, work);
  const Index outputs = Placed::output_slope(work).columns;
  for (Index k = 0; k < outputs; ++k) {
    placed.output_gradient(lane, genes, work, k, sink);
    lane.for_each(1, genes.size, size_body::AddSquare<T>{to.gradient, to.sensitivity, k == 0});
  }
  lane.for_each(1, genes.size, size_body::Root{to.sensitivity});
}

}  // namespace genoprop
