#include <genoprop/backend/host_memory.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

using namespace genoprop;

TEST_CASE("host memory: zeroed, on a cache line of its own, and what is written is read") {
  static_assert(HostMemory::host);  // lanes read a data set where it lies
  auto a = HostMemory::make<double>(5), b = HostMemory::make<double>(5);
  CHECK(reinterpret_cast<std::uintptr_t>(a.data()) % 64 == 0);
  std::vector<double> seen(5, -1.0);
  HostMemory::read(static_cast<const double*>(a.data()), std::span<double>(seen));
  CHECK(seen == std::vector<double>(5, 0.0));
  const std::vector<double> values{1, 2, 3};
  HostMemory::write(std::span<const double>(values), a.data() + 1);
  HostMemory::copy(static_cast<const double*>(a.data()), b.data(), 3);  // the first three: not the last of the values
  HostMemory::read(static_cast<const double*>(b.data()), std::span<double>(seen));
  CHECK(seen == std::vector<double>{0, 1, 2, 0, 0});
  HostMemory::read(static_cast<const double*>(a.data()), std::span<double>(seen));
  CHECK(seen == std::vector<double>{0, 1, 2, 3, 0});
  CHECK(HostMemory::make<float>(0).data() == nullptr);
}
