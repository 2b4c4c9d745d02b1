#pragma once
// The files beside the store: effect.json, summary.csv, effect.html, and what is kept of the run whose lineage is drawn.

#include <filesystem>
#include <vector>

#include "summary.hpp"
#include "trial.hpp"

namespace effect {

/// What the figures were made with.
struct Facts {
  std::string cpu, compiler, note;
  std::uint64_t first = 1;
  int seeds = 0;
};

/// of one run: births, resting slots and losses generation by generation, and the line of the network that led at the end
void write_lineage(const std::filesystem::path& folder, const Cell& cell, const std::vector<gp::Report>& history,
                   const std::vector<gp::Ancestor>& line);
void write_report(const std::filesystem::path& folder, const std::vector<SettingSummary>& settings, const Facts& facts);

}  // namespace effect
