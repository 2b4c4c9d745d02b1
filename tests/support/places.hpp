#pragma once
// The same run at many places: one, two, three and eight threads, plain loops, teams of workers, other instruction sets.

#include <cstdlib>

#include "support/same_run.hpp"

#include <genoprop/backend/serial.hpp>
#include <genoprop/distribute/one.hpp>
#include <genoprop/distribute/team.hpp>
#include <genoprop/engine/evolution.hpp>

namespace genoprop::support {

/// GENOPROP_ISA for the length of a block
class ChosenIsa {
 public:
  explicit ChosenIsa(const char* name) { setenv("GENOPROP_ISA", name, 1); }
  ~ChosenIsa() { unsetenv("GENOPROP_ISA"); }
  ChosenIsa(const ChosenIsa&) = delete;
  ChosenIsa& operator=(const ChosenIsa&) = delete;
};

/// the run is the same, bit for bit, on any number of threads and workers and on any instruction set; returns it
template <class Problem, class O, class S>
auto check_everywhere(const Problem& problem, const O& optimizer, const S& strategy, const Settings& settings) {
  auto oracle = Evolution{problem, optimizer, strategy, Serial{}}.fit(settings);
  for (const Index n : {1, 2, 3, 8}) {
    CAPTURE(n);
    check_same_run(Evolution{problem, optimizer, strategy, Threads{.threads = n}}.fit(settings), oracle);
  }
  for (const Index workers : {1, 2, 3, 5}) {
    CAPTURE(workers);
    check_same_run(Evolution{problem, optimizer, strategy, Team{Threads{.threads = 1}, workers}}.fit(settings), oracle);
  }
  check_same_run(Evolution{problem, optimizer, strategy, Team{Threads{.threads = 2}, 3}}.fit(settings), oracle);
  for (const Isa isa : {Isa::avx512, Isa::avx2}) {
    if (!has_isa(isa)) continue;
    const ChosenIsa chosen(isa == Isa::avx512 ? "avx512" : "avx2");
    CAPTURE(isa == Isa::avx512);
    check_same_run(Evolution{problem, optimizer, strategy, Threads{.threads = 2}}.fit(settings), oracle);
  }
  return oracle;
}

}  // namespace genoprop::support
