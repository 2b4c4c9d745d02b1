#pragma once
// Every refusal is an Error that says where, what came and what was expected. The text is the same in every build.

#include <cstddef>
#include <initializer_list>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace genoprop {

struct Error : std::runtime_error {
  using std::runtime_error::runtime_error;
};
/// Sizes that do not fit together.
struct ShapeError : Error {
  using Error::Error;
};
/// Values that cannot be learnt from: NaN, labels out of range, nothing at all.
struct DataError : Error {
  using Error::Error;
};
/// A file that cannot be read or written, or is not what it says.
struct FileError : Error {
  using Error::Error;
};
/// A number of a run or a policy that is out of its range.
struct SettingsError : Error {
  using Error::Error;
};

namespace detail {
/// One part of a message. Its type is forgotten at once, so that messages of every shape are put together by one function:
/// there are hundreds of them in a program, all cold.
class Part {
 public:
  template <class T>
  Part(const T& value) : value_(&value), write_([](std::ostream& out, const void* p) { out << *static_cast<const T*>(p); }) {}
  template <std::size_t n>
  Part(const char (&value)[n]) : value_(value), write_([](std::ostream& out, const void* p) { out << static_cast<const char*>(p); }) {}
  friend std::ostream& operator<<(std::ostream& out, const Part& part) {
    part.write_(out, part.value_);
    return out;
  }

 private:
  const void* value_;
  void (*write_)(std::ostream&, const void*);
};

[[gnu::cold, gnu::noinline]] inline std::string joined(std::initializer_list<Part> parts) {
  std::ostringstream out;
  for (const Part& part : parts) out << part;
  return out.str();
}
template <class E>
[[noreturn, gnu::cold, gnu::noinline]] void refuse(std::initializer_list<Part> parts) {
  throw E(joined(parts));
}
}  // namespace detail

/// The parts of a message, put side by side.
template <class... Parts>
std::string text(const Parts&... parts) {
  return detail::joined({detail::Part(parts)...});
}

/// Throws E{"<parts>"} unless `good`: `require<SettingsError>(p > 0, "fit: population is ", p, ", expected at least 1")`
template <class E, class... Parts>
void require(bool good, const Parts&... parts) {
  if (!good) [[unlikely]]
    detail::refuse<E>({detail::Part(parts)...});
}

/// `require_equal("Evolution: dataset features", 785, 784)`: ShapeError "Evolution: dataset features is 785, expected 784"
template <class A, class B>
void require_equal(std::string_view what, const A& came, const B& expected) {
  const auto equal = [&] {
    if constexpr (std::is_integral_v<A> && std::is_integral_v<B>)
      return std::cmp_equal(came, expected);  // of any signs and widths
    else
      return came == expected;
  };
  require<ShapeError>(equal(), what, " is ", came, ", expected ", expected);
}

}  // namespace genoprop
