#pragma once
// How a result came about: the policies that a run was given, by name, and where it ran. Settings and problem a result has itself.

#include <string>
#include <vector>

#include <genoprop/backend/isa.hpp>
#include <genoprop/concepts/hyper.hpp>
#include <genoprop/core/spelled.hpp>

namespace genoprop {

struct Fact {
  std::string name, value;
};

/// the compiler of this program, with its version
inline const char* compiler_here() {
#if defined(__clang__)
  return "clang " __clang_version__;
#else
  return "g++ " __VERSION__;
#endif
}

namespace detail {
/// the name of number k that a hyper policy shows: the member that differs where it has another value; empty where that cannot be seen
template <class H, class O>
std::string name_of_number(const H& hyper, const O& optimizer, Index k) {
  std::string name;
  if constexpr (requires { hyper.with_value(optimizer, k, 1.0f); }) {
    const std::string one = spelled(hyper.with_value(optimizer, k, 0.25f)), other = spelled(hyper.with_value(optimizer, k, 0.75f));
    std::size_t at = 0;
    while (at < one.size() && at < other.size() && one[at] == other[at]) ++at;
    const std::size_t sign = one.rfind(" = ", at), begin = one.find_last_of(" {", sign - 1);
    if (at < one.size() && sign != std::string::npos && begin < sign) name = one.substr(begin + 1, sign - begin - 1);
  }
  return name;
}
}  // namespace detail

/// What a run was given beside settings and problem.
struct Provenance {
  std::vector<Fact> facts{};           ///< optimizer, the parts of the strategy, the place, the CPU path
  std::vector<std::string> numbers{};  ///< names of the optimizer numbers that the hyper policy shows: Life::numbers
};

template <class O, class S, class Place>
Provenance provenance_of(const O& optimizer, const S& strategy, const Place& place) {
  Provenance p;
  p.facts = {{"optimizer", spelled(optimizer)},
             {"select", spelled(strategy.select)},
             {"cross", spelled(strategy.cross)},
             {"mutate", spelled(strategy.mutate)},
             {"replace", spelled(strategy.replace)},
             {"pool", spelled(strategy.pool)},
             {"state", spelled(strategy.state)},
             {"hyper", spelled(strategy.hyper)},
             {"demes", spelled(strategy.demes)},
             {"batching", spelled(strategy.batching)},
             {"leader average", spelled(strategy.leader_average)},
             {"place", spelled(place)},
             {"CPU path", std::string(name_of(isa_here()))}};
  using Inherit = decltype(strategy.hyper);
  for (Index k = 0; k < numbers_of<Inherit> && k < shown_numbers; ++k)
    p.numbers.push_back(detail::name_of_number(strategy.hyper, optimizer, k));
  return p;
}

}  // namespace genoprop
