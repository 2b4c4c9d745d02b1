#pragma once
// Ctrl-C ends the generation, not the program.

#include <csignal>

#include <genoprop/core/error.hpp>
#include <genoprop/engine/report.hpp>
#include <genoprop/engine/settings.hpp>

namespace genoprop {

/// `run.fit(settings, StopOnSignal{})`: the first signal ends the run after the generation and leaves a usable result; the old
/// handler is back for a second one (without a handler of your own it ends the program), and when the run ends. One run at a time.
struct StopOnSignal {
  int signal = SIGINT;

  void begin(const Settings&) {
    caught() = 0;
    struct sigaction mine {};
    mine.sa_handler = [](int which) {
      caught() = 1;
      sigaction(which, &before(), nullptr);  // a second Ctrl-C has its usual effect
    };
    sigemptyset(&mine.sa_mask);
    // what was there is known before a signal can ask for it
    const bool handled = sigaction(signal, nullptr, &before()) == 0 && sigaction(signal, &mine, nullptr) == 0;
    require<Error>(handled, "StopOnSignal: signal ", signal, " cannot be handled, expected one like SIGINT");
    installed_ = true;
  }
  bool operator()(const Report&) const { return caught() == 0; }
  void end() {
    if (installed_) sigaction(signal, &before(), nullptr);
    installed_ = false;
  }

  bool installed_ = false;

 private:
  static volatile std::sig_atomic_t& caught() {
    static volatile std::sig_atomic_t flag = 0;
    return flag;
  }
  /// the old handler; static, as handlers have no members
  static struct sigaction& before() {
    static struct sigaction old {};
    return old;
  }
};

}  // namespace genoprop
