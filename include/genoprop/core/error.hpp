#pragma once
// Every refusal is an Error that says where, what came and what was expected. The text is the same in every build.

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

/// The parts of a message, put side by side.
template <class... Parts>
std::string text(const Parts&... parts) {
  std::ostringstream out;
  (out << ... << parts);
  return out.str();
}

/// Throws E{"<parts>"} unless `good`: `require<SettingsError>(p > 0, "fit: population is ", p, ", expected at least 1")`
template <class E, class... Parts>
void require(bool good, const Parts&... parts) {
  if (!good) [[unlikely]]
    throw E(text(parts...));
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
