// What the backends of the Thrust lane refuse, and what a program without a GPU is told.

#include <doctest/doctest.h>

#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>

#include <genoprop/genoprop.hpp>
#include <genoprop/gpu.cuh>

using namespace genoprop;

namespace {

template <class E, class F>
std::string refusal(F f) {
  try {
    f();
  } catch (const E& e) {
    return e.what();
  }
  return "";
}

#if GENOPROP_THRUST_ON_CUDA
/// Before the first test: a machine without a GPU is told so by open(), and then this program is skipped (77 to CTest).
const bool device_here = [] {
  const std::string why = refusal<DeviceError>([] { gpu::Cuda{}.open(); });
  if (why.empty()) return true;
  std::printf("skipped: %s\n", why.c_str());
  std::fflush(stdout);
  std::_Exit(why.find("gpu::Cuda: ") == 0 ? 77 : 1);
}();
#else
/// an objective in host code that refuses to give a gradient
struct GivesUp {
  using Scalar = float;
  Layout layout() const {
    Layout l;
    l.add({.name = "w", .rows = 1, .columns = 3, .start = {Start::Law::uniform, 1}});
    return l;
  }
  double loss(std::span<const float>) const { return 1; }
  void gradient(std::span<const float>, std::span<float>) const { throw std::domain_error("enough"); }
};
#endif

}  // namespace

TEST_CASE("widths and devices out of range are refused by name") {
  CHECK(refusal<SettingsError>([] { gpu::Portable{.width = 0}.open(); }) == "gpu::Portable: width is 0, expected 1 to 65535");
  CHECK(refusal<SettingsError>([] { gpu::Cuda{.device = 0, .width = 65'536}.open(); }) == "gpu::Cuda: width is 65536, expected 1 to 65535");
  CHECK(refusal<SettingsError>([] { gpu::Cuda{.device = -1}.open(); }) == "gpu::Cuda: device is -1, expected at least 0");
  CHECK(refusal<SettingsError>([] { gpu::Devices{.devices = {}}.check(); }) == "gpu::Devices: devices is 0 numbers, expected 1 to 1024");
  CHECK(refusal<SettingsError>([] { gpu::Devices{{0, -2}}.check(); }) == "gpu::Devices: device is -2, expected at least 0");
  CHECK(refusal<SettingsError>([] {
          gpu::Devices{{0, 1, 0}}.check();
        }) == "gpu::Devices: device 0 is named more than once, expected each once");
  CHECK(refusal<SettingsError>([] { gpu::Devices{.devices = {0}, .width = 0}.check(); }) ==
        "gpu::Devices: width is 0, expected 1 to 65535");
}

TEST_CASE("memory is planned for the individuals there are, and for the width where there are more") {
  const auto widths = [](const auto& place, Index population) {
    std::vector<Index> found(4);
    on_every_worker(place, population, [&](auto& crew, auto& link) {
      found[static_cast<std::size_t>(link.rank())] = crew.width();
      crew.prepare([&](auto& lane) { CHECK(lane.capacity() == crew.width()); });
    });
    return found;
  };
  CHECK(gpu::Portable{}.open()->width() == 64);
  CHECK(widths(gpu::Portable{}, 5) == std::vector<Index>{5, 0, 0, 0});
  CHECK(widths(gpu::Portable{.width = 3}, 5) == std::vector<Index>{3, 0, 0, 0});
  CHECK(widths(Team{gpu::Portable{}, 2}, 5) == std::vector<Index>{3, 2, 0, 0});
  CHECK(widths(Serial{.width = 8}, 5) == std::vector<Index>{5, 0, 0, 0});
}

TEST_CASE("memory that no address space holds is refused") {
  const auto crew = gpu::Portable{.width = 1}.open();
  const volatile std::size_t known_at_run_time = ~std::size_t{0} / 4;
  const std::size_t n = known_at_run_time;
  CHECK_THROWS_AS(crew->make<double>(n), SettingsError);
  crew->prepare([n](auto& lane) { CHECK_THROWS_AS(lane.template take<double>(n), SettingsError); });
}

#if GENOPROP_THRUST_ON_CUDA
TEST_CASE("a device that does not exist is refused") {
  CHECK(refusal<DeviceError>([] { gpu::Cuda{.device = 4711}.open(); }).find("gpu::Cuda: device is 4711, expected 0 to ") == 0);
}
#else
TEST_CASE("a GPU is refused by a program that was built for another system") {
  const std::string why = "device 3 is asked for, but this program was built for Thrust's " + std::string(gpu::system_name) +
                          " system, expected CUDA: compile it with nvcc and link genoprop::cuda";
  CHECK(refusal<DeviceError>([] { gpu::Cuda{.device = 3}.open(); }) == "gpu::Cuda: " + why);
  bool ran = false;  // every worker of a distributor fails before it meets another: nobody waits for ever
  const auto body = [&](auto&, auto&) { ran = true; };
  CHECK(refusal<DeviceError>([&] { on_every_worker(gpu::Devices{{3, 5}}, 1, body); }) == "gpu::Cuda: " + why);
  CHECK_THROWS_AS(on_every_worker(gpu::Devices{{3, 5}}, 8, body), DeviceError);
  CHECK_FALSE(ran);
}

TEST_CASE("what host code throws inside a verb arrives at fit") {
  const Evolution run{GivesUp{}, Sgd{}, presets::plain_bp(), gpu::Portable{.width = 4}};
  CHECK(refusal<std::domain_error>([&] { run.fit({.population = 4, .generations = 1, .steps = 2}); }) == "enough");
}
#endif

TEST_CASE("one worker that cannot start stops the others") {
  const auto open = [](Index rank) {
    require<DeviceError>(rank != 1, "no place for worker ", rank);
    return gpu::Portable{.width = 1}.open();
  };
  std::vector<std::string> told(3);
  const auto body = [&](auto&, auto& link) {
    std::vector<Life> lives(3);
    Signal signal;
    told[static_cast<std::size_t>(link.rank())] = refusal<DeviceError>([&] {
      link.gather(std::span<Life>(lives), Span{link.rank(), 1}, signal);
    });
    throw DeviceError(told[static_cast<std::size_t>(link.rank())]);
  };
  CHECK(refusal<DeviceError>([&] { on_every_thread(3, open, body); }) == "no place for worker 1");
  CHECK(told[0] == "no place for worker 1");
  CHECK(told[1].empty());
  CHECK(told[2] == "no place for worker 1");
}
