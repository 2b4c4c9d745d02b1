#pragma once
// One worker: the individuals of a shard, where its lanes reach them, and the verbs of a generation.

#include <cstring>
#include <map>
#include <numeric>
#include <vector>

#include <genoprop/concepts/link.hpp>
#include <genoprop/engine/breed.hpp>
#include <genoprop/engine/decide.hpp>
#include <genoprop/engine/population.hpp>
#include <genoprop/engine/settings.hpp>

namespace genoprop {

/// which state slots of an optimizer follow the sign of their weight: all, unless it says `odd_slots`
template <class O>
inline constexpr Index odd_slots_of = O::slots;
template <class O>
  requires requires { O::odd_slots; }
inline constexpr Index odd_slots_of<O> = O::odd_slots;

/// The best network a worker has seen. The order is total, so that it does not depend on how many workers there are.
struct ChampionMark {
  double fitness = worst;
  Index generation = 0, slot = 0;
  bool better_than(const ChampionMark& o) const {
    if (fitness != o.fitness) return fitness > o.fitness;
    return generation != o.generation ? generation < o.generation : slot < o.slot;
  }
};

template <class Objective, class O, class S, class C>
class Worker {
 public:
  using T = typename Objective::Scalar;
  using Placed = decltype(placed(std::declval<const Objective&>(), std::declval<C&>(), Sampling{}));

  Worker(const Objective& objective, const O& optimizer, const S& strategy, const Settings& settings, C& crew, Span shard)
      : objective_(objective),
        strategy_(strategy),
        crew_(crew),
        shard_(shard),
        placed_(placed(objective, crew, {settings.batch, settings.batches, settings.seed})),
        lives_(static_cast<std::size_t>(settings.population)),
        optimizers_(static_cast<std::size_t>(shard.count), optimizer) {
    anatomy_.layout = objective.layout();
    anatomy_.genes = anatomy_.layout.genes();
    anatomy_.slots = O::slots;
    anatomy_.odd_slots = odd_slots_of<O>;
    require<ShapeError>(anatomy_.genes >= 1, "Evolution: genes of a network is ", anatomy_.genes, ", expected at least 1");
    const auto rows = static_cast<std::size_t>(shard.count), pitch = static_cast<std::size_t>(anatomy_.pitch());
    const std::size_t state = pitch * static_cast<std::size_t>(O::slots);
    now_ = crew.template make<T>(rows * pitch);
    next_ = crew.template make<T>(rows * pitch);
    now_state_ = crew.template make<T>(rows * state);
    next_state_ = crew.template make<T>(rows * state);
    if (strategy.pool != Pool::now) {
      pool_ = crew.template make<T>(rows * pitch);
      next_pool_ = crew.template make<T>(rows * pitch);
      if (strategy.state != State::reset) {
        pool_state_ = crew.template make<T>(rows * state);
        next_pool_state_ = crew.template make<T>(rows * state);
      }
    }
    champion_row_ = crew.template make<T>(pitch);
    ages_ = crew.template make<Index>(rows);
    numbers_ = crew.template make<O>(rows);
    crew.write(std::span<const O>(optimizers_), numbers_.data());
    scores_ = crew.template make<Scores>(rows);
    map_genes();
    desks_.resize(static_cast<std::size_t>(crew.lanes()));
    crew.prepare([&](auto& lane) { furnish(lane, desks_[static_cast<std::size_t>(lane.id())]); });
    for (Index k = 0; k < 16; ++k)
      sketch_[static_cast<std::size_t>(k)] =
          Draw(settings.seed, Site{.purpose = Purpose::probe, .index = static_cast<std::uint32_t>(k)}).below(anatomy_.genes);
  }

  std::vector<Life>& lives() { return lives_; }
  const std::vector<Life>& lives() const { return lives_; }
  Span shard() const { return shard_; }
  const Anatomy& anatomy() const { return anatomy_; }
  const ChampionMark& champion() const { return champion_; }

