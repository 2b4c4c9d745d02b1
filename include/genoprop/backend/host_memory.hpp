#pragma once
// Memory that the host and its lanes share.

#include <algorithm>
#include <span>

#include <genoprop/backend/memory.hpp>

namespace genoprop {

/// The part of a crew that hands out memory.
struct HostMemory {
  static constexpr bool host = true;
  template <class T>
  static Buffer<T> make(std::size_t n) {
    return Buffer<T>(n);
  }
  template <class T>
  static void read(const T* from, std::span<T> to) {
    std::copy_n(from, to.size(), to.data());
  }
  template <class T>
  static void write(std::span<const T> from, T* to) {
    std::copy_n(from.data(), from.size(), to);
  }
  template <class T>
  static void copy(const T* from, T* to, std::size_t n) {
    std::copy_n(from, n, to);
  }
};

}  // namespace genoprop
