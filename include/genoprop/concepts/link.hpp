#pragma once
// How the workers of a run speak to each other. `One` has nobody to speak to; a Team of threads, and later MPI ranks, do.

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <span>

#include <genoprop/concepts/backend.hpp>
#include <genoprop/concepts/life.hpp>

namespace genoprop {

/// What travels with the lives.
struct Signal {
  bool stop = false;       ///< one worker asks to stop: all do, in the same generation
  std::uint64_t plan = 0;  ///< hash of the last plan: all must have made the same
};

/// A row that lives on one worker and is wanted on another.
struct Move {
  Index slot = 0;
  Index from = 0, to = 0;  ///< ranks
};

/// What a worker lets others have: `offer(slot, into)` writes its pool row of that slot, as bytes. Called from the threads of
/// those who fetch, several at once.
using Offer = std::function<void(Index slot, std::span<std::byte> into)>;

/// The slots of worker `rank` of `size`: contiguous, sizes differ by one at most.
inline Span shard_of(Index population, Index rank, Index size) {
  const Index base = population / size, more = population % size;
  return {rank * base + (rank < more ? rank : more), base + (rank < more ? 1 : 0)};
}
/// which worker a slot lives on
inline Index owner_of(Index slot, Index population, Index size) {
  for (Index r = 0; r < size; ++r) {
    const Span s = shard_of(population, r, size);
    if (slot < s.first + s.count) return r;
  }
  return size - 1;
}

///   gather(lives, mine, signal)   every worker has the lives of all, and the signals joined; what one worker failed with
///                                 is thrown on all of them here
///   fail(error)                   what this worker cannot go on with: thrown by everyone's next gather
///   offer(rows)                   once, before the first fetch
///   tell(word)                    what worker 0 says, on all: whether its observers want to stop
///   fetch(moves, receive)         rows with `to` = rank(): receive(move number) is where each one goes
///   wait()                        until every row that this worker owes has been fetched
template <class K>
concept Link = requires(K& link, std::span<Life> lives, Span mine, Signal& signal, std::exception_ptr error, Offer offer,
                        std::span<const Move> moves, std::function<std::span<std::byte>(std::size_t)> receive) {
  { link.rank() } -> std::same_as<Index>;
  { link.size() } -> std::same_as<Index>;
  link.gather(lives, mine, signal);
  link.fail(error);
  link.offer(offer);
  { link.tell(bool{}) } -> std::same_as<bool>;
  link.fetch(moves, receive);
  link.wait();
};

}  // namespace genoprop
