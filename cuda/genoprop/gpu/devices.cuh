#pragma once
// Several GPUs of one machine: one std::thread each.

#include <algorithm>
#include <vector>

#include <genoprop/distribute/team.hpp>
#include <genoprop/gpu/thrust_backend.cuh>

namespace genoprop::gpu {

/// `gpu::Devices{{0, 1}}`: a shard of the population on each device named. Everything of a device is made, used and destroyed on
/// its own thread, where cudaSetDevice comes first; rows between devices go through the host. The threads and their meeting are
/// those of Team, which is tested; this distributor itself has been compiled by nvcc and never run on a GPU.
struct Devices {
  std::vector<Index> devices{0};
  Index width = 64;  ///< individuals that train together on one device, 1 .. 65535

  void check() const {
    require<SettingsError>(!devices.empty() && devices.size() <= 1024, "gpu::Devices: devices is ", devices.size(),
                           " numbers, expected 1 to 1024");
    for (std::size_t d = 0; d < devices.size(); ++d) {
      require<SettingsError>(devices[d] >= 0, "gpu::Devices: device is ", devices[d], ", expected at least 0");
      require<SettingsError>(std::count(devices.begin(), devices.end(), devices[d]) == 1, "gpu::Devices: device ", devices[d],
                             " is named more than once, expected each once");
    }
    detail::check_width("gpu::Devices", width);
  }
};

template <class Body>
void on_every_worker(const Devices& place, Index population, Body&& body) {
  place.check();
  const auto workers = std::min(static_cast<Index>(place.devices.size()), population);  // a device without a slot has nothing to do
  on_every_thread(
      workers,
      [&](Index rank) {
        return Cuda{.device = place.devices[static_cast<std::size_t>(rank)], .width = place.width}.open(
            shard_of(population, rank, workers).count);
      },
      body);
}

}  // namespace genoprop::gpu
