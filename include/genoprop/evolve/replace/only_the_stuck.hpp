#pragma once
// Replacement of the networks whose training has come to a halt.

#include <genoprop/concepts/replacement.hpp>
#include <genoprop/core/error.hpp>

namespace genoprop {

/// A slot makes room for a child when its best validation loss has fallen by less than `tolerance` within `window` generations.
/// Spared are the young (what a birth is worth shows only after some training), the slot with the lowest loss now, a loss of 0
/// or below (a share of it says nothing), slots at rest, and everybody near the end of the budget, where a child could not
/// grow up any more.
struct OnlyTheStuck {
  static constexpr bool reads_loss = true;
  Index window = 2;         ///< generations, 1 to 4: as far as a life remembers
  float tolerance = 0.10f;  ///< share of the loss, in [0, 1)
  Index grace = 3;          ///< generations before a reborn slot is judged, >= 0
  Index first_grace = 8;    ///< the same for the first life of a slot, >= 0
  float quiet_end = 0.1f;   ///< share of the budget at its end without births, in [0, 1]

  Fate operator()(Index slot, const Ranking& now, const Clock& clock) const {
    return !near_the_end(clock) && stuck(now.life(slot)) && slot != now.leader() ? breed_here : keep_mine;
  }

  void check() const {
    require<SettingsError>(window >= 1 && window <= 4, "OnlyTheStuck: window is ", window, ", expected 1 to 4");
    require<SettingsError>(tolerance >= 0 && tolerance < 1, "OnlyTheStuck: tolerance is ", tolerance, ", expected in [0, 1)");
    require<SettingsError>(grace >= 0, "OnlyTheStuck: grace is ", grace, ", expected at least 0");
    require<SettingsError>(first_grace >= 0, "OnlyTheStuck: first_grace is ", first_grace, ", expected at least 0");
    require<SettingsError>(quiet_end >= 0 && quiet_end <= 1, "OnlyTheStuck: quiet_end is ", quiet_end, ", expected in [0, 1]");
  }

 private:
  bool near_the_end(const Clock& clock) const {  // in float: what is left at nine tenths lies below double(0.1f), yet is a tenth
    return static_cast<float>(1.0 - clock.progress()) < quiet_end;
  }
  bool stuck(const Life& life) const {
    const bool young = life.age < (life.births == 0 ? first_grace : grace);
    const double before = life.best_before[static_cast<std::size_t>(window - 1)];  // infinite where the life is shorter: not stuck
    return !young && life.status != Status::resting && life.best_loss > 0 &&
           life.best_loss > (1.0 - static_cast<double>(tolerance)) * before;
  }
};

static_assert(Replacement<OnlyTheStuck>);

}  // namespace genoprop
