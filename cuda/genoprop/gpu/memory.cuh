#pragma once
// Memory that the lanes of this program reach, and the host too.
//
// On Thrust's CPP and OMP systems that is ordinary memory. On CUDA it is managed memory: surgery and alignment read and write
// genomes in host code between verbs, and pages follow whoever touches them. Lanes on a GPU do not reach memory of the host's
// own, so data sets are copied. Explicit device memory, with copies where they are needed, is left to a later version.

#include <cstddef>
#include <limits>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include <genoprop/backend/host_memory.hpp>
#include <genoprop/gpu/system.cuh>

namespace genoprop::gpu {

#if GENOPROP_THRUST_ON_CUDA
/// n elements of plain data in managed memory of the thread's current device, zeroed; owns them.
template <class T>
class Memory {
  static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>,
                "genoprop: lane memory holds plain data: trivially copyable types");

 public:
  Memory() = default;
  explicit Memory(std::size_t n) : size_(n) {
    require<SettingsError>(n <= std::numeric_limits<std::size_t>::max() / 2 / sizeof(T), "gpu::Memory: ", n, " elements of ", sizeof(T),
                           " bytes, expected what an address space holds");
    if (n == 0) return;
    void* fresh = nullptr;
    GENOPROP_CHECK_CUDA(cudaMallocManaged(&fresh, n * sizeof(T)));
    Memory guard(static_cast<T*>(fresh), n);  // frees it should zeroing fail
    GENOPROP_CHECK_CUDA(cudaMemset(fresh, 0, n * sizeof(T)));
    GENOPROP_CHECK_CUDA(cudaDeviceSynchronize());  // the host may write next
    data_ = std::exchange(guard.data_, nullptr);
  }
  Memory(Memory&& other) noexcept : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  Memory& operator=(Memory&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~Memory() {
    if (data_) GENOPROP_LOG_CUDA(cudaFree(static_cast<void*>(data_)));
  }

  T* data() { return data_; }
  const T* data() const { return data_; }
  std::size_t size() const { return size_; }

 private:
  Memory(T* data, std::size_t n) : data_(data), size_(n) {}
  T* data_ = nullptr;
  std::size_t size_ = 0;
};

/// The part of a crew that hands out memory.
struct CrewMemory {
  static constexpr bool host = false;  ///< lanes do not reach what the host has allocated by itself
  template <class T>
  static Memory<T> make(std::size_t n) {
    return Memory<T>(n);
  }
  template <class T>
  static void read(const T* from, std::span<T> to) {
    move(from, to.data(), to.size());
  }
  template <class T>
  static void write(std::span<const T> from, T* to) {
    move(from.data(), to, from.size());
  }
  template <class T>
  static void copy(const T* from, T* to, std::size_t n) {
    move(from, to, n);
  }

 private:
  template <class T>
  static void move(const T* from, T* to, std::size_t n) {
    if (n == 0) return;
    GENOPROP_CHECK_CUDA(cudaMemcpy(to, from, n * sizeof(T), cudaMemcpyDefault));
    GENOPROP_CHECK_CUDA(cudaDeviceSynchronize());  // copies inside a device do not wait by themselves
  }
};
#else
template <class T>
using Memory = Buffer<T>;
using CrewMemory = HostMemory;
#endif

/// What a lane has taken. Pieces never move and live as long as the lane.
class Pieces {
 public:
  template <class T>
  T* take(std::size_t n) {
    static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>,
                  "genoprop: lane memory holds plain data: trivially copyable types");
    require<SettingsError>(n <= std::numeric_limits<std::size_t>::max() / 2 / sizeof(T), "gpu::Pieces: ", n, " elements of ", sizeof(T),
                           " bytes, expected what an address space holds");
    return reinterpret_cast<T*>(pieces_.emplace_back(n * sizeof(T)).data());
  }

 private:
  std::vector<Memory<std::byte>> pieces_;
};

}  // namespace genoprop::gpu
