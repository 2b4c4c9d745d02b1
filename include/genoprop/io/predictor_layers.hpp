#pragma once
// The layers that a model file describes, as a list, and the way of rows through them: loops, no network type and no lane.

#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include <genoprop/backend/isa.hpp>
#include <genoprop/core/math.hpp>
#include <genoprop/io/named_activation.hpp>

namespace genoprop::predictor_detail {

inline constexpr Index columns_together = 16;  ///< weights of a row are padded to whole vectors of any instruction set

/// dense: y = act(x W + b); W [inputs, pitch], with zeros behind `units`. norm: y = act(weight (x - mean) / deviation + bias) of a row.
/// embedding: y = the columns of x but one, then a row of W [categories, size]. Dropout does nothing here and is left out. A residual block
/// is keep, its layers, add: y = act(x + what was kept), which lies behind the rows of `a`, `kept` floats a row from their start.
struct Layer {
  enum class Kind : std::uint8_t { dense, norm, embedding, keep, add };
  Kind kind = Kind::dense;
  Index inputs = 0, units = 0, pitch = 0;
  NamedActivation act{};
  std::vector<float> weight{}, bias{};
  float eps = 0;                               ///< norm
  Index column = 0, categories = 0, size = 0;  ///< embedding
  Index place = 0;                             ///< in the names of its tensors
  Index kept = 0;                              ///< keep, add
  Index tensors() const { return kind == Kind::keep || kind == Kind::add ? 0 : kind == Kind::embedding ? 1 : 2; }
};

/// What a loss makes of outputs.
enum class End : std::uint8_t { values, softmax, sigmoid, exp };

/// z[c] = f(z[c], c) for a padded row: whole vectors, no rest. What stands in the padding is never read.
template <class F>
GENOPROP_CPU void each_padded(float* z, Index n, const F& f) {
  for (Index from = 0; from < n; from += columns_together) {
#pragma omp simd
    for (Index c = from; c < from + columns_together; ++c) z[c] = f(z[c], c);
  }
}
template <class Act>
struct Activate {
  Act act;
  GENOPROP_CPU float operator()(float z, Index) const { return act.value(z); }
};
struct Finish {
  float* y;
  Index n;
  template <class Act>
  GENOPROP_CPU void operator()(const Act& act) const {
    each_padded(y, n, Activate<Act>{act});
  }
};
struct ExpOf {
  float top;
  GENOPROP_CPU float operator()(float z, Index) const { return math::exp(z - top); }
};
struct Over {
  float total;
  GENOPROP_CPU float operator()(float z, Index) const { return z / total; }
};
struct SigmoidOf {
  GENOPROP_CPU float operator()(float z, Index) const { return math::sigmoid(z); }
};

/// One network over rows: x [rows, x_pitch] -> out [rows, outputs], or added to it. a, b: room for the widest layer and what is kept.
struct Rows {
  const std::vector<Layer>* layers;
  End end;
  const float* x;
  Index x_pitch, rows;
  float *a, *b, *out;
  Index out_pitch;
  bool first;      ///< of an ensemble: out is not added to
  bool* infinite;  ///< where to say that a number of x is not finite: then out is left as it was. None: they are known to be
};
/// Compiled for an instruction set as a whole. Sums are fma chains in the order of the inputs, as those of the exact lanes, and ends are
/// those of the losses: the bits of Model::predict.
template <class Set>
struct Forward {
  const Rows* all;

  GENOPROP_CPU void operator()() const {
    // Here it is compiled for the instruction set, and hardly costs anything while the sums of one row wait for one another.
    if (all->infinite && any_infinite()) {
      *all->infinite = true;
      return;
    }
    const float* x = all->x;
    Index x_pitch = all->x_pitch, n = 0;
    float *y = all->b, *spare = all->a;
    for (const Layer& layer : *all->layers) {
      std::swap(y, spare);
      const Io io{x, y, x_pitch, layer.pitch};
      if (layer.kind == Layer::Kind::dense) dense(layer, io);
      if (layer.kind == Layer::Kind::norm) norm(layer, io);
      if (layer.kind == Layer::Kind::embedding) embed(layer, io);
      if (layer.kind == Layer::Kind::keep) keep(layer, io);
      if (layer.kind == Layer::Kind::add) add(layer, io);
      x = y;
      x_pitch = layer.pitch;
      n = layer.units;
    }
    for (Index r = 0; r < all->rows; ++r) {
      float* z = y + static_cast<std::ptrdiff_t>(r) * x_pitch;
      float* out = all->out + static_cast<std::ptrdiff_t>(r) * all->out_pitch;
      end(z, n);
      if (all->first)
        for (Index c = 0; c < n; ++c) out[c] = 0.0f + z[c];
      else
        for (Index c = 0; c < n; ++c) out[c] += z[c];
    }
  }

