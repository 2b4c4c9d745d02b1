#include <genoprop/train/clip.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <utility>

#include "support/made.hpp"
#include "support/near.hpp"
#include "support/places.hpp"
#include "support/seeds.hpp"

#include <genoprop/data/synthetic.hpp>
#include <genoprop/evolve/batching.hpp>
#include <genoprop/evolve/presets.hpp>
#include <genoprop/nn/cross_entropy.hpp>
#include <genoprop/nn/sequential.hpp>
#include <genoprop/train/adam.hpp>
#include <genoprop/train/any_of.hpp>
#include <genoprop/train/scheduled.hpp>
#include <genoprop/train/sgd.hpp>
#include <genoprop/train/supervised.hpp>

using namespace genoprop;
using namespace genoprop::support;

TEST_CASE("clip by value: by hand, and through the optimizer's own numbers") {
  const ClipByValue o{Sgd{.rate = 0.5f}, 2.0f};
  double w = 0, state = 0;
  prepared(o, 1)(w, 5.0, &state, 1, 1);
  CHECK(w == -1);
  prepared(o, 1)(w, -1.5, &state, 1, 1);
  CHECK(w == -0.25);
  o(w, -HUGE_VAL, &state, 1, 1);
  CHECK(w == 0.75);
  prepared(o, 1)(w, std::nan(""), &state, 1, 1);
  CHECK(std::isnan(w));
  const ClipByValue timed{Scheduled{Sgd{.rate = 1}, StepDown{.factor = 0.5f, .every = 0.5}}, 2.0f};
  double late = 0, still = 0;
  prepared(timed, 1, 0.7)(late, 5.0, &still, 1, 1);
  CHECK(late == -1);
  CHECK(decltype(ClipByValue{Adam{}, 1.0f})::odd_slots == 1);
}

TEST_CASE("clip by norm: the factor by hand") {
  const ClipByNorm o{Sgd{}, 2.0f};
  CHECK(o.shorten(1) == 1);
  CHECK(o.shorten(2) == 1);
  CHECK(o.shorten(8) == 0.25f);
  CHECK(o.shorten(std::nan("")) == 1);  // NaN stays in the gradient
  CHECK(o.shorten(HUGE_VAL) == 0);      // infinite components become NaN
}

namespace {
/// where one step from the start leads, genes of all slots
template <class O, class S>
std::vector<double> after_one(const O& optimizer, const S& strategy, const Made& objective) {
  const Settings settings{.population = 3, .generations = 1, .steps = 1, .batch = full_batch, .seed = 4};
  const auto result = Evolution{objective, optimizer, strategy, Serial{}}.fit(settings);
  return {result.population().genes.begin(), result.population().genes.end()};
}
}  // namespace

TEST_CASE("clip by norm: of a limit around a limit the smaller counts, whichever stands inside") {
  for (const auto& [inner, outer] : {std::pair{0.5f, 2.0f}, std::pair{2.0f, 0.5f}}) {
    const ClipByNorm twice{ClipByNorm<Sgd>{Sgd{}, inner}, outer};
    CHECK(twice.shorten(4.0) == 0.125f);
    CHECK(twice.shorten(0.5) == 1);
    AnyOf one{ClipByNorm{Sgd{}, inner}, Adam{}};
    CHECK(ClipByNorm{one, outer}.shorten(4.0) == 0.125f);
    one.which = 1;  // has no limit of its own
    CHECK(ClipByNorm{one, outer}.shorten(4.0) == outer / 4);
  }
}

TEST_CASE("clip by norm: a step's length is the rate times the limit, its direction the gradient's; short gradients are left alone") {
  const Made bowl{};  // the gradient is w
  const auto start = after_one(Sgd{.rate = 1e-30f}, presets::plain_bp(), bowl);
  for (const float limit : {0.25f, 1.5f, 100.0f}) {
    const auto end = after_one(ClipByNorm{Sgd{.rate = 0.5f}, limit}, presets::plain_bp(), bowl);
    const auto of_four = after_one(ClipByNorm{Sgd{.rate = 0.5f}, limit}, presets::plain_bp().with(Minibatches{.count = 4}), bowl);
    for (std::size_t slot = 0; slot < 3; ++slot) {
      double length = 0;
      for (std::size_t k = 0; k < 6; ++k) length += start[slot * 6 + k] * start[slot * 6 + k];
      length = std::sqrt(length);
      const double by = 0.5 * std::min(1.0, static_cast<double>(limit) / length);
      for (std::size_t k = 0; k < 6; ++k) {
        CHECK(near(end[slot * 6 + k], start[slot * 6 + k] * (1 - by), 1e-6));
        CHECK(near(of_four[slot * 6 + k], start[slot * 6 + k] * (1 - by), 1e-6));
      }
    }
  }
}

TEST_CASE("clipping: the same bits everywhere, under a schedule too; a limit that is never met changes nothing") {
  const auto rows = parity({.bits = 4});
  const Supervised problem{sequential(input(4), dense(5), tanh(), dense(2)), SoftmaxCrossEntropy{}, Splits<float>{rows, rows, rows}};
  const Settings settings{.population = 4, .generations = 6, .steps = 5, .batch = 8, .seed = 3};
  check_everywhere(problem, Scheduled{ClipByNorm{Sgd{.rate = 0.3f, .momentum = 0.9f}, 0.1f}, Cosine{}}, presets::standard(), settings);
  const auto plain = Evolution{problem, Sgd{.rate = 0.3f, .momentum = 0.9f}, presets::standard(), Serial{}}.fit(settings);
  check_same_run(Evolution{problem, ClipByNorm{Sgd{.rate = 0.3f, .momentum = 0.9f}, 1e9f}, presets::standard(), Serial{}}.fit(settings),
                 plain);
  check_same_run(Evolution{problem, ClipByValue{Sgd{.rate = 0.3f, .momentum = 0.9f}, 1e9f}, presets::standard(), Serial{}}.fit(settings),
                 plain);
}

TEST_CASE("clipping: limits that are not above 0 are refused") {
  CHECK_THROWS_WITH_AS((ClipByValue{Sgd{}, 0.0f}.check()), "ClipByValue: limit is 0, expected above 0", SettingsError);
  CHECK_THROWS_WITH_AS((ClipByNorm{Sgd{}, -1.0f}.check()), "ClipByNorm: limit is -1, expected above 0", SettingsError);
  CHECK_THROWS_AS((ClipByNorm{Sgd{.rate = -1}, 1.0f}.check()), SettingsError);
  CHECK_THROWS_AS((ClipByValue{Sgd{}, NAN}.check()), SettingsError);
}
