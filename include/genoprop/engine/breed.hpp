#pragma once
// One child: aligned, crossed, mutated. Reads rows of the pool, writes a row of `next`.

#include <algorithm>
#include <array>
#include <span>
#include <type_traits>

#include <genoprop/concepts/clock.hpp>
#include <genoprop/concepts/plan.hpp>
#include <genoprop/engine/anatomy.hpp>
#include <genoprop/engine/desk.hpp>
#include <genoprop/engine/few_genes.hpp>
#include <genoprop/engine/gene_sizes.hpp>
#include <genoprop/engine/gene_words.hpp>
#include <genoprop/evolve/align_descent.hpp>
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

/// Whether a strategy looks at hidden activations, and whether it needs the memory of alignment and surgery.
template <class S>
inline constexpr bool strategy_aligns = AligningCrossover<decltype(S::cross)>;
template <class S>
inline constexpr bool strategy_operates = Surgery<decltype(S::mutate)>;

/// the whole optimizer state of an individual
template <class L, class T>
void copy_state(L& lane, const Anatomy& anatomy, const T* from, std::type_identity_t<T>* to) {
  for (Index k = 0; k < anatomy.slots; ++k)
    lane.for_each(1, anatomy.pitch(), CopyGenes<T>{from + anatomy.state_offset(k), to + anatomy.state_offset(k)});
}

/// B's row in the order of A's units: into the lane's scratch rows. The state goes through the same permutation. `draw`: the order of
/// layers in sweeps after the first.
template <class L, class Placed, class O, class Cross>
GenomeRow<const typename Placed::Scalar> aligned_to(L& lane, const Placed& placed, Desk<Placed, O>& desk, const Anatomy& anatomy,
                                                    const Cross& cross, GenomeRow<const typename Placed::Scalar> a,
                                                    GenomeRow<const typename Placed::Scalar> b, Draw draw) {
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
  if (with_state) copy_state(lane, anatomy, b.state, state);
  const auto place = [&](Index g, const Matching<T>& matching) {
    permute_group(layout, g, matching, genes, spare, true);
    std::swap(genes, spare);
    if (!with_state) return;
    for (Index k = 0; k < anatomy.slots; ++k)
      permute_group(layout, g, matching, state + anatomy.state_offset(k), spare_state + anatomy.state_offset(k), k < anatomy.odd_slots);
    std::swap(state, spare_state);
  };
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
    place(g, match(Block<const T>(similarity), group.odd));
  }
  const auto now = [&] { return whole(genes); };
  if (!by_activations) descend_alignment(lane, layout, whole(a.genes), m.similarity, cross.sweeps - 1, draw, now, place);
  return {genes, with_state ? state : nullptr};
}

/// first words of a rule's draws, for `items` items
template <class L>
void fill_words(L& lane, std::uint32_t* words, std::uint64_t seed, const Site& at, Index items) {
  const Index quads = round_up(items, 64) / 4;
  lane.for_each(1, quads, FillWords{words, seed, at, quads});
}

/// as many words as layers want, by number; not fewer than slices, whose number places the words of a block
inline Index most_layers(const Layout& layout) { return std::max(static_cast<Index>(layout.slices.size()), layers_of(layout)); }

/// The optimizer state of a child, slot by slot: nothing, the first parent's, or `cross(which slot's offset)`.
template <class L, class T, class F>
void inherit_state(L& lane, const Anatomy& anatomy, State state, GenomeRow<const T> first, GenomeRow<T> child, F&& cross) {
  for (Index k = 0; k < anatomy.slots; ++k) {
    const std::ptrdiff_t offset = anatomy.state_offset(k);
    if (state == State::reset)
      lane.for_each(1, anatomy.genes, ZeroGenes<T>{child.state + offset});
    else if (state == State::carry)
      lane.for_each(1, anatomy.genes, CopyGenes<T>{first.state + offset, child.state + offset});
    else
      cross(offset);
  }
}