 private:
  struct Io {
    const float* x;
    float* y;
    Index x_pitch, y_pitch;
    GENOPROP_CPU const float* from(Index r) const { return x + static_cast<std::ptrdiff_t>(r) * x_pitch; }
    GENOPROP_CPU float* to(Index r) const { return y + static_cast<std::ptrdiff_t>(r) * y_pitch; }
  };

  GENOPROP_CPU bool any_infinite() const {
    const float* const x = all->x;
    const std::ptrdiff_t n = static_cast<std::ptrdiff_t>(all->rows) * all->x_pitch;
    std::int32_t wrong = 0;
#pragma omp simd reduction(| : wrong)
    for (std::ptrdiff_t k = 0; k < n; ++k) wrong |= math::abs(x[k]) <= std::numeric_limits<float>::max() ? 0 : 1;
    return wrong != 0;
  }

  /// the sum of f(0 .. n) as rows of lanes have it: sixteen strands, then a tree of pairs
  template <class F>
  GENOPROP_CPU static float sum(Index n, const F& f) {
    float strand[16] = {};
    for (Index c = 0; c < n; ++c) strand[c % 16] += f(c);
    for (int half = 8; half > 0; half /= 2)
      for (int s = 0; s < half; ++s) strand[s] += strand[s + half];
    return strand[0];
  }
  struct Value {
    const float* x;
    GENOPROP_CPU float operator()(Index c) const { return x[c]; }
  };
  struct Square {
    const float* x;
    float mean;
    GENOPROP_CPU float operator()(Index c) const { return (x[c] - mean) * (x[c] - mean); }
  };
  GENOPROP_CPU void norm(const Layer& l, const Io& io) const {
    const auto n = static_cast<float>(l.units);
    for (Index r = 0; r < all->rows; ++r) {
      const float* x = io.from(r);
      float* y = io.to(r);
      const float mean = sum(l.units, Value{x}) / n;
      const float by = 1 / math::sqrt(sum(l.units, Square{x, mean}) / n + l.eps);
      for (Index c = 0; c < l.units; ++c)
        y[c] = math::fma(l.weight[static_cast<std::size_t>(c)], (x[c] - mean) * by, l.bias[static_cast<std::size_t>(c)]);
      for (Index c = l.units; c < l.pitch; ++c) y[c] = 0;
      l.act.with(Finish{y, l.pitch});
    }
  }
  GENOPROP_CPU void embed(const Layer& l, const Io& io) const {
    for (Index r = 0; r < all->rows; ++r) {
      const float* x = io.from(r);
      float* y = io.to(r);
      for (Index c = 0; c + 1 < l.inputs; ++c) y[c] = x[c < l.column ? c : c + 1];
      y += l.inputs - 1;
      const float number = x[l.column];
      const bool known =
          number >= 0 && number < static_cast<float>(l.categories) && number == static_cast<float>(static_cast<Index>(number));
      const float* row = l.weight.data() + (known ? static_cast<std::ptrdiff_t>(number) * l.size : 0);
      for (Index c = 0; c < l.size; ++c) y[c] = known ? row[c] : 0.0f;
      for (Index c = l.units; c < l.pitch; ++c) io.to(r)[c] = 0;
    }
  }
  GENOPROP_CPU float* kept(const Layer& l, Index r) const {
    return all->a + static_cast<std::ptrdiff_t>(l.kept) * all->rows + static_cast<std::ptrdiff_t>(r) * l.pitch;
  }
  GENOPROP_CPU void keep(const Layer& l, const Io& io) const {
    for (Index r = 0; r < all->rows; ++r)
      for (Index c = 0; c < l.units; ++c) io.to(r)[c] = kept(l, r)[c] = io.from(r)[c];
  }
  GENOPROP_CPU void add(const Layer& l, const Io& io) const {
    for (Index r = 0; r < all->rows; ++r) {
      float* y = io.to(r);
      for (Index c = 0; c < l.units; ++c) y[c] = kept(l, r)[c] + io.from(r)[c];
      for (Index c = l.units; c < l.pitch; ++c) y[c] = 0;
      l.act.with(Finish{y, l.pitch});
    }
  }
  GENOPROP_CPU void dense(const Layer& l, const Io& io) const {
    Index r = 0;
    if constexpr (Set::bytes > 0) {
      constexpr int side_by_side = Set::bytes == 32 ? 2 : 4;  // AVX2 has half the registers of the others
      for (; r + 4 <= all->rows; r += 4) across<4, side_by_side>(l, io, r);
      for (; r < all->rows; ++r) across<1, 8>(l, io, r);
    } else {
      for (; r < all->rows; ++r) plain(l, io, r);
    }
    if (l.act.kind == NamedActivation::Kind::identity || (Set::bytes > 0 && is_relu(l))) return;
    for (r = 0; r < all->rows; ++r) l.act.with(Finish{io.to(r), l.units});
  }
  GENOPROP_CPU static bool is_relu(const Layer& l) { return l.act.kind == NamedActivation::Kind::relu; }
  /// all columns of R rows, V vectors at a time while there are so many
  template <int R, int V>
  GENOPROP_CPU void across(const Layer& l, const Io& io, Index r) const {
    Index c = 0;
    tiles<R, V>(l, io, r, c);
    if constexpr (V > 4) tiles<R, 4>(l, io, r, c);
    if constexpr (V > 2) tiles<R, 2>(l, io, r, c);
    tiles<R, 1>(l, io, r, c);
  }
  template <int R, int V>
  GENOPROP_CPU void tiles(const Layer& l, const Io& io, Index r, Index& c) const {
    constexpr Index width = Set::bytes / 4;
    // In one row every term waits for the one before: counting less often lets a CPU look further ahead.
    constexpr Index together = R == 1 ? 4 : 1;
    for (; c + V * width <= l.pitch; c += V * width) {
      typename Set::template Vector<float> sum[R][V], bias, zero;
      for (int i = 0; i < R; ++i)
        for (int v = 0; v < V; ++v) Set::zero(sum[i][v]);
      const float* x = io.from(r);
      const float* from = l.weight.data() + c;
      Index k = 0;
      for (; k + together <= l.inputs; k += together)
        for (Index j = 0; j < together; ++j, from += l.pitch) add_term(sum, x + k + j, io.x_pitch, from);
      for (; k < l.inputs; ++k, from += l.pitch) add_term(sum, x + k, io.x_pitch, from);
      Set::zero(zero);
      for (int v = 0; v < V; ++v) {
        Set::load(bias, l.bias.data() + c + v * width);
        for (int i = 0; i < R; ++i) Set::add(sum[i][v], bias);
      }
      if (is_relu(l))
        for (int i = 0; i < R; ++i)
          for (int v = 0; v < V; ++v) Set::max(sum[i][v], zero);
      for (int i = 0; i < R; ++i)
        for (int v = 0; v < V; ++v) Set::store(io.to(r + i) + c + v * width, sum[i][v]);
    }
  }
  template <int R, int V, class Vector>
  GENOPROP_CPU static void add_term(Vector (&sum)[R][V], const float* x, Index x_pitch, const float* weights) {
    Vector w;
    for (int v = 0; v < V; ++v) {
      Set::load(w, weights + v * (Set::bytes / 4));
      for (int i = 0; i < R; ++i) Set::fma(sum[i][v], x + static_cast<std::ptrdiff_t>(i) * x_pitch, w);
    }
  }
  GENOPROP_CPU void plain(const Layer& l, const Io& io, Index r) const {
    float* y = io.to(r);
    const float* x = io.from(r);
    for (Index c = 0; c < l.pitch; ++c) y[c] = 0;
    for (Index k = 0; k < l.inputs; ++k) {
      const float* w = l.weight.data() + static_cast<std::ptrdiff_t>(k) * l.pitch;
      for (Index c = 0; c < l.units; ++c) y[c] = math::fma(x[k], w[c], y[c]);
    }
    for (Index c = 0; c < l.units; ++c) y[c] += l.bias[static_cast<std::size_t>(c)];
  }
  /// as the loss's own predict
  GENOPROP_CPU void end(float* z, Index n) const {
    if (all->end == End::softmax) {
      float top = z[0], total = 0;
      for (Index c = 1; c < n; ++c) top = z[c] > top ? z[c] : top;
      each_padded(z, n, ExpOf{top});
      for (Index c = 0; c < n; ++c) total += z[c];
      each_padded(z, n, Over{total});
    } else if (all->end == End::sigmoid) {
      each_padded(z, n, SigmoidOf{});
    } else if (all->end == End::exp) {
      each_padded(z, n, ExpOf{0});
    }
  }
};

inline void run(Isa isa, const Rows& work) {
#if defined(__x86_64__)
  if (isa == Isa::avx512) return Avx512::run(Forward<Avx512>{&work});
  if (isa == Isa::avx2) return Avx2::run(Forward<Avx2>{&work});
#elif defined(__aarch64__)
  if (isa == Isa::neon) return Neon::run(Forward<Neon>{&work});
#endif
  (void)isa;
  Plain::run(Forward<Plain>{&work});
}

}  // namespace genoprop::predictor_detail
