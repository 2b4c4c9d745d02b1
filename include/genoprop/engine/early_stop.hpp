#pragma once
// Stops a run that no longer gets better.

#include <cmath>

#include <genoprop/core/error.hpp>
#include <genoprop/engine/report.hpp>
#include <genoprop/engine/settings.hpp>

namespace genoprop {

/// `run.fit(settings, EarlyStop{.patience = 10})`: ends the run when for `patience` generations no network had a fitness more than `least`
/// above the best before. Fitness is measured on validation data; the result's best network is the best ever, not the last. Prechelt,
/// "Early stopping - but when?", in "Neural networks: tricks of the trade", 1998, section 2.
struct EarlyStop {
  Index patience = 10;  ///< generations, at least 1
  double least = 0;     ///< in units of the fitness, at least 0

  void begin(const Settings&) {
    require<SettingsError>(patience >= 1, "EarlyStop: patience is ", patience, ", expected at least 1");
    require<SettingsError>(least >= 0 && std::isfinite(least), "EarlyStop: least is ", least, ", expected at least 0 and finite");
    best_ = worst;
    waited_ = 0;
  }
  bool operator()(const Report& report) {
    if (report.best > best_ + least) {  // of the worst too, which is -infinity
      best_ = report.best;
      waited_ = 0;
    } else {
      ++waited_;
    }
    return waited_ < patience;
  }

  double best_ = worst;
  Index waited_ = 0;
};

}  // namespace genoprop
