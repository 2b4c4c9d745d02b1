#include <genoprop/evolve/presets.hpp>

#include <doctest/doctest.h>

#include <set>

#include "support/made.hpp"
#include "support/places.hpp"

#include <genoprop/evolve/hyper/evolve.hpp>
#include <genoprop/train/sgd.hpp>

using namespace genoprop;
using namespace genoprop::support;

TEST_CASE("mf_pbt: every deme at its cadence; losers go on from winners, the open quarter takes in better ones; the same everywhere") {
  const Cadences demes{.count = 3, .ratio = 2};
  const auto strategy = presets::mf_pbt(Evolve{&Sgd::rate, {.low = 1e-4, .high = 1, .scale = Scale::log}}, demes);
  for (const std::uint64_t seed : {1, 2, 3}) {
    CAPTURE(seed);
    const auto result = check_everywhere(Made{}, Sgd{.rate = 0.05f, .momentum = 0.5f}, strategy,
                                         {.population = 24, .generations = 9, .steps = 2, .batch = full_batch, .seed = seed});
    std::set<Index> deme_bred;
    int copies = 0, hasty_copies = 0;
    for (std::size_t g = 0; g + 1 < result.history().size(); ++g) {
      const Report& r = result.history()[g];
      const Ranking pool(r.lives, Ranking::By::pool);
      Index births[3] = {0, 0, 0};
      for (const Birth& b : r.births) {
        const Index deme = demes.deme(b.slot, 24);
        CAPTURE(r.generation);
        CAPTURE(b.slot);
        CHECK(r.generation % demes.period(deme) == 0);
        const Ranking home = pool.within([&](Index s) { return demes.deme(s, 24) == deme; });
        const Life &child = result.history()[g + 1].lives[static_cast<std::size_t>(b.slot)],
                   &parent = r.lives[static_cast<std::size_t>(b.parents[0])];
        if (b.kind == Birth::Kind::bred) {  // the last two of eight, from the first two, with another rate
          CHECK(home.position(b.slot) >= 6);
          CHECK(home.position(b.parents[0]) < 2);
          CHECK((child.numbers[0] != parent.numbers[0] || parent.numbers[0] == 1));  // 1: the bound
          births[deme] += 1;
          deme_bred.insert(deme);
        } else {
          CHECK(b.kind == Birth::Kind::copied);
          CHECK(home.position(b.slot) / 2 == 2);
          CHECK(demes.deme(b.parents[0], 24) != deme);
          CHECK(parent.fitness > r.lives[static_cast<std::size_t>(b.slot)].fitness);
          const bool hasty = demes.deme(b.parents[0], 24) < deme;
          CHECK(b.parents.size() == (hasty ? 2 : 1));
          const Index numbers = hasty ? home.slot(0) : b.parents[0];
          CHECK(child.numbers[0] == r.lives[static_cast<std::size_t>(numbers)].numbers[0]);
          (hasty ? hasty_copies : copies) += 1;
        }
      }
      for (Index d = 0; d < 3; ++d) CHECK(births[d] == (r.generation % demes.period(d) == 0 ? 2 : 0));
    }
    CHECK(deme_bred.size() == 3);
    CHECK(copies > 0);
    CHECK(hasty_copies > 0);
  }
}
