#pragma once
// A function that lives elsewhere, its type forgotten: what takes one is compiled once, not once a caller. (std::function may
// allocate; std::function_ref is C++26's.)

#include <memory>
#include <type_traits>
#include <utility>

namespace genoprop {

template <class Signature>
class FunctionRef;

/// Good for a call that it is handed to, and no longer: it refers to `f`.
template <class Result, class... Arguments>
class FunctionRef<Result(Arguments...)> {
 public:
  template <class F, std::enable_if_t<!std::is_same_v<std::remove_cvref_t<F>, FunctionRef>, int> = 0>
  FunctionRef(F&& f)
      : f_(const_cast<void*>(static_cast<const void*>(std::addressof(f)))), call_([](void* of, Arguments... arguments) -> Result {
          return (*static_cast<std::remove_reference_t<F>*>(of))(std::forward<Arguments>(arguments)...);
        }) {}

  Result operator()(Arguments... arguments) const { return call_(f_, std::forward<Arguments>(arguments)...); }

 private:
  void* f_;
  Result (*call_)(void*, Arguments...);
};

}  // namespace genoprop
