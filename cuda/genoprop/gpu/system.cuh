#pragma once
// Which system Thrust was told to use, and what a CUDA call that fails says.
//
// The program decides: THRUST_DEVICE_SYSTEM is a definition of its target (CPP, OMP or CUDA, one a program), never of a header.

#include <cstdio>
#include <string_view>

#include <thrust/execution_policy.h>

#include <genoprop/core/error.hpp>

#if THRUST_DEVICE_SYSTEM == THRUST_DEVICE_SYSTEM_CUDA
#define GENOPROP_THRUST_ON_CUDA 1
#include <cuda_runtime.h>
#else
#define GENOPROP_THRUST_ON_CUDA 0
#endif

namespace genoprop {

/// No device, the wrong one, or one that failed.
struct DeviceError : Error {
  using Error::Error;
};

namespace gpu {

#if THRUST_DEVICE_SYSTEM == THRUST_DEVICE_SYSTEM_CUDA
inline constexpr std::string_view system_name = "CUDA";
#elif THRUST_DEVICE_SYSTEM == THRUST_DEVICE_SYSTEM_OMP
inline constexpr std::string_view system_name = "OMP";
#elif THRUST_DEVICE_SYSTEM == THRUST_DEVICE_SYSTEM_CPP
inline constexpr std::string_view system_name = "CPP";
#else
inline constexpr std::string_view system_name = "TBB";
#endif

#if GENOPROP_THRUST_ON_CUDA
namespace detail {
inline std::string failure(const char* file, int line, const char* call, cudaError_t error) {
  return text(file, ":", line, ": ", call, ": ", cudaGetErrorName(error), ": ", cudaGetErrorString(error));
}
inline void check_cuda(const char* file, int line, const char* call, cudaError_t error) {
  if (error != cudaSuccess) [[unlikely]]
    throw DeviceError(failure(file, line, call, error));
}
/// for destructors, which must not throw
inline void log_cuda(const char* file, int line, const char* call, cudaError_t error) noexcept {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "genoprop: %s:%d: %s: %s: %s\n", file, line, call, cudaGetErrorName(error), cudaGetErrorString(error));
}
}  // namespace detail

/// Throws DeviceError with file:line, the call, the error's name and its text.
#define GENOPROP_CHECK_CUDA(call) ::genoprop::gpu::detail::check_cuda(__FILE__, __LINE__, #call, (call))
/// Writes the same to standard error.
#define GENOPROP_LOG_CUDA(call) ::genoprop::gpu::detail::log_cuda(__FILE__, __LINE__, #call, (call))
#endif

}  // namespace gpu
}  // namespace genoprop
