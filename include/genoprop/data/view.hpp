#pragma once
// The rows of a dataset as lanes read them.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include <genoprop/core/config.hpp>
#include <genoprop/core/math_basic.hpp>
#include <genoprop/data/mapping.hpp>

namespace genoprop {

/// x of a byte of an image: byte / 255, rounded once, as the division gives it. In float without dividing: the nearest float to 1/255
/// and what it lacks, in one fma; all 256 values are tested.
template <class T>
GENOPROP_HD T pixel_value(std::uint8_t byte) noexcept {
  const T value = static_cast<T>(byte);
  if constexpr (sizeof(T) == sizeof(float)) {
    constexpr float most = 1.0f / 255.0f, rest = static_cast<float>(1.0 / 255.0 - static_cast<double>(most));
    return math::fma(value, most, value * rest);
  } else {
    return value / T(255);
  }
}

/// Borrowed from a Dataset: the pointers live as long as it does.
template <class T>
struct DataView {
  const T* x = nullptr;                  ///< [stored_rows, pitch], or none
  const std::uint8_t* pixels = nullptr;  ///< [stored_rows, pitch] in the place of x, which is a 255th of each; or none
  Index pitch = 0;
  const std::int32_t* labels = nullptr;  ///< [stored_rows], or none
  const T* targets = nullptr;            ///< [stored_rows, target_pitch], or none
  Index target_pitch = 0;
  const T* weights = nullptr;         ///< [rows], or none: all 1
  const std::int32_t* row = nullptr;  ///< [rows]: which stored row each row is; none: all, in order
  Index stored_rows = 0;
  Index rows = 0, features = 0;
  Index outputs = 0;                 ///< targets per row; 0 with labels
  const Mapping* mapping = nullptr;  ///< the file in which x or pixels lie, or none
  const double* mean = nullptr;      ///< [features], and deviation: x is (value - mean) / deviation; or none. The host's, as mapping
  const double* deviation = nullptr;
  bool by_host = false;  ///< host code copies x into batches: lanes do not reach it, or do not compute it
  /// whether batches are made before a step: within one, pages come from a disk, and a recorded step has no host code
  bool staged() const { return mapping != nullptr || by_host; }
  /// the stored row of row r
  GENOPROP_HD Index at(Index r) const { return row ? row[r] : r; }
};

/// Tells the kernel of `n` stored rows of a mapped file that are about to be read, unless its cache has them anyway.
template <class T, class F>
void announce(const DataView<T>& data, Index n, F stored) {
  if (!Mapping::is_cold()) return;
  const std::size_t bytes = static_cast<std::size_t>(data.pitch) * (data.pixels ? 1 : sizeof(T));
  for (Index k = 0; k < n; ++k) {
    const std::ptrdiff_t at = static_cast<std::ptrdiff_t>(stored(k)) * data.pitch;
    data.mapping->will_need(data.pixels ? static_cast<const void*>(data.pixels + at) : data.x + at, bytes);
  }
}
/// pixel_value of every byte: host code has no fma instruction unless its flags say so
template <class T>
const std::array<T, 256>& pixel_values() {
  static const std::array<T, 256> all = [] {
    std::array<T, 256> values{};
    for (std::size_t b = 0; b < values.size(); ++b) values[b] = pixel_value<T>(static_cast<std::uint8_t>(b));
    return values;
  }();
  return all;
}

/// `to` [features] <- x of one stored row, by host code; the bits that lanes give.
template <class T>
void read_row(const DataView<T>& data, Index stored, T* to) {
  const std::ptrdiff_t at = static_cast<std::ptrdiff_t>(stored) * data.pitch;
  if (data.pixels)
    std::transform(data.pixels + at, data.pixels + at + data.features, to, [&of = pixel_values<T>()](std::uint8_t b) { return of[b]; });
  else
    std::copy_n(data.x + at, data.features, to);
  if (data.mean)
    for (Index c = 0; c < data.features; ++c) to[c] = static_cast<T>((static_cast<double>(to[c]) - data.mean[c]) / data.deviation[c]);
}

}  // namespace genoprop
