// Version and pitches.

#include <genoprop/core/config.hpp>

#include <string>

#include <doctest/doctest.h>

namespace genoprop {
namespace {

TEST_CASE("the version says the same twice") {
  CHECK(std::string(GENOPROP_VERSION) == std::to_string(GENOPROP_VERSION_MAJOR) + "." + std::to_string(GENOPROP_VERSION_MINOR) + "." +
                                             std::to_string(GENOPROP_VERSION_PATCH));
}

TEST_CASE("round_up: the smallest multiple that holds n") {
  CHECK(round_up(0, 16) == 0);
  CHECK(round_up(1, 16) == 16);
  CHECK(round_up(16, 16) == 16);
  CHECK(round_up(17, 16) == 32);
  for (Index n = 0; n < 300; ++n) {
    const Index up = round_up(n, 7);
    CHECK(up % 7 == 0);
    CHECK(up >= n);
    CHECK(up - n < 7);
  }
}

TEST_CASE("genome_pitch: whole cache lines for float and double, whole Philox blocks for every lane") {
  for (const Index genes : {1, 63, 64, 65, 101770}) {
    CHECK(genome_pitch(genes) >= genes);
    CHECK(genome_pitch(genes) % 64 == 0);
    CHECK(genome_pitch(genes) < genes + 64);
  }
}

}  // namespace
}  // namespace genoprop
