#pragma once
// All births of a generation: decided by every worker from the lives alone, the same everywhere.

#include <array>
#include <cstdint>
#include <vector>

#include <genoprop/core/config.hpp>

namespace genoprop {

/// One child.
struct Birth {
  enum class Kind : std::uint8_t { bred, copied, fresh };
  Index slot = 0;
  Kind kind = Kind::bred;
  std::array<Index, 2> parents{-1, -1};  ///< slots of the pool; fresh: none, copied: one
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
