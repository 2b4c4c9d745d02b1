// Any bytes as an .npy array or as an IDX file of images, read or mapped: as many numbers as it says, or a refusal.

#include <genoprop/data/mapped.hpp>

#include "memory_file.hpp"

namespace gp = genoprop;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  const MemoryFile file({data + 1, size - 1});
  try {
    if (data[0] % 4 >= 2) {
      const std::uint8_t labels[] = {0, 0, 8, 1, 0, 0, 0, 2, 1, 0};
      const MemoryFile two(labels);
      const auto rows = data[0] % 4 == 2 ? gp::map_npy(file.path(), file.path()) : gp::map_idx(file.path(), two.path());
      if (rows.x(rows.rows() - 1, 1).shape(1) != static_cast<std::size_t>(rows.features())) std::abort();
    } else if (data[0] % 2 == 0) {
      const auto x = gp::load_npy(file.path(), gp::NpyLimits{.numbers = 1 << 20});
      const auto rows = gp::load_npy(file.path(), file.path(), gp::NpyLimits{.numbers = 1 << 20});
      if (rows.rows() != static_cast<gp::Index>(x.shape(0))) std::abort();
    } else {
      const std::uint8_t labels[] = {0, 0, 8, 1, 0, 0, 0, 2, 1, 0};
      const MemoryFile two(labels);
      if (gp::load_idx(file.path(), two.path(), {.bytes = 1 << 20}).rows() != 2) std::abort();
    }
  } catch (const gp::Error&) {}
  return 0;
}
