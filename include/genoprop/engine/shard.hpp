#pragma once
// The rows of one worker's individuals, where its lanes reach them. Slots are counted from the first of the worker: k = 0, 1, ...

#include <any>
#include <vector>

#include <genoprop/concepts/backend.hpp>
#include <genoprop/engine/breed.hpp>
#include <genoprop/engine/heritage.hpp>
#include <genoprop/engine/population.hpp>
#include <genoprop/evolve/strategy.hpp>

namespace genoprop {

template <class T, class O, class C>
class Shard {
 public:
  template <class U>
  using Memory = std::remove_cvref_t<decltype(std::declval<C&>().template make<U>(std::size_t{}))>;

  Shard(C& crew, Span slots, Index genes, Pool pool, State state, bool averages, const std::vector<O>& optimizers)
      : crew_(crew),
        slots_(slots),
        genes_(genes),
        pitch_(static_cast<std::size_t>(genome_pitch(genes))),
        keeps_pool_(pool != Pool::now),
        keeps_pool_state_(keeps_pool_ && state != State::reset),
        now_(rows(true)),
        next_(rows(true)),
        pool_(rows(keeps_pool_)),
        next_pool_(rows(keeps_pool_)),
        now_state_(states(true)),
        next_state_(states(true)),
        pool_state_(states(keeps_pool_state_)),
        next_pool_state_(states(keeps_pool_state_)),
        champion_(crew.template make<T>(pitch_)),
        average_(crew.template make<T>(averages ? pitch_ : 0)),
        ages_(crew.template make<Index>(count())),
        numbers_(crew.template make<O>(count())),
        optimizers_(optimizers),
        pool_ages_(count(), 0) {
    write_numbers();
  }

  Span slots() const { return slots_; }
  Index size() const { return slots_.count; }
  bool holds(Index slot) const { return slot >= slots_.first && slot < slots_.first + slots_.count; }
  std::size_t pitch() const { return pitch_; }
  std::size_t state_size() const { return static_cast<std::size_t>(O::slots) * pitch_; }

  GenomeRow<T> now(Index k) { return {at(now_, k, pitch_), at(now_state_, k, state_size())}; }
  GenomeRow<T> next(Index k) { return {at(next_, k, pitch_), at(next_state_, k, state_size())}; }
  /// the row that may be a parent
  GenomeRow<T> pool(Index k) {
    if (!keeps_pool_) return now(k);
    return {at(pool_, k, pitch_), keeps_pool_state_ ? at(pool_state_, k, state_size()) : nullptr};
  }
  GenomeRow<T> next_pool(Index k) {
    return {at(next_pool_, k, pitch_), keeps_pool_state_ ? at(next_pool_state_, k, state_size()) : nullptr};
  }

  Index* ages(Index k) { return ages_.data() + k; }
  const O* numbers(Index k) const { return numbers_.data() + k; }
  const O& optimizer(Index k) const { return optimizers_[static_cast<std::size_t>(k)]; }
  const std::vector<O>& optimizers() const { return optimizers_; }
  /// on the host: write_numbers() brings all of them to the lanes
  void set_optimizer(Index k, const O& optimizer) { optimizers_[static_cast<std::size_t>(k)] = optimizer; }

  T gene(Index k, Index g) {
    T value{};
    crew_.read(now(k).genes + g, std::span<T>(&value, 1));
    return value;
  }
  std::vector<Index> read_ages() {
    std::vector<Index> ages(count());
    crew_.read(ages_.data(), std::span<Index>(ages));
    return ages;
  }
  /// steps since the state of the pool row was zero
  Index pool_age(Index k) {
    if (keeps_pool_) return pool_ages_[static_cast<std::size_t>(k)];
    Index age = 0;
    crew_.read(ages(k), std::span<Index>(&age, 1));
    return age;
  }

  /// now -> pool
  void remember(Index k) {
    if (!keeps_pool_) return;
    copy(now(k), pool(k));
    if (keeps_pool_state_) crew_.read(ages(k), std::span<Index>(&pool_ages_[static_cast<std::size_t>(k)], 1));
  }
  void crown(const T* genes) { crew_.copy(genes, champion_.data(), pitch_); }
  /// the mean over generations of whoever leads; none where the strategy wants none
  T* average() { return average_.data(); }
  void read_champion(T* to) { crew_.read(champion_.data(), std::span<T>(to, static_cast<std::size_t>(genes_))); }

