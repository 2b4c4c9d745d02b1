#pragma once
// Several workers in one process: each a std::thread that owns a shard of the population. What several GPUs and MPI ranks are.

#include <algorithm>
#include <atomic>
#include <barrier>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include <genoprop/concepts/link.hpp>
#include <genoprop/core/error.hpp>

namespace genoprop {

/// What the workers of a team share.
class Board {
 public:
  explicit Board(Index workers)
      : workers_(workers),
        meet_(workers),
        signals_(static_cast<std::size_t>(workers)),
        offers_(static_cast<std::size_t>(workers)),
        errors_(static_cast<std::size_t>(workers)) {}

 private:
  friend class TeamLink;
  void keep(Index rank, std::exception_ptr error) {
    const std::lock_guard lock(door_);
    auto& mine = errors_[static_cast<std::size_t>(rank)];
    if (!mine) mine = std::move(error);
  }
  std::exception_ptr first_error() {
    const std::lock_guard lock(door_);
    for (const auto& error : errors_)
      if (error) return error;
    return nullptr;
  }
  Index workers_;
  std::barrier<> meet_;
  std::vector<Life> lives_;      // [P]
  std::vector<Signal> signals_;  // [workers]
  std::vector<Offer> offers_;    // [workers]
  std::mutex door_;              // of the errors: one who leaves writes while others read
  std::vector<std::exception_ptr> errors_;
  bool word_ = false;
  std::once_flag sized_;
};

/// One worker's end of the team.
class TeamLink {
 public:
  TeamLink(Board& board, Index rank) : board_(board), rank_(rank) {}
  Index rank() const { return rank_; }
  Index size() const { return board_.workers_; }

  void gather(std::span<Life> lives, Span mine, Signal& signal) {
    std::call_once(board_.sized_, [&] { board_.lives_.resize(lives.size()); });
    std::copy_n(lives.begin() + mine.first, mine.count, board_.lives_.begin() + mine.first);
    board_.signals_[static_cast<std::size_t>(rank_)] = signal;
    board_.meet_.arrive_and_wait();                                              // everybody has written
    if (const auto error = board_.first_error()) std::rethrow_exception(error);  // on every worker, in the same generation
    std::copy(board_.lives_.begin(), board_.lives_.end(), lives.begin());
    for (const Signal& other : board_.signals_) {
      signal.stop = signal.stop || other.stop;
      require<Error>(other.plan == signal.plan, "Team: worker ", rank_,
                     " planned other births than another worker, expected the same plan on all");
    }
    board_.meet_.arrive_and_wait();  // everybody has read
  }
  void fail(std::exception_ptr error) { board_.keep(rank_, std::move(error)); }
  /// this worker is gone: nobody waits for it, and the next gather of the others throws
  void leave(std::exception_ptr error) {
    fail(std::move(error));
    board_.meet_.arrive_and_drop();
  }
  void offer(Offer rows) { board_.offers_[static_cast<std::size_t>(rank_)] = std::move(rows); }
  bool tell(bool word) {
    if (rank_ == 0) board_.word_ = word;
    board_.meet_.arrive_and_wait();
    return board_.word_;  // worker 0 writes it again only after the next gather
  }
  template <class Receive>
  void fetch(std::span<const Move> moves, const Receive& receive) {
    for (std::size_t m = 0; m < moves.size(); ++m) {
      if (moves[m].to != rank_) continue;
      board_.offers_[static_cast<std::size_t>(moves[m].from)](moves[m].slot, receive(m));
    }
  }
  void wait() { board_.meet_.arrive_and_wait(); }

 private:
  Board& board_;
  Index rank_;
};

/// `Team{Threads{.threads = 1}, 3}`: three workers in one process, each with a crew of its own.
template <class B>
struct Team {
  static_assert(Backend<B>, "genoprop: the first member of Team is a backend such as Threads{.threads = 1}");
  B backend{};
  Index workers = 2;

  void check() const { require<SettingsError>(workers >= 1 && workers <= 1024, "Team: workers is ", workers, ", expected 1 to 1024"); }
};
template <class B>
Team(B, Index) -> Team<B>;

/// One std::thread a worker: body(crew, link), where open(rank) makes the crew on the thread that uses it and destroys it. The
/// error of one is the error of all, thrown here; so is a thread that cannot be made (std::system_error).
template <class Open, class Body>
void on_every_thread(Index workers, const Open& open, Body&& body) {
  Board board(workers);
  std::vector<std::exception_ptr> thrown(static_cast<std::size_t>(workers));
  std::atomic<Index> first_to_fail{-1};
  const auto work = [&](Index rank) {
    TeamLink link(board, rank);
    try {
      const auto crew = open(rank);
      body(*crew, link);
    } catch (...) {
      thrown[static_cast<std::size_t>(rank)] = std::current_exception();
      Index none = -1;
      first_to_fail.compare_exchange_strong(none, rank);
      link.leave(std::current_exception());
    }
  };
  std::vector<std::thread> threads;
  try {
    for (Index r = 0; r < workers; ++r) threads.emplace_back(work, r);
  } catch (...) {  // no thread to be had: those that run must not wait for ranks that never come
    for (auto r = static_cast<Index>(threads.size()); r < workers; ++r) {
      thrown[static_cast<std::size_t>(r)] = std::current_exception();
      Index none = -1;
      first_to_fail.compare_exchange_strong(none, r);
      TeamLink(board, r).leave(std::current_exception());
    }
  }
  for (auto& t : threads) t.join();
  if (first_to_fail >= 0) std::rethrow_exception(thrown[static_cast<std::size_t>(first_to_fail.load())]);
}

template <class B, class Body>
void on_every_worker(const Team<B>& team, Index population, Body&& body) {
  team.check();
  const Index workers = std::min(team.workers, population);  // a worker without a slot has nothing to do
  on_every_thread(
      workers, [&](Index rank) { return open_for(team.backend, shard_of(population, rank, workers).count); }, body);
}

static_assert(Link<TeamLink>);

}  // namespace genoprop
