#pragma once
// What breeding needs to know of a network.

#include <vector>

#include <genoprop/concepts/layout.hpp>
#include <genoprop/core/error.hpp>
#include <genoprop/engine/gene_words.hpp>

namespace genoprop {

/// which state slots of an optimizer follow the sign of their weight: all, unless it says `odd_slots`
template <class O>
inline constexpr Index odd_slots_of = O::slots;
template <class O>
  requires requires { O::odd_slots; }
inline constexpr Index odd_slots_of<O> = O::odd_slots;

/// What breeding needs to know of a network, made once for a worker.
struct Anatomy {
  Layout layout;
  GeneMap map;
  Index genes = 0, slots = 0;
  Index odd_slots = 0;  // state slots that follow the sign of their weight
  Index pitch() const { return genome_pitch(genes); }
  /// where state slot k begins in an individual's state, and where the state ends for k = slots: beyond an Index in large networks
  std::ptrdiff_t state_offset(Index k) const { return static_cast<std::ptrdiff_t>(k) * pitch(); }
};

/// of the networks of an objective under an optimizer; the map is GeneMapMemory's
template <class O, class Objective>
Anatomy anatomy_of(const Objective& objective) {
  Anatomy anatomy;
  anatomy.layout = objective.layout();
  anatomy.genes = anatomy.layout.genes();
  anatomy.slots = O::slots;
  anatomy.odd_slots = odd_slots_of<O>;
  require<ShapeError>(anatomy.genes >= 1, "Evolution: genes of a network is ", anatomy.genes, ", expected at least 1");
  return anatomy;
}

/// For every gene its unit and its layer, where the lanes of a crew reach them.
template <class C>
class GeneMapMemory {
 public:
  GeneMapMemory(C& crew, const Layout& layout, Index pitch)
      : unit_(crew.template make<Index>(static_cast<std::size_t>(pitch))),
        layer_(crew.template make<Index>(static_cast<std::size_t>(pitch))) {
    std::vector<Index> unit(static_cast<std::size_t>(pitch), -1), layer(unit.size(), 0);
    for (const Slice& s : layout.slices)
      for (Index r = 0; r < s.rows; ++r)
        for (Index c = 0; c < s.columns; ++c) {
          const auto g = static_cast<std::size_t>(s.offset + r * s.columns + c);
          unit[g] = unit_of_gene(layout, s, r, c);
          layer[g] = s.layer;
        }
    crew.write(std::span<const Index>(unit), unit_.data());
    crew.write(std::span<const Index>(layer), layer_.data());
  }
  GeneMap map() { return {unit_.data(), layer_.data()}; }

 private:
  using Memory = std::remove_cvref_t<decltype(std::declval<C&>().template make<Index>(std::size_t{}))>;
  Memory unit_, layer_;
};

}  // namespace genoprop
