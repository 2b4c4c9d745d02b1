#pragma once
// The backends of the Thrust lane: `gpu::Portable{}` on whatever system the program was built for, `gpu::Cuda{}` on a GPU.

#include <algorithm>
#include <memory>

#include <genoprop/backend/wide_lane.hpp>
#include <genoprop/concepts/backend.hpp>
#include <genoprop/gpu/thrust_lane.cuh>

namespace genoprop::gpu {

/// One lane for many individuals. Made, used and destroyed on one thread.
using ThrustCrew = OneLaneCrew<ThrustLane, CrewMemory>;

namespace detail {

inline void check_width(const char* who, Index width) {
  require<SettingsError>(width >= 1 && width <= 65'535, who, ": width is ", width, ", expected 1 to 65535");
}

/// makes `device` the calling thread's; refuses where there is none
inline void use_device(const char* who, Index device) {
#if GENOPROP_THRUST_ON_CUDA
  int devices = 0;
  const cudaError_t found = cudaGetDeviceCount(&devices);
  if (found != cudaSuccess) cudaGetLastError();  // asked and answered: the next call must not report it again
  require<DeviceError>(found == cudaSuccess && devices > 0, who, ": no CUDA device on this machine (",
                       found == cudaSuccess ? "none is visible" : cudaGetErrorString(found), "), expected at least one");
  require<DeviceError>(device >= 0 && device < devices, who, ": device is ", device, ", expected 0 to ", devices - 1);
  GENOPROP_CHECK_CUDA(cudaSetDevice(device));
  int shared = 0;
  GENOPROP_CHECK_CUDA(cudaDeviceGetAttribute(&shared, cudaDevAttrConcurrentManagedAccess, device));
  require<DeviceError>(shared != 0, who, ": device ", device,
                       " cannot share managed memory with the host while it works, expected one that can");
#else
  throw DeviceError(text(who, ": device ", device, " is asked for, but this program was built for Thrust's ", system_name,
                         " system, expected CUDA: compile it with nvcc and link genoprop::cuda"));
#endif
}

}  // namespace detail

/// The Thrust lane wherever the program's Thrust runs. Up to `width` individuals train together; memory is planned for as many,
/// or for the whole shard where that is smaller.
struct Portable {
  Index width = 64;  ///< 1 .. 65535

  void check() const { detail::check_width("gpu::Portable", width); }
  std::unique_ptr<ThrustCrew> open(Index individuals = 65'535) const {
    check();
#if GENOPROP_THRUST_ON_CUDA
    detail::use_device("gpu::Portable", 0);
#endif
    return std::make_unique<ThrustCrew>(std::min(width, individuals));
  }
};

/// The Thrust lane on one GPU: `Evolution{problem, Sgd{}, presets::standard(), gpu::Cuda{}}`. Compiled by nvcc for one
/// architecture and checked under the host compiler as `Portable`; it has not run on a GPU yet.
struct Cuda {
  Index device = 0;
  Index width = 64;  ///< individuals that train together, 1 .. 65535

  void check() const {
    require<SettingsError>(device >= 0, "gpu::Cuda: device is ", device, ", expected at least 0");
    detail::check_width("gpu::Cuda", width);
  }
  std::unique_ptr<ThrustCrew> open(Index individuals = 65'535) const {
    check();
    detail::use_device("gpu::Cuda", device);
    return std::make_unique<ThrustCrew>(std::min(width, individuals));
  }
};

static_assert(Backend<Portable>);
static_assert(Backend<Cuda>);

}  // namespace genoprop::gpu
