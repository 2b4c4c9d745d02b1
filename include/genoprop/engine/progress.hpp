#pragma once
// Progress on long work: one line that rewrites itself on a terminal, one line a generation elsewhere.

#include <unistd.h>

#include <cstdio>
#include <string>

#include <genoprop/engine/report.hpp>

namespace genoprop {

/// `run.fit(settings, Progress{})`: generation, share of the budget spent, best, median, diversity,
/// births, steps a second, time left.
struct Progress {
  std::FILE* to = stderr;
  Index every = 1;  ///< generations between lines where the output is no terminal

  void operator()(const Report& r) const {
    const bool terminal = isatty(fileno(to)) == 1, last = r.steps >= r.budget;
    if (!terminal && !last && every > 1 && r.generation % every != 0) return;
    std::fprintf(to, "%s%s%s", terminal ? "\r\x1b[2K" : "", line(r).c_str(), terminal && !last ? "" : "\n");
    std::fflush(to);
  }

  static std::string line(const Report& r) {
    char text[256];
    std::snprintf(text, sizeof text, "generation %3d  %3.0f %%  best %.5f  median %.5f  diversity %.3f  births %d  %.0f steps/s  %s left%s",
                  int(r.generation), 100 * spent(r), r.best, r.median, r.diversity, int(r.births.size()), r.steps_per_second,
                  duration(r.seconds_left).c_str(),
                  r.restarted      ? "  all diverged, all drawn afresh"
                  : r.diverged > 0 ? ("  diverged " + std::to_string(r.diverged)).c_str()
                                   : "");
    return text;
  }
  /// Of the budget of gradient steps: a run whose slots rest goes on for more generations than were planned.
  static double spent(const Report& r) {
    if (r.budget > 0) return static_cast<double>(r.steps) / static_cast<double>(r.budget);
    return r.generations > 0 ? static_cast<double>(r.generation) / static_cast<double>(r.generations) : 1.0;
  }
  static std::string duration(double seconds) {
    const auto s = static_cast<long>(seconds + 0.5);
    char text[64];
    if (s >= 3600)
      std::snprintf(text, sizeof text, "%ld:%02ld:%02ld", s / 3600, s / 60 % 60, s % 60);
    else
      std::snprintf(text, sizeof text, "%ld:%02ld", s / 60, s % 60);
    return text;
  }
};

}  // namespace genoprop
