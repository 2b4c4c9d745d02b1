#include <genoprop/engine/furnish.hpp>

#include <doctest/doctest.h>

#include <genoprop/backend/serial.hpp>
#include <genoprop/data/synthetic.hpp>
#include <genoprop/evolve/mutate/safe_mutation.hpp>
#include <genoprop/evolve/presets.hpp>
#include <genoprop/nn/cross_entropy.hpp>
#include <genoprop/nn/sequential.hpp>
#include <genoprop/train/adam.hpp>
#include <genoprop/train/clip.hpp>
#include <genoprop/train/sgd.hpp>
#include <genoprop/train/supervised.hpp>

using namespace genoprop;

namespace {

/// the desk of a lane that trains by O and breeds by a strategy, as `look` sees it
template <class O, class S, class Look>
void at_desk(const O&, const S& strategy, const Look& look) {
  const auto rows = parity({.bits = 3});
  const Supervised problem{sequential(input(3), dense(5), tanh(), dense(2)), SoftmaxCrossEntropy{}, Splits{rows, rows}};
  const auto crew = Serial{}.open();
  const auto placed = problem.on(*crew, {.batch = 4});
  const Anatomy anatomy = anatomy_of<O>(problem);
  Desk<std::remove_const_t<decltype(placed)>, O> desk;
  crew->prepare([&](auto& lane) { furnish(lane, desk, placed, anatomy, strategy, 6); });
  look(desk, anatomy);
}

}  // namespace

TEST_CASE("furnish: passes and words always, the rest only where the strategy asks") {
  at_desk(Adam{}, presets::genetic_bp(), [](const auto& desk, const Anatomy& anatomy) {
    CHECK(anatomy.genes == 32);
    CHECK(desk.training.batch.x.rows == 4);
    CHECK(desk.scoring.batch.x.rows == 8);  // all validation rows
    REQUIRE(desk.words != nullptr);
    for (Index k = 0; k < anatomy.pitch(); ++k) desk.words[k] = 1;  // there is room: the sanitizer is the witness
    CHECK(desk.gradients.empty());
    CHECK(desk.probe_a.batch.x.rows == 0);
    CHECK(desk.sizes.square == nullptr);
    CHECK(desk.aligned_state[0] == nullptr);
  });
}

TEST_CASE("furnish: a strategy that aligns has two probes, and room for crossed state") {
  const auto strategy = genoprop::strategy(Tournament{}, Aligned{UnitWise{}}, Gaussian{}, Elitist{}, Pool::now);
  at_desk(Adam{}, strategy, [](const auto& desk, const Anatomy&) {
    CHECK(desk.probe_a.batch.x.rows == 8);
    CHECK(desk.probe_b.batch.x.rows == 8);
    CHECK(desk.probe.similarity.data != nullptr);
    CHECK(desk.aligned_state[0] == nullptr);
  });
  at_desk(Adam{}, strategy.with(State::crossed), [](const auto& desk, const Anatomy& anatomy) {
    for (auto* state : desk.aligned_state) {
      REQUIRE(state != nullptr);
      for (Index k = 0; k < Adam::slots * anatomy.pitch(); ++k) state[k] = 1;
    }
  });
  at_desk(Adam{}, presets::basin_hopping(), [](const auto& desk, const Anatomy&) {  // surgery alone: one probe
    CHECK(desk.probe_a.batch.x.rows == 8);
    CHECK(desk.probe_b.batch.x.rows == 0);
  });
}

TEST_CASE("furnish: gradients of their own where a step has several mini-batches or needs their length") {
  at_desk(Sgd{}, presets::data_parallel(3), [](const auto& desk, const Anatomy&) { CHECK(desk.gradients.size() == 3); });
  at_desk(ClipByNorm{Sgd{}, 1.0f}, presets::plain_bp(), [](const auto& desk, const Anatomy&) { CHECK(desk.gradients.size() == 1); });
  at_desk(Sgd{}, presets::plain_bp().with(SafeMutation{}), [](const auto& desk, const Anatomy&) {
    CHECK(desk.sizes.square != nullptr);
    CHECK(desk.sizes.sensitivity != nullptr);
  });
}
