#pragma once
// Threads of one process: an individual a thread, all the way through its steps.

#include <algorithm>
#include <atomic>
#include <exception>
#include <memory>
#include <span>
#include <thread>
#include <vector>

#include <genoprop/backend/chosen_lane.hpp>
#include <genoprop/backend/host_memory.hpp>
#include <genoprop/backend/meeting.hpp>
#include <genoprop/backend/thread_pool.hpp>
#include <genoprop/concepts/backend.hpp>

namespace genoprop {

/// A lane a thread. Its functions know nothing of the work: they are compiled once a program.
class ThreadsCrew : public HostMemory {
 public:
  ThreadsCrew(Index threads, Isa isa, Product product)
      : pool_(threads), isa_(isa), product_(product), memory_(static_cast<std::size_t>(threads)) {}

  Isa isa() const { return isa_; }
  Product product() const { return product_; }
  Index lanes() const { return pool_.workers(); }
  static Index width() { return 1; }

  void prepare(FunctionRef<void(PlanningLane&)> f) {
    FirstError error;
    auto work = [&](Index worker) {
      try {
        PlanningLane lane(worker, memory_of(worker));
        f(lane);
      } catch (...) {
        error.keep(static_cast<std::size_t>(worker), std::current_exception());
      }
    };
    pool_.on_all(work);
    error.rethrow();
  }

  /// Spans go out in order. The lowest span that throws has therefore always been taken when a higher one throws: the
  /// exception that comes out does not depend on how threads run.
  void run(std::span<const Span> spans, FunctionRef<void(ChosenLane&, Span)> f) {
    std::atomic<std::size_t> next{0};
    FirstError error;
    const OneBlasThread one(product_ == Product::blas);
    auto work = [&](Index worker) {
      if (product_ == Product::blas) OneBlasThread::set();
      for (std::size_t at; (at = next.fetch_add(1, std::memory_order_relaxed)) < spans.size();) {
        try {
          serve(worker, spans[at], f);
        } catch (...) {
          error.keep(at, std::current_exception());
          next.store(spans.size(), std::memory_order_relaxed);
        }
      }
    };
    pool_.on_all(work);
    error.rethrow();
  }

  /// For fewer spans than threads: f(lane, span, member) by all members of a team of threads, a team a span.
  void run_together(std::span<const Span> spans, FunctionRef<void(ChosenLane&, Span, TeamMember)> f) {
    const auto teams = static_cast<Index>(spans.size());
    if (teams == 0) return;
    std::vector<std::unique_ptr<Meeting>> meetings;
    const auto size_of = [&](Index team) { return lanes() / teams + (team < lanes() % teams ? 1 : 0); };
    for (Index t = 0; t < teams; ++t) meetings.push_back(std::make_unique<Meeting>(size_of(t)));
    FirstError error;
    const OneBlasThread one(product_ == Product::blas);
    auto work = [&](Index worker) {
      if (product_ == Product::blas) OneBlasThread::set();
      const Index team = worker % teams, member = worker / teams;
      Meeting& meeting = *meetings[static_cast<std::size_t>(team)];
      try {
        ChosenLane lane(worker, memory_of(worker), isa_);
        f(lane, spans[static_cast<std::size_t>(team)], TeamMember{member, size_of(team), team, &meeting});
      } catch (...) {
        error.keep(static_cast<std::size_t>(team * lanes() + member), std::current_exception());
        meeting.fail();
      }
    };
    pool_.on_all(work);
    error.rethrow();
  }

 private:
  void serve(Index worker, Span span, FunctionRef<void(ChosenLane&, Span)> f) {
    ChosenLane lane(worker, memory_of(worker), isa_);
    for (Index i = span.first; i < span.first + span.count; ++i) f(lane, Span{i, 1});
  }
  /// made by the thread that will use it
  LaneMemory& memory_of(Index worker) {
    auto& memory = memory_[static_cast<std::size_t>(worker)];
    if (!memory) memory = std::make_unique<LaneMemory>(product_);
    return *memory;
  }

  ThreadPool pool_;
  Isa isa_;
  Product product_;
  std::vector<std::unique_ptr<LaneMemory>> memory_;
};

/// An individual a thread. `Threads{}`: every core; `Threads{.threads = 8}`; `Threads{.product = Product::blas}`.
struct Threads {
  Index threads = 0;               ///< 0: one a core
  Product product = Product::own;  ///< blas anyway where the CPU lacks AVX2 and FMA

  void check() const {
    require<SettingsError>(threads >= 0 && threads <= 4096, "Threads: threads is ", threads, ", expected 0 (every core) to 4096");
  }
  std::unique_ptr<ThreadsCrew> open() const {
    check();
    const Index cores = static_cast<Index>(std::thread::hardware_concurrency());
    const Isa isa = isa_here();
    return std::make_unique<ThreadsCrew>(threads > 0 ? threads : std::max(cores, Index{1}), isa,
                                         isa == Isa::blas ? Product::blas : product);
  }
};

static_assert(Backend<Threads>);

}  // namespace genoprop
