#pragma once
// Memory that lanes plan before the first step and keep to the end.

#include <cstddef>
#include <cstring>
#include <deque>
#include <limits>
#include <new>
#include <type_traits>
#include <utility>

#include <genoprop/core/error.hpp>

namespace genoprop {

/// n elements of plain data, on a cache line of their own and zeroed; owns them.
template <class T>
class Buffer {
  static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>,
                "genoprop: lane memory holds plain data: trivially copyable types");

 public:
  static constexpr std::align_val_t alignment{64};

  Buffer() = default;
  explicit Buffer(std::size_t n) : size_(n) {
    require<SettingsError>(n <= std::numeric_limits<std::size_t>::max() / 2 / sizeof(T), "Buffer: ", n, " elements of ", sizeof(T),
                           " bytes, expected what an address space holds");
    if (n == 0) return;
    data_ = static_cast<T*>(::operator new(n * sizeof(T), alignment));
    std::memset(static_cast<void*>(data_), 0, n * sizeof(T));
  }
  Buffer(Buffer&& other) noexcept : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  Buffer& operator=(Buffer&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~Buffer() {
    if (data_) ::operator delete(static_cast<void*>(data_), alignment);
  }

  T* data() { return data_; }
  const T* data() const { return data_; }
  std::size_t size() const { return size_; }

 private:
  T* data_ = nullptr;
  std::size_t size_ = 0;
};

/// What one lane has taken. Pieces never move and live as long as the arena.
class Arena {
 public:
  template <class T>
  T* take(std::size_t n) {
    require<SettingsError>(n <= std::numeric_limits<std::size_t>::max() / 2 / sizeof(T), "Arena: ", n, " elements of ", sizeof(T),
                           " bytes, expected what an address space holds");
    static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>,
                  "genoprop: lane memory holds plain data: trivially copyable types");
    return reinterpret_cast<T*>(pieces_.emplace_back(n * sizeof(T)).data());
  }

 private:
  std::deque<Buffer<std::byte>> pieces_;
};

}  // namespace genoprop
