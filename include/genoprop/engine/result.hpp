#pragma once
// What a run leaves.

#include <algorithm>
#include <array>
#include <concepts>
#include <filesystem>
#include <vector>

#include <genoprop/concepts/ranking.hpp>
#include <genoprop/engine/model.hpp>
#include <genoprop/engine/population.hpp>
#include <genoprop/engine/provenance.hpp>
#include <genoprop/engine/report.hpp>
#include <genoprop/engine/settings.hpp>
#include <genoprop/evolve/align.hpp>

namespace genoprop {

/// The genome that a plain objective found.
template <class T>
struct Genome {
  xt::xtensor<T, 1> values;
  double fitness_ = worst;
  const xt::xtensor<T, 1>& genes() const& { return values; }
  xt::xtensor<T, 1> genes() && { return std::move(values); }
  double fitness() const { return fitness_; }
};

/// One line of descent: what lived in a slot, and where it came from.
struct Ancestor {
  Index generation = 0;  ///< at whose end it was born; 0: the start
  Index slot = 0;
  ParentSlots parents{};
  Birth::Kind kind = Birth::Kind::fresh;
};

/// What a report shows beside the run itself: io/report_page.hpp.
template <class T>
struct Shown;

template <class Objective>
class Result {
 public:
  using T = typename Objective::Scalar;

  Result(Objective objective, Settings settings, Population<T> population, std::vector<Report> history, Provenance provenance = {})
      : objective_(std::move(objective)),
        settings_(std::move(settings)),
        population_(std::move(population)),
        history_(std::move(history)),
        provenance_(std::move(provenance)) {}

  /// the best network ever, by validation
  auto best() const {
    require<Error>(population_.champion_fitness > worst, "best: no network ever had a finite fitness: all diverged");
    return model(population_.champion, population_.champion_fitness);
  }
  /// the predictions of the best k different networks, averaged; each the best row of its line (of fewer lines where not so many differ)
  auto ensemble(Index k) const {
    std::vector<decltype(best())> models;
    for (const Index s : ranked("ensemble", k)) models.push_back(model(pool_row(s), life(s).pool_fitness));
    return Ensemble(std::move(models));
  }
  /// one network: the mean of the weights of the best, taken one after the other while it does not get worse on validation data
  /// (the greedy soup of Wortsman et al., "Model soups", ICML 2022, recipe 1), each brought into the order of the first one's units
  auto soup(Index k) const requires requires(const Objective& o) { o.net; }
  {
    const auto order = ranked("soup", k);
    const Layout layout = objective_.layout();
    auto mean = best();
    Index in = 1;
    for (const Index s : order) {
      const xt::xtensor<T, 1> row = pool_row(s);
      if (row == population_.champion) continue;  // the soup starts from it
      const xt::xtensor<T, 1> next = brought_to(layout, mean.genes(), row);
      xt::xtensor<T, 1> genes = mean.genes();
      for (std::size_t g = 0; g < genes.size(); ++g) genes(g) += (next(g) - genes(g)) / static_cast<T>(in + 1);
      auto candidate = model(std::move(genes), 0);
      const double fitness = validated(candidate);
      if (!(fitness >= mean.fitness())) continue;
      mean = model(candidate.genes(), fitness);
      ++in;
    }
    return mean;
  }

  // of a result that is about to go, by value: for (const Report& r : run.fit(settings).history())
  const std::vector<Report>& history() const& { return history_; }
  std::vector<Report> history() && { return std::move(history_); }
  const Population<T>& population() const& { return population_; }
  Population<T> population() && { return std::move(population_); }
  const Settings& settings() const { return settings_; }
  const Objective& objective() const { return objective_; }
  const Provenance& provenance() const { return provenance_; }

  /// the picture of the run, one self-contained page; written by io/report_page.hpp
  void report(const std::filesystem::path& path) const;
  void report(const std::filesystem::path& path, const Shown<T>& shown) const;