/// child <- the crossover of its parents, weights and (where carried or crossed) optimizer state
template <class L, class Placed, class O, class Cross>
void cross_rows(L& lane, Desk<Placed, O>& desk, const Anatomy& anatomy, const Cross& cross, State state, const Clock& clock,
                const Birth& birth, std::span<const GenomeRow<const typename Placed::Scalar>> parents,
                GenomeRow<typename Placed::Scalar> child) {
  using T = typename Placed::Scalar;
  constexpr Index n = parents_of<Cross>;
  static_assert(n >= 1 && n <= 8, "genoprop: a gene rule has one to eight parents");
  constexpr Grain grain = grain_of<Cross>;
  const Site at{.purpose = Purpose::cross, .slot = static_cast<std::uint32_t>(birth.slot), .time = clock.time()};
  Draw plan_draw(clock.seed, Site{.purpose = Purpose::cross, .slot = at.slot, .time = at.time, .layer = 1});
  const auto rule = rule_of(cross, Child{birth.slot, anatomy.genes, anatomy.layout.units(), birth.losses}, plan_draw);
  using Rule = std::remove_cvref_t<decltype(rule)>;
  if constexpr (!SilentRule<Rule, T, n>) {
    const Index items = grain == Grain::gene    ? anatomy.genes
                        : grain == Grain::unit  ? anatomy.layout.units()
                        : grain == Grain::layer ? most_layers(anatomy.layout)
                                                : 1;
    fill_words(lane, desk.words, clock.seed, at, items);
  }
  const auto run = [&](auto row_of, T* to) {
    CrossGenes<Rule, T, n, grain> genes{rule, {}, to, desk.words, anatomy.map, clock.seed, at, anatomy.genes};
    for (std::size_t k = 0; k < static_cast<std::size_t>(n); ++k) genes.parent[k] = row_of(parents[k]);
    lane.for_each(1, anatomy.genes, genes);
  };
  run([](const auto& parent) { return parent.genes; }, child.genes);
  inherit_state(lane, anatomy, state, parents[0], child,
                [&](std::ptrdiff_t offset) { run([&](const auto& parent) { return parent.state + offset; }, child.state + offset); });
}

/// child <- the sum of its parents by weight; `mate(k)`: parent k as it is to be read
template <class L, class T, class F>
void mix_rows(L& lane, const Anatomy& anatomy, State state, std::span<const double> weights, F&& mate, GenomeRow<T> child) {
  for (std::size_t k = 0; k < weights.size(); ++k) {
    const GenomeRow<const T> from = mate(k);
    const auto weight = static_cast<T>(weights[k]);
    lane.for_each(1, anatomy.genes, MixGenes<T>{from.genes, child.genes, weight, k == 0});
    if (k == 0 || state == State::crossed)
      inherit_state(lane, anatomy, state, from, child, [&](std::ptrdiff_t offset) {
        lane.for_each(1, anatomy.genes, MixGenes<T>{from.state + offset, child.state + offset, weight, k == 0});
      });
  }
}

/// genes <- rule(genes): all of them, or the few that the rule wants
template <class L, class Placed, class O, class Rule, class T>
void change_genes(L& lane, Desk<Placed, O>& desk, const Anatomy& anatomy, const Rule& rule, const Clock& clock, const Site& at, T* genes) {
  if constexpr (FewGenes<Rule>) {
    Site here = at;
    here.layer = 2;
    Draw draw(clock.seed, here);
    here.layer = 3;
    const Shuffled shuffled(anatomy.genes, draw);
    lane.for_each(1, std::min(rule.few(), anatomy.genes),
                  MutateFew<Rule, T>{rule, shuffled, genes, anatomy.map, clock.seed, here, anatomy.genes});
  } else {
    fill_words(lane, desk.words, clock.seed, at, anatomy.genes);
    lane.for_each(1, anatomy.genes, MutateGenes<Rule, T>{rule, genes, desk.words, anatomy.map, clock.seed, at, anatomy.genes});
  }
}