  /// fresh networks in every slot
  void start(const Clock& clock) {
    crew_.run(spans([](Index) { return true; }), [&](auto& lane, Span s) {
      draw_start(lane, anatomy_.layout, Genes<T>{row(now_, s.first), anatomy_.pitch(), anatomy_.genes}, shard_.first + s.first, clock.seed,
                 0);
    });
  }

  /// steps of backpropagation: now -> now
  void train(const Clock& clock) {
    if (clock.steps == 0) return;
    crew_.run(spans([&](Index k) { return life(k).status != Status::resting; }), [&](auto& lane, Span s) {
      auto& desk = desks_[static_cast<std::size_t>(lane.id())];
      const Rows<T, O> who{.genes = {row(now_, s.first), anatomy_.pitch(), anatomy_.genes},
                           .state = {state_row(now_state_, s.first), anatomy_.slots * anatomy_.pitch(), anatomy_.genes},
                           .numbers = numbers_.data() + s.first,
                           .age = ages_.data() + s.first,
                           .slot = shard_.first + s.first};
      descend(lane, placed_, who, desk.training, desk.descent, clock, clock.steps);
    });
  }

  /// fitness on validation data, and what follows from it for the lives
  void evaluate(const Clock& clock) {
    crew_.run(spans([&](Index k) { return life(k).status != Status::resting; }), [&](auto& lane, Span s) {
      auto& desk = desks_[static_cast<std::size_t>(lane.id())];
      placed_.score(lane, Genes<const T>{row(now_, s.first), anatomy_.pitch(), anatomy_.genes}, desk.scoring, scores_.data() + s.first);
    });
    std::vector<Scores> scores(static_cast<std::size_t>(shard_.count));
    crew_.read(scores_.data(), std::span<Scores>(scores));
    for (Index k = 0; k < shard_.count; ++k) {
      Life& l = life(k);
      if (l.status == Status::resting) continue;
      const Scores& s = scores[static_cast<std::size_t>(k)];
      if constexpr (requires { objective_.fitness(s); })
        l.fitness = objective_.fitness(s);
      else
        l.fitness = MinusLoss{}(s);
      l.loss = s.loss;
      l.accuracy = s.accuracy;
      l.status = diverged(l.fitness, l.loss) ? Status::diverged : Status::trained;
      for (std::size_t w = l.best_before.size() - 1; w > 0; --w) l.best_before[w] = l.best_before[w - 1];
      l.best_before[0] = l.best_loss;
      if (l.status == Status::diverged) l.fitness = worst;
      if (l.loss < l.best_loss) l.best_loss = l.loss;
      l.age += 1;
      l.steps += clock.steps;
      for (std::size_t g = 0; g < sketch_.size(); ++g) {
        T gene{};
        crew_.read(row(now_, k) + sketch_[g], std::span<T>(&gene, 1));
        l.sketch[g] = static_cast<float>(gene);
      }
    }
  }

  /// who may be a parent, and the best network ever
  void remember(const Clock& clock) {
    for (Index k = 0; k < shard_.count; ++k) {
      Life& l = life(k);
      if (l.status == Status::resting) continue;
      if (strategy_.pool == Pool::now) {
        l.pool_fitness = l.fitness;
        l.pool_loss = l.loss;
      } else if (l.status != Status::diverged && l.fitness > l.pool_fitness) {
        l.pool_fitness = l.fitness;
        l.pool_loss = l.loss;
        crew_.copy(row(now_, k), row(pool_, k), static_cast<std::size_t>(anatomy_.pitch()));
        if (strategy_.state != State::reset) crew_.copy(state_row(now_state_, k), state_row(pool_state_, k), state_size());
      }
      const ChampionMark mark{l.fitness, clock.generation, shard_.first + k};
      if (l.status != Status::diverged && mark.better_than(champion_)) {
        champion_ = mark;
        crew_.copy(row(now_, k), champion_row_.data(), static_cast<std::size_t>(anatomy_.pitch()));
      }
    }
  }

