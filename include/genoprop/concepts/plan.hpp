#pragma once
// All births of a generation: decided by every worker from the lives alone, the same everywhere.

#include <cstdint>
#include <initializer_list>
#include <vector>

#include <genoprop/core/config.hpp>

namespace genoprop {

/// The parents of a child, the first one first; -1 beyond them.
class ParentSlots {
 public:
  ParentSlots() = default;
  ParentSlots(std::initializer_list<Index> slots) {
    for (const Index s : slots) add(s);
  }
  void add(Index slot) {
    if (slot >= 0) slots_.push_back(slot);
  }
  Index operator[](std::size_t k) const { return k < slots_.size() ? slots_[k] : -1; }
  std::size_t size() const { return slots_.size(); }
  auto begin() const { return slots_.begin(); }
  auto end() const { return slots_.end(); }
  const std::vector<Index>& all() const { return slots_; }
  bool operator==(const ParentSlots&) const = default;

 private:
  std::vector<Index> slots_;
};

/// One child.
struct Birth {
  enum class Kind : std::uint8_t { bred, copied, fresh };
  Index slot = 0;
  Kind kind = Kind::bred;
  ParentSlots parents{};         ///< slots of the pool; fresh: none, copied: one, and a second where optimizer numbers are another's
  std::vector<double> losses{};  ///< of the parents' pool rows
  float step_size = 1;           ///< where the mutation adapts itself
  bool keeps_pool_row = false;   ///< the slot's pool row stays until the child beats it, instead of its first parent's
};

struct Plan {
  std::vector<Birth> births;  ///< in the order of their slots
};

/// What becomes of a slot at the end of a generation.
struct Fate {
  enum class Kind : std::uint8_t { keep, copy, breed, rest };
  Kind kind = Kind::keep;
  Index from = -1;  ///< copy: the slot whose pool row is copied
};
inline constexpr Fate keep_mine{Fate::Kind::keep};
inline constexpr Fate breed_here{Fate::Kind::breed};
inline constexpr Fate rest_here{Fate::Kind::rest};  ///< keeps everything, neither trains nor counts; may be a parent
inline Fate copy_of(Index slot) { return {Fate::Kind::copy, slot}; }

/// Which rows may be parents.
enum class Pool : std::uint8_t {
  now,           ///< the population as it is
  best_so_far,   ///< slot by slot the best of its line: an individual that got worse is never a parent
  best_of_both,  ///< slot by slot the better of pool row and population
};

/// What a child's optimizer remembers.
enum class State : std::uint8_t {
  reset,    ///< nothing: zero
  carry,    ///< the first parent's
  crossed,  ///< gene by gene from the parent that gave the weight
};

}  // namespace genoprop
