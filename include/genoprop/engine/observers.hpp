#pragma once
// Observers: who is told of every generation, and may stop the run.

#include <concepts>
#include <exception>
#include <tuple>
#include <utility>

#include <genoprop/engine/report.hpp>
#include <genoprop/engine/settings.hpp>

namespace genoprop {

/// Something that is told of every generation: `bool operator()(const Report&)`, false stops; or void. It may also offer
/// begin(settings) and end(), which may throw as the call may; of a run that has failed its own error
/// arrives, not that of an end().
template <class F>
concept Observer = requires(F& observer, const Report& report) {
  observer(report);
};

namespace detail {

template <class F>
bool tell(F& observer, const Report& report) {
  if constexpr (std::convertible_to<decltype(observer(report)), bool>)
    return observer(report);
  else
    return observer(report), true;
}

/// Calls begin() of every observer, and end() when a run ends, by error too.
template <class... Observers>
struct Audience {
  std::tuple<Observers...>& observers;
  explicit Audience(std::tuple<Observers...>& all) : observers(all) {}
  Audience(std::tuple<Observers...>& all, const Settings& settings) : Audience(all) {  // a begin that throws: end() all the same
    each([&](auto& o) {
      if constexpr (requires { o.begin(settings); }) o.begin(settings);
    });
  }
  Audience(const Audience&) = delete;
  ~Audience() { tell_the_end(); }
  /// the first error of those that threw, once all have been told
  void end() {
    if (const auto error = tell_the_end()) std::rethrow_exception(error);
  }
  bool tell(const Report& report) {
    bool go_on = true;
    each([&](auto& o) { go_on = detail::tell(o, report) && go_on; });
    return go_on;
  }
  template <class F>
  void each(F&& f) {
    std::apply([&](auto&... o) { (f(o), ...); }, observers);
  }

 private:
  bool ended_ = false;
  std::exception_ptr tell_the_end() noexcept {
    std::exception_ptr first;
    if (std::exchange(ended_, true)) return first;
    each([&](auto& o) {
      if constexpr (requires { o.end(); }) {
        try {
          o.end();
        } catch (...) {
          first = first ? first : std::current_exception();
        }
      }
    });
    return first;
  }
};

}  // namespace detail

}  // namespace genoprop
