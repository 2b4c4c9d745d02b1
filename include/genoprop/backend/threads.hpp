#pragma once
// Threads of one process: an individual a thread, all the way through its steps.

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

#include <genoprop/backend/cpu_lane.hpp>
#include <genoprop/backend/host_memory.hpp>
#include <genoprop/concepts/backend.hpp>

namespace genoprop {

/// Threads that wait for work and stay. The calling thread is worker 0, so one worker needs no thread.
class ThreadPool {
 public:
  explicit ThreadPool(Index workers) : workers_(workers) {
    try {
      for (Index w = 1; w < workers; ++w) threads_.emplace_back([this, w] { serve(w); });
    } catch (...) {
      finish();
      throw;
    }
  }
  ~ThreadPool() { finish(); }
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  Index workers() const { return workers_; }

  /// work(worker) once on every worker; returns when all are done. `work` must not throw.
  template <class Work>
  void on_all(Work& work) {
    {
      const std::lock_guard lock(mutex_);
      call_ = [](void* w, Index worker) { (*static_cast<Work*>(w))(worker); };
      work_ = &work;
      busy_ = workers_ - 1;
      ++round_;
    }
    start_.notify_all();
    work(0);
    std::unique_lock lock(mutex_);
    done_.wait(lock, [this] { return busy_ == 0; });
  }

 private:
  void serve(Index worker) {
    for (std::uint64_t seen = 0;;) {
      void (*call)(void*, Index);
      void* work;
      {
        std::unique_lock lock(mutex_);
        start_.wait(lock, [&] { return over_ || round_ != seen; });
        if (over_) return;
        seen = round_;
        call = call_;
        work = work_;
      }
      call(work, worker);
      const std::lock_guard lock(mutex_);
      if (--busy_ == 0) done_.notify_one();
    }
  }
  void finish() {
    {
      const std::lock_guard lock(mutex_);
      over_ = true;
    }
    start_.notify_all();
    for (auto& t : threads_) t.join();
  }

  Index workers_;
  std::mutex mutex_;
  std::condition_variable start_, done_;
  void (*call_)(void*, Index) = nullptr;
  void* work_ = nullptr;
  std::uint64_t round_ = 0;
  Index busy_ = 0;
  bool over_ = false;
  std::vector<std::thread> threads_;
};

/// Of several exceptions the one with the lowest number.
class FirstError {
 public:
  void keep(std::size_t number, std::exception_ptr error) {
    const std::lock_guard lock(mutex_);
    if (!error_ || number < number_) {
      error_ = std::move(error);
      number_ = number;
    }
  }
  void rethrow() const {
    if (error_) std::rethrow_exception(error_);
  }

 private:
  std::mutex mutex_;
  std::exception_ptr error_;
  std::size_t number_ = 0;
};

/// A lane a thread.
class ThreadsCrew : public HostMemory {
 public:
  explicit ThreadsCrew(Index threads) : pool_(threads), memory_(static_cast<std::size_t>(threads)), isa_(isa_here()) {}

  Index lanes() const { return pool_.workers(); }
  static Index width() { return 1; }

  /// Planning asks nothing of an instruction set, so it is compiled for one lane only.
  template <class F>
  void prepare(F&& f) {
    FirstError error;
    auto work = [&](Index worker) {
      try {
        CpuLane<Plain> lane(worker, memory_[static_cast<std::size_t>(worker)]);
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
  template <class F>
  void run(std::span<const Span> spans, F&& f) {
    std::atomic<std::size_t> next{0};
    FirstError error;
    auto work = [&](Index worker) {
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

 private:
  /// the only place where the instruction set is chosen
  template <class F>
  void serve(Index worker, Span span, F& f) {
    LaneMemory& memory = memory_[static_cast<std::size_t>(worker)];
#if defined(__x86_64__)
    if (isa_ == Isa::avx512) return one_by_one(CpuLane<Avx512>(worker, memory), span, f);
    if (isa_ == Isa::avx2) return one_by_one(CpuLane<Avx2>(worker, memory), span, f);
#endif
    one_by_one(CpuLane<Plain>(worker, memory), span, f);
  }
  template <class Lane, class F>
  static void one_by_one(Lane lane, Span span, F& f) {
    for (Index i = span.first; i < span.first + span.count; ++i) f(lane, Span{i, 1});
  }

  ThreadPool pool_;
  std::vector<LaneMemory> memory_;
  Isa isa_;
};

/// `Threads{}`: all cores. `Threads{.threads = 8}`.
struct Threads {
  Index threads = 0;  ///< 0: one a core

  void check() const { require<SettingsError>(threads >= 0 && threads <= 4096, "Threads: threads is ", threads, ", expected 0 (all cores) to 4096"); }
  std::unique_ptr<ThreadsCrew> open() const {
    check();
    const Index cores = static_cast<Index>(std::thread::hardware_concurrency());
    return std::make_unique<ThreadsCrew>(threads > 0 ? threads : cores > 0 ? cores : 1);
  }
};

static_assert(Backend<Threads>);

}  // namespace genoprop
