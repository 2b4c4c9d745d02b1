#pragma once
// Population based training at several frequencies, as a choice of policies.

#include <genoprop/evolve/cross/copy.hpp>
#include <genoprop/evolve/demes/cadences.hpp>
#include <genoprop/evolve/mutate/nothing.hpp>
#include <genoprop/evolve/replace/worst.hpp>
#include <genoprop/evolve/select/truncation.hpp>
#include <genoprop/evolve/strategy.hpp>

namespace genoprop::presets {

/// `mf_pbt(Evolve{&Sgd::rate, {...}}, {.count = 3, .ratio = 4})`: in every deme, at its own cadence, the last quarter goes on from one of
/// the first with other numbers, and the third makes room for better ones from other demes. Doulazmi et al., arXiv:2506.03225, 2025;
/// theirs pairs losers and winners by rank, ours draws the winner.
template <class H = FirstParent>
auto mf_pbt(H hyper = {}, Cadences demes = {}) {
  return strategy(Truncation{.share = 0.25f}, Copy{}, NoMutation{}, AtCadence{Bottom{.share = 0.25f}, demes}, Pool::now, State::carry)
      .with(hyper)
      .with(demes);
}

}  // namespace genoprop::presets
