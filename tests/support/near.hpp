#pragma once
// How far a number is from the one it should be.

#include <cmath>
#include <limits>
#include <ranges>
#include <type_traits>

namespace genoprop::support {

/// |a - b| <= tolerance * max(1, |b|): absolute for small numbers, relative for large ones. NaN is near nothing; an infinity is
/// near itself.
template <class A, class B>
  requires std::is_arithmetic_v<A> && std::is_arithmetic_v<B>
bool near(A a, B b, double tolerance) {
  const auto x = static_cast<long double>(a), y = static_cast<long double>(b);
  if (x == y) return true;
  return std::isfinite(x) && std::isfinite(y) && std::fabs(x - y) <= tolerance * std::fmax(1.0L, std::fabs(y));
}
/// every element near its partner, and as many of them
template <std::ranges::sized_range A, std::ranges::sized_range B>
bool near(const A& a, const B& b, double tolerance) {
  if (std::ranges::size(a) != std::ranges::size(b)) return false;
  auto y = std::ranges::begin(b);
  for (const auto x : a)
    if (!near(x, *y++, tolerance)) return false;
  return true;
}

/// |came - expected| / |expected|; infinite unless both are finite or the same
inline double relative_error(long double came, long double expected) {
  if (came == expected) return 0;
  const long double e = std::fabs(came - expected) / std::fabs(expected);
  return std::isfinite(e) ? static_cast<double>(e) : std::numeric_limits<double>::infinity();
}

}  // namespace genoprop::support
