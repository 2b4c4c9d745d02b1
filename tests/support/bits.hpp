#pragma once
// Equality to the last bit, and a hash of bits.

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <ranges>
#include <type_traits>

namespace genoprop::support {

/// the same bits: tells 0 from -0, and a NaN equals itself
template <class T>
  requires std::is_arithmetic_v<T>
bool bits_equal(T a, T b) {
  using Bytes = std::array<std::byte, sizeof(T)>;
  return std::bit_cast<Bytes>(a) == std::bit_cast<Bytes>(b);
}
/// the same length and the same bits
template <std::ranges::input_range A, std::ranges::input_range B>
bool bits_equal(const A& a, const B& b) {
  return std::ranges::equal(a, b, [](auto x, auto y) { return bits_equal(x, y); });
}

/// FNV-1a, 64 bits (Fowler, Noll & Vo, 1991), over the bytes of numbers in the order they are added.
class BitHash {
 public:
  template <class T>
    requires std::is_arithmetic_v<T>
  void add(T value) {
    for (const std::byte b : std::bit_cast<std::array<std::byte, sizeof(T)>>(value))
      state_ = (state_ ^ std::to_integer<std::uint64_t>(b)) * 0x100000001B3u;
  }
  template <std::ranges::input_range R>
  void add(const R& values) {
    for (const auto v : values) add(v);
  }
  std::uint64_t value() const { return state_; }

 private:
  std::uint64_t state_ = 0xCBF29CE484222325u;
};

}  // namespace genoprop::support
