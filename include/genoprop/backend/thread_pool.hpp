#pragma once
// Threads that are kept, and what they threw.

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include <genoprop/core/config.hpp>
#include <genoprop/core/function_ref.hpp>

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
  void on_all(FunctionRef<void(Index)> work) {
    {
      const std::lock_guard lock(mutex_);
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
      const FunctionRef<void(Index)>* work;
      {
        std::unique_lock lock(mutex_);
        start_.wait(lock, [&] { return over_ || round_ != seen; });
        if (over_) return;
        seen = round_;
        work = work_;
      }
      (*work)(worker);
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
  const FunctionRef<void(Index)>* work_ = nullptr;
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

}  // namespace genoprop
