#pragma once
// Only the stuck make room; and while the leader is only slow, the others rest and it gets their steps.

#include <algorithm>
#include <cmath>
#include <vector>

#include <genoprop/concepts/replacement.hpp>
#include <genoprop/core/error.hpp>
#include <genoprop/core/math.hpp>

namespace genoprop {

/// How a run goes that lets slots rest: the same on every worker, made from what everyone sees.
struct Course {
  /// The losses of one life, a number a generation in which it trained.
  struct Track {
    Index births = -1;               ///< of the slot before this life; -1: nobody has looked yet
    Index age = 0;                   ///< of the life when it was looked at last
    std::vector<double> best_loss;   ///< the lowest so far
    std::vector<double> best_error;  ///< the lowest 1 - accuracy so far; NaN where the task has none
  };
  std::vector<Track> tracks;  ///< [P]
  bool concentrates = false;  ///< the leader is a slow steady learner: others rest
  double places = 0;          ///< slots that train on, before it is rounded up
  Index flat = 0;             ///< generations in a row in which one leader was flat
  Index leader = -1;          ///< of the last decision
  bool born = false;          ///< whether a slot has been reborn in this run, for whatever reason
  bool open = false;          ///< whether the stuck make room
  bool decided = false;       ///< whether decisions have begun
  std::vector<char> active;   ///< [P] who trains on
  std::vector<char> spared;   ///< [P] who is not reborn: the best
};

/// OnlyTheStuck that moves steps to where they pay. How fast the leader, the slot with the lowest loss ever of its life, falls is the
/// exponent of its power law, ln(best before / best now) / ln(age / age before) over the last half of its life. Between slow and
/// fast, in loss and in error: a steady learner, and every generation fewer slots train on, the best ones, until the leader trains
/// alone. Above fast it may be the one that solves it: nobody else goes to rest, and the stuck are reborn. Below slow it is flat;
/// once it has been so for long, all wake. While nobody rests, a slot is reborn when its best loss has fallen by less than
/// `tolerance` within `window` generations, unless it is one of the best: on a long plateau BP that nobody disturbs gets further.
/// Resting slots keep everything and may be parents. Generations are those of a run of 40 or more: shorter ones decide earlier.
/// Ours. A loss of 0 or below has no exponent: it counts as flat.
struct RestWhileSlow {
  static constexpr bool reads_loss = true;
  using Memory = Course;

  float slow = 0.05f;            ///< exponent from which on a leader is a steady learner, > 0
  float fast = 0.45f;            ///< exponent from which on it is fast, > slow
  float factor = 0.7f;           ///< places of a generation over those of the one before while others go to rest, in (0, 1)
  Index least_active = 1;        ///< slots that always train, >= 1: for those who have more cores than leaders
  Index decides_from = 3;        ///< generation of the first decision, >= 1
  float decides_share = 0.15f;   ///< of a run of fewer than 40, a share of the planned ones where that is earlier, in [0, 1]
  Index patience = 12;           ///< generations in which one leader is flat before all wake, >= 1
  float patience_share = 0.25f;  ///< the same as a share of the leader's age, where that is more, >= 0
  Index young_leader = 8;        ///< a leader below this age is fast, once there were births, >= 0
  Index births_from = 8;         ///< generation of the first births, >= 1
  float births_share = 0.35f;    ///< of a run of fewer than 40, a share of the planned ones where that is earlier, in [0, 1]
  float spared = 0.25f;          ///< share of the slots, the best ones and always the leader, that is not reborn, in [0, 1]
  Index grace = 3;               ///< generations before a slot is judged; reborn ones do not rest before either, >= 0
  Index window = 2;              ///< generations, 1 to 4: as far as a life remembers
  float tolerance = 0.10f;       ///< share of the loss, in [0, 1)
  float quiet_end = 0.1f;        ///< share of the budget at its end without births, in [0, 1]

  /// once a generation, over all slots
  void look(Course& course, const Ranking& now, const Clock& clock) const {
    record(course, now.lives());
    course.decided = clock.done >= first_of(clock, decides_from, decides_share) && now.size() > 0;
    if (!course.decided) return;
    const std::vector<Index> best = by_best_loss(now);
    const Index leader = best.front();
    const Pace pace = pace_of(course, leader, now.life(leader));
    if (!course.concentrates && pace == Pace::steady) {
      course.concentrates = true;
      course.flat = 0;
      course.places = now.members();
    } else if (course.concentrates) {
      course.flat = pace != Pace::flat ? 0 : leader == course.leader ? course.flat + 1 : 1;
      course.concentrates = course.flat < patience || course.flat < static_cast<double>(patience_share) * now.life(leader).age;
    }
    if (!course.concentrates)
      course.places = now.members();
    else if (pace != Pace::fast)
      course.places = std::max(static_cast<double>(least_active), factor_of(clock) * course.places);
    const Index from = first_of(clock, births_from, births_share);
    course.open = clock.done >= from && !near_the_end(clock) && (!course.concentrates || pace == Pace::fast);
    course.leader = leader;
    course.active.assign(now.lives().size(), 0);
    course.spared.assign(now.lives().size(), 0);
    for (std::size_t k = 0; k < best.size(); ++k) {
      const Index slot = best[k];
      const bool newborn = clock.done > from && now.life(slot).age < grace && now.life(slot).status != Status::resting;
      course.active[static_cast<std::size_t>(slot)] = static_cast<double>(k) < course.places || newborn ? 1 : 0;  // the leader: k = 0
      course.spared[static_cast<std::size_t>(slot)] = k == 0 || static_cast<float>(k) < spared * static_cast<float>(best.size()) ? 1 : 0;
    }
  }