  /// the pool row of one of this worker's slots
  GenomeRow<T> pool_row(Index slot) {
    const Index k = slot - shard_.first;
    if (strategy_.pool == Pool::now) return {row(now_, k), state_row(now_state_, k)};
    return {row(pool_, k), strategy_.state == State::reset ? nullptr : state_row(pool_state_, k)};
  }
  /// the same as bytes, for workers that fetch it: genes, then state
  std::size_t fetched_size() const {
    return static_cast<std::size_t>(anatomy_.pitch()) * sizeof(T) + (strategy_.state == State::reset ? 0 : state_size() * sizeof(T)) +
           sizeof(O) + sizeof(Index);
  }

  /// parents' rows that live elsewhere: each once
  template <class K>
  void fetch(const Plan& plan, K& link) {
    foreign_.clear();
    if (link.size() == 1) return;
    const auto population = static_cast<Index>(lives_.size());
    std::vector<Move> moves;
    for (const Birth& b : plan.births)
      for (const Index parent : b.parents) {
        if (parent < 0) continue;
        const Move move{parent, owner_of(parent, population, link.size()), owner_of(b.slot, population, link.size())};
        const bool known = std::any_of(moves.begin(), moves.end(), [&](const Move& m) { return m.slot == move.slot && m.to == move.to; });
        if (move.from != move.to && !known) moves.push_back(move);
      }
    std::vector<Parcel> parcels(moves.size());
    link.fetch(std::span<const Move>(moves), [&](std::size_t m) { return parcels[m].open(fetched_size()); });
    for (std::size_t m = 0; m < moves.size(); ++m)
      if (moves[m].to == link.rank()) unpack(moves[m].slot, parcels[m]);
  }

  /// what this worker hands to others: genes, state where it is inherited, the optimizer's numbers, its age. Reads only.
  void pack(Index slot, std::span<std::byte> into) {
    const GenomeRow<T> from = pool_row(slot);
    std::byte* at = into.data();
    const auto put = [&](const T* data, std::size_t n) {
      crew_.read(data, std::span<T>(reinterpret_cast<T*>(at), n));
      at += n * sizeof(T);
    };
    put(from.genes, static_cast<std::size_t>(anatomy_.pitch()));
    if (strategy_.state != State::reset) put(from.state, state_size());
    std::memcpy(at, &optimizers_[static_cast<std::size_t>(slot - shard_.first)], sizeof(O));
    const Index age = age_of(slot - shard_.first);
    std::memcpy(at + sizeof(O), &age, sizeof age);
  }

  /// children of this shard: next [births, D]
  void breed(const Plan& plan, const Clock& clock) {
    mine_.clear();
    for (const Birth& b : plan.births)
      if (b.slot >= shard_.first && b.slot < shard_.first + shard_.count) mine_.push_back(b);
    children_.resize(mine_.size());
    std::vector<Span> each(mine_.size());
    for (std::size_t n = 0; n < each.size(); ++n) each[n] = {static_cast<Index>(n), 1};
    crew_.run(std::span<const Span>(each), [&](auto& lane, Span s) {
      const Birth& birth = mine_[static_cast<std::size_t>(s.first)];
      Parent a = parent(birth.parents[0]), b = parent(birth.parents[1]);
      const GenomeRow<T> child{row(next_, s.first), state_row(next_state_, s.first)};
      genoprop::breed(lane, placed_, desks_[static_cast<std::size_t>(lane.id())], anatomy_, strategy_, clock, birth, a.row, b.row, child);
      if (birth.parents[0] >= 0 && strategy_.pool == Pool::best_so_far) {  // back-off: the line goes on from the first parent's row
        lane.for_each(1, anatomy_.pitch(), CopyGenes<T>{a.row.genes, row(next_pool_, s.first)});
        if (strategy_.state != State::reset)
          lane.for_each(1, anatomy_.slots * anatomy_.pitch(), CopyGenes<T>{a.row.state, state_row(next_pool_state_, s.first)});
      }
    });
    for (std::size_t n = 0; n < mine_.size(); ++n) {  // the optimizer's numbers are the first parent's
      const Birth& birth = mine_[n];
      const Parent a = parent(birth.parents[0]);
      Heritage& c = children_[n];
      c.optimizer = birth.parents[0] >= 0 ? *a.optimizer : optimizers_[static_cast<std::size_t>(birth.slot - shard_.first)];
      c.age = strategy_.state == State::reset || birth.parents[0] < 0 ? 0 : a.age;
    }
  }

