#pragma once
// Observers: who is told of every generation, and may stop the run.

#include <concepts>
#include <tuple>
#include <utility>

#include <genoprop/engine/report.hpp>
#include <genoprop/engine/settings.hpp>

namespace genoprop {

/// Something that is told of every generation: `bool operator()(const Report&)`, false stops; or void. It may also offer
/// begin(settings) and end().
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

/// Calls end() of every observer when a run ends, by error too.
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
  ~Audience() {
    each([](auto& o) {
      if constexpr (requires { o.end(); }) o.end();
    });
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
};

}  // namespace detail

}  // namespace genoprop