  /// child `n` of this generation takes slot k; `line`: its first parent's row goes on as the pool row of the slot
  void commit(Index n, Index k, const Heritage<O>& child, bool line) {
    copy(next(n), now(k));
    if (line) {
      copy(next_pool(n), pool(k));
      pool_ages_[static_cast<std::size_t>(k)] = child.age;
    }
    optimizers_[static_cast<std::size_t>(k)] = child.optimizer;
    crew_.write(std::span<const Index>(&child.age, 1), ages(k));
  }
  void write_numbers() { crew_.write(std::span<const O>(optimizers_), numbers_.data()); }

  /// from and to a population on the host: rows of this shard alone
  void load(const Population<T>& from) {
    const bool goes_on = from.pool.size() > 0;  // otherwise given genomes
    for (Index k = 0; k < size(); ++k) {
      put(from.genes, k, now(k).genes, 0);
      if (!goes_on) continue;
      if (keeps_pool_) put(from.pool, k, pool(k).genes, 0);
      put_state(from.state, k, now(k).state);
      if (keeps_pool_state_ && from.pool_state.size() > 0) put_state(from.pool_state, k, pool(k).state);
    }
    if (!goes_on) return;
    const auto mine = [&](const auto& all) { return all.begin() + slots_.first; };
    std::copy_n(mine(std::any_cast<const std::vector<O>&>(from.numbers)), size(), optimizers_.begin());
    write_numbers();
    crew_.write(std::span<const Index>(from.ages.data() + slots_.first, count()), ages_.data());
    if (keeps_pool_) std::copy_n(mine(from.pool_ages), size(), pool_ages_.begin());
  }
  void store(Population<T>& to) {
    for (Index k = 0; k < size(); ++k) {
      get(now(k).genes, to.genes, k, 0);
      get(pool(k).genes, to.pool, k, 0);
      get_state(now(k).state, to.state, k);
      if (pool(k).state != nullptr && to.pool_state.size() > 0) get_state(pool(k).state, to.pool_state, k);
      to.pool_ages[static_cast<std::size_t>(slots_.first + k)] = pool_age(k);
    }
    crew_.read(ages_.data(), std::span<Index>(to.ages.data() + slots_.first, count()));
  }

 private:
  std::size_t count() const { return static_cast<std::size_t>(slots_.count); }
  Memory<T> rows(bool wanted) { return crew_.template make<T>(wanted ? count() * pitch_ : 0); }
  Memory<T> states(bool wanted) { return crew_.template make<T>(wanted ? count() * state_size() : 0); }
  static T* at(Memory<T>& m, Index k, std::size_t size) {
    return m.data() + static_cast<std::ptrdiff_t>(k) * static_cast<std::ptrdiff_t>(size);
  }

  void copy(GenomeRow<T> from, GenomeRow<T> to) {
    crew_.copy(from.genes, to.genes, pitch_);
    if (to.state != nullptr) crew_.copy(from.state, to.state, state_size());
  }
  // a row of the population holds its parts, D values each, without the gaps of lane memory
  void put(const xt::xtensor<T, 2>& from, Index k, T* to, Index part) {
    const T* row = from.data() + static_cast<std::size_t>(slots_.first + k) * from.shape(1);
    crew_.write(std::span<const T>(row + static_cast<std::ptrdiff_t>(part) * genes_, static_cast<std::size_t>(genes_)), to);
  }
  void get(const T* from, xt::xtensor<T, 2>& to, Index k, Index part) {
    T* row = to.data() + static_cast<std::size_t>(slots_.first + k) * to.shape(1);
    crew_.read(from, std::span<T>(row + static_cast<std::ptrdiff_t>(part) * genes_, static_cast<std::size_t>(genes_)));
  }
  void put_state(const xt::xtensor<T, 2>& from, Index k, T* to) {
    for (Index n = 0; n < O::slots; ++n) put(from, k, to + n * static_cast<std::ptrdiff_t>(pitch_), n);
  }
  void get_state(const T* from, xt::xtensor<T, 2>& to, Index k) {
    for (Index n = 0; n < O::slots; ++n) get(from + n * static_cast<std::ptrdiff_t>(pitch_), to, k, n);
  }

  C& crew_;
  Span slots_;
  Index genes_;
  std::size_t pitch_;
  bool keeps_pool_, keeps_pool_state_;
  Memory<T> now_, next_, pool_, next_pool_;  // [count, pitch]
  Memory<T> now_state_, next_state_, pool_state_, next_pool_state_;
  Memory<T> champion_, average_;
  Memory<Index> ages_;
  Memory<O> numbers_;
  std::vector<O> optimizers_;     // the same on the host
  std::vector<Index> pool_ages_;  // steps since the state of the pool row was zero
};

}  // namespace genoprop