  Fate operator()(Index slot, const Ranking& now, const Clock&, const Course& course) const {
    if (now.life(slot).status == Status::diverged) return breed_here;
    if (!course.decided) return keep_mine;
    if (course.open && course.spared[static_cast<std::size_t>(slot)] == 0 && stuck(now.life(slot))) return breed_here;
    return course.active[static_cast<std::size_t>(slot)] != 0 ? keep_mine : rest_here;
  }

  void check() const {
    const auto want = [](bool good, const char* name, auto value, const char* expected) {
      require<SettingsError>(good, "RestWhileSlow: ", name, " is ", value, ", expected ", expected);
    };
    want(slow > 0 && std::isfinite(slow), "slow", slow, "above 0 and finite");
    want(fast > slow, "fast", fast, "above slow");
    want(factor > 0 && factor < 1, "factor", factor, "in (0, 1)");
    want(least_active >= 1, "least_active", least_active, "at least 1");
    want(decides_from >= 1, "decides_from", decides_from, "at least 1");
    want(decides_share >= 0 && decides_share <= 1, "decides_share", decides_share, "in [0, 1]");
    want(births_share >= 0 && births_share <= 1, "births_share", births_share, "in [0, 1]");
    want(patience >= 1, "patience", patience, "at least 1");
    want(patience_share >= 0 && std::isfinite(patience_share), "patience_share", patience_share, "at least 0 and finite");
    want(young_leader >= 0, "young_leader", young_leader, "at least 0");
    want(births_from >= 1, "births_from", births_from, "at least 1");
    want(spared >= 0 && spared <= 1, "spared", spared, "in [0, 1]");
    want(grace >= 0, "grace", grace, "at least 0");
    want(window >= 1 && window <= 4, "window", window, "1 to 4");
    want(tolerance >= 0 && tolerance < 1, "tolerance", tolerance, "in [0, 1)");
    want(quiet_end >= 0 && quiet_end <= 1, "quiet_end", quiet_end, "in [0, 1]");
  }

  /// exponent of the power law by which the lowest value of a life falls, over the last half of the life; 0 where it has none
  static double exponent(const std::vector<double>& lowest, Index age) {
    const auto known = static_cast<Index>(lowest.size());  // fewer than the age where a run goes on from another
    const Index back = std::min({std::max(Index{2}, age / 2), age - 1, known - 1});
    if (back < 1) return 0;
    const double before = lowest[static_cast<std::size_t>(known - 1 - back)], here = lowest.back();
    if (!(before > 0) || !(here > 0) || !std::isfinite(before) || !std::isfinite(here)) return 0;
    return math::log(before / here) / math::log(static_cast<double>(age) / (age - back));
  }

 private:
  enum class Pace : std::uint8_t { flat, steady, fast };

  /// a generation; in a run of fewer than 40 a share of the planned ones, where that is earlier
  static Index first_of(const Clock& clock, Index generation, float share) {
    if (clock.planned >= 40) return generation;
    return std::min(generation, std::max(Index{1}, static_cast<Index>(std::lround(share * static_cast<float>(clock.planned)))));
  }
  /// in a run of fewer than 40 generations places fall as far within the same share of it
  double factor_of(const Clock& clock) const {
    const double usual = static_cast<double>(factor);
    return clock.planned >= 40 ? usual : math::exp(math::log(usual) * 40 / std::max(clock.planned, Index{1}));
  }
  static void record(Course& course, std::span<const Life> lives) {
    course.tracks.resize(lives.size());
    for (std::size_t s = 0; s < lives.size(); ++s) {
      const Life& life = lives[s];
      Course::Track& track = course.tracks[s];
      if (track.births != life.births) {
        course.born = course.born || track.births >= 0;
        track = {};
        track.births = life.births;
      }
      if (life.age <= track.age) continue;  // it rested
      track.age = life.age;
      track.best_loss.push_back(life.best_loss);
      const double error = 1 - life.accuracy + 1e-9;
      track.best_error.push_back(track.best_error.empty() || error < track.best_error.back() ? error : track.best_error.back());
    }
  }
  /// slots by the lowest loss of their life, equal ones by slot number; the first is the leader
  static std::vector<Index> by_best_loss(const Ranking& now) {
    std::vector<Index> slots;
    for (Index k = 0; k < now.size(); ++k) slots.push_back(now.slot(k));
    std::sort(slots.begin(), slots.end(), [&](Index a, Index b) {
      const double of_a = now.life(a).best_loss, of_b = now.life(b).best_loss;
      return of_a != of_b ? of_a < of_b : a < b;
    });
    return slots;
  }
  Pace pace_of(const Course& course, Index leader, const Life& life) const {
    const Course::Track& track = course.tracks[static_cast<std::size_t>(leader)];
    const double of_loss = exponent(track.best_loss, life.age);
    if (of_loss >= static_cast<double>(fast) || (course.born && life.age < young_leader)) return Pace::fast;
    const bool has_accuracy = !track.best_error.empty() && std::isfinite(track.best_error.back());
    const bool falls = !has_accuracy || exponent(track.best_error, life.age) >= static_cast<double>(slow);
    return of_loss >= static_cast<double>(slow) && falls ? Pace::steady : Pace::flat;
  }
  bool near_the_end(const Clock& clock) const {  // in float: what is left at nine tenths lies below double(0.1f), yet is a tenth
    return static_cast<float>(1.0 - clock.progress()) < quiet_end;
  }
  bool stuck(const Life& life) const {
    const double before = life.best_before[static_cast<std::size_t>(window - 1)];  // infinite where the life is shorter: not stuck
    return life.age >= grace && life.status != Status::resting &&
           life.best_loss > (1.0 - static_cast<double>(tolerance)) * before;  // never of a loss of 0 or below, which only falls
  }
};

static_assert(RememberingReplacement<RestWhileSlow>);

}  // namespace genoprop