  /// next -> now, state, pool; every worker keeps the same lives
  void commit(const Decision& decision) {
    const std::vector<Life> before = lives_;
    for (const Birth& b : decision.plan.births)
      lives_[static_cast<std::size_t>(b.slot)] = born(before[static_cast<std::size_t>(b.slot)], b, before, strategy_.pool);
    for (std::size_t s = 0; s < lives_.size(); ++s) {
      if (decision.rests[s])
        lives_[s].status = Status::resting;
      else if (lives_[s].status == Status::resting)
        lives_[s].status = Status::trained;
    }
    std::vector<Index> ages(static_cast<std::size_t>(shard_.count));
    crew_.read(ages_.data(), std::span<Index>(ages));
    for (std::size_t n = 0; n < mine_.size(); ++n) {
      const Index k = mine_[n].slot - shard_.first, from = static_cast<Index>(n);
      crew_.copy(row(next_, from), row(now_, k), static_cast<std::size_t>(anatomy_.pitch()));
      crew_.copy(state_row(next_state_, from), state_row(now_state_, k), state_size());
      if (mine_[n].parents[0] >= 0 && strategy_.pool == Pool::best_so_far) {
        crew_.copy(row(next_pool_, from), row(pool_, k), static_cast<std::size_t>(anatomy_.pitch()));
        if (strategy_.state != State::reset) crew_.copy(state_row(next_pool_state_, from), state_row(pool_state_, k), state_size());
      }
      optimizers_[static_cast<std::size_t>(k)] = children_[n].optimizer;
      ages[static_cast<std::size_t>(k)] = children_[n].age;
    }
    if (!mine_.empty()) {
      crew_.write(std::span<const O>(optimizers_), numbers_.data());
      crew_.write(std::span<const Index>(ages), ages_.data());
    }
  }

  /// from and to a population on the host: rows of this shard alone
  void load(const Population<T>& from) {
    for (Index k = 0; k < shard_.count; ++k) {
      const auto s = static_cast<std::size_t>(shard_.first + k);
      put(from.genes, s, row(now_, k), anatomy_.genes);
      if (from.pool.size() == 0) continue;  // given genomes: lives begin
      if (strategy_.pool != Pool::now) put(from.pool, s, row(pool_, k), anatomy_.genes);
      for (Index n = 0; n < anatomy_.slots; ++n) put(from.state, s, state_row(now_state_, k) + n * anatomy_.pitch(), anatomy_.genes, n);
      if (strategy_.pool != Pool::now && strategy_.state != State::reset && from.pool_state.size() > 0)
        for (Index n = 0; n < anatomy_.slots; ++n)
          put(from.pool_state, s, state_row(pool_state_, k) + n * anatomy_.pitch(), anatomy_.genes, n);
    }
    if (from.pool.size() == 0) return;
    std::copy(from.lives.begin(), from.lives.end(), lives_.begin());
    for (Life& l : lives_)
      if (l.status == Status::resting) l.status = Status::trained;  // a new budget: the strategy says again who rests
    const auto& numbers = std::any_cast<const std::vector<O>&>(from.numbers);
    std::copy_n(numbers.begin() + shard_.first, shard_.count, optimizers_.begin());
    crew_.write(std::span<const O>(optimizers_), numbers_.data());
    crew_.write(std::span<const Index>(from.ages.data() + shard_.first, static_cast<std::size_t>(shard_.count)), ages_.data());
  }
  void store(Population<T>& to) {
    std::vector<Index> ages(static_cast<std::size_t>(shard_.count));
    crew_.read(ages_.data(), std::span<Index>(ages));
    for (Index k = 0; k < shard_.count; ++k) {
      const auto s = static_cast<std::size_t>(shard_.first + k);
      get(row(now_, k), to.genes, s);
      const GenomeRow<T> pool = pool_row(shard_.first + k);
      get(pool.genes, to.pool, s);
      for (Index n = 0; n < anatomy_.slots; ++n) get(state_row(now_state_, k) + n * anatomy_.pitch(), to.state, s, n);
      if (pool.state != nullptr && to.pool_state.size() > 0)
        for (Index n = 0; n < anatomy_.slots; ++n) get(pool.state + n * anatomy_.pitch(), to.pool_state, s, n);
      to.ages[s] = ages[static_cast<std::size_t>(k)];
      to.lives[s] = lives_[s];
    }
  }
  void store_numbers(std::vector<O>& to) const { std::copy(optimizers_.begin(), optimizers_.end(), to.begin() + shard_.first); }
  void store_champion(T* to) { crew_.read(champion_row_.data(), std::span<T>(to, static_cast<std::size_t>(anatomy_.genes))); }

