#include <genoprop/engine/exchange.hpp>

#include <doctest/doctest.h>

#include <genoprop/backend/serial.hpp>
#include <genoprop/train/sgd.hpp>

using namespace genoprop;

namespace {

using Crew = std::remove_reference_t<decltype(*Serial{}.open())>;
constexpr Index genes = 3, population = 3;  // worker 0 has slots 0 and 1, worker 1 has slot 2

/// one worker: gene g of slot s is 10 s + g, in the pool too, its state 100 more, its optimizer's rate s + 1, its state 7 s + 1 steps old
struct OneWorker {
  std::unique_ptr<Crew> crew = Serial{}.open();
  Shard<double, Sgd, Crew> shard;
  Exchange<double, Sgd, Crew> exchange;

  OneWorker(Index rank, State state)
      : shard(*crew, shard_of(population, rank, 2), genes, Pool::best_so_far, state, false, optimizers(rank)),
        exchange(*crew, shard, state != State::reset) {
    for (Index k = 0; k < shard.size(); ++k) {
      const Index slot = shard.slots().first + k;
      for (Index g = 0; g < genes; ++g) {
        shard.now(k).genes[g] = 10 * slot + g;
        shard.now(k).state[g] = 100 + 10 * slot + g;
      }
      *shard.ages(k) = 7 * slot + 1;
      shard.remember(k);
      for (Index g = 0; g < genes; ++g) shard.now(k).genes[g] = -1;  // what is handed out is the pool
    }
  }
  static std::vector<Sgd> optimizers(Index rank) {
    std::vector<Sgd> all;
    const Span slots = shard_of(population, rank, 2);
    for (Index s = slots.first; s < slots.first + slots.count; ++s) all.push_back({.rate = static_cast<float>(s + 1)});
    return all;
  }
};

/// fetches from the other worker, and counts
struct TwoLinks {
  Index own;
  OneWorker* other;
  std::vector<Move> asked{};
  int parcels = 0;
  Index size() const { return 2; }
  Index rank() const { return own; }
  template <class Receive>
  void fetch(std::span<const Move> moves, const Receive& receive) {
    asked.assign(moves.begin(), moves.end());
    for (std::size_t m = 0; m < moves.size(); ++m)
      if (moves[m].to == own) {
        ++parcels;
        other->exchange.pack(moves[m].slot, receive(m));
      }
  }
};
Plan two_children() { return {.births = {{.slot = 0, .parents = {2, 1}}, {.slot = 1, .parents = {0, 2}}, {.slot = 2, .parents = {2, 1}}}}; }

}  // namespace

TEST_CASE("exchange: a parent from another worker is the pool row that lives there, fetched once for all its children") {
  for (const State state : {State::reset, State::carry, State::crossed}) {
    OneWorker here(0, state), there(1, state);
    TwoLinks link{0, &there};
    here.exchange.fetch(two_children(), population, link);
    CHECK(link.asked.size() == 2);  // slot 2 to worker 0, slot 1 to worker 1: the same list everywhere
    CHECK(link.parcels == 1);
    const auto foreign = here.exchange.parent(2);
    CHECK(foreign.row.genes != nullptr);
    for (Index g = 0; g < genes; ++g) CHECK(foreign.row.genes[g] == 20 + g);
    CHECK(foreign.optimizer->rate == 3);
    CHECK((foreign.row.state != nullptr) == (state != State::reset));
    if (state != State::reset) {
      for (Index g = 0; g < genes; ++g) CHECK(foreign.row.state[g] == 120 + g);
      CHECK(foreign.age == 15);
    }
  }
}

TEST_CASE("exchange: a parent of the own worker stays where it lies; nobody is no parent") {
  OneWorker here(0, State::carry), there(1, State::carry);
  TwoLinks link{0, &there};
  here.exchange.fetch({.births = {{.slot = 0, .parents = {1, 0}}, {.slot = 1}}}, population, link);
  CHECK(link.asked.empty());
  const auto own = here.exchange.parent(1);
  CHECK(own.row.genes == here.shard.pool(1).genes);
  CHECK(own.row.state == here.shard.pool(1).state);
  CHECK(own.optimizer == &here.shard.optimizer(1));
  CHECK(own.age == 8);
  CHECK(here.exchange.parent(-1).row.genes == nullptr);
  CHECK(here.exchange.parent(-1).optimizer == nullptr);
}

TEST_CASE("exchange: what was fetched for one generation is gone in the next") {
  OneWorker here(0, State::reset), there(1, State::reset);
  TwoLinks link{0, &there};
  here.exchange.fetch(two_children(), population, link);
  here.exchange.fetch({}, population, link);
  CHECK_THROWS_AS(here.exchange.parent(2), std::out_of_range);
}