/// the child changes: gene by gene, unit by unit, or on the table
template <class L, class Placed, class O, class Mutate>
void mutate_row(L& lane, const Placed& placed, Desk<Placed, O>& desk, const Anatomy& anatomy, const Mutate& mutate, const Clock& clock,
                const Birth& birth, std::span<const Life> lives, GenomeRow<typename Placed::Scalar> child) {
  using T = typename Placed::Scalar;
  const Index slot = birth.slot;
  const Site at{.purpose = Purpose::mutate, .slot = static_cast<std::uint32_t>(slot), .time = clock.time()};
  if constexpr (GeneMutation<Mutate>) {
    change_genes(lane, desk, anatomy, mutate, clock, at, child.genes);
  } else if constexpr (PlannedMutation<Mutate>) {
    measure_layers(lane, anatomy.layout, static_cast<const T*>(child.genes), desk.sizes);
    if constexpr (SensitiveMutation<Mutate>)
      measure_sensitivity(lane, placed, Genes<const T>{child.genes, anatomy.pitch(), anatomy.genes}, desk.slopes, desk.sizes);
    const MutationChild about{.slot = slot,
                              .genes = anatomy.genes,
                              .units = anatomy.layout.units(),
                              .progress = clock.progress(),
                              .done = clock.done,
                              .step_size = birth.step_size,
                              .parents = birth.parents.all(),
                              .lives = lives,
                              .rms = desk.sizes.rms,
                              .sensitivity = desk.sizes.sensitivity};
    Draw plan_draw(clock.seed, Site{.purpose = Purpose::mutate, .slot = at.slot, .time = at.time, .layer = 1});
    change_genes(lane, desk, anatomy, mutate.plan(about, plan_draw), clock, at, child.genes);
  } else if constexpr (UnitMutation<Mutate> || Surgery<Mutate>) {
    const Genes<T> genes{child.genes, anatomy.pitch(), anatomy.genes},
        state{child.state, anatomy.state_offset(anatomy.slots), anatomy.genes};
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
          if (mutate(UnitSite{group.first + u, g, group.units}, draw)) patient.redraw(lane, g, u, 0);
        }
      }
    }
  }
}

/// The child of one birth. Rows of parents are pool rows; a fresh network has none.
template <class L, class Placed, class O, class S>
void breed(L& lane, const Placed& placed, Desk<Placed, O>& desk, const Anatomy& anatomy, const S& strategy, const Clock& clock,
           const Birth& birth, std::span<const Life> lives, std::span<const GenomeRow<const typename Placed::Scalar>> parents,
           GenomeRow<typename Placed::Scalar> child) {
  using T = typename Placed::Scalar;
  using Cross = std::remove_cvref_t<decltype(bare(strategy.cross))>;
  if (birth.kind == Birth::Kind::fresh) {
    draw_start(lane, anatomy.layout, Genes<T>{child.genes, anatomy.pitch(), anatomy.genes}, birth.slot, clock.seed, clock.time() + 1);
    for (Index k = 0; k < anatomy.slots; ++k) lane.for_each(1, anatomy.pitch(), ZeroGenes<T>{child.state + anatomy.state_offset(k)});
    return;
  }
  const auto mate = [&](std::size_t k) {
    if constexpr (strategy_aligns<S>) {
      const Site at{.purpose = Purpose::cross,
                    .index = static_cast<std::uint32_t>(k),
                    .slot = static_cast<std::uint32_t>(birth.slot),
                    .time = clock.time(),
                    .layer = 2};
      return k == 0 ? parents[0] : aligned_to(lane, placed, desk, anatomy, strategy.cross, parents[0], parents[k], Draw(clock.seed, at));
    } else {
      return parents[k];
    }
  };
  if constexpr (MixingCrossover<Cross>) {
    if (birth.kind == Birth::Kind::bred) {
      std::vector<double> weights(parents.size());
      bare(strategy.cross).weights(birth.losses, weights);
      mix_rows(lane, anatomy, strategy.state, weights, mate, child);
      return mutate_row(lane, placed, desk, anatomy, strategy.mutate, clock, birth, lives, child);
    }
  } else if (birth.kind == Birth::Kind::bred && static_cast<Index>(parents.size()) >= parents_of<Cross>) {
    std::array<GenomeRow<const T>, static_cast<std::size_t>(parents_of<Cross>)> rows;
    for (std::size_t k = 0; k < rows.size(); ++k) rows[k] = mate(k);
    cross_rows(lane, desk, anatomy, bare(strategy.cross), strategy.state, clock, birth, rows, child);
    return mutate_row(lane, placed, desk, anatomy, strategy.mutate, clock, birth, lives, child);
  }
  // a copy, or too few to cross
  cross_rows(lane, desk, anatomy, Copy{}, strategy.state == State::reset ? State::reset : State::carry, clock, birth, parents.first(1),
             child);
  if (birth.kind == Birth::Kind::bred) mutate_row(lane, placed, desk, anatomy, strategy.mutate, clock, birth, lives, child);
}

}  // namespace genoprop
