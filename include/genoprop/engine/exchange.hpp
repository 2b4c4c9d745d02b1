#pragma once
// Parents' rows that live on another worker: packed there, fetched once, unpacked here.

#include <cstring>
#include <map>
#include <utility>
#include <vector>

#include <genoprop/concepts/link.hpp>
#include <genoprop/engine/shard.hpp>

namespace genoprop {

/// A parent, wherever it lives: its pool row, its optimizer, the age of its optimizer state.
template <class T, class O>
struct ParentRow {
  GenomeRow<const T> row{};
  const O* optimizer = nullptr;
  Index age = 0;
};

template <class T, class O, class C>
class Exchange {
 public:
  Exchange(C& crew, Shard<T, O, C>& shard, bool with_state) : crew_(crew), shard_(shard), with_state_(with_state) {}

  /// what this worker hands to others: genes, state where it is inherited, the optimizer's numbers, its age. Reads only.
  void pack(Index slot, std::span<std::byte> into) {
    const Index k = slot - shard_.slots().first;
    const GenomeRow<T> from = shard_.pool(k);
    std::byte* at = into.data();
    const auto put = [&](const T* data, std::size_t n) {
      crew_.read(data, std::span<T>(reinterpret_cast<T*>(at), n));
      at += n * sizeof(T);
    };
    put(from.genes, shard_.pitch());
    put(from.state, state_size());
    std::memcpy(at, &shard_.optimizer(k), sizeof(O));
    const Index age = shard_.pool_age(k);
    std::memcpy(at + sizeof(O), &age, sizeof age);
  }

  /// rows that this worker's children need and that live elsewhere: each once
  template <class K>
  void fetch(const Plan& plan, Index population, K& link) {
    foreign_.clear();
    if (link.size() == 1) return;
    std::vector<Move> moves;
    std::vector<Index> last(static_cast<std::size_t>(population), -1);  // to whom a parent goes; births are in the order of their slots
    for (const Birth& b : plan.births)
      for (const Index parent : b.parents) {
        if (parent < 0) continue;
        const Move move{parent, owner_of(parent, population, link.size()), owner_of(b.slot, population, link.size())};
        const bool known = std::exchange(last[static_cast<std::size_t>(parent)], move.to) == move.to;
        if (move.from != move.to && !known) moves.push_back(move);
      }
    std::vector<std::vector<std::byte>> parcels(moves.size());
    link.fetch(std::span<const Move>(moves), [&](std::size_t m) {
      parcels[m].resize((shard_.pitch() + state_size()) * sizeof(T) + sizeof(O) + sizeof(Index));
      return std::span<std::byte>(parcels[m]);
    });
    for (std::size_t m = 0; m < moves.size(); ++m)
      if (moves[m].to == link.rank()) unpack(moves[m].slot, parcels[m]);
  }

  ParentRow<T, O> parent(Index slot) {
    if (slot < 0) return {};
    if (const Index k = slot - shard_.slots().first; shard_.holds(slot)) {
      const GenomeRow<T> row = shard_.pool(k);
      return {{row.genes, with_state_ ? row.state : nullptr}, &shard_.optimizer(k), shard_.pool_age(k)};
    }
    Foreign& f = foreign_.at(slot);
    return {{f.genes.data(), with_state_ ? f.state.data() : nullptr}, &f.optimizer, f.age};
  }

 private:
  template <class U>
  using Memory = typename Shard<T, O, C>::template Memory<U>;

  struct Foreign {
    Memory<T> genes, state;
    O optimizer;
    Index age;
  };

  std::size_t state_size() const { return with_state_ ? shard_.state_size() : 0; }

  void unpack(Index slot, const std::vector<std::byte>& parcel) {
    Foreign f{crew_.template make<T>(shard_.pitch()), crew_.template make<T>(state_size()), O{}, 0};
    const std::byte* at = parcel.data();
    const auto take = [&](T* to, std::size_t n) {
      crew_.write(std::span<const T>(reinterpret_cast<const T*>(at), n), to);
      at += n * sizeof(T);
    };
    take(f.genes.data(), shard_.pitch());
    take(f.state.data(), state_size());
    std::memcpy(&f.optimizer, at, sizeof(O));
    std::memcpy(&f.age, at + sizeof(O), sizeof f.age);
    foreign_.emplace(slot, std::move(f));
  }

  C& crew_;
  Shard<T, O, C>& shard_;
  bool with_state_;
  std::map<Index, Foreign> foreign_;  // by slot, of this generation
};

}  // namespace genoprop
