#pragma once
// Islands: demes that breed apart and now and then send each other their best.

#include <algorithm>
#include <utility>
#include <vector>

#include <genoprop/concepts/demes.hpp>
#include <genoprop/core/draw.hpp>
#include <genoprop/core/error.hpp>

namespace genoprop {

/// From which islands an island takes migrants; where there are several, from one after the other.
enum class Topology : std::uint8_t {
  ring,             ///< the one before it
  torus,            ///< the four beside it on a grid as square as the number allows
  star,             ///< the first from all others, the others from the first
  hypercube,        ///< those whose number differs in one bit; needs a power of two
  fully_connected,  ///< all others
  random_pairs,     ///< pairs drawn anew each time change their best
};

/// `count` islands of neighbouring slots. Every `interval` generations the best `migrants` pool rows of an island are copied over
/// the last ones of another.
/// After Tanese, "Distributed genetic algorithms", ICGA 1989; Whitley, Rana & Heckendorn, "The island model genetic algorithm", 1999.
struct Islands {
  Index count = 4;     ///< islands, at least 1
  Index interval = 5;  ///< generations between two migrations, at least 1
  Index migrants = 1;  ///< rows a migration brings to an island, at least 0; one slot of every island always stays
  Topology topology = Topology::ring;

  Index deme(Index slot, Index population) const {
    require<SettingsError>(count <= population, "Islands: count is ", count, ", expected at most the population, ", population);
    return static_cast<Index>(std::int64_t{slot} * count / population);
  }

  Index migrant(Index slot, const Ranking& pool, const Clock& clock) const { return moves(pool, clock)[static_cast<std::size_t>(slot)]; }
  /// that of every slot, in O(P)
  std::vector<Index> moves(const Ranking& pool, const Clock& clock) const {
    const auto population = static_cast<Index>(pool.lives().size());
    std::vector<Index> from(static_cast<std::size_t>(population), no_migrant);
    const Index time = clock.generation + 1;
    if (count < 2 || migrants == 0 || time % interval != 0) return from;
    std::vector<std::vector<Index>> islands(static_cast<std::size_t>(count));  // slots, best first; the diverged are reborn
    for (Index k = 0; k < pool.size(); ++k) islands[static_cast<std::size_t>(deme(pool.slot(k), population))].push_back(pool.slot(k));
    const std::vector<Index> partner = topology == Topology::random_pairs ? partners(clock) : std::vector<Index>{};
    for (Index here = 0; here < count; ++here) {
      const Index other = partner.empty() ? source(here, time / interval - 1, clock) : partner[static_cast<std::size_t>(here)];
      if (other == here) continue;
      const auto &home = islands[static_cast<std::size_t>(here)], &abroad = islands[static_cast<std::size_t>(other)];
      const auto stay = static_cast<Index>(home.size()) - 1;  // the best stays
      const Index come = std::min({migrants, stay, static_cast<Index>(abroad.size())});
      for (Index rank = 0; rank < come; ++rank)  // the last gets the best of the other
        from[static_cast<std::size_t>(home[static_cast<std::size_t>(stay - rank)])] = abroad[static_cast<std::size_t>(rank)];
    }
    return from;
  }

  /// the island that sends to `island` at migration number `turn`
  Index source(Index island, Index turn, const Clock& clock) const {
    switch (topology) {
      case Topology::ring:
        return (island + count - 1) % count;
      case Topology::torus:
        return beside(island, turn % 4);
      case Topology::star:
        return island > 0 ? 0 : 1 + turn % (count - 1);
      case Topology::hypercube:
        return island ^ (Index{1} << turn % bits());
      case Topology::fully_connected:
        return (island + 1 + turn % (count - 1)) % count;
      case Topology::random_pairs:
        return partners(clock)[static_cast<std::size_t>(island)];
    }
    return island;
  }

  void check() const {
    require<SettingsError>(count >= 1, "Islands: count is ", count, ", expected at least 1");
    require<SettingsError>(interval >= 1, "Islands: interval is ", interval, ", expected at least 1");
    require<SettingsError>(migrants >= 0, "Islands: migrants is ", migrants, ", expected at least 0");
    require<SettingsError>(topology != Topology::hypercube || (count & (count - 1)) == 0, "Islands: count is ", count,
                           ", expected a power of two for a hypercube");
  }

 private:
  Index bits() const {
    Index n = 0;
    while (Index{1} << (n + 1) <= count) ++n;
    return n;
  }
  Index beside(Index island, Index side) const {
    Index rows = 1;
    for (Index r = 1; r * r <= count; ++r) rows = count % r == 0 ? r : rows;
    const Index columns = count / rows, r = island / columns, c = island % columns;
    switch (side) {
      case 0:
        return r * columns + (c + columns - 1) % columns;
      case 1:
        return (r + rows - 1) % rows * columns + c;
      case 2:
        return r * columns + (c + 1) % columns;
      default:
        return (r + 1) % rows * columns + c;
    }
  }
  /// [count] a drawn order, read in pairs; of an odd number one island stays alone
  std::vector<Index> partners(const Clock& clock) const {
    std::vector<Index> order(static_cast<std::size_t>(count));
    for (Index k = 0; k < count; ++k) order[static_cast<std::size_t>(k)] = k;
    Draw draw(clock.seed, Site{.purpose = Purpose::migrate, .time = clock.time()});
    for (Index k = count - 1; k > 0; --k) std::swap(order[static_cast<std::size_t>(k)], order[static_cast<std::size_t>(draw.below(k + 1))]);
    std::vector<Index> of(order.size());
    for (std::size_t k = 0; k < order.size(); ++k)
      of[static_cast<std::size_t>(order[k])] = (k ^ 1) < order.size() ? order[k ^ 1] : order[k];
    return of;
  }
};

static_assert(Demes<Islands>);

}  // namespace genoprop
