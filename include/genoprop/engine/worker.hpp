#pragma once
// One worker: the verbs of a generation over its shard.

#include <vector>

#include <genoprop/backend/meeting.hpp>
#include <genoprop/engine/champion.hpp>
#include <genoprop/engine/decide.hpp>
#include <genoprop/engine/exchange.hpp>
#include <genoprop/engine/furnish.hpp>
#include <genoprop/engine/heritage.hpp>
#include <genoprop/engine/judge.hpp>
#include <genoprop/engine/lives.hpp>
#include <genoprop/engine/neighbours.hpp>
#include <genoprop/engine/settings.hpp>

namespace genoprop {

template <class Objective, class O, class S, class C>
class Worker {
 public:
  using T = typename Objective::Scalar;
  using Placed = decltype(placed(std::declval<const Objective&>(), std::declval<C&>(), Sampling{}));

  Worker(const Objective& objective, const O& optimizer, const S& strategy, const Settings& settings, C& crew, Span slots)
      : objective_(objective),
        optimizer_(optimizer),
        strategy_(strategy),
        crew_(crew),
        placed_(placed(objective, crew, {settings.batch, settings.batches, settings.seed, settings.sample, settings.population})),
        anatomy_(anatomy_of<O>(objective)),
        gene_map_(crew, anatomy_.layout, anatomy_.pitch()),
        lives_(static_cast<std::size_t>(settings.population)),
        rows_(crew, slots, anatomy_.genes, strategy.pool, strategy.state, strategy.leader_average > 0,
              first_optimizers(settings.seed, slots)),
        exchange_(crew, rows_, strategy.state != State::reset),
        judge_(objective, crew, slots),
        sketch_(sketched_genes(settings.seed, anatomy_.genes)),
        desks_(static_cast<std::size_t>(crew.lanes())) {
    anatomy_.map = gene_map_.map();
    crew.prepare([&](auto& lane) { furnish(lane, desk_of(lane), placed_, anatomy_, strategy_, settings.population); });
  }

  std::vector<Life>& lives() { return lives_; }
  const std::vector<Life>& lives() const { return lives_; }
  Span slots() const { return rows_.slots(); }
  const ChampionMark& champion() const { return champion_; }

  /// fresh networks in every slot
  void start(const Clock& clock) {
    crew_.run(spans([](Index) { return true; }),
              [&](auto& lane, Span s) { draw_start(lane, anatomy_.layout, genes<T>(rows_.now(s.first)), slot(s.first), clock.seed, 0); });
  }
  void load(const Population<T>& from) {
    rows_.load(from);
    if (from.pool.size() == 0) return;  // given genomes: lives begin
    std::copy(from.lives.begin(), from.lives.end(), lives_.begin());
    for (Life& l : lives_)
      if (l.status == Status::resting) l.status = Status::trained;  // a new budget: the strategy says again who rests
  }

  /// steps of backpropagation: now -> now; every step of `minibatches` gradients
  void train(const Clock& clock, Index minibatches) {
    set_scheduled(clock);
    if (clock.steps == 0) return;
    if constexpr (single_batches<decltype(S::batching)> && !wants_length<O>)
      train_alone(clock);
    else
      train_together(clock, minibatches);
  }

  /// fitness on validation data, and what follows from it for the lives
  void evaluate(const Clock& clock) {
    if constexpr (SharedWorld<Objective>)
      judge_.play(rows_, anatomy_.genes, static_cast<Index>(lives_.size()), clock);
    else
      crew_.run(awake(), [&](auto& lane, Span s) { score(lane, genes<const T>(rows_.now(s.first)), s.first, clock); });
    const std::vector<Scores> scores = judge_.read(0, rows_.size());
    for (Index k = 0; k < rows_.size(); ++k) {
      Life& l = life(k);
      if (l.status == Status::resting) continue;
      const Scores& s = scores[static_cast<std::size_t>(k)];
      grow_older(l, s, fitness_of(objective_, s), clock.steps);
      l.numbers = numbers_in(strategy_.hyper, rows_.optimizer(k));
      for (std::size_t g = 0; g < sketch_.size(); ++g) l.sketch[g] = static_cast<float>(rows_.gene(k, sketch_[g]));
    }
  }

  /// A noisy fitness of the best slots measured again, `times` calls each; the mean counts.
  void measure_again(const Clock& clock) {
    const Ranking now(lives_, Ranking::By::now);
    measured_.clear();
    for (Index position = 0; position < std::min(objective_.again.best, now.size()); ++position) {
      const Index s = now.slot(position), k = s - rows_.slots().first;
      measured_.push_back(s);
      if (!rows_.holds(s)) continue;
      const std::span<const T> row(rows_.now(k).genes, static_cast<std::size_t>(anatomy_.genes));
      measure_anew(life(k), mean_reward(objective_, row, {clock.seed, clock.time(), s}, objective_.again.times));
    }
  }
  void put_measured_first() { put_first(lives_, measured_); }

