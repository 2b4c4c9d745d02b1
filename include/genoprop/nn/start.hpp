#pragma once
// Initialisers, and the one function that draws a starting weight: at construction, at a restart, in a redrawn unit.

#include <cmath>

#include <genoprop/concepts/network.hpp>
#include <genoprop/core/draw.hpp>

namespace genoprop {

/// Normal with variance gain^2 * 2 / fan_in: keeps the scale through ReLU layers.
/// He, Zhang, Ren & Sun, "Delving deep into rectifiers", ICCV 2015, equation 10.
struct He {
  float gain = 1;
  Start operator()(Index fan_in, Index) const { return {Start::Law::normal, gain * std::sqrt(2.0f / static_cast<float>(fan_in))}; }
};

/// Uniform in +- gain * sqrt(6 / (fan_in + fan_out)).
/// Glorot & Bengio, "Understanding the difficulty of training deep feedforward neural networks", AISTATS 2010, equation 16.
struct Glorot {
  float gain = 1;
  Start operator()(Index fan_in, Index fan_out) const {
    return {Start::Law::uniform, gain * std::sqrt(6.0f / static_cast<float>(fan_in + fan_out))};
  }
};

/// A starting weight from its draw.
template <class T>
GENOPROP_HD T start_value(Start start, Draw draw) noexcept {
  if (start.law == Start::Law::normal) return T(start.scale * draw.normal());
  if (start.law == Start::Law::uniform) return T(draw.between(-start.scale, start.scale));
  return T(0);
}

/// Draws one slice of p fresh genomes. Slots are first, first + 1, ...; time tells lives of one slot apart.
template <class T>
struct DrawSlice {
  Block<T> genes;  // the slice, [p, rows, columns]
  Start start;
  Index offset, layer, first;
  std::uint64_t seed;
  std::uint32_t time;
  GENOPROP_HD void operator()(Index i, Index r, Index c) const noexcept {
    asm volatile("");  // not worth vectorising: it runs once a life, and would cost every program a second of compile time
    const Site at{.purpose = Purpose::start,
                  .index = static_cast<std::uint32_t>(offset + r * genes.columns + c),
                  .slot = static_cast<std::uint32_t>(first + i),
                  .time = time,
                  .layer = static_cast<std::uint8_t>(layer)};
    genes(i, r, c) = start_value<T>(start, Draw(seed, at));
  }
};

/// Fresh genomes for the lane's individuals, slots first, first + 1, ...
template <class L, class T>
void draw_start(L& lane, const Layout& layout, Genes<T> genes, Index first, std::uint64_t seed, std::uint32_t time) {
  for (const Slice& s : layout.slices)
    lane.for_each(s.rows, s.columns, DrawSlice<T>{genes.slice(s.offset, s.rows, s.columns), s.start, s.offset, s.layer, first, seed, time});
}

static_assert(Initialiser<He> && Initialiser<Glorot>);

}  // namespace genoprop
