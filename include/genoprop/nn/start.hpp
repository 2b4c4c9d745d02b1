#pragma once
// Initialisers, and the one function that draws a starting weight: at construction, at a restart, in a redrawn unit.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include <genoprop/concepts/network.hpp>
#include <genoprop/core/draw.hpp>
#include <genoprop/core/error.hpp>

namespace genoprop {

namespace start_detail {
inline void require_gain(const char* who, float gain) {
  require<SettingsError>(gain >= 0 && std::isfinite(gain), who, ": gain is ", gain, ", expected at least 0 and finite");
}
}  // namespace start_detail

/// Normal with variance gain^2 * 2 / fan_in: keeps the scale through ReLU layers.
/// He, Zhang, Ren & Sun, "Delving deep into rectifiers", ICCV 2015, equation 10.
struct He {
  float gain = 1;
  Start operator()(Index fan_in, Index) const { return {Start::Law::normal, gain * std::sqrt(2.0f / static_cast<float>(fan_in))}; }
  void check() const { start_detail::require_gain("He", gain); }
};

/// Uniform in +- gain * sqrt(6 / (fan_in + fan_out)).
/// Glorot & Bengio, "Understanding the difficulty of training deep feedforward neural networks", AISTATS 2010, equation 16.
struct Glorot {
  float gain = 1;
  Start operator()(Index fan_in, Index fan_out) const {
    return {Start::Law::uniform, gain * std::sqrt(6.0f / static_cast<float>(std::int64_t{fan_in} + fan_out))};
  }
  void check() const { start_detail::require_gain("Glorot", gain); }
};

/// Normal with variance gain^2 / fan_in: keeps the scale through units that are linear near 0.
/// LeCun, Bottou, Orr & Mueller, "Efficient BackProp", 1998, equation 16.
struct LeCun {
  float gain = 1;
  Start operator()(Index fan_in, Index) const { return {Start::Law::normal, gain / std::sqrt(static_cast<float>(fan_in))}; }
  void check() const { start_detail::require_gain("LeCun", gain); }
};

/// Uniform in [low, high], whatever the layer's size: `UniformStart{.low = -0.1f, .high = 0.1f}`
struct UniformStart {
  float low = -0.05f, high = 0.05f;
  Start operator()(Index, Index) const { return {Start::Law::uniform, (high - low) / 2, (low + high) / 2}; }
  void check() const {
    require<SettingsError>(std::isfinite(low) && std::isfinite(high) && low <= high, "UniformStart: low is ", low, ", high is ", high,
                           ", expected finite numbers, low not above high");
  }
};

/// gain times a matrix whose columns (where it is wider than high: whose rows) are orthonormal, drawn evenly from all such: all singular
/// values are gain. Saxe, McClelland & Ganguli, "Exact solutions to the nonlinear dynamics of learning in deep linear neural networks",
/// ICLR 2014, section 3. A unit that is redrawn alone gets normal weights of the same variance.
struct Orthogonal {
  float gain = 1;
  Start operator()(Index fan_in, Index fan_out) const {
    return {Start::Law::orthogonal, gain / std::sqrt(static_cast<float>(std::max(fan_in, fan_out)))};
  }
  void check() const { start_detail::require_gain("Orthogonal", gain); }
};

/// Any start times a factor: `Scaled{LeCun{}, 0.1f}`
template <class Init>
struct Scaled {
  static_assert(Initialiser<Init>,
                "genoprop: Scaled holds an initialiser such as He{}: Start operator()(Index fan_in, Index fan_out) const");
  Init init{};
  float by = 1;
  Start operator()(Index fan_in, Index fan_out) const {
    Start start = init(fan_in, fan_out);
    start.scale *= by;
    start.middle *= by;
    return start;
  }
  void check() const {
    if constexpr (requires { init.check(); }) init.check();
    require<SettingsError>(std::isfinite(by), "Scaled: the factor is ", by, ", expected a finite number");
  }
};
template <class Init>
Scaled(Init, float) -> Scaled<Init>;

/// A starting weight from its draw.
template <class T>
GENOPROP_HD T start_value(Start start, Draw draw) noexcept {
  if (start.law == Start::Law::normal || start.law == Start::Law::orthogonal) return T(start.scale * draw.normal());
  if (start.law == Start::Law::uniform) return T(draw.between(start.middle - start.scale, start.middle + start.scale));
  return T(0);
}

namespace start_detail {
/// sum + a b; a product of floats is exact in double, so that a compiler may contract as it likes
inline double add_product(double sum, float a, float b) { return sum + static_cast<double>(a) * static_cast<double>(b); }
inline double add_product(double sum, double a, double b) { return math::fma(a, b, sum); }
}  // namespace start_detail

/// w [rows, columns] <- orthonormal columns (rows, where there are fewer of them) times `size`, by modified Gram-Schmidt, twice, so that
/// nothing is left of rounding (Giraud, Langou & Rozloznik, "The loss of orthogonality in the Gram-Schmidt orthogonalization process",
/// 2005). Of a normal matrix it is drawn evenly from all such (Mezzadri, Notices of the AMS 54, 2007: R's diagonal is positive).
/// In host code, one order for all lanes: once a life, O(rows columns min(rows, columns)).
template <class T>
void orthonormalise(T* w, Index rows, Index columns, T size) {
  const bool tall = rows >= columns;
  const Index count = tall ? columns : rows, length = tall ? rows : columns;
  // vector j lies at v + j * next, its elements `apart` from each other
  const std::ptrdiff_t next = tall ? 1 : columns, apart = tall ? columns : 1;
  std::vector<double> sums(static_cast<std::size_t>(count));
  const auto along = [&](Index k, Index from) {  // sums[j] = v_k v_j for all j >= from
    std::fill(sums.begin(), sums.end(), 0.0);
    for (Index e = 0; e < length; ++e) {
      const T* element = w + e * apart;
      const T here = element[k * next];
      for (Index j = from; j < count; ++j)
        sums[static_cast<std::size_t>(j)] = start_detail::add_product(sums[static_cast<std::size_t>(j)], here, element[j * next]);
    }
  };
  for (int twice = 0; twice < 2; ++twice)
    for (Index k = 0; k < count; ++k) {
      along(k, k);
      const double norm = math::sqrt(sums[static_cast<std::size_t>(k)]);
      if (norm == 0) continue;  // of a gain of zero: it has no direction
      for (Index e = 0; e < length; ++e) {
        T& x = w[k * next + e * apart];
        x = static_cast<T>(static_cast<double>(x) / norm);
      }
      along(k, k + 1);
      for (Index e = 0; e < length; ++e) {
        T* element = w + e * apart;
        const T here = -element[k * next];
        for (Index j = k + 1; j < count; ++j) {
          T& x = element[j * next];
          x = static_cast<T>(start_detail::add_product(static_cast<double>(x), here, static_cast<T>(sums[static_cast<std::size_t>(j)])));
        }
      }
    }
  for (Index g = 0; g < rows * columns; ++g) w[g] *= size;
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
  for (const Slice& s : layout.slices) {
    lane.for_each(s.rows, s.columns, DrawSlice<T>{genes.slice(s.offset, s.rows, s.columns), s.start, s.offset, s.layer, first, seed, time});
    if (s.start.law != Start::Law::orthogonal || s.size() == 0) continue;
    const auto size = static_cast<T>(s.start.scale * std::sqrt(static_cast<float>(std::max(s.rows, s.columns))));  // the gain
    for (Index i = 0; i < lane.individuals(); ++i) orthonormalise(genes.row(i) + s.offset, s.rows, s.columns, size);
  }
}

static_assert(Initialiser<He> && Initialiser<Glorot> && Initialiser<LeCun> && Initialiser<UniformStart> && Initialiser<Orthogonal> &&
              Initialiser<Scaled<He>>);

}  // namespace genoprop