  /// who may be a parent, and the best network ever
  void remember(const Clock& clock) {
    for (Index k = 0; k < rows_.size(); ++k) {
      Life& l = life(k);
      if (l.status == Status::resting) continue;
      if (strategy_.pool == Pool::now || (l.status != Status::diverged && l.fitness > l.pool_fitness)) {
        l.pool_fitness = l.fitness;
        l.pool_loss = l.loss;
        l.pool_step_size = l.step_size;
        rows_.remember(k);
      }
      const ChampionMark mark{l.fitness, clock.generation, slot(k)};
      if (l.status != Status::diverged && mark.better_than(champion_)) {
        champion_ = mark;
        rows_.crown(rows_.now(k).genes);
      }
    }
  }

  /// the mean over generations of the network with the lowest loss of its life, if it lives here: a candidate for the best ever.
  /// It never trains and is nobody's parent; it starts again with every leader and every life.
  void average(const Clock& clock) {
    if (strategy_.leader_average <= 0) return;
    const LeaderMark mark = leader_of(lives_);
    const Index leader = mark.slot;
    const bool goes_on = mark == leader_;
    const bool trained = leader >= 0 && lives_[static_cast<std::size_t>(leader)].status == Status::trained;
    leader_ = trained || goes_on ? mark : LeaderMark{};  // one that rests has no mean yet: it starts when it trains
    if (!trained || !rows_.holds(leader)) return;
    const Span one{leader - rows_.slots().first, 1};
    crew_.run(std::span<const Span>(&one, 1), [&](auto& lane, Span s) {
      const T past = goes_on ? static_cast<T>(strategy_.leader_average) : T(0);
      lane.for_each(1, anatomy_.pitch(), BlendGenes<T>{rows_.now(s.first).genes, rows_.average(), past});
      score(lane, Genes<const T>{rows_.average(), anatomy_.pitch(), anatomy_.genes}, s.first, clock);
    });
    const Scores scores = judge_.read(one.first, 1).front();
    const ChampionMark candidate{fitness_of(objective_, scores), clock.generation, leader};
    if (diverged(candidate.fitness, scores.loss) || !candidate.better_than(champion_)) return;
    champion_ = candidate;
    rows_.crown(rows_.average());
  }

  /// what this worker hands to others
  void pack(Index slot, std::span<std::byte> into) { exchange_.pack(slot, into); }

  /// parents' rows that live elsewhere: each once
  template <class K>
  void fetch(const Plan& plan, K& link) {
    exchange_.fetch(plan, static_cast<Index>(lives_.size()), link);
  }

  /// children of this shard: next [births, D]
  void breed(const Plan& plan, const Clock& clock) {
    mine_.clear();
    heritage_.clear();
    for (const Birth& b : plan.births)
      if (rows_.holds(b.slot)) mine_.push_back(b);
    std::vector<Span> each(mine_.size());
    for (std::size_t n = 0; n < each.size(); ++n) each[n] = {static_cast<Index>(n), 1};
    crew_.run(std::span<const Span>(each), [&](auto& lane, Span s) {
      const Birth& birth = mine_[static_cast<std::size_t>(s.first)];
      std::vector<GenomeRow<const T>> parents;
      for (const Index p : birth.parents) parents.push_back(exchange_.parent(p).row);
      genoprop::breed(lane, placed_, desk_of(lane), anatomy_, strategy_, clock, birth, lives_, parents, rows_.next(s.first));
      if (!goes_on(birth)) return;
      const GenomeRow<T> line = rows_.next_pool(s.first);
      lane.for_each(1, anatomy_.pitch(), CopyGenes<T>{parents[0].genes, line.genes});
      if (line.state != nullptr) copy_state(lane, anatomy_, parents[0].state, line.state);
    });
    for (const Birth& birth : mine_) heritage_.push_back(heritage_of(birth, clock));
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
    for (std::size_t n = 0; n < heritage_.size(); ++n)  // fewer than births where breeding failed: everyone's next gather throws
      rows_.commit(static_cast<Index>(n), mine_[n].slot - rows_.slots().first, heritage_[n], goes_on(mine_[n]));
    if (!mine_.empty()) rows_.write_numbers();
  }

  /// rows of this shard alone
  void store(Population<T>& to, std::vector<O>& numbers) {
    rows_.store(to);
    const Span s = rows_.slots();
    std::copy_n(lives_.begin() + s.first, s.count, to.lives.begin() + s.first);
    std::copy(rows_.optimizers().begin(), rows_.optimizers().end(), numbers.begin() + s.first);
  }
  void store_champion(T* to) { rows_.read_champion(to); }