  /// from the network that lives in `slot` back to a start, first parents first
  std::vector<Ancestor> lineage(Index slot) const {
    require<SettingsError>(slot >= 0 && slot < population_.size(), "lineage: slot is ", slot, ", expected 0 to ", population_.size() - 1);
    std::vector<Ancestor> line;
    for (auto r = history_.rbegin(); r != history_.rend(); ++r)
      for (const Birth& b : r->births)
        if (b.slot == slot) {
          line.push_back({r->generation, slot, b.parents, b.kind});
          if (b.parents[0] >= 0)
            slot = b.parents[0];
          else
            return line;
          break;
        }
    line.push_back({.generation = 0, .slot = slot});
    return line;
  }
  /// the optimizer numbers by which the network that lives in `slot` and its first parents trained, generation by generation from
  /// the start of the line: what the strategy's hyper policy shows of them. Schedule{policy, schedule(slot)} replays them. Where a
  /// parent is the best of its line (Pool::best_so_far) the later generations of that parent are in it too.
  std::vector<ShownNumbers> schedule(Index slot) const {
    require<SettingsError>(slot >= 0 && slot < population_.size(), "schedule: slot is ", slot, ", expected 0 to ", population_.size() - 1);
    std::vector<ShownNumbers> line;
    for (auto r = history_.rbegin(); r != history_.rend(); ++r) {
      const auto birth = std::find_if(r->births.begin(), r->births.end(), [&](const Birth& b) { return b.slot == slot; });
      if (birth != r->births.end()) slot = birth->parents[0];
      if (slot < 0) break;  // a fresh network: here its line begins
      line.push_back(r->lives[static_cast<std::size_t>(slot)].numbers);
    }
    std::reverse(line.begin(), line.end());
    return line;
  }

 private:
  const Life& life(Index slot) const { return population_.lives[static_cast<std::size_t>(slot)]; }
  xt::xtensor<T, 1> pool_row(Index slot) const { return xt::xtensor<T, 1>(xt::row(population_.pool, slot)); }

  auto model(xt::xtensor<T, 1> genes, double fitness) const {
    if constexpr (requires { objective_.net; })
      return Model(objective_.net, objective_.loss, std::move(genes), fitness, settings_);
    else
      return Genome<T>{std::move(genes), fitness};
  }
  /// its fitness on the validation data, as the run would measure it
  template <class M>
  double validated(const M& candidate) const {
    if constexpr (requires { typename Objective::Measure; })
      if constexpr (!std::same_as<typename Objective::Measure, NothingMeasured>)
        return objective_.fitness(measure(candidate, objective_.data.validation, objective_.fitness));
    return objective_.fitness(measure(candidate, objective_.data.validation));
  }
  /// the best k slots whose pool rows differ: a child's is its first parent's until the child beats it, and says nothing twice
  std::vector<Index> ranked(const char* who, Index k) const {
    require<SettingsError>(k >= 1 && k <= population_.size(), who, ": networks is ", k, ", expected 1 to ", population_.size());
    const Ranking ranking(population_.lives, Ranking::By::pool);
    require<Error>(ranking.size() > 0, who, ": no network has a finite fitness: all diverged");
    std::vector<Index> slots;
    for (Index p = 0; p < ranking.size() && static_cast<Index>(slots.size()) < k; ++p) {
      const auto row = xt::row(population_.pool, ranking.slot(p));
      const auto same = [&](Index s) { return std::equal(row.begin(), row.end(), xt::row(population_.pool, s).begin()); };
      if (std::none_of(slots.begin(), slots.end(), same)) slots.push_back(ranking.slot(p));
    }
    return slots;
  }
  static xt::xtensor<T, 1> brought_to(const Layout& layout, const xt::xtensor<T, 1>& a, xt::xtensor<T, 1> b) {
    const auto crew = Threads{.threads = 1}.open();
    const Index n = layout.genes();
    ProbeMemory<T> memory;
    crew->prepare([&](auto& lane) { memory = take_probe_memory<T>(lane, layout, 1); });
    xt::xtensor<T, 1> spare = b;
    const Span one{0, 1};
    crew->run(std::span<const Span>(&one, 1), [&](auto& lane, Span) {
      for (Index g = 0; g < static_cast<Index>(layout.groups.size()); ++g) {
        const Group& group = layout.groups[static_cast<std::size_t>(g)];
        const Block<T> similarity{memory.similarity.data, 0, memory.similarity.pitch, group.units, group.units};
        weight_similarity(lane, layout, g, Genes<const T>{a.data(), n, n}, Genes<const T>{b.data(), n, n}, similarity);
        permute_group(layout, g, match(Block<const T>(similarity), group.odd), b.data(), spare.data(), true);
        std::swap(b, spare);
      }
    });
    return b;
  }

  Objective objective_;
  Settings settings_;
  Population<T> population_;
  std::vector<Report> history_;
  Provenance provenance_;
};

}  // namespace genoprop