 private:
  template <class U>
  using Memory = std::remove_cvref_t<decltype(std::declval<C&>().template make<U>(std::size_t{}))>;

  /// a row that was fetched
  struct Parcel {
    std::vector<std::byte> bytes;
    std::span<std::byte> open(std::size_t size) {
      bytes.resize(size);
      return bytes;
    }
  };
  struct Foreign {
    Memory<T> genes, state;
    O optimizer;
    Index age;
  };
  struct Parent {
    GenomeRow<const T> row{};
    const O* optimizer = nullptr;
    Index age = 0;
  };
  struct Heritage {
    O optimizer;
    Index age;
  };

  Life& life(Index k) { return lives_[static_cast<std::size_t>(shard_.first + k)]; }
  T* row(Memory<T>& m, Index k) { return m.data() + static_cast<std::ptrdiff_t>(k) * anatomy_.pitch(); }
  std::size_t state_size() const { return static_cast<std::size_t>(anatomy_.slots) * static_cast<std::size_t>(anatomy_.pitch()); }
  T* state_row(Memory<T>& m, Index k) { return m.data() + static_cast<std::ptrdiff_t>(k) * anatomy_.slots * anatomy_.pitch(); }

  Index age_of(Index k) {
    Index age = 0;
    crew_.read(ages_.data() + k, std::span<Index>(&age, 1));
    return age;
  }
  Parent parent(Index slot) {
    if (slot < 0) return {};
    if (slot >= shard_.first && slot < shard_.first + shard_.count)
      return {pool_row(slot), &optimizers_[static_cast<std::size_t>(slot - shard_.first)], age_of(slot - shard_.first)};
    Foreign& f = foreign_.at(slot);
    return {{f.genes.data(), strategy_.state == State::reset ? nullptr : f.state.data()}, &f.optimizer, f.age};
  }
  void unpack(Index slot, const Parcel& parcel) {
    Foreign f{crew_.template make<T>(static_cast<std::size_t>(anatomy_.pitch())),
              crew_.template make<T>(strategy_.state == State::reset ? 0 : state_size()), O{}, 0};
    const std::byte* at = parcel.bytes.data();
    crew_.write(std::span<const T>(reinterpret_cast<const T*>(at), static_cast<std::size_t>(anatomy_.pitch())), f.genes.data());
    at += static_cast<std::size_t>(anatomy_.pitch()) * sizeof(T);
    if (strategy_.state != State::reset) {
      crew_.write(std::span<const T>(reinterpret_cast<const T*>(at), state_size()), f.state.data());
      at += state_size() * sizeof(T);
    }
    std::memcpy(&f.optimizer, at, sizeof(O));
    std::memcpy(&f.age, at + sizeof(O), sizeof f.age);
    foreign_.emplace(slot, std::move(f));
  }

