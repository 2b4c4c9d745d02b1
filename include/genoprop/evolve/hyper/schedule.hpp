#pragma once
// Optimizer numbers that are fixed for every generation: a schedule that an earlier run has found, replayed.

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include <genoprop/concepts/hyper.hpp>
#include <genoprop/core/error.hpp>

namespace genoprop {

/// `Schedule{Evolve{&Sgd::rate, {...}}, result.schedule(slot)}`: the numbers that `shown` shows are set at the start of every
/// generation, for all networks alike; behind the last entry its numbers stay. After the schedules that population based training
/// finds (Jaderberg et al., 2017), which trained anew as they are do as well as the run that found them.
template <class H>
struct Schedule {
  static_assert(Hyper<H> && numbers_of<H> > 0 && numbers_of<H> <= shown_numbers,
                "genoprop: Schedule sets the numbers of a Hyper policy that shows one to four of them, such as Evolve{&Sgd::rate, {...}}");
  H shown{};
  std::vector<ShownNumbers> generations{};
  using hyper = void;
  static constexpr Index numbers = numbers_of<H>;

  template <class O>
  requires HyperOf<H, O> O operator()(const O& first, const O&, Draw&) const { return first; }
  template <class O>
    requires HyperOf<H, O> O scheduled(const O& has, Index done)
  const {
    O made = has;
    const ShownNumbers& now = generations[std::min(static_cast<std::size_t>(done), generations.size() - 1)];
    for (Index k = 0; k < numbers; ++k) made = shown.with_value(std::as_const(made), k, now[static_cast<std::size_t>(k)]);
    return made;
  }

  template <class O>
  float value(const O& has, Index k) const {
    return shown.value(has, k);
  }
  template <class O>
  O with_value(const O& has, Index k, float value) const {
    return shown.with_value(has, k, value);
  }

  void check() const {
    if constexpr (requires { shown.check(); }) shown.check();
    require<SettingsError>(!generations.empty(), "Schedule: generations is 0, expected at least 1");
    for (std::size_t g = 0; g < generations.size(); ++g)
      for (Index k = 0; k < numbers; ++k)
        require<SettingsError>(std::isfinite(generations[g][static_cast<std::size_t>(k)]), "Schedule: number ", k, " of generation ", g,
                               " is ", generations[g][static_cast<std::size_t>(k)], ", expected a finite number");
  }
};
template <class H>
Schedule(H, std::vector<ShownNumbers>) -> Schedule<H>;

}  // namespace genoprop
