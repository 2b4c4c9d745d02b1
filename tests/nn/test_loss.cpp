#include <genoprop/nn/loss.hpp>

#include <doctest/doctest.h>

#include <string_view>
#include <vector>

#include "support/bits.hpp"
#include "support/every_loss.hpp"
#include "support/places.hpp"

#include <genoprop/backend/plain_lane.hpp>

using namespace genoprop;
using namespace genoprop::support;

TEST_CASE("losses: the same bits on every instruction set") {
  const auto oracle = what_losses_say(*Serial{}.open());
  for (const char* isa : {"avx512", "avx2"}) {
    if (!has_isa(isa == std::string_view("avx512") ? Isa::avx512 : Isa::avx2)) continue;
    CAPTURE(isa);
    const ChosenIsa chosen(isa);
    CHECK(bits_equal(what_losses_say(*Threads{.threads = 1}.open()), oracle));
  }
}

TEST_CASE("weigh: by hand: slope and loss of a row times its weight, hits stay, without weights nothing changes") {
  std::vector<float> dy{1, 2, 3, 4, 5, 6}, losses{7, 8, 9}, hits{1, 0, 1};
  std::vector<float> weights{0.5f, 0, 2};
  const LossOut<float> out{.dy = {dy.data(), 0, 2, 3, 2}, .losses = {losses.data(), 0, 3, 1, 3}, .hits = {hits.data(), 0, 3, 1, 3}};
  PlainLane lane(1);
  weigh(lane, Targets<float>{}, out);
  CHECK(dy == std::vector<float>{1, 2, 3, 4, 5, 6});
  weigh(lane, Targets<float>{.labels = {}, .values = {}, .weights = {weights.data(), 0, 3, 1, 3}}, out);
  CHECK(dy == std::vector<float>{0.5f, 1, 0, 0, 10, 12});
  CHECK(losses == std::vector<float>{3.5f, 0, 18});
  CHECK(hits == std::vector<float>{1, 0, 1});
}