  /// neighbours that satisfy `who`, as many together as a lane takes
  template <class F>
  std::span<const Span> spans(F&& who) {
    spans_.clear();
    for (Index k = 0; k < shard_.count; ++k) {
      if (!who(k)) continue;
      if (!spans_.empty() && spans_.back().first + spans_.back().count == k && spans_.back().count < crew_.width())
        ++spans_.back().count;
      else
        spans_.push_back({k, 1});
    }
    return spans_;
  }

  void map_genes() {
    const auto pitch = static_cast<std::size_t>(anatomy_.pitch());
    std::vector<Index> unit(pitch, -1), layer(pitch, 0);
    for (const Slice& s : anatomy_.layout.slices)
      for (Index r = 0; r < s.rows; ++r)
        for (Index c = 0; c < s.columns; ++c) {
          const auto g = static_cast<std::size_t>(s.offset + r * s.columns + c);
          unit[g] = unit_of_gene(anatomy_.layout, s, r, c);
          layer[g] = s.layer;
        }
    unit_ = crew_.template make<Index>(pitch);
    layer_ = crew_.template make<Index>(pitch);
    crew_.write(std::span<const Index>(unit), unit_.data());
    crew_.write(std::span<const Index>(layer), layer_.data());
    anatomy_.map = {unit_.data(), layer_.data()};
  }

  template <class L>
  void furnish(L& lane, Desk<Placed, O>& desk) {
    desk.descent = take_descent<O>(lane);
    desk.training = placed_.take_training(lane);
    desk.scoring = placed_.take_scoring(lane);
    const auto words = static_cast<std::size_t>(round_up(std::max(anatomy_.genes, anatomy_.layout.units()), 64));
    desk.words = lane.template take<std::uint32_t>(words);
    if constexpr (strategy_aligns<S> || strategy_operates<S>) {
      Index rows = 1;
      if constexpr (has_probe<Placed>) {
        desk.probe_a = placed_.take_probe(lane);
        if (strategy_aligns<S>) desk.probe_b = placed_.take_probe(lane);
        rows = Placed::output_slope(desk.probe_a).rows;
      }
      desk.probe = take_probe_memory<T>(lane, anatomy_.layout, rows);
      if (strategy_aligns<S> && strategy_.state == State::crossed)
        for (auto& s : desk.aligned_state) s = lane.template take<T>(state_size());
    }
  }

  void put(const xt::xtensor<T, 2>& from, std::size_t s, T* to, Index n, Index part = 0) {
    const T* data = from.data() + s * from.shape(1) + static_cast<std::size_t>(part) * static_cast<std::size_t>(n);
    crew_.write(std::span<const T>(data, static_cast<std::size_t>(n)), to);
  }
  void get(const T* from, xt::xtensor<T, 2>& to, std::size_t s, Index part = 0) {
    const auto n = static_cast<std::size_t>(anatomy_.genes);
    crew_.read(from, std::span<T>(to.data() + s * to.shape(1) + static_cast<std::size_t>(part) * n, n));
  }

  const Objective& objective_;
  const S& strategy_;
  C& crew_;
  Span shard_;
  Placed placed_;
  Anatomy anatomy_;
  std::vector<Life> lives_;                  // [P], of all workers
  std::vector<O> optimizers_;                // [count]
  Memory<T> now_, next_, pool_, next_pool_;  // [count, pitch]
  Memory<T> now_state_, next_state_, pool_state_, next_pool_state_;
  Memory<T> champion_row_;
  Memory<Index> ages_, unit_, layer_;
  Memory<O> numbers_;
  Memory<Scores> scores_;
  std::vector<Desk<Placed, O>> desks_;  // one a lane
  std::array<Index, 16> sketch_{};
  std::vector<Span> spans_;
  std::vector<Birth> mine_;
  std::vector<Heritage> children_;
  std::map<Index, Foreign> foreign_;
  ChampionMark champion_;
};

}  // namespace genoprop
