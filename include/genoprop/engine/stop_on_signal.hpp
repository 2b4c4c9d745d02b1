#pragma once
// Ctrl-C ends the generation, not the program.

#include <csignal>

#include <genoprop/core/error.hpp>
#include <genoprop/engine/report.hpp>
#include <genoprop/engine/settings.hpp>

namespace genoprop {

/// `run.fit(settings, StopOnSignal{})`: the first signal ends the run after the generation and leaves a usable result; the old
/// handler is back when the run ends, and for a second signal. One run at a time.
struct StopOnSignal {
  int signal = SIGINT;

  void begin(const Settings&) {
    caught() = 0;
    struct sigaction mine {};
    mine.sa_handler = [](int) { caught() = 1; };
    mine.sa_flags = static_cast<int>(SA_RESETHAND);  // a second Ctrl-C has its usual effect
    sigemptyset(&mine.sa_mask);
    require<Error>(sigaction(signal, &mine, &before_) == 0, "StopOnSignal: signal ", signal,
                   " cannot be handled, expected one like SIGINT");
    installed_ = true;
  }
  bool operator()(const Report&) const { return caught() == 0; }
  void end() {
    if (installed_) sigaction(signal, &before_, nullptr);
    installed_ = false;
  }

  struct sigaction before_ {};
  bool installed_ = false;

 private:
  static volatile std::sig_atomic_t& caught() {
    static volatile std::sig_atomic_t flag = 0;
    return flag;
  }
};

}  // namespace genoprop
