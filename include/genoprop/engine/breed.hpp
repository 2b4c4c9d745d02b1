#pragma once
// One child: aligned, crossed, mutated. Reads rows of the pool, writes a row of `next`.

#include <genoprop/concepts/clock.hpp>
#include <genoprop/concepts/plan.hpp>
#include <genoprop/engine/desk.hpp>
#include <genoprop/engine/gene_words.hpp>
#include <genoprop/evolve/cross/copy.hpp>
#include <genoprop/evolve/patient.hpp>
#include <genoprop/evolve/strategy.hpp>

namespace genoprop {

#if defined(__CUDACC__)
#pragma nv_diagnostic push
#pragma nv_diag_suppress 554  // as in core/view.hpp
#endif
/// A genome and its optimizer state, in lane memory.
template <class T>
struct GenomeRow {
  T* genes = nullptr;
  T* state = nullptr;  // [slots * pitch(D)]; none where the strategy resets it
  operator GenomeRow<const T>() const requires(!std::is_const_v<T>) { return {genes, state}; }
};
#if defined(__CUDACC__)
#pragma nv_diagnostic pop
#endif

/// What breeding needs to know of a network, made once for a worker.
struct Anatomy {
  Layout layout;
  GeneMap map;
  Index genes = 0, slots = 0;
  Index odd_slots = 0;  // state slots that follow the sign of their weight
  Index pitch() const { return genome_pitch(genes); }
};

/// Whether a strategy looks at hidden activations, and whether it needs the memory of alignment and surgery.
template <class S>
inline constexpr bool strategy_aligns = AligningCrossover<decltype(S::cross)>;
template <class S>
inline constexpr bool strategy_operates = Surgery<decltype(S::mutate)>;

/// B's row in the order of A's units: into the lane's scratch rows. The state goes through the same permutation.
template <class L, class Placed, class O, class Cross>
GenomeRow<const typename Placed::Scalar> aligned_to(L& lane, const Placed& placed, Desk<Placed, O>& desk, const Anatomy& anatomy,
                                                    const Cross& cross, GenomeRow<const typename Placed::Scalar> a,
                                                    GenomeRow<const typename Placed::Scalar> b) {
  using T = typename Placed::Scalar;
  const Layout& layout = anatomy.layout;
  const auto whole = [&](const T* row) { return Genes<const T>{row, anatomy.pitch(), anatomy.genes}; };
  bool by_activations = false;
  if constexpr (has_probe<Placed>) {
    by_activations = cross.by == Alike::activations;
    if (by_activations) {
      placed.probe(lane, whole(a.genes), desk.probe_a);
      placed.probe(lane, whole(b.genes), desk.probe_b);
    }
  }
  const ProbeMemory<T>& m = desk.probe;
  T *genes = m.row_a, *spare = m.row_b, *state = desk.aligned_state[0], *spare_state = desk.aligned_state[1];
  const bool with_state = b.state != nullptr && state != nullptr;
  lane.for_each(1, anatomy.pitch(), CopyGenes<T>{b.genes, genes});
  if (with_state) lane.for_each(1, anatomy.slots * anatomy.pitch(), CopyGenes<T>{b.state, state});
  for (Index g = 0; g < static_cast<Index>(layout.groups.size()); ++g) {
    const Group& group = layout.groups[static_cast<std::size_t>(g)];
    const Block<T> similarity{m.similarity.data, m.similarity.stride, m.similarity.pitch, group.units, group.units};
    if constexpr (has_probe<Placed>) {
      if (by_activations) {
        const Block<T> ha = Placed::activations(desk.probe_a, layout, g), hb = Placed::activations(desk.probe_b, layout, g);
        const Block<T> za{m.za.data, m.za.stride, m.za.pitch, ha.rows, group.units},
            zb{m.zb.data, m.zb.stride, m.zb.pitch, hb.rows, group.units};
        lane.for_each(1, group.units, StandardiseColumn<T>{ha, za, m.deviation});
        lane.for_each(1, group.units, StandardiseColumn<T>{hb, zb, m.deviation});
        lane.gemm(flipped(za), Block<const T>(zb), StoreProduct<T>{similarity});
      }
    }
    if (!by_activations) weight_similarity(lane, layout, g, whole(a.genes), whole(genes), similarity);
    const Matching<T> matching = match(Block<const T>(similarity), group.odd);
    permute_group(layout, g, matching, genes, spare, true);
    std::swap(genes, spare);
    if (with_state) {
      for (Index k = 0; k < anatomy.slots; ++k)
        permute_group(layout, g, matching, state + k * anatomy.pitch(), spare_state + k * anatomy.pitch(), k < anatomy.odd_slots);
      std::swap(state, spare_state);
    }
  }
  return {genes, with_state ? state : nullptr};
}

/// first words of a rule's draws, for `items` items
template <class L>
void fill_words(L& lane, std::uint32_t* words, std::uint64_t seed, const Site& at, Index items) {
  const Index quads = round_up(items, 64) / 4;
  lane.for_each(1, quads, FillWords{words, seed, at, quads});
}

/// child <- the crossover of a and b, weights and (where carried or crossed) optimizer state
template <class L, class Placed, class O, class Cross>
void cross_rows(L& lane, Desk<Placed, O>& desk, const Anatomy& anatomy, const Cross& cross, State state, const Clock& clock, Index slot,
                GenomeRow<const typename Placed::Scalar> a, GenomeRow<const typename Placed::Scalar> b,
                GenomeRow<typename Placed::Scalar> child) {
  using T = typename Placed::Scalar;
  constexpr Index n = parents_of<Cross>;
  static_assert(n == 1 || n == 2, "genoprop: a crossover has one or two parents");
  constexpr Grain grain = grain_of<Cross>;
  const Site at{.purpose = Purpose::cross, .slot = static_cast<std::uint32_t>(slot), .time = clock.time()};
  Draw plan_draw(clock.seed, Site{.purpose = Purpose::cross, .slot = at.slot, .time = at.time, .layer = 1});
  const auto rule = rule_of(cross, Child{slot, anatomy.genes, anatomy.layout.units()}, plan_draw);
  using Rule = std::remove_cvref_t<decltype(rule)>;
  if constexpr (!SilentRule<Rule, T, n>) {
    const Index items = grain == Grain::gene    ? anatomy.genes
                        : grain == Grain::unit  ? anatomy.layout.units()
                        : grain == Grain::layer ? static_cast<Index>(anatomy.layout.slices.size())
                                                : 1;
    fill_words(lane, desk.words, clock.seed, at, items);
  }
  const auto run = [&](const T* first, const T* second, T* to) {
    lane.for_each(1, anatomy.genes,
                  CrossGenes<Rule, T, n, grain>{rule, first, second, to, desk.words, anatomy.map, clock.seed, at, anatomy.genes});
  };
  run(a.genes, b.genes, child.genes);
  for (Index k = 0; k < anatomy.slots; ++k) {
    const Index offset = k * anatomy.pitch();
    if (state == State::reset)
      lane.for_each(1, anatomy.genes, ZeroGenes<T>{child.state + offset});
    else if (state == State::carry)
      lane.for_each(1, anatomy.genes, CopyGenes<T>{a.state + offset, child.state + offset});
    else
      run(a.state + offset, b.state + offset, child.state + offset);
  }
}

/// the child changes: gene by gene, unit by unit, or on the table
template <class L, class Placed, class O, class Mutate>
void mutate_row(L& lane, const Placed& placed, Desk<Placed, O>& desk, const Anatomy& anatomy, const Mutate& mutate, const Clock& clock,
                Index slot, GenomeRow<typename Placed::Scalar> child) {
  using T = typename Placed::Scalar;
  const Site at{.purpose = Purpose::mutate, .slot = static_cast<std::uint32_t>(slot), .time = clock.time()};
  if constexpr (GeneMutation<Mutate>) {
    fill_words(lane, desk.words, clock.seed, at, anatomy.genes);
    lane.for_each(1, anatomy.genes, MutateGenes<Mutate, T>{mutate, child.genes, desk.words, anatomy.map, clock.seed, at, anatomy.genes});
  } else if constexpr (UnitMutation<Mutate> || Surgery<Mutate>) {
    const Genes<T> genes{child.genes, anatomy.pitch(), anatomy.genes}, state{child.state, anatomy.slots * anatomy.pitch(), anatomy.genes};
    Patient<Placed> patient{placed, &desk.probe_a, desk.probe, anatomy.layout, genes, state, anatomy.slots, clock.seed, slot, clock.time()};
    if constexpr (Surgery<Mutate>) {
      Draw draw(clock.seed, at);
      mutate.operate(lane, patient, draw);
    } else {
      for (Index g = 0; g < static_cast<Index>(anatomy.layout.groups.size()); ++g) {
        const Group& group = anatomy.layout.groups[static_cast<std::size_t>(g)];
        for (Index u = 0; u < group.units; ++u) {
          Site unit = at;
          unit.index = static_cast<std::uint32_t>(group.first + u);
          Draw draw(clock.seed, unit);
          if (mutate(UnitSite{group.first + u, g, group.units}, draw)) patient.redraw(g, u, 0);
        }
      }
    }
  }
}

/// The child of one birth. Rows of parents are pool rows; a fresh network has none.
template <class L, class Placed, class O, class S>
void breed(L& lane, const Placed& placed, Desk<Placed, O>& desk, const Anatomy& anatomy, const S& strategy, const Clock& clock,
           const Birth& birth, GenomeRow<const typename Placed::Scalar> a, GenomeRow<const typename Placed::Scalar> b,
           GenomeRow<typename Placed::Scalar> child) {
  using T = typename Placed::Scalar;
  if (birth.kind == Birth::Kind::fresh) {
    draw_start(lane, anatomy.layout, Genes<T>{child.genes, anatomy.pitch(), anatomy.genes}, birth.slot, clock.seed, clock.time() + 1);
    lane.for_each(1, anatomy.slots * anatomy.pitch(), ZeroGenes<T>{child.state});
    return;
  }
  if (birth.kind == Birth::Kind::copied || b.genes == nullptr) {
    cross_rows(lane, desk, anatomy, Copy{}, strategy.state == State::reset ? State::reset : State::carry, clock, birth.slot, a, a, child);
  } else if constexpr (strategy_aligns<S>) {
    const auto mate = aligned_to(lane, placed, desk, anatomy, strategy.cross, a, b);
    cross_rows(lane, desk, anatomy, bare(strategy.cross), strategy.state, clock, birth.slot, a, mate, child);
  } else {
    cross_rows(lane, desk, anatomy, strategy.cross, strategy.state, clock, birth.slot, a, b, child);
  }
  if (birth.kind == Birth::Kind::bred) mutate_row(lane, placed, desk, anatomy, strategy.mutate, clock, birth.slot, child);
}

}  // namespace genoprop
