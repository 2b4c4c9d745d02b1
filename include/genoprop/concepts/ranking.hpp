#pragma once
// The slots in order of merit, as selection and replacement see them.

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

#include <genoprop/concepts/life.hpp>
#include <genoprop/core/order.hpp>

namespace genoprop {

/// Slots, best first; equal merit by slot number. Position 0 is the best.
class Ranking {
 public:
  enum class By : std::uint8_t { now, pool };

  /// every slot whose merit is finite; the others are nobody's parents
  Ranking(std::span<const Life> lives, By by) : lives_(lives), by_(by) {
    for (Index s = 0; s < static_cast<Index>(lives.size()); ++s) {
      members_.push_back(s);
      if (std::isfinite(merit(s))) order_.push_back(s);
    }
    sort_stably(order_, [&](Index a, Index b) { return merit(a) > merit(b); });
  }

  Index size() const { return static_cast<Index>(order_.size()); }
  Index slot(Index position) const { return order_[static_cast<std::size_t>(position)]; }
  double fitness(Index position) const {
    const Index s = slot(position);
    return merits_.empty() ? merit(s) : merits_[static_cast<std::size_t>(s)];
  }
  double loss(Index position) const { return by_ == By::pool ? life(slot(position)).pool_loss : life(slot(position)).loss; }
  const Life& life(Index slot) const { return lives_[static_cast<std::size_t>(slot)]; }
  std::span<const Life> lives() const { return lives_; }
  /// how many slots the population or the deme has, the diverged too
  Index members() const { return static_cast<Index>(members_.size()); }

  /// the position of a slot, or -1; in O(log P) where the merit is that of the lives
  Index position(Index slot) const {
    const auto at = find(slot);
    return at == order_.end() ? -1 : static_cast<Index>(at - order_.begin());
  }
  /// the slot with the lowest loss now, or -1 when all have diverged
  Index leader() const {
    Index best = -1;
    for (const Index s : members_)
      if (std::isfinite(life(s).loss) && (best < 0 || life(s).loss < life(best).loss)) best = s;
    return best;
  }
  /// the slot for which a parent is sought
  Index child() const { return child_; }
  /// where it stands among the slots of its population or deme, by number, and how many these are, parents that were taken out too
  Index place() const { return place_; }
  Index places() const { return places_; }

  Ranking for_child(Index slot) const {
    Ranking r = *this;
    r.seek_for(slot);
    return r;
  }
  Ranking without(Index slot) const {
    Ranking r = *this;
    r.take_out(slot);
    return r;
  }
  /// the same in place
  void seek_for(Index child) {
    child_ = child;
    place_ = static_cast<Index>(std::lower_bound(members_.begin(), members_.end(), child) - members_.begin());
    places_ = members();
  }
  void take_out(Index slot) {
    if (const auto at = find(slot); at != order_.end()) order_.erase(at);
    const auto at = std::lower_bound(members_.begin(), members_.end(), slot);
    if (at != members_.end() && *at == slot) members_.erase(at);
  }
  /// the slots that satisfy `member`, of a deme for instance
  Ranking within(FunctionRef<bool(Index)> member) const {
    Ranking r = *this;
    for (auto* slots : {&r.order_, &r.members_}) std::erase_if(*slots, [&](Index s) { return !member(s); });
    return r;
  }
  /// the slots of every part 0 .. parts - 1, each in this order: what `within` says of each, in one walk; part_of [P]
  std::vector<Ranking> parted(std::span<const Index> part_of, Index parts) const {
    Ranking none(lives_, by_, merits_);
    std::vector<Ranking> all(static_cast<std::size_t>(parts), none);
    const auto of = [&](Index s) -> Ranking& { return all[static_cast<std::size_t>(part_of[static_cast<std::size_t>(s)])]; };
    for (const Index s : order_) of(s).order_.push_back(s);
    for (const Index s : members_) of(s).members_.push_back(s);
    return all;
  }
  /// The same slots in the order of another merit of a slot, which is their fitness here; equal ones stay in their order, and
  /// who has none that is finite is nobody's parent.
  Ranking ranked_by(FunctionRef<double(Index)> other) const {
    Ranking r = *this;
    r.merits_.assign(lives_.size(), worst);
    const auto at = [&](Index s) -> double& { return r.merits_[static_cast<std::size_t>(s)]; };
    for (const Index s : order_) at(s) = other(s);
    std::erase_if(r.order_, [&](Index s) { return !std::isfinite(at(s)); });
    sort_stably(r.order_, [&](Index a, Index b) { return at(a) > at(b); });
    return r;
  }

 private:
  /// nobody
  Ranking(std::span<const Life> lives, By by, std::vector<double> merits) : lives_(lives), by_(by), merits_(std::move(merits)) {}

  std::vector<Index>::const_iterator find(Index slot) const {
    if (!merits_.empty() || slot < 0 || slot >= static_cast<Index>(lives_.size())) return std::find(order_.begin(), order_.end(), slot);
    const auto before = [&](Index s, Index other) { return merit(s) != merit(other) ? merit(s) > merit(other) : s < other; };
    const auto at = std::lower_bound(order_.begin(), order_.end(), slot, before);
    return at != order_.end() && *at == slot ? at : order_.end();
  }
  double merit(Index s) const { return by_ == By::pool ? life(s).pool_fitness : life(s).fitness; }

  std::span<const Life> lives_;
  By by_;
  std::vector<Index> order_, members_;  // by merit; by slot number, the diverged too
  std::vector<double> merits_;          // [P] other than those of the lives; else none
  Index child_ = -1, place_ = 0, places_ = 1;
};

}  // namespace genoprop
