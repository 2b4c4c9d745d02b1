#pragma once
// The slots in order of merit, as selection and replacement see them.

#include <algorithm>
#include <span>
#include <vector>

#include <genoprop/concepts/life.hpp>

namespace genoprop {

/// Slots, best first; equal merit by slot number. Position 0 is the best.
class Ranking {
 public:
  enum class By : std::uint8_t { now, pool };

  /// every slot whose merit is finite; the others are nobody's parents
  Ranking(std::span<const Life> lives, By by) : lives_(lives), by_(by) {
    for (Index s = 0; s < static_cast<Index>(lives.size()); ++s)
      if (std::isfinite(merit(s))) order_.push_back(s);
    std::stable_sort(order_.begin(), order_.end(), [&](Index a, Index b) { return merit(a) > merit(b); });
  }

  Index size() const { return static_cast<Index>(order_.size()); }
  Index slot(Index position) const { return order_[static_cast<std::size_t>(position)]; }
  double fitness(Index position) const { return merit(slot(position)); }
  double loss(Index position) const { return by_ == By::pool ? life(slot(position)).pool_loss : life(slot(position)).loss; }
  const Life& life(Index slot) const { return lives_[static_cast<std::size_t>(slot)]; }
  std::span<const Life> lives() const { return lives_; }

  /// the position of a slot, or -1
  Index position(Index slot) const {
    const auto at = std::find(order_.begin(), order_.end(), slot);
    return at == order_.end() ? -1 : static_cast<Index>(at - order_.begin());
  }
  /// the slot with the lowest loss now, or -1 when all have diverged
  Index leader() const {
    Index best = -1;
    for (Index s = 0; s < static_cast<Index>(lives_.size()); ++s)
      if (std::isfinite(life(s).loss) && (best < 0 || life(s).loss < life(best).loss)) best = s;
    return best;
  }
  /// the slot for which a parent is sought
  Index child() const { return child_; }

  Ranking for_child(Index slot) const {
    Ranking r = *this;
    r.child_ = slot;
    return r;
  }
  Ranking without(Index slot) const {
    Ranking r = *this;
    std::erase(r.order_, slot);
    return r;
  }

 private:
  double merit(Index s) const { return by_ == By::pool ? life(s).pool_fitness : life(s).fitness; }

  std::span<const Life> lives_;
  By by_;
  std::vector<Index> order_;
  Index child_ = -1;
};

}  // namespace genoprop