 private:
  std::vector<O> first_optimizers(std::uint64_t seed, Span slots) const {
    std::vector<O> all;
    for (Index k = 0; k < slots.count; ++k)
      all.push_back(numbers_without_parents(strategy_.hyper, optimizer_, optimizer_, {seed, 0, slots.first + k}));
    return all;
  }

  /// the numbers that a schedule says for this generation
  void set_scheduled(const Clock& clock) {
    if constexpr (requires { strategy_.hyper.scheduled(optimizer_, clock.done); }) {
      for (Index k = 0; k < rows_.size(); ++k) rows_.set_optimizer(k, strategy_.hyper.scheduled(rows_.optimizer(k), clock.done));
      rows_.write_numbers();
    }
  }

  template <class L>
  void score(L& lane, Genes<const T> row, Index k, const Clock& clock) {
    judge_.score(lane, placed_, desk_of(lane), row, k, clock);
  }

  auto& desk_of(const auto& lane) { return desks_[static_cast<std::size_t>(lane.id())]; }
  Index slot(Index k) const { return rows_.slots().first + k; }
  Life& life(Index k) { return lives_[static_cast<std::size_t>(slot(k))]; }
  template <class U>
  Genes<U> genes(GenomeRow<T> row) const {
    return {row.genes, anatomy_.pitch(), anatomy_.genes};
  }
  /// back-off: the line of the slot goes on from the first parent's row
  bool goes_on(const Birth& birth) const { return birth.parents[0] >= 0 && strategy_.pool == Pool::best_so_far && !birth.keeps_pool_row; }

  Heritage<O> heritage_of(const Birth& birth, const Clock& clock) {
    if (birth.parents[0] < 0) {
      const O& has = rows_.optimizer(birth.slot - rows_.slots().first);
      return {numbers_without_parents(strategy_.hyper, optimizer_, has, {clock.seed, clock.time() + 1, birth.slot}), 0};
    }
    return heritage(strategy_, birth, exchange_.parent(birth.parents[0]), exchange_.parent(birth.parents[1]), clock);
  }

  Rows<T, O> individuals(Span s) {
    const GenomeRow<T> now = rows_.now(s.first);
    return {.genes = genes<T>(now),
            .state = {now.state, anatomy_.state_offset(anatomy_.slots), anatomy_.genes},
            .numbers = rows_.numbers(s.first),
            .age = rows_.ages(s.first),
            .slot = slot(s.first)};
  }
  auto awake() {
    return spans([&](Index k) { return life(k).status != Status::resting; });
  }
  void train_alone(const Clock& clock) {
    crew_.run(awake(), [&](auto& lane, Span s) {
      descend(lane, placed_, individuals(s), desk_of(lane).training, desk_of(lane).descent, clock, clock.steps);
    });
  }
  /// where there are fewer individuals than threads, several threads take one
  void train_together(const Clock& clock, Index minibatches) {
    float factor = 1;
    if constexpr (requires { strategy_.batching.rate_factor(minibatches); }) factor = strategy_.batching.rate_factor(minibatches);
    const auto job = [&](auto& lane, Span s, const TeamMember& team) {
      const std::span<const Genes<T>> gradients(desks_[static_cast<std::size_t>(team.meeting ? team.first : lane.id())].gradients);
      descend_together(lane, placed_, individuals(s), desk_of(lane).training, desk_of(lane).descent,
                       gradients.first(static_cast<std::size_t>(minibatches)), clock, clock.steps, factor, team);
    };
    const std::span<const Span> all = awake();
    if constexpr (requires { crew_.run_together(all, job); }) {
      if (static_cast<Index>(all.size()) < crew_.lanes()) return crew_.run_together(all, job);
    }
    crew_.run(all, [&](auto& lane, Span s) { job(lane, s, TeamMember{}); });
  }

  /// slots of this shard that a lane takes together
  template <class F>
  std::span<const Span> spans(F&& who) {
    return neighbours_.among(rows_.size(), crew_.width(), who);
  }

  const Objective& objective_;
  const O& optimizer_;
  const S& strategy_;
  C& crew_;
  Placed placed_;
  Anatomy anatomy_;
  GeneMapMemory<C> gene_map_;
  std::vector<Life> lives_;  // [P], of all workers
  Shard<T, O, C> rows_;
  Exchange<T, O, C> exchange_;
  Judge<Objective, C> judge_;
  std::array<Index, 16> sketch_;        // which genes the lives show
  std::vector<Desk<Placed, O>> desks_;  // one a lane
  Neighbours neighbours_;
  std::vector<Birth> mine_;
  std::vector<Index> measured_;  // again, of this generation
  std::vector<Heritage<O>> heritage_;
  ChampionMark champion_;
  LeaderMark leader_;
};

}  // namespace genoprop
